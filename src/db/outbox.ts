// The outbox: the only queue there is. A row is made when the person sends and ends when its seq is known or the person lets it go.
// Each step after that also goes into the entry's story, in the same transaction; that it was saved, the row itself says.
import type { IDBPTransaction } from 'idb';
import { entryKind } from '../protocol/entry-kind';
import type { EntryId, RoomId, UserId } from '../protocol/ids';
import type { Receipt } from '../protocol/receipt';
import { allOrNothing } from './all-or-nothing';
import type { Changes } from './changes';
import { isOfThisHistory, logStores, putEntries, stepsOf } from './log';
import type { AccountDatabase, AccountSchema, OutboxRow, StoryRow, StoryStep } from './schema';

export interface Outbox {
  /** Saves a row, and if it is a text forgets the room's draft, in one transaction on disk before it resolves. */
  add(row: Pick<OutboxRow, 'id' | 'room' | 'kind' | 'body' | 'writtenAtMs'>): Promise<OutboxRow>;
  /** Rows in the order of writing, failed ones included. */
  list(room?: RoomId): Promise<OutboxRow[]>;
  /**
   * Before rows are published: they may be stored from now on, whatever we hear. Resolves with the `n` of those that are
   * still there as they were read; the others ended, were discarded or rewritten meanwhile and must not leave.
   */
  markTried(
    tries: readonly { row: OutboxRow; waitedSec: number }[],
    way: string,
  ): Promise<ReadonlySet<number>>;
  /**
   * The broker stored it: the row moves to the log in one transaction. `false`: the row had ended before, or the answer is of
   * another epoch than this copy, so it has to be sent again.
   */
  end(id: EntryId, receipt: Receipt, from: UserId, epoch?: string): Promise<boolean>;
  /** Refused for good: the row is kept with the reason and blocks no other. */
  fail(id: EntryId, problem: string): Promise<void>;
  /** A failed row goes back behind all others, as never tried: its refusal proved that it is not stored. */
  retry(id: EntryId): Promise<boolean>;
  /** Gives a row that failed or was never tried another body; `false` when it may not be rewritten. It keeps its place. */
  rewrite(id: EntryId, body: unknown): Promise<boolean>;
  /** Takes away a row that failed or was never tried; returns it, or `undefined` when it may not go. */
  discard(id: EntryId): Promise<OutboxRow | undefined>;
  story(id: EntryId): Promise<StoryRow | undefined>;
}

/** Steps of a story that are kept: the first ones and the newest. */
const maxSteps = 100;

/** Only such a row may be rewritten or dropped: once tried it may be stored, until a refusal proves that it is not. */
export const isUnsent = (row: OutboxRow): boolean => !row.tried || row.problem !== undefined;

type StoryTransaction = IDBPTransaction<AccountSchema, ('outbox' | 'stories')[], 'readwrite'>;

