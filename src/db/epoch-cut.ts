// The broker's log was restored or repaired: behind the last entry that both have, this device's copy tells of another history.
// What was written on this device goes back to its outbox under its ids; all else is kept as "no longer on the server".
// Rarely needed, and only with a link: so it is loaded with what leads, not with the screen.
import { readAim } from '../protocol/aim';
import { entryKind } from '../protocol/entry-kind';
import type { EntryId, RoomId, UserId } from '../protocol/ids';
import { allOrNothing } from './all-or-nothing';
import type { Db } from './db';
import { isTakenBack, messageKeyOf } from './fold';
import { withoutSeqs, type HeldRanges } from './held-ranges';
import { logStores, type LogTransaction } from './log';
import { putBack } from './put-back';
import { lastReactions, reactionKeyOf, reactionOf } from './reactions';
import type { EntryRow, Message, MessageKey, Orphan } from './schema';

const stores = [...logStores, 'marks'] as const;

/**
 * Undoes in each room everything behind the last entry that both have, and notes the epoch that this copy belongs to from now
 * on: all in one transaction, so that at no time a copy tells of two histories.
 */
export async function cutBehind(
  { database, changes }: Db,
  commonByRoom: ReadonlyMap<RoomId, number>,
  user: UserId,
  epoch: string,
): Promise<void> {
  const tx = database.transaction([...stores], 'readwrite', { durability: 'strict' });
  const amendedByRoom = await allOrNothing(tx, async () => {
    const amended = new Map<RoomId, EntryId[]>();
    for (const [room, common] of commonByRoom) {
      amended.set(room, await cutRoom(tx as unknown as LogTransaction, room, common, user));
      const marks = tx.objectStore('marks');
      const rows = await marks.getAll(IDBKeyRange.bound([room], [room, []]));
      await Promise.all(
        rows.map((row) =>
          marks.put({
            ...row,
            read: Math.min(row.read, common),
            delivered: Math.min(row.delivered, common),
            learned: row.learned.filter(({ seq }) => seq <= common),
          }),
        ),
      );
    }
    await tx.objectStore('settings').put(epoch, 'epoch');
    // The session may have been told that this device has what it has just dropped: it is gone through from the beginning.
    await tx.objectStore('settings').put(false, 'subscribed');
    return amended;
  });
  changes.announce({ in: 'rooms' });
  for (const [room, amended] of amendedByRoom) {
    changes.announce({ in: 'log', room, amended });
    changes.announce({ in: 'outbox', room });
  }
}

