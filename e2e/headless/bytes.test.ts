// Cheap in bytes: the promises of what a message, a reaction, a read mark and typing cost from one device to another.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startBrokerProcess } from '../broker-process';
import { countMessageBytes, countReactionBytes, countReadMarkBytes, countTypingBytes } from './message-bytes';

let dataDir: string;

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'onebar-'));
});
afterAll(() => rm(dataDir, { recursive: true, force: true }));

/** Each in a log that begins, so that its numbers are as short as anywhere. */
async function on<T>(count: (origin: string) => Promise<T>): Promise<T> {
  const broker = await startBrokerProcess({ dataDir: await mkdtemp(join(dataDir, 'data-')) });
  try {
    return await count(broker.url.slice(0, -1));
  } finally {
    await broker.stop();
  }
}

test('a message of 40 characters takes at most 220 bytes on the wire, acknowledgements and frames included', async () => {
  const bytes = await on(countMessageBytes);
  expect(bytes.total).toBeLessThanOrEqual(220);
  // A packet more, or one that names its topic again, would show here first.
  expect(bytes.writerUp).toBeLessThanOrEqual(82);
  expect(bytes.writerDown).toBeLessThanOrEqual(34);
  expect(bytes.readerDown).toBeLessThanOrEqual(96);
  expect(bytes.readerUp).toBeLessThanOrEqual(12);
});

test('a reaction takes at most 160 bytes on the wire, acknowledgements and frames included', async () => {
  const bytes = await on(countReactionBytes);
  expect(bytes.total).toBeLessThanOrEqual(160);
  expect(bytes.writerUp).toBeLessThanOrEqual(54);
  expect(bytes.writerDown).toBeLessThanOrEqual(26);
  expect(bytes.readerDown).toBeLessThanOrEqual(66);
  expect(bytes.readerUp).toBeLessThanOrEqual(12);
});

test('a read mark takes at most 60 bytes on the wire, until it is shown to whoever wrote the message', async () => {
  const bytes = await on(countReadMarkBytes);
  expect(bytes.total).toBeLessThanOrEqual(60);
  expect(bytes.writerUp).toBeGreaterThan(0);
  expect(bytes.readerDown).toBeGreaterThan(0);
});

test('typing takes at most 45 bytes on the wire, from the keys to the other screen', async () => {
  const bytes = await on(countTypingBytes);
  expect(bytes.total).toBeLessThanOrEqual(45);
  expect(bytes.writerUp).toBeGreaterThan(0);
  expect(bytes.readerDown).toBeGreaterThan(0);
  // Nobody acknowledges it.
  expect([bytes.writerDown, bytes.readerUp]).toEqual([0, 0]);
});
