// Makes space on this device: old messages go from its copy of the logs, as if they had not been fetched yet. What goes are holes, or what
// is older than all that is held, and comes back when somebody reads there. The newest of each room stay, whatever was not read, all
// that waits in the outbox and what it points at, and rooms that were left, of which nothing would come again. Held ranges change in
// the transaction that removes the entries, so it can be stopped anywhere. Should the server's log be set back later, this device
// cannot bring back its own words among those that went.
import { readEntryId, type EntryId, type RoomId } from '../protocol/ids';
import { allOrNothing } from './all-or-nothing';
import type { Db } from './db';
import { messageKeyOf } from './fold';
import { heldUpTo, withoutSeqs } from './held-ranges';
import type { EntryRow, Message, Placeholder } from './schema';

/** Newest entries of each room that stay: more than a screen, and no less than what a room fetches when it is opened. */
export const newestKept = 200;
/** Entries in one transaction: nothing that is written meanwhile waits for long. */
const removedAtOnce = 200;

/** What may go of a room: the entries from…below, without those that something here points at. */
export interface OldStretch {
  readonly room: RoomId;
  readonly from: number;
  readonly below: number;
  readonly spared: ReadonlySet<number>;
  /** Messages among them. */
  readonly messages: number;
}

export async function findOld(db: Db): Promise<OldStretch[]> {
  const [records, held, pointedAt] = await Promise.all([db.rooms.list(), db.log.allHeld(), idsPointedAt(db)]);
  const rangesByRoom = new Map(held.map(({ room, ranges }) => [room, ranges]));
  const sparedByRoom = await seqsOf(db, pointedAt);
  const found: OldStretch[] = [];
  for (const { room, floor = 1, read, left } of records) {
    const newest = heldUpTo(rangesByRoom.get(room) ?? []);
    const below = Math.min(newest - newestKept, read) + 1;
    if (left || below <= floor) continue;
    const stretch = { room, from: floor, below, spared: sparedByRoom.get(room) ?? new Set<number>() };
    const messages = await countMessages(db, stretch);
    if (messages > 0) found.push({ ...stretch, messages });
  }
  return found;
}

async function countMessages(db: Db, { room, from, below, spared }: Omit<OldStretch, 'messages'>) {
  const range = IDBKeyRange.bound([room, from], [room, below], false, true);
  const all = await db.database.countFromIndex('messages', 'seq', range);
  return all - [...spared].filter((seq) => from <= seq && seq < below).length;
}

/** Gives how many messages went, some at a time. Whoever stops listening stops it. */
export async function* removeOld(db: Db, stretches: readonly OldStretch[]): AsyncGenerator<number, void> {
  for (const stretch of stretches) {
    let from = stretch.from;
    for (;;) {
      const step = await removeSome(db, { ...stretch, from });
      if (!step) break;
      from = step.next;
      // Where the room is on a screen, what went is looked up again and not found.
      db.changes.announce({ in: 'log', room: stretch.room, amended: step.gone });
      yield step.messages;
    }
    await removeReactions(db, stretch);
  }
}

interface Step {
  readonly next: number;
  readonly gone: readonly EntryId[];
  readonly messages: number;
}

/** `undefined` when nothing was left. */
async function removeSome({ database }: Db, stretch: OldStretch): Promise<Step | undefined> {
  const { room, from, below, spared } = stretch;
  if (from >= below) return undefined;
  const tx = database.transaction(['entries', 'messages', 'stories', 'held'], 'readwrite');
  return await allOrNothing(tx, async () => {
    const range = IDBKeyRange.bound([room, from], [room, below], false, true);
    const [entries, held] = await Promise.all([
      tx.objectStore('entries').getAll(range, removedAtOnce),
      tx.objectStore('held').get(room),
    ]);
    const last = entries.at(-1);
    if (!last) return undefined;
    const going = entries.filter(({ seq }) => !spared.has(seq));
    const messages = tx.objectStore('messages');
    const olds = await Promise.all(going.map((entry) => messages.get(messageKeyOf(entry))));
    const ranges = withoutSeqs(held?.ranges ?? [], new Set(going.map(({ seq }) => seq)));
    await Promise.all([
      tx.objectStore('held').put({ room, ranges }),
      ...going.map(async ({ seq }) => await tx.objectStore('entries').delete([room, seq])),
      ...going.map(async ({ id }) => await tx.objectStore('stories').delete(id)),
      ...going.map(async (entry, index) => {
        const rest = leftOf(entry, olds[index], below);
        if (rest === 'all') return;
        if (rest) await messages.put(rest);
        else await messages.delete(messageKeyOf(entry));
      }),
    ]);
    const gone = going.filter((entry, index) => isItself(entry, olds[index]));
    return { next: last.seq + 1, gone: gone.map(({ id }) => id), messages: gone.length };
  });
}

/** The entry is the message, and not something that was aimed at it. */
const isItself = (entry: EntryRow, message: Message | Placeholder | undefined): boolean =>
  message !== undefined && 'seq' in message && message.seq === entry.seq;

/**
 * What stays of a message when this entry of it goes: what was aimed at it and is held further on, for the time when it is fetched
 * again. `all`: it is another entry's to remove.
 */
function leftOf(
  entry: EntryRow,
  message: Message | Placeholder | undefined,
  below: number,
): Placeholder | 'all' | undefined {
  if (!message) return undefined;
  if ('seq' in message && message.seq !== entry.seq) return 'all';
  const { id, room, from } = message;
  const amendments = message.amendments.filter(({ seq }) => seq >= below);
  return amendments.length > 0 ? { id, room, from, amendments } : undefined;
}

async function removeReactions({ database }: Db, { room, below, spared }: OldStretch): Promise<void> {
  const tx = database.transaction(['reactions', 'messages'], 'readwrite');
  await allOrNothing(tx, async () => {
    const kept = new Set<EntryId>();
    for (const seq of spared) {
      const message = await tx.objectStore('messages').index('seq').get([room, seq]);
      if (message) kept.add(message.id);
    }
    const ofRoom = IDBKeyRange.bound([room], [room, []]);
    for (let at = await tx.objectStore('reactions').openCursor(ofRoom); at; at = await at.continue())
      if (at.value.seq < below && !kept.has(at.value.target)) await at.delete();
  });
}

/** By rows of the outbox, by drafts that answer something, and by edits that somebody is in the middle of. */
async function idsPointedAt(db: Db): Promise<ReadonlySet<EntryId>> {
  const [rows, records, drafts] = await Promise.all([db.outbox.list(), db.rooms.list(), db.rooms.drafts()]);
  const edits = await Promise.all(records.map(({ room }) => db.rooms.edit(room)));
  return new Set([
    ...rows.flatMap(({ body }) => idsIn(body)),
    ...drafts.flatMap(({ replyTo }) => replyTo ?? []),
    ...edits.flatMap((edit) => edit?.id ?? []),
  ]);
}

/** Whatever kind of entry it is: ids travel as 16 bytes. */
function idsIn(body: unknown): EntryId[] {
  const id = readEntryId(body);
  if (id !== undefined) return [id];
  return Array.isArray(body) ? body.flatMap(idsIn) : [];
}

async function seqsOf({ database }: Db, ids: ReadonlySet<EntryId>): Promise<Map<RoomId, Set<number>>> {
  const seqsByRoom = new Map<RoomId, Set<number>>();
  for (const id of ids)
    for (const message of await database.getAllFromIndex('messages', 'id', id))
      if ('seq' in message)
        seqsByRoom.set(message.room, (seqsByRoom.get(message.room) ?? new Set<number>()).add(message.seq));
  return seqsByRoom;
}
