// The torture can fail: each of these breaks the product in a wrapper around one of its ports, and must be caught.
import { expect, test } from 'vitest';
import type { Db } from '../../src/db/db';
import { programs } from '../torture/torture-broker';
import { runTorture, type RunOptions } from '../torture/torture-run';

const caughtWithinMs = 20_000;
/** Takes away the acknowledgements that are on their way. */
const acknowledgementsLost = ['cut on 2G'];

async function tortureOf(
  broken: Pick<RunOptions, 'program' | 'env' | 'wrapDb' | 'only'> &
    Partial<Pick<RunOptions, 'durationMs' | 'restMs'>>,
) {
  const seed = Number(process.env['ONEBAR_SEED'] ?? Date.now() % 1_000_000);
  console.log(`seed ${seed} (ONEBAR_SEED=${seed} repeats it)`);
  return await runTorture({
    seed,
    durationMs: 4000,
    waveSize: [4, 6],
    people: 3,
    pages: 0,
    linkCount: 1,
    writesPerSec: 100,
    recoverMs: 1500,
    restMs: 2000,
    say: () => undefined,
    ...broken,
  });
}

/** Forgets a row when it is published, as a client does that trusts the pipe. */
const clearsAtPublish = (db: Db): Db => ({
  ...db,
  outbox: {
    ...db.outbox,
    async markTried(tries, way) {
      const marked = await db.outbox.markTried(tries, way);
      for (const row of await db.outbox.list()) {
        if (!row.tried) continue;
        // The only ways out of the outbox are an answer and a refusal.
        await db.outbox.fail(row.id, 'published, so forgotten');
        await db.outbox.discard(row.id);
      }
      return marked;
    },
  },
});

test(
  'catches a broker that acknowledges before it stores: lost, with the story of each message',
  { timeout: caughtWithinMs },
  async () => {
    const { wrongs } = await tortureOf({
      program: programs.broken,
      env: { BROKEN: 'acknowledges-first' },
      // Clocks do no harm: they leave time between the kills to write something that can be lost.
      only: ['kill -9', 'clock off by a day'],
      // One wave of faults: the first kill finds entries that are nowhere but in memory.
      durationMs: 1000,
    });
    const steps = ['written by', 'saved', 'sent on', 'acknowledged on'];
    const whole = wrongs.filter(
      ({ sin, story }) => sin === 'lost' && steps.every((step) => story.some((line) => line.includes(step))),
    );
    expect(whole.length).toBeGreaterThan(0);
  },
);

test('catches a broker that forgets its id index: doubled', { timeout: caughtWithinMs }, async () => {
  const { sins } = await tortureOf({
    program: programs.broken,
    env: { BROKEN: 'forgets-ids' },
    only: acknowledgementsLost,
  });
  expect(sins.doubled).toBeGreaterThan(0);
});

test('catches a device that clears its outbox at PUBLISH: lost', { timeout: caughtWithinMs }, async () => {
  const { sins } = await tortureOf({ wrapDb: clearsAtPublish, only: acknowledgementsLost });
  expect(sins.lost).toBeGreaterThan(0);
});

test('finds nothing under the same faults when nothing is broken', async () => {
  const { sins, faults } = await tortureOf({ only: ['kill -9', ...acknowledgementsLost], restMs: 60_000 });
  expect(sins).toEqual({ lost: 0, doubled: 0, outOfOrder: 0, falselyStored: 0 });
  expect(Object.values(faults).every((count) => count > 0)).toBe(true);
});
