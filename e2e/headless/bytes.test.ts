// Cheap in bytes: the promise that a message of 40 characters costs at most 220 bytes, from one device to another.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { startBrokerProcess } from '../broker-process';
import { countMessageBytes } from './message-bytes';

test('a message of 40 characters takes at most 220 bytes on the wire, acknowledgements and frames included', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'onebar-'));
  const broker = await startBrokerProcess({ dataDir });
  const bytes = await countMessageBytes(broker.url.slice(0, -1));
  await broker.stop();
  await rm(dataDir, { recursive: true, force: true });
  expect(bytes.total).toBeLessThanOrEqual(220);
  // A packet more, or one that names its topic again, would show here first.
  expect(bytes.writerUp).toBeLessThanOrEqual(82);
  expect(bytes.writerDown).toBeLessThanOrEqual(34);
  expect(bytes.readerDown).toBeLessThanOrEqual(96);
  expect(bytes.readerUp).toBeLessThanOrEqual(12);
});
