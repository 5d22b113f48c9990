// The outbox: the only queue there is. A row is made when the person sends and ends when its seq is known or the person lets it go.
import type { EntryId, RoomId, UserId } from '../protocol/ids';
import type { Receipt } from '../protocol/receipt';
import type { Changes } from './changes';
import { putEntries } from './log';
import type { AccountDatabase, OutboxRow } from './schema';

export interface Outbox {
  /** Saves a row, and forgets the room's draft, in one transaction on disk before it resolves. */
  add(row: Pick<OutboxRow, 'id' | 'room' | 'kind' | 'body' | 'writtenAtMs'>): Promise<OutboxRow>;
  /** Rows in the order of writing, failed ones included. */
  list(room?: RoomId): Promise<OutboxRow[]>;
  /** Before a row is published for the first time: it may be stored from now on, whatever we hear. */
  markTried(tries: readonly { n: number; waitedSec: number }[]): Promise<void>;
  /** The broker stored it: the row moves to the log in one transaction. `false`: the row had ended before. */
  end(id: EntryId, receipt: Receipt, from: UserId): Promise<boolean>;
  /** Refused for good: the row is kept with the reason and blocks no other. */
  fail(id: EntryId, problem: string): Promise<void>;
  /** A failed row goes back behind all others, as never tried: its refusal proved that it is not stored. */
  retry(id: EntryId, writtenAtMs: number): Promise<boolean>;
  /** Takes away a row that failed or was never tried; returns it, or `undefined` when it may not go. */
  discard(id: EntryId): Promise<OutboxRow | undefined>;
}

export function createOutbox(database: AccountDatabase, changes: Changes): Outbox {
  return {
    async add(row) {
      const whole = { ...row, tried: false, waitedSec: 0, problem: undefined };
      const tx = database.transaction(['outbox', 'drafts'], 'readwrite', { durability: 'strict' });
      const [n] = await Promise.all([
        // `n` is given by IndexedDB, in the order of the transactions of all tabs.
        tx.objectStore('outbox').add(whole as OutboxRow),
        tx.objectStore('drafts').delete(row.room),
        tx.done,
      ]);
      changes.announce({ in: 'outbox', room: row.room });
      return { ...whole, n };
    },

    list: (room) =>
      room === undefined
        ? database.getAll('outbox')
        : // An index sorts equal keys by primary key: the order of writing.
          database.getAllFromIndex('outbox', 'room', room),

    async markTried(tries) {
      const tx = database.transaction('outbox', 'readwrite', { durability: 'strict' });
      await Promise.all([
        ...tries.map(async ({ n, waitedSec }) => {
          const row = await tx.store.get(n);
          if (row) await tx.store.put({ ...row, tried: true, waitedSec });
        }),
        tx.done,
      ]);
    },

    async end(id, { seq, ts }, from) {
      const tx = database.transaction(['outbox', 'entries', 'held', 'messages', 'rooms'], 'readwrite');
      const row = await tx.objectStore('outbox').index('id').get(id);
      if (row) {
        const { room, kind, body, waitedSec } = row;
        await putEntries(tx, room, [{ room, id, kind, body, waitedSec, seq, from, ts }]);
      }
      await tx.done;
      if (!row) return false;
      changes.announce({ in: 'outbox', room: row.room });
      changes.announce({ in: 'log', room: row.room });
      return true;
    },

    async fail(id, problem) {
      const tx = database.transaction('outbox', 'readwrite');
      const row = await tx.store.index('id').get(id);
      if (row) await tx.store.put({ ...row, problem });
      await tx.done;
      if (row) changes.announce({ in: 'outbox', room: row.room });
    },

    async retry(id, writtenAtMs) {
      const tx = database.transaction('outbox', 'readwrite', { durability: 'strict' });
      const row = await tx.store.index('id').get(id);
      const failed = row?.problem !== undefined;
      if (row && failed) {
        const { n, ...rest } = row;
        await tx.store.delete(n);
        await tx.store.add({
          ...rest,
          tried: false,
          waitedSec: 0,
          problem: undefined,
          writtenAtMs,
        } as OutboxRow);
      }
      await tx.done;
      if (row && failed) changes.announce({ in: 'outbox', room: row.room });
      return failed;
    },

    async discard(id) {
      const tx = database.transaction('outbox', 'readwrite', { durability: 'strict' });
      const row = await tx.store.index('id').get(id);
      const mayGo = row && (row.problem !== undefined || !row.tried);
      if (mayGo) await tx.store.delete(row.n);
      await tx.done;
      if (!mayGo) return undefined;
      changes.announce({ in: 'outbox', room: row.room });
      return row;
    },
  };
}
