// How many accounts may be made from one address: so many at once, and as many again within an hour.

export interface Registrations {
  isFull(address: string): boolean;
  add(address: string): void;
}

const hourMs = 3_600_000;
/** Far more than register within an hour. */
const maxKept = 20_000;

export function createRegistrations({
  perHour,
  clock,
  refused = () => undefined,
}: {
  perHour: number;
  /** Unix ms. */
  clock: () => number;
  /** Somebody was turned away. */
  refused?: () => void;
}): Registrations {
  /** How many of late, less what time has taken off since `atMs`. */
  const madeByAddress = new Map<string, { count: number; atMs: number }>();

  function countOf(address: string): number {
    const made = madeByAddress.get(address);
    if (!made) return 0;
    return Math.max(0, made.count - (perHour * Math.max(0, clock() - made.atMs)) / hourMs);
  }

  return {
    isFull(address) {
      const isFull = countOf(address) > perHour - 1;
      if (isFull) refused();
      return isFull;
    },
    add(address) {
      const count = countOf(address) + 1;
      madeByAddress.delete(address);
      madeByAddress.set(address, { count, atMs: clock() });
      for (const oldest of madeByAddress.keys()) {
        if (madeByAddress.size <= maxKept) return;
        madeByAddress.delete(oldest);
      }
    },
  };
}
