// Time as an argument: nothing in the engine reads the wall clock or sets a timer by itself.

export interface Clock {
  /** Unix ms, by this device's clock: for showing and for `waited`, never for order. */
  now(): number;
  /** Calls back once after `delayMs`; returns the way to take that back. */
  after(delayMs: number, callback: () => void): () => void;
}

export const createSystemClock = (): Clock => ({
  now: () => Date.now(),
  after(delayMs, callback) {
    const timer = setTimeout(callback, delayMs);
    return () => clearTimeout(timer);
  },
});
