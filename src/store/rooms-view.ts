// The list of rooms as the screen shows it, read from the db.
import type { Db } from '../db/db';
import { readMessage } from '../db/fold';
import { gaps, type HeldRanges } from '../db/held-ranges';
import type { Message, OutboxRow, RoomChoices, RoomRecord } from '../db/schema';
import type { Person } from '../protocol/ask';
import type { EntryId, RoomId, UserId } from '../protocol/ids';
import { entryKind } from '../protocol/entry-kind';
import { callsFor, messageCallsFor, notifyOf, type Reader } from './attention';
import { leftView } from './change-view';
import { bodyText, readOutbox } from './outbox-view';
import { factsOf } from './room-facts';
import type { OutboxItemView, RoomView } from './state';

export interface RoomsRead {
  readonly rooms: readonly RoomView[];
  readonly unlisted: readonly RoomView[];
  readonly blocked: readonly Person[];
  readonly waiting: number;
  readonly outbox: readonly OutboxItemView[];
  /** They were put away, and something came there that calls this person: they are among the others again, for good. */
  readonly returned: readonly RoomId[];
}

/** More than so many unread messages are not counted one by one: the badge says enough. */
const countedMessages = 500;
/** Of so many, the newest, the words are read. */
const readMessages = 200;
/** The newest message is looked for behind so many changes of the room. */
const lookBackMessages = 20;

/** `accountName`: the name somebody signs in with; others may name them by it. */
export async function readRooms(
  db: Db,
  user: UserId,
  nameOf: (user: UserId) => string,
  sent: ReadonlySet<EntryId>,
  accountName = nameOf(user),
): Promise<RoomsRead> {
  const [records, outbox, choices, blocked = []] = await Promise.all([
    db.rooms.list(),
    db.outbox.list(),
    db.choices.list(),
    db.setting('blocked') as Promise<Person[] | undefined>,
  ]);
  const pending = outbox.filter((row) => row.problem === undefined);
  const reader = { user, names: [nameOf(user), accountName] };
  const choicesByRoom = new Map(choices.map((each) => [each.room, each]));
  const read = await Promise.all(
    records.map((record) =>
      readRoom(
        { db, reader, nameOf },
        record,
        choicesByRoom.get(record.room),
        pending.filter((row) => row.room === record.room),
      ),
    ),
  );
  const rooms = read.map(({ view }) => view).toSorted(inOrder(choicesByRoom));
  const nameByRoom = new Map(records.map(({ room, name }) => [room, name]));
  const off = new Set(records.filter((record) => isOffTheList(record, blocked)).map(({ room }) => room));
  return {
    rooms: rooms.filter(({ room }) => !off.has(room)),
    unlisted: rooms.filter(({ room }) => off.has(room)),
    blocked,
    waiting: pending.length,
    outbox: await readOutbox(db, outbox, sent, {
      user,
      nameOf,
      roomName: (room) => nameByRoom.get(room) ?? '',
    }),
    returned: read.filter(({ returned }) => returned).map(({ view }) => view.room),
  };
}

/**
 * Pinned rooms stand above the others, in the order in which they were pinned, and never move. The others follow by the time of their
 * last words, the newest first, whatever is unread, muted or names somebody there: what calls has a sign, and no room jumps away from
 * under a finger because it was read. What was put away stands last, in the same order.
 */
function inOrder(choices: ReadonlyMap<RoomId, RoomChoices>): (a: RoomView, b: RoomView) => number {
  const pinned = ({ room }: RoomView) => choices.get(room)?.pinnedAtMs ?? Number.MAX_SAFE_INTEGER;
  return (a, b) =>
    Number(a.archived) - Number(b.archived) ||
    pinned(a) - pinned(b) ||
    (b.last?.atMs ?? 0) - (a.last?.atMs ?? 0) ||
    a.name.localeCompare(b.name);
}

/** What one left is out of the way; a room that one was put out of stays until one has seen it. */
export const isOffTheList = ({ left, partner }: RoomRecord, blocked: readonly Person[]): boolean =>
  left?.why === 'left' || left?.unlisted === true || blocked.some((each) => each.user === partner);

