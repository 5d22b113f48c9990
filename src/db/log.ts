// This device's copy of the rooms' logs: entries, held ranges and folded messages change in one transaction, or not at all.
import type { IDBPTransaction } from 'idb';
import { retractBodyOf } from '../protocol/aim';
import type { LogEntry } from '../protocol/entry';
import { entryKind } from '../protocol/entry-kind';
import type { EntryId, RoomId, UserId } from '../protocol/ids';
import { allOrNothing } from './all-or-nothing';
import type { Changes } from './changes';
import { amendedBy, foldEntry, isTakenBack, messageKeyOf, withoutTakenBack } from './fold';
import { foldRoom } from './fold-room';
import { addSeqs, holds, type HeldRanges } from './held-ranges';
import { keepReactions } from './reactions';
import type {
  AccountDatabase,
  AccountSchema,
  EntryRow,
  Message,
  Orphan,
  OutboxRow,
  Placeholder,
  StoryRow,
} from './schema';

export interface Log {
  /**
   * Keeps entries, by whatever path they came; one whose id is in the outbox ends that row. `later` are entries that only
   * amend what is here: they are folded in, and count as held when their own turn comes. `epoch`: of the store they came from;
   * where this copy tells of another one, nothing is kept (epoch-cut.ts). Resolves after commit.
   */
  put(room: RoomId, entries: readonly LogEntry[], later?: readonly LogEntry[], epoch?: string): Promise<void>;
  held(room: RoomId): Promise<HeldRanges>;
  allHeld(): Promise<{ room: RoomId; ranges: HeldRanges }[]>;
  /** The newest `limit` messages with `from ≤ seq ≤ to`, oldest first. */
  messages(room: RoomId, range: { from?: number; to?: number; limit: number }): Promise<Message[]>;
  /** The seq of the first message behind `seq` that somebody else wrote, of those that are here. */
  firstOfOthers(room: RoomId, seq: number): Promise<number | undefined>;
  /** Of several with this id, one's own. */
  message(id: EntryId): Promise<Message | undefined>;
  /** Those of a room with these ids; of several with one id the oldest. */
  inRoom(room: RoomId, ids: readonly EntryId[]): Promise<ReadonlyMap<EntryId, Message>>;
  entry(room: RoomId, seq: number): Promise<EntryRow | undefined>;
  /** All entries held of a room, by seq. */
  entries(room: RoomId): Promise<EntryRow[]>;
  /** What was written elsewhere and the server no longer has (epoch-cut.ts), oldest first. */
  orphans(room: RoomId): Promise<Orphan[]>;
}

/** The stores that one step into the log touches. */
export const logStores = [
  'outbox',
  'entries',
  'held',
  'messages',
  'rooms',
  'stories',
  'orphans',
  'settings',
  'reactions',
] as const;
export type LogTransaction = IDBPTransaction<AccountSchema, (typeof logStores)[number][], 'readwrite'>;

