// How long to wait before the next try: full jitter, so that 20,000 phones under one mast do not come back in one second.

export interface Backoff {
  /** The next wait in ms. `maxDelayMs` caps this one wait. */
  next(maxDelayMs?: number): number;
  /** A try succeeded: the next wait is short again. */
  reset(): void;
}

/** Waits are evenly spread over 0…min(max, base × 2ⁿ), after n failures in a row. `random` as `Math.random`. */
export function createBackoff({
  random,
  baseDelayMs = 500,
  maxDelayMs = 30_000,
}: {
  random: () => number;
  baseDelayMs?: number;
  maxDelayMs?: number;
}): Backoff {
  let failures = 0;
  return {
    next(capMs = maxDelayMs) {
      const ceilingMs = Math.min(capMs, maxDelayMs, baseDelayMs * 2 ** Math.min(failures, 20));
      failures++;
      return Math.round(random() * ceilingMs);
    },
    reset() {
      failures = 0;
    },
  };
}
