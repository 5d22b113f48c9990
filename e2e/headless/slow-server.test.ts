// A server that takes little at a time: the device is held back, then asked to go slower, and all it wrote is stored all the same.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createBroker } from '../../broker/broker';
import { readConfig } from '../../broker/config';
import { createLog } from '../../broker/log';
import { createWeakNetwork } from '../weak-network';
import { createDevice, newName } from './device';
import { until } from './until';

test('500 messages at once against a tight limit are all stored, once and in order, and the device says why it takes long', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'onebar-'));
  // So little that the slowest machine writes faster.
  const read = readConfig(
    { PORT: '0', DATA_DIR: folder, MESSAGES_PER_SEC: '25', MESSAGES_AT_ONCE: '100' },
    join(folder, 'no-app'),
  );
  if (!read.ok) throw new Error(read.problems.join('\n'));
  const broker = await createBroker(read.config, { log: createLog(() => undefined, Date.now) });
  const http = broker.url.slice(0, -1);
  const weak = await createWeakNetwork({ target: { host: '127.0.0.1', port: Number(new URL(http).port) } });
  const ann = await createDevice({ http, mqtt: weak.url }, newName('ann'));
  const bo = await createDevice({ http, mqtt: http }, newName('bo'));
  try {
    await ann.online();
    await bo.online();
    const lobby = await ann.lobby();
    const askedSlower: boolean[] = [];
    ann.engine.slower.subscribe((slower) => askedSlower.push(slower));
    weak.refuse();
    const texts = Array.from({ length: 500 }, (_, i) => `written in the tunnel ${i}`);
    for (const text of texts) await ann.write(lobby, text);
    weak.heal();

    await until('the broker asked to go slower', () => (askedSlower.includes(true) ? true : undefined));
    const { sinceMs } = ann.engine.status.get();
    expect((await ann.db.outbox.list()).filter((row) => row.problem !== undefined)).toEqual([]);
    // Nobody else is held because of it.
    await bo.write(lobby, 'and I?');
    await until('somebody else is heard meanwhile', async () =>
      (await ann.texts(lobby)).includes('and I?') ? true : undefined,
    );
    expect((await ann.db.outbox.list()).length).toBeGreaterThan(0);

    await until('all are stored', async () => ((await ann.db.outbox.list()).length === 0 ? true : undefined));
    await until('somebody else has all', async () =>
      (await bo.texts(lobby)).length === 501 ? true : undefined,
    );
    for (const device of [ann, bo])
      expect((await device.texts(lobby)).filter((text) => text !== 'and I?')).toEqual(texts);
    // To be held and to be refused is no end of the link.
    expect(ann.engine.status.get()).toMatchObject({ state: 'online', sinceMs });
  } finally {
    for (const device of [ann, bo]) device.stop();
    await weak.close();
    await broker.close();
    await rm(folder, { recursive: true, force: true });
  }
});
