// The torture for a short while, without a browser: `npm run torture` does it for as long as one likes.
import { expect, test } from 'vitest';
import { runTorture } from '../torture/torture-run';

test('0 lost, 0 doubled, 0 out of order, 0 falsely shown as stored, whatever happens for half a minute', async () => {
  const seed = Number(process.env['ONEBAR_SEED'] ?? Date.now() % 1_000_000);
  console.log(`seed ${seed} (ONEBAR_SEED=${seed} repeats it)`);
  const { sins, wrongs, unrest, messages, things, complaints } = await runTorture({
    seed,
    durationMs: 18_000,
    people: 4,
    pages: 0,
    writesPerSec: 60,
    thingPairs: 2,
    recoverMs: 15_000,
    restMs: 20_000,
    say: console.log,
  });
  expect(wrongs.slice(0, 3)).toEqual([]);
  expect(sins).toEqual({ lost: 0, doubled: 0, outOfOrder: 0, falselyStored: 0 });
  expect(unrest).toEqual([]);
  expect(messages).toBeGreaterThan(300);
  const { lost, doubled, waiting } = things;
  if (lost + doubled + waiting > 0) console.log(complaints.join('\n'));
  expect({ lost, doubled, waiting }).toEqual({ lost: 0, doubled: 0, waiting: 0 });
  expect(Math.min(things.messages.qos1, things.messages.qos2)).toBeGreaterThan(20);
});
