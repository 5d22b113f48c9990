// This device's copy of the rooms' logs: entries, held ranges and folded messages change in one transaction, or not at all.
import type { IDBPTransaction } from 'idb';
import type { LogEntry } from '../protocol/entry';
import type { RoomId } from '../protocol/ids';
import type { Changes } from './changes';
import { foldEntry } from './fold';
import { addSeqs, holds, type HeldRanges } from './held-ranges';
import type { AccountDatabase, AccountSchema, EntryRow, Message } from './schema';

export interface Log {
  /** Keeps entries, by whatever path they came; one whose id is in the outbox ends that row. Resolves after commit. */
  put(room: RoomId, entries: readonly LogEntry[]): Promise<void>;
  held(room: RoomId): Promise<HeldRanges>;
  allHeld(): Promise<{ room: RoomId; ranges: HeldRanges }[]>;
  /** The newest `limit` messages with `from ≤ seq ≤ to`, oldest first. */
  messages(room: RoomId, range: { from?: number; to?: number; limit: number }): Promise<Message[]>;
  /** All entries held of a room, by seq. */
  entries(room: RoomId): Promise<EntryRow[]>;
}

export function createLog(database: AccountDatabase, changes: Changes): Log {
  return {
    async put(room, entries) {
      if (entries.length === 0) return;
      const tx = database.transaction(['outbox', 'entries', 'held', 'messages', 'rooms'], 'readwrite');
      const ended = await putEntries(
        tx,
        room,
        entries.map((entry) => ({ ...entry, room })),
      );
      await tx.done;
      if (ended) changes.announce({ in: 'outbox', room });
      changes.announce({ in: 'log', room });
    },

    held: async (room) => (await database.get('held', room))?.ranges ?? [],

    allHeld: () => database.getAll('held'),

    async messages(room, { from = 1, to = Number.MAX_SAFE_INTEGER, limit }) {
      const found: Message[] = [];
      const index = database.transaction('messages').store.index('seq');
      // getAll reads from the low end only; so guess where the newest begin, and walk further only if messages are sparse.
      for (let high = to; found.length < limit && high >= from;) {
        const top = await index.openKeyCursor(IDBKeyRange.bound([room, from], [room, high]), 'prev');
        if (!top) break;
        const [, newest] = top.key;
        const low = Math.max(from, newest - (limit - found.length) + 1);
        found.unshift(...(await index.getAll(IDBKeyRange.bound([room, low], [room, newest]))));
        high = low - 1;
      }
      return found;
    },

    entries: (room) => database.getAll('entries', IDBKeyRange.bound([room, 0], [room, Infinity])),
  };
}

type LogTransaction = IDBPTransaction<
  AccountSchema,
  ('outbox' | 'entries' | 'held' | 'messages' | 'rooms')[],
  'readwrite'
>;

/** The one way into the log copy. Returns whether a row of the outbox ended. Entries already held change nothing. */
export async function putEntries(
  tx: LogTransaction,
  room: RoomId,
  entries: readonly EntryRow[],
): Promise<boolean> {
  const outbox = tx.objectStore('outbox');
  const before = (await tx.objectStore('held').get(room))?.ranges ?? [];
  const fresh = entries.filter((entry) => !holds(before, entry.seq));

  const rowKeys = await Promise.all(entries.map((entry) => outbox.index('id').getKey(entry.id)));
  const endedKeys = rowKeys.filter((key) => key !== undefined);
  await Promise.all([
    ...endedKeys.map((key) => outbox.delete(key)),
    ...fresh.map((entry) => tx.objectStore('entries').put(entry)),
    ...fresh.map((entry) => tx.objectStore('messages').put(foldEntry(entry))),
  ]);
  if (fresh.length === 0) return endedKeys.length > 0;

  const seqs = fresh.map((entry) => entry.seq);
  await tx.objectStore('held').put({ room, ranges: addSeqs(before, seqs) });
  const record = await tx.objectStore('rooms').get(room);
  const head = seqs.reduce((a, b) => Math.max(a, b));
  if (record && record.head < head) await tx.objectStore('rooms').put({ ...record, head });
  return endedKeys.length > 0;
}
