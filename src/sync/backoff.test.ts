import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { createBackoff } from './backoff';

/** The longest wait there can be, again and again. */
const longest = (count: number, backoff = createBackoff({ random: () => 0.999_999_9 })) =>
  Array.from({ length: count }, () => backoff.next());

it('doubles the ceiling from 0.5 s to 30 s and stays there', () => {
  expect(longest(9)).toEqual([500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000, 30_000]);
  expect(longest(5000).at(-1)).toBe(30_000);
});

it('spreads the waits over all of 0…ceiling', () => {
  const backoffWith = (random: number) => {
    const backoff = createBackoff({ random: () => random });
    return [backoff.next(), backoff.next(), backoff.next()];
  };
  expect(backoffWith(0)).toEqual([0, 0, 0]);
  expect(backoffWith(0.5)).toEqual([250, 500, 1000]);
});

it('never waits longer than the cap of that wait, the maximum, or the ceiling of that failure', () => {
  fc.assert(
    fc.property(
      fc.array(
        fc.tuple(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), fc.option(fc.nat(60_000))),
      ),
      (tries) => {
        let chance = 0;
        const backoff = createBackoff({ random: () => chance });
        for (const [n, [random, cap]] of tries.entries()) {
          chance = random;
          const delayMs = backoff.next(cap ?? undefined);
          expect(delayMs).toBeGreaterThanOrEqual(0);
          expect(delayMs).toBeLessThanOrEqual(Math.min(cap ?? 30_000, 30_000, 500 * 2 ** Math.min(n, 50)));
        }
      },
    ),
  );
});

it('begins anew after a success', () => {
  const backoff = createBackoff({ random: () => 0.999_999_9 });
  longest(6, backoff);
  backoff.reset();
  expect(longest(2, backoff)).toEqual([500, 1000]);
});

it('goes on growing behind a cap', () => {
  const backoff = createBackoff({ random: () => 0.999_999_9 });
  expect(Array.from({ length: 7 }, () => backoff.next(8000)).at(-1)).toBe(8000);
  expect(backoff.next()).toBe(30_000);
});