/** Resolves with the messages that read differently now. */
async function cutRoom(tx: LogTransaction, room: RoomId, common: number, user: UserId): Promise<EntryId[]> {
  const behind = IDBKeyRange.bound([room, common], [room, Infinity], true);
  const messages = tx.objectStore('messages');
  const [cut, inRoom, rows, held, record] = await Promise.all([
    tx.objectStore('entries').getAll(behind),
    messages.index('seq').getAll(IDBKeyRange.bound([room, 0], [room, Infinity])),
    tx.objectStore('outbox').getAll(),
    tx.objectStore('held').get(room),
    tx.objectStore('rooms').get(room),
  ]);
  // What amends a message may be folded in long before its own turn comes, so it is not among the entries yet.
  // The index holds what has a seq, so there is no placeholder among them.
  const ahead = (inRoom as Message[]).filter((message) => message.amendments.some(({ seq }) => seq > common));
  const keys = [
    ...cut.map(messageKeyOf),
    ...ahead.map((message): MessageKey => [room, message.from, message.id]),
  ];
  const byName = new Map(keys.map((key) => [key.join(), key]));
  const olds = await Promise.all([...byName.values()].map((key) => messages.get(key)));
  const isCut = new Set(cut.map((entry) => `${entry.from},${entry.id}`));
  const own = cut.filter((entry) => entry.from === user);
  const ranges = held?.ranges ?? [];
  const back = putBack(own, rows);
  const isBack = new Set(back.map(({ id }) => id));
  const unsure = ahead.filter((message) => isUnsure(message, common, own, isBack));
  const reactedTo = await cutReactions(tx, room, common);
  await Promise.all([
    tx.objectStore('entries').delete(behind),
    ...back.map((row) => tx.objectStore('outbox').put(row)),
    ...olds.map(async (message) => {
      if (!message) return;
      const amendments = message.amendments.filter(({ seq }) => seq <= common);
      if (!isCut.has(`${message.from},${message.id}`)) await messages.put({ ...message, amendments });
      else {
        await messages.delete([room, message.from, message.id]);
        if (!('seq' in message)) return;
        const orphan = message.from === user ? ownOrphan(message, own, isBack) : message;
        if (orphan) await tx.objectStore('orphans').put(orphan);
      }
    }),
  ]);
  await Promise.all(
    unsure.map(async ({ from, id, seq }) => {
      await messages.delete([room, from, id]);
      await tx.objectStore('entries').delete([room, seq]);
    }),
  );
  const left = withoutSeqs(upTo(ranges, common), new Set(unsure.map(({ seq }) => seq)));
  if (held) await tx.objectStore('held').put({ room, ranges: left });
  if (record)
    await tx.objectStore('rooms').put({
      ...record,
      head: common,
      read: Math.min(record.read, common),
      asOf: Math.min(record.asOf ?? common, common),
      // Below it nothing could be compared; where they part before it, the server has another one.
      floor: record.floor === undefined ? undefined : Math.min(record.floor, common + 1),
    });
  return [...[...byName.values()].map(([, , id]) => id), ...reactedTo];
}

/** Those from behind the cut go, and what the same people gave before them is there again. Resolves with the messages. */
async function cutReactions(tx: LogTransaction, room: RoomId, common: number): Promise<EntryId[]> {
  const store = tx.objectStore('reactions');
  const gone = (await store.getAll(IDBKeyRange.bound([room], [room, []]))).filter(({ seq }) => seq > common);
  if (gone.length === 0) return [];
  const names = new Set(gone.map((row) => reactionKeyOf(row).join()));
  const left = await tx.objectStore('entries').getAll(IDBKeyRange.bound([room, 0], [room, common]));
  const before = left
    .flatMap((entry) => reactionOf(entry) ?? [])
    .filter((row) => names.has(reactionKeyOf(row).join()));
  await Promise.all(gone.map(async (row) => await store.delete(reactionKeyOf(row))));
  await Promise.all(lastReactions(before).map(async (row) => await store.put(row)));
  return gone.map(({ target }) => target);
}

/**
 * It stands in both histories and was taken back in the one that is no more, so this copy has no words of it. They are asked for
 * again, unless they are about to be taken back again from here.
 */
function isUnsure(
  message: Message,
  common: number,
  own: readonly EntryRow[],
  isBack: ReadonlySet<EntryId>,
): boolean {
  const { id, seq, amendments } = message;
  if (seq > common || !isTakenBack(message)) return false;
  if (amendments.some((each) => each.seq <= common && each.text === undefined)) return false;
  return !own.some((entry) => isBack.has(entry.id) && isRetractOf(entry, id));
}

/** An own message that does not go back: kept in sight, or, taken back, as a note that it is to stay so. */
function ownOrphan(
  message: Message,
  own: readonly EntryRow[],
  isBack: ReadonlySet<EntryId>,
): Orphan | undefined {
  if (isBack.has(message.id)) return undefined;
  if (!isTakenBack(message)) return message;
  const retract = own.find((entry) => isRetractOf(entry, message.id))?.id;
  return retract === undefined ? undefined : { ...message, retract };
}

const isRetractOf = (entry: EntryRow, target: EntryId): boolean =>
  entry.kind === entryKind.retract && readAim(entry)?.target === target;

const upTo = (ranges: HeldRanges, common: number): HeldRanges =>
  ranges.filter(([from]) => from <= common).map(([from, to]) => [from, Math.min(to, common)] as const);
