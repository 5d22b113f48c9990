// What is counted of plain clients can fail: each of these brokers is broken on purpose, and must be caught.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { createWeakNetwork } from '../weak-network';
import { createChance } from '../torture/chance';
import { createThings, thingsFilter, type ThingsOutcome } from '../torture/things';
import { programs, startTortureBroker, type TortureBroker } from '../torture/torture-broker';
import { newName } from './device';
import { register } from './register';

const slowMs = 600;

/**
 * The receiver is on a link that has gone silent while its thing is on a slow one; then both links and the broker die. So there
 * are messages that were acknowledged and wait, and such whose acknowledgement was on its way.
 */
async function outcomeOf(broken: string | undefined): Promise<ThingsOutcome> {
  const folder = await mkdtemp(join(tmpdir(), 'onebar-things-'));
  let broker: TortureBroker | undefined;
  const closing: (() => unknown)[] = [];
  try {
    broker = await startTortureBroker({
      folder,
      program: broken === undefined ? programs.real : programs.broken,
      env: { PLAIN_TOPICS: thingsFilter, ...(broken !== undefined && { BROKEN: broken }) },
    });
    const target = { host: '127.0.0.1', port: broker.port };
    const [silent, slow] = [await createWeakNetwork({ target }), await createWeakNetwork({ target })];
    closing.push(
      () => silent.close(),
      () => slow.close(),
    );
    const things = await createThings({
      links: [silent, slow],
      login: await register(`http://127.0.0.1:${broker.port}/`, newName('ann')),
      pairs: 1,
      random: createChance(1),
    });
    closing.unshift(() => things.stop());
    silent.halfOpen();
    slow.shape({ latencyMs: slowMs });
    // There, back, and then some more.
    await sleep(4 * slowMs);
    for (const link of [silent, slow]) link.refuse();
    await broker.crash(0);
    slow.shape({ latencyMs: 0 });
    for (const link of [silent, slow]) link.heal();
    return await things.finish(broken === undefined ? 20_000 : 2000);
  } finally {
    for (const close of closing) await close();
    await broker?.kill();
    await rm(folder, { recursive: true, force: true });
  }
}

test.concurrent('nothing is wrong with a broker that is not broken', async () => {
  const { messages, ...wrong } = await outcomeOf(undefined);
  expect(wrong).toEqual({ lost: 0, doubled: 0, waiting: 0, excluded: 0 });
  expect(Math.min(messages.qos1, messages.qos2)).toBeGreaterThan(2);
});

test.concurrent('catches a broker that acknowledges on plain topics before it stores: lost', async () => {
  expect((await outcomeOf('acknowledges-first')).lost).toBeGreaterThan(0);
});

test.concurrent('catches a broker that forgets the packet ids of QoS 2: doubled', async () => {
  expect((await outcomeOf('forgets-ids')).doubled).toBeGreaterThan(0);
});
