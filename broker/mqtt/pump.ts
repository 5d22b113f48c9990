// Brings a session that is behind its logs up to their heads: reads what comes next, as much as may be pushed, until nothing may or none is behind.
import type { Application, LogRecord } from '../application';
import type { Subscription } from './session';

export interface PumpDeps {
  readonly read: Application['read'];
  /** The subscription to go on with; `undefined` when none is behind or nothing may be pushed now. */
  readonly next: () => Subscription | undefined;
  /** How much may be pushed now. */
  readonly windowBytes: () => number;
  readonly windowEntries: () => number;
  /** False: it does not fit now. Then `next` says `undefined` until it does. */
  readonly push: (subscription: Subscription, record: LogRecord) => boolean;
  /** The log holds no more, whatever was said of its head. */
  readonly endReached: (subscription: Subscription) => void;
  readonly failed: (error: unknown) => void;
}

export interface Pump {
  /** Something changed: an entry came, a PUBACK, the socket drained. Cheap when there is nothing to do. */
  readonly kick: () => void;
}

export function createPump({
  read,
  next,
  windowBytes,
  windowEntries,
  push,
  endReached,
  failed,
}: PumpDeps): Pump {
  let running = false;

  return {
    kick() {
      if (running || !next()) return;
      running = true;
      run().catch(failed);
    },
  };

  async function run(): Promise<void> {
    try {
      for (let subscription = next(); subscription; subscription = next()) {
        const { filter, cursor, head } = subscription;
        if (!cursor) throw new Error(`${filter} is behind, but has no cursor`);
        const after = cursor.pushedUpTo;
        const records = await read(filter, after, { maxEntries: windowEntries(), maxBytes: windowBytes() });
        // While it was read, the subscription may have ended, or its cursor may have been set or carried on by a live entry.
        if (subscription.cursor !== cursor || cursor.pushedUpTo !== after) continue;
        if (records.length === 0 && subscription.head === head) endReached(subscription);
        for (const record of records) if (!push(subscription, record)) break;
      }
    } finally {
      // In the same turn as the last look at `next`: a kick in between would be lost.
      running = false;
    }
  }
}