export function createOutbox(database: AccountDatabase, changes: Changes, now: () => number): Outbox {
  /** Changes one row and tells its story. `change` returns the new row, `null` to delete it, or `undefined` to leave it. */
  const changeRow = async (
    id: EntryId,
    change: (row: OutboxRow) => OutboxRow | null | undefined,
    step?: Omit<StoryStep, 'atMs'>,
  ): Promise<OutboxRow | undefined> => {
    const tx = database.transaction(['outbox', 'stories'], 'readwrite', { durability: 'strict' });
    const changed = await allOrNothing(tx, async () => {
      const row = await tx.objectStore('outbox').index('id').get(id);
      const next = row && change(row);
      if (!row || next === undefined) return undefined;
      if (next === null) {
        await tx.objectStore('outbox').delete(row.n);
        await tx.objectStore('stories').delete(id);
      } else await tx.objectStore('outbox').put(next);
      if (next && step) await tell(tx, row, { ...step, atMs: now() });
      return row;
    });
    if (changed) changes.announce({ in: 'outbox', room: changed.room });
    return changed;
  };

  return {
    async add(row) {
      const whole = { ...row, tried: false, waitedSec: 0, problem: undefined };
      const tx = database.transaction(['outbox', 'drafts'], 'readwrite', { durability: 'strict' });
      const saving = Promise.all([
        // `n` is given by IndexedDB, in the order of the transactions of all tabs.
        tx.objectStore('outbox').add(whole as OutboxRow),
        // What changes another message leaves half a thought in the box alone.
        row.kind === entryKind.text && tx.objectStore('drafts').delete(row.room),
        tx.done,
      ]);
      // Nothing more is asked in it, so the disk need not wait for what this page says to the answers.
      tx.commit();
      const [n] = await saving;
      const added = { ...whole, n };
      changes.announce({ in: 'outbox', room: row.room, added });
      return added;
    },

    async list(room) {
      const tx = database.transaction('outbox');
      // An index sorts equal keys by primary key: the order of writing.
      const rows = room === undefined ? tx.store.getAll() : tx.store.index('room').getAll(room);
      // Or what is written next would wait until this page has seen the answer.
      tx.commit();
      return await rows;
    },

    async markTried(tries, way) {
      const tx = database.transaction(['outbox', 'stories'], 'readwrite', { durability: 'strict' });
      const marked = new Set<number>();
      const atMs = now();
      await allOrNothing(tx, () =>
        Promise.all(
          tries.map(async ({ row, waitedSec }) => {
            const current = await tx.objectStore('outbox').get(row.n);
            if (!current || JSON.stringify(current.body) !== JSON.stringify(row.body)) return;
            await tx.objectStore('outbox').put({ ...current, tried: true, waitedSec });
            await tell(tx, row, { step: 'tried', atMs, detail: way });
            marked.add(row.n);
          }),
        ),
      );
      return marked;
    },

    async end(id, { seq, ts }, from, epoch) {
      const tx = database.transaction([...logStores], 'readwrite');
      const moved = await allOrNothing(tx, async () => {
        const row = await tx.objectStore('outbox').index('id').get(id);
        if (!row || !(await isOfThisHistory(tx, epoch))) return undefined;
        const { room, kind, body, waitedSec } = row;
        const entry = { room, id, kind, body, waitedSec, seq, from, ts, receivedAtMs: now() };
        return { room, ...(await putEntries(tx, from, room, [entry])) };
      });
      if (!moved) return false;
      changes.announce({ in: 'outbox', room: moved.room });
      changes.announce({ in: 'log', room: moved.room, amended: moved.amended });
      return true;
    },

    async fail(id, problem) {
      await changeRow(id, (row) => ({ ...row, problem }), { step: 'refused', detail: problem });
    },

    async retry(id) {
      const tx = database.transaction(['outbox', 'stories'], 'readwrite', { durability: 'strict' });
      const failed = await allOrNothing(tx, async () => {
        const row = await tx.objectStore('outbox').index('id').get(id);
        if (row?.problem === undefined) return undefined;
        const { n, ...rest } = row;
        const again = { ...rest, tried: false, waitedSec: 0, problem: undefined, writtenAtMs: now() };
        await tx.objectStore('outbox').delete(n);
        await tx.objectStore('outbox').add(again as OutboxRow);
        await tell(tx, row, { step: 'saved', atMs: now(), detail: 'again' });
        return row;
      });
      if (failed) changes.announce({ in: 'outbox', room: failed.room });
      return failed !== undefined;
    },

    rewrite: async (id, body) =>
      (await changeRow(
        id,
        (row) => (isUnsent(row) ? { ...row, body, problem: undefined, tried: false } : undefined),
        {
          step: 'rewritten',
          detail: '',
        },
      )) !== undefined,

    discard: (id) => changeRow(id, (row) => (isUnsent(row) ? null : undefined)),

    async story(id) {
      const tx = database.transaction(['outbox', 'stories']);
      const [story, row] = await Promise.all([
        tx.objectStore('stories').get(id),
        tx.objectStore('outbox').index('id').get(id),
      ]);
      return story ?? (row && { id, steps: stepsOf(story, row) });
    },
  };
}

async function tell(tx: StoryTransaction, row: OutboxRow, step: StoryStep): Promise<void> {
  const { id } = row;
  const stories = tx.objectStore('stories');
  const steps = [...stepsOf(await stories.get(id), row), step];
  if (steps.length > maxSteps) steps.splice(1, 1);
  await stories.put({ id, steps });
}
