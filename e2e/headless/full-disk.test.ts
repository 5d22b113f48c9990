// The broker's disk is full for a while: nothing is acknowledged, nothing is lost, order holds.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createBroker } from '../../broker/broker';
import { readConfig } from '../../broker/config';
import { createLog } from '../../broker/log';
import { failingDatabase } from '../../broker/store/failing-database';
import { createDevice, newName } from './device';
import { until } from './until';

test('while the disk is full messages stay saved; then all are stored, in order', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'onebar-'));
  const disk = { failing: false };
  const read = readConfig({ PORT: '0', DATA_DIR: folder }, join(folder, 'no-app'));
  if (!read.ok) throw new Error(read.problems.join('\n'));
  const broker = await createBroker(read.config, {
    openDatabase: failingDatabase(disk),
    log: createLog(() => undefined, Date.now),
  });
  const origin = broker.url.slice(0, -1);
  const ann = await createDevice({ http: origin, mqtt: origin }, newName('ann'));
  try {
    const lobby = await ann.lobby();
    await ann.online();
    await ann.write(lobby, 'before');
    await until('the first is stored', async () =>
      (await ann.texts(lobby)).length === 1 ? true : undefined,
    );
    const { sinceMs } = ann.engine.status.get();

    disk.failing = true;
    const texts = Array.from({ length: 40 }, (_, i) => `while full ${i}`);
    for (const text of texts) await ann.write(lobby, text);
    await until('all were tried', async () =>
      (await ann.db.outbox.list()).every((row) => row.tried) ? true : undefined,
    );
    await until('the broker said no', () => (ann.engine.sent.get().size === 0 ? true : undefined));
    expect((await ann.db.outbox.list()).map((row) => row.problem)).toEqual(texts.map(() => undefined));
    expect(await ann.texts(lobby)).toEqual(['before']);

    disk.failing = false;
    await until('all are stored', async () => ((await ann.texts(lobby)).length === 41 ? true : undefined));
    expect(await ann.texts(lobby)).toEqual(['before', ...texts]);
    expect((await ann.entries(lobby)).map((entry) => entry.seq)).toEqual(
      texts.map((_, i) => i + 1).concat(41),
    );
    expect(await ann.db.outbox.list()).toEqual([]);
    // Refusals are answers: the connection never went.
    expect(ann.engine.status.get()).toMatchObject({ state: 'online', sinceMs });
  } finally {
    ann.stop();
    await broker.close();
    await rm(folder, { recursive: true, force: true });
  }
});
