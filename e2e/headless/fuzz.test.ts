// The fuzzer for half a minute: `npm run fuzz` does it for as long as one likes.
import { expect, test } from 'vitest';
import { fuzz } from '../fuzz/fuzz';

test('nothing a stranger sends and no damaged row crashes the broker, holds it up or goes to the wrong people', async () => {
  const seed = Number(process.env['ONEBAR_SEED'] ?? Date.now() % 1_000_000);
  console.log(`seed ${seed} (ONEBAR_SEED=${seed} repeats it)`);
  const { cases } = await fuzz(seed, 60_000, () => undefined);
  // Less would mean that strangers were not let in.
  expect(cases.packets).toBeGreaterThanOrEqual(38_000);
  expect(cases).toMatchObject({ payloads: 17_640, rows: 300 });
}, 240_000);
