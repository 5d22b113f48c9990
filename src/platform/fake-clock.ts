// A clock that a test turns by hand, and a way to let everything that is under way come to rest.
import type { Clock } from './clock';

export interface FakeClock extends Clock {
  /** Lets time pass: calls back what falls due, in order of time, and lets each callback do what it can before the next. */
  advance(byMs: number): Promise<void>;
  /** How long it still is to each callback that is waited for, soonest first. */
  waits(): number[];
}

export function createFakeClock(startMs = 1_800_000_000_000): FakeClock {
  const timers = new Set<{ readonly atMs: number; readonly callback: () => void }>();
  let nowMs = startMs;

  const soonest = () => [...timers].toSorted((a, b) => a.atMs - b.atMs);

  return {
    now: () => nowMs,
    after(delayMs, callback) {
      const timer = { atMs: nowMs + delayMs, callback };
      timers.add(timer);
      return () => timers.delete(timer);
    },
    async advance(byMs) {
      const endMs = nowMs + byMs;
      for (;;) {
        const next = soonest()[0];
        if (!next || next.atMs > endMs) break;
        timers.delete(next);
        nowMs = next.atMs;
        next.callback();
        await settle();
      }
      nowMs = endMs;
      await settle();
    },
    waits: () => soonest().map(({ atMs }) => atMs - nowMs),
  };
}

/** Node's; fake-indexeddb does its work in such turns of the event loop too. */
declare function setImmediate(callback: () => void): unknown;

/** Lets promises and the IndexedDB in memory do all they can without a timer or a socket. */
export async function settle(turns = 60): Promise<void> {
  for (let turn = 0; turn < turns; turn++) await new Promise<void>((resolve) => setImmediate(resolve));
}
