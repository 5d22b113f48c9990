// Brings a session that is behind its logs up to their heads: reads what comes next, as much as may be pushed, until nothing may or none is behind.
import type { LogRead, LogRecord } from '../application';
import type { Subscription } from './session';

export interface PumpSource {
  /** While a pump runs for it no other one is started. */
  isPumping: boolean;
  /** The subscription to go on with; `undefined` when none is behind or nothing may be pushed now. */
  next(): Subscription | undefined;
  /** What comes behind `after`, as much as may be pushed now. */
  readNext(topic: string, after: number): Promise<LogRead>;
  /** What comes up to `seq` was removed from the log: the cursor passes over it. */
  passRemoved(subscription: Subscription, seq: number): void;
  /** False: it does not fit now. Then `next` says `undefined` until it does. */
  pushNext(subscription: Subscription, record: LogRecord): boolean;
  /** The log holds no more, whatever was said of its head. */
  endReached(subscription: Subscription): void;
}

export async function pump(source: PumpSource): Promise<void> {
  source.isPumping = true;
  try {
    for (let subscription = source.next(); subscription; subscription = source.next()) {
      const { filter, cursor, head } = subscription;
      if (!cursor) throw new Error(`${filter} is behind, but has no cursor`);
      const after = cursor.pushedUpTo;
      const { records, from } = await source.readNext(filter, after);
      // While it was read, the subscription may have ended, or its cursor may have been set or carried on by a live entry.
      if (subscription.cursor !== cursor || cursor.pushedUpTo !== after) continue;
      if (from > after + 1) source.passRemoved(subscription, from - 1);
      if (records.length === 0 && subscription.head === head) source.endReached(subscription);
      for (const record of records) if (!source.pushNext(subscription, record)) break;
    }
  } finally {
    // In the same turn as the last look at `next`: whatever changes from here on starts a pump of its own.
    source.isPumping = false;
  }
}
