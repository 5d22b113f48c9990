// The last words of a page that is put away: what is under way on the link goes out once more, in a request that outlives the page.
// It takes only rows that are marked as tried already, because nothing can be committed any more. The rest waits, safe.
import type { OutboxRow, SignedInAccount } from '../db/schema';
import type { Clock } from '../platform/clock';
import { encodeEntry } from '../protocol/entry';
import type { EntryId, RoomId } from '../protocol/ids';
import { encodeOutbox, maxOutboxBytes, type OutboxPart } from '../protocol/outbox';
import type { OutboxHttp } from '../transport/outbox-http';

export interface Farewell {
  /** What the outbox holds, as far as it was read; in the order of writing. */
  read(rows: readonly OutboxRow[]): void;
  /** At once, without waiting for anything. `epoch` is the connection's. */
  say(epoch: string | undefined): void;
}

export function createFarewell({
  account,
  http,
  clock,
  underWay,
}: {
  account: SignedInAccount;
  http: Pick<OutboxHttp, 'postOutbox'>;
  clock: Clock;
  /** Rows that were tried and are not answered. */
  underWay: () => ReadonlySet<EntryId>;
}): Farewell {
  let rows: readonly OutboxRow[] = [];

  /** In each room from the oldest row on, as every path does, up to the first that is not under way. */
  const choose = (): OutboxPart[] => {
    const tried = underWay();
    const entriesByRoom = new Map<RoomId, Uint8Array[]>();
    const closedRooms = new Set<RoomId>();
    for (const row of rows) {
      if (row.problem !== undefined || closedRooms.has(row.room)) continue;
      if (tried.has(row.id)) {
        const waitedSec = Math.max(0, Math.round((clock.now() - row.writtenAtMs) / 1000));
        const entries = entriesByRoom.get(row.room) ?? [];
        entriesByRoom.set(row.room, [...entries, encodeEntry({ ...row, waitedSec })]);
      } else closedRooms.add(row.room);
    }
    return [...entriesByRoom].map(([room, entries]) => ({ room, entries }));
  };

  return {
    read(next) {
      rows = next;
    },
    say(epoch) {
      const parts = choose();
      let body = encodeOutbox(parts, epoch);
      // Whole rooms are left out: what is behind a missing row must not go before it.
      while (body.length > maxOutboxBytes && parts.pop()) body = encodeOutbox(parts, epoch);
      if (parts.length > 0) void http.postOutbox(account.token, body, 'outliving the page');
    },
  };
}