export function createLog(
  database: AccountDatabase,
  changes: Changes,
  { user, now }: { user: UserId; now: () => number },
): Log {
  return {
    async put(room, entries, later = [], epoch) {
      if (entries.length === 0 && later.length === 0) return;
      const tx = database.transaction([...logStores], 'readwrite');
      const receivedAtMs = now();
      const rows = (list: readonly LogEntry[]) => list.map((entry) => ({ ...entry, room, receivedAtMs }));
      const { outboxChanged, amended } = await allOrNothing(tx, async () =>
        (await isOfThisHistory(tx, epoch))
          ? await putEntries(tx, user, room, rows(entries), rows(later))
          : { outboxChanged: false, amended: [] },
      );
      if (outboxChanged) changes.announce({ in: 'outbox', room });
      changes.announce({ in: 'log', room, amended });
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
        // What the index holds has a seq, so it is no placeholder.
        found.unshift(...((await index.getAll(IDBKeyRange.bound([room, low], [room, newest]))) as Message[]));
        high = low - 1;
      }
      return found;
    },

    async firstOfOthers(room, seq) {
      const index = database.transaction('messages').store.index('seq');
      const behind = IDBKeyRange.bound([room, seq], [room, Infinity], true);
      for (let at = await index.openCursor(behind); at; at = await at.continue())
        if (at.value.from !== user && !('change' in at.value)) return at.key[1];
      return undefined;
    },

    async message(id) {
      const found = (await database.getAllFromIndex('messages', 'id', id)).filter((each) => 'seq' in each);
      return found.find((each) => each.from === user) ?? found[0];
    },

    async inRoom(room, ids) {
      const index = database.transaction('messages').store.index('id');
      const found = await Promise.all(ids.map((id) => index.getAll(id)));
      const oldestById = new Map<EntryId, Message>();
      for (const message of found.flat()) {
        if (message.room !== room || !('seq' in message)) continue;
        const other = oldestById.get(message.id);
        if (!other || message.seq < other.seq) oldestById.set(message.id, message);
      }
      return oldestById;
    },

    entry: (room, seq) => database.get('entries', [room, seq]),

    entries: (room) => database.getAll('entries', IDBKeyRange.bound([room, 0], [room, Infinity])),

    orphans: async (room) =>
      (await database.getAllFromIndex('orphans', 'room', room))
        .filter((orphan) => orphan.retract === undefined)
        .toSorted((a, b) => a.ts - b.ts || a.seq - b.seq),
  };
}

/**
 * What was on its way when the broker's log was set back may come in after this copy went back with it: an answer to a POST, a
 * page, what a tab that was frozen finds in its socket. It is told apart in the transaction that would keep it.
 */
export async function isOfThisHistory(tx: LogTransaction, epoch: string | undefined): Promise<boolean> {
  if (epoch === undefined) return true;
  const known: unknown = await tx.objectStore('settings').get('epoch');
  return known === undefined || known === epoch;
}

/**
 * The one way into the log copy. Entries already held change nothing. Answers whether the outbox changed, and which messages
 * were amended.
 */
export async function putEntries(
  tx: LogTransaction,
  user: UserId,
  room: RoomId,
  entries: readonly EntryRow[],
  later: readonly EntryRow[] = [],
): Promise<{ outboxChanged: boolean; amended: EntryId[] }> {
  const [held, record, rows] = await Promise.all([
    tx.objectStore('held').get(room),
    tx.objectStore('rooms').get(room),
    Promise.all(entries.map((entry) => ownRow(tx, user, entry))),
  ]);
  const ranges = held?.ranges ?? [];
  const fresh = entries
    .map((entry, index) => withPlace(entry, rows[index]))
    .filter((entry) => !holds(ranges, entry.seq));
  const takenBackAgain = await takeBackAgain(tx, user, fresh);
  const seqs = fresh.map((entry) => entry.seq);
  const head = seqs.reduce((a, b) => Math.max(a, b), 0);
  await Promise.all([
    ...rows.map(async (row, index) => {
      if (row) await endRow(tx, row, entries[index]!);
    }),
    // Entries first, messages after them: a retract empties entries that came with it.
    keep(tx, fresh, later),
    // Its writer has put it back.
    ...fresh.map(async (entry) => await tx.objectStore('orphans').delete([room, entry.from, entry.id])),
    seqs.length > 0 && tx.objectStore('held').put({ room, ranges: addSeqs(ranges, seqs) }),
    record && record.head < head && tx.objectStore('rooms').put({ ...foldRoom(record, fresh, user), head }),
  ]);
  const amended = [...fresh, ...later].flatMap((entry) => amendedBy(entry) ?? []);
  return { outboxChanged: takenBackAgain || rows.some((row) => row !== undefined), amended };
}

/**
 * Words that this person took back, and that went with the retract when the log was set back, were put back by a device that
 * had not heard of it: they are taken back once more, with the same entry.
 */