async function readRoom(
  { db, reader, nameOf }: { db: Db; reader: Reader; nameOf: (user: UserId) => string },
  record: RoomRecord,
  choices: RoomChoices | undefined,
  pending: readonly OutboxRow[],
): Promise<{ view: RoomView; returned: boolean }> {
  const { room, name, read } = record;
  const { user } = reader;
  const newest = (await db.log.messages(room, { limit: lookBackMessages })).findLast(({ change }) => !change);
  const line = lineOf(record, newest?.seq ?? 0);
  // Behind the newest message there are only its edits, and changes of the room.
  const head = line?.seq ?? record.head;
  // Edits and own words are nothing to read; of what is not here yet, nobody knows better.
  // Of a room that was left nothing more comes.
  const notHere = head > read && !record.left ? missingFrom(await db.log.held(room), read + 1, head) : 0;
  const here = head > read ? await db.log.messages(room, { from: read + 1, limit: countedMessages }) : [];
  const others = here.filter((message) => message.from !== user && !message.change);
  const named = others
    .slice(-readMessages)
    .filter((each) => messageCallsFor('mentions', each, reader)).length;
  const namedInLine = line && line.seq > read && lineCallsFor('mentions', line, reader);
  const archivedAt = choices?.archivedAt;
  const returned = archivedAt !== undefined && (await callsSince(db, record, { line, choices, reader }));
  return {
    view: {
      room,
      name,
      ...factsOf(record),
      unread: notHere + others.length,
      mentions: named + (namedInLine ? 1 : 0),
      notify: notifyOf(choices),
      pinned: choices?.pinnedAtMs !== undefined,
      archived: archivedAt !== undefined && !returned,
      last: lastWords({ pending, line, newest }, user, nameOf),
      waiting: pending.length,
      left: leftView(record, nameOf),
    },
    returned,
  };
}

function lastWords(
  {
    pending,
    line,
    newest,
  }: { pending: readonly OutboxRow[]; line: RoomRecord['line']; newest: Message | undefined },
  user: UserId,
  nameOf: (user: UserId) => string,
): RoomView['last'] {
  const row = pending.findLast(({ kind }) => kind === entryKind.text);
  if (row) return { author: undefined, text: bodyText(row), atMs: row.writtenAtMs };
  if (line)
    return {
      author: line.user === user ? undefined : nameOf(line.user),
      text: line.text,
      atMs: line.ts * 1000,
    };
  return (
    newest && {
      author: newest.from === user ? undefined : nameOf(newest.from),
      text: readMessage(newest).text,
      atMs: newest.ts * 1000,
    }
  );
}

/** Since it was put away, something came that calls this person. */
async function callsSince(
  db: Db,
  { room, head }: RoomRecord,
  { line, choices, reader }: { line: RoomRecord['line']; choices: RoomChoices | undefined; reader: Reader },
): Promise<boolean> {
  const notify = notifyOf(choices);
  const archivedAt = choices?.archivedAt ?? 0;
  if (notify === 'none' || head <= archivedAt) return false;
  if (line && line.seq > archivedAt && lineCallsFor(notify, line, reader)) return true;
  const since = await db.log.messages(room, { from: archivedAt + 1, limit: readMessages });
  return since.some((message) => messageCallsFor(notify, message, reader));
}

/** It has no words when it was taken back. */
export const lineCallsFor = (
  notify: RoomView['notify'],
  { user, text }: NonNullable<RoomRecord['line']>,
  reader: Reader,
): boolean => text !== '' && callsFor(notify, { from: user, text }, reader);

/** What the broker told of the newest message, while that is not here itself. Of a log that was set back it says nothing. */
export const lineOf = ({ line, head }: RoomRecord, newestHere: number): RoomRecord['line'] =>
  line && line.seq > newestHere && line.seq <= head ? line : undefined;

/** How many of from…to are not held. */
function missingFrom(held: HeldRanges, from: number, to: number): number {
  const before = held[0] ? Math.max(0, Math.min(held[0][0] - 1, to) - from + 1) : 0;
  return gaps(held, to)
    .map(([start, end]) => Math.max(0, end - Math.max(start, from) + 1))
    .reduce((sum, missing) => sum + missing, before);
}
