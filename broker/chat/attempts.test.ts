import { beforeEach, describe, expect, it } from 'vitest';
import { createAttempts, type Attempt, type Attempts, type Where } from './attempts';

let nowMs: number;
let attempts: Attempts;
let refused: number;

beforeEach(() => {
  nowMs = 1_790_000_000_000;
  refused = 0;
  attempts = createAttempts({ clock: () => nowMs, free: 3, maxKept: 100, refused: () => refused++ });
});

const waitSec = (where: Where): number => {
  const begun = attempts.begin(where);
  if ('waitSec' in begun) return begun.waitSec;
  begun.neither();
  return 0;
};
function tryIt(where: Where): Attempt {
  const begun = attempts.begin(where);
  if ('waitSec' in begun) throw new Error(`wait ${begun.waitSec} s`);
  return begun;
}
const wrong = (where: Where, times = 1) => {
  for (let time = 0; time < times; time++) tryIt(where).wrong();
};
const passSec = (seconds: number) => (nowMs += seconds * 1000);

describe('attempts', () => {
  it('lets some wrong ones pass, and then makes each next one wait twice as long', () => {
    const here = { address: '192.0.2.1' };
    wrong(here, 3);
    expect(waitSec(here)).toBe(1);
    const waits = [1, 2, 4, 8].map((expected) => {
      const said = waitSec(here);
      passSec(expected);
      expect(waitSec(here)).toBe(0);
      wrong(here);
      return said;
    });
    // What was forgiven meanwhile is half a try.
    expect(waits).toEqual([1, 1, 2, 4]);
    expect(refused).toBeGreaterThan(0);
  });

  it('counts by the name that is tried too, from wherever', () => {
    for (const n of [1, 2, 3]) wrong({ address: `192.0.2.${n}`, name: 'ann' });
    expect(waitSec({ address: '192.0.2.9', name: 'ann' })).toBe(1);
    expect(waitSec({ address: '192.0.2.9', name: 'bo' })).toBe(0);
  });

  it('does not keep out somebody where they have signed in before', () => {
    tryIt({ address: '198.51.100.1', name: 'ann' }).right();
    for (const n of [1, 2, 3]) wrong({ address: `192.0.2.${n}`, name: 'ann' });
    expect(waitSec({ address: '192.0.2.9', name: 'ann' })).toBe(1);
    expect(waitSec({ address: '198.51.100.1', name: 'ann' })).toBe(0);
  });

  it('forgives with time, and does not forgive because something else was right', () => {
    const here = { address: '192.0.2.1' };
    wrong(here, 3);
    passSec(2);
    tryIt({ ...here, name: 'own account' }).right();
    wrong(here);
    expect(waitSec(here)).toBe(1);
    passSec(120);
    expect(attempts.begin(here)).toMatchObject({ isSuspect: false });
  });

  it('lets one at a time try once somebody is suspect, and never more than five minutes pass', () => {
    const here = { address: '192.0.2.1' };
    const wave = Array.from({ length: 60 }, () => tryIt(here));
    for (const each of wave) each.wrong();
    expect(waitSec(here)).toBe(300);
    passSec(300);
    const begun = tryIt(here);
    expect(begun.isSuspect).toBe(true);
    expect(waitSec(here)).toBe(300);
    begun.neither();
    expect(waitSec(here)).toBe(0);
  });

  it('keeps a bounded number of them', () => {
    wrong({ address: '192.0.2.1' }, 3);
    for (let n = 0; n < 100; n++) wrong({ address: `198.51.100.${n}` });
    expect(waitSec({ address: '192.0.2.1' })).toBe(0);
  });
});