async function takeBackAgain(tx: LogTransaction, user: UserId, fresh: readonly EntryRow[]): Promise<boolean> {
  const own = fresh.filter((entry) => entry.from === user && entry.body !== null);
  const outbox = tx.objectStore('outbox');
  const added = await Promise.all(
    own.map(async ({ room, from, id, receivedAtMs }) => {
      const retract = (await tx.objectStore('orphans').get([room, from, id]))?.retract;
      if (retract === undefined || (await outbox.index('id').get(retract))) return false;
      const row: Omit<OutboxRow, 'n'> = {
        id: retract,
        room,
        kind: entryKind.retract,
        body: retractBodyOf(id),
        writtenAtMs: receivedAtMs,
        tried: true,
        waitedSec: 0,
        problem: undefined,
      };
      await outbox.add(row as OutboxRow);
      return true;
    }),
  );
  return added.includes(true);
}

function withPlace(entry: EntryRow, row: OutboxRow | undefined): EntryRow {
  return row ? { ...entry, n: row.n } : entry;
}

async function keep(
  tx: LogTransaction,
  fresh: readonly EntryRow[],
  later: readonly EntryRow[],
): Promise<void> {
  await Promise.all(fresh.map(async (entry) => await tx.objectStore('entries').put(entry)));
  const all = [...fresh, ...later];
  await fold(tx, all);
  await keepReactions(tx.objectStore('reactions'), all);
}

/** The row of the outbox that this entry is. An id that somebody else used, or in another room, is another entry. */
async function ownRow(tx: LogTransaction, user: UserId, entry: EntryRow): Promise<OutboxRow | undefined> {
  if (entry.from !== user) return undefined;
  const row = await tx.objectStore('outbox').index('id').get(entry.id);
  return row?.room === entry.room ? row : undefined;
}

async function fold(tx: LogTransaction, entries: readonly EntryRow[]): Promise<void> {
  const messages = tx.objectStore('messages');
  const keys = new Map(entries.map((entry) => [messageKeyOf(entry).join(), messageKeyOf(entry)]));
  const olds = await Promise.all([...keys.values()].map((key) => messages.get(key)));
  const messageByKey = new Map([...keys.keys()].map((key, index) => [key, olds[index]]));
  for (const entry of entries) {
    const key = messageKeyOf(entry).join();
    messageByKey.set(key, foldEntry(entry, messageByKey.get(key)));
  }
  await Promise.all(
    [...messageByKey.values()].map(async (message) => {
      if (!message) return;
      await messages.put(withoutTakenBack(message));
      if (isTakenBack(message)) await empty(tx, message);
    }),
  );
}

/** What was taken back is emptied here too, as the broker empties it in its log: the message and all its edits. */
async function empty(tx: LogTransaction, message: Message | Placeholder): Promise<void> {
  const entries = tx.objectStore('entries');
  const edits = message.amendments.filter(({ text }) => text !== undefined).map(({ seq }) => seq);
  const seqs = 'seq' in message ? [message.seq, ...edits] : edits;
  await Promise.all(
    seqs.map(async (seq) => {
      const entry = await entries.get([message.room, seq]);
      if (entry && entry.body !== null) await entries.put({ ...entry, body: null });
    }),
  );
}

/** The broker has it: the row goes, and its story says so. */
async function endRow(
  tx: LogTransaction,
  row: OutboxRow,
  { id, seq, receivedAtMs }: EntryRow,
): Promise<void> {
  const stories = tx.objectStore('stories');
  const [story] = await Promise.all([stories.get(id), tx.objectStore('outbox').delete(row.n)]);
  const step = { step: 'stored', atMs: receivedAtMs, detail: `No. ${seq} in this room` } as const;
  await stories.put({ id, steps: [...stepsOf(story, row), step] });
}

/** That a row was saved it says itself: words to be sent are in as few places as can be, so that they are on disk sooner. */
export const stepsOf = (story: StoryRow | undefined, { writtenAtMs }: OutboxRow): StoryRow['steps'] =>
  story?.steps ?? [{ step: 'saved', atMs: writtenAtMs, detail: '' }];
