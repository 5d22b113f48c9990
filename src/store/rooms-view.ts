// The list of rooms as the screen shows it, read from the db.
import type { Db } from '../db/db';
import { readMessage } from '../db/fold';
import { gaps, type HeldRanges } from '../db/held-ranges';
import type { OutboxRow, RoomRecord } from '../db/schema';
import type { Person } from '../protocol/ask';
import type { EntryId, UserId } from '../protocol/ids';
import { entryKind } from '../protocol/entry-kind';
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
}

/** More than so many unread messages are not counted one by one: the badge says enough. */
const countedMessages = 500;
/** The newest message is looked for behind so many changes of the room. */
const lookBackMessages = 20;

export async function readRooms(
  db: Db,
  user: UserId,
  nameOf: (user: UserId) => string,
  sent: ReadonlySet<EntryId>,
): Promise<RoomsRead> {
  const [records, outbox, blocked = []] = await Promise.all([
    db.rooms.list(),
    db.outbox.list(),
    db.setting('blocked') as Promise<Person[] | undefined>,
  ]);
  const pending = outbox.filter((row) => row.problem === undefined);
  const rooms = await Promise.all(
    records.map((record) =>
      readRoom(
        db,
        record,
        user,
        nameOf,
        pending.filter((row) => row.room === record.room),
      ),
    ),
  );
  rooms.sort((a, b) => (b.last?.atMs ?? 0) - (a.last?.atMs ?? 0) || a.name.localeCompare(b.name));
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
  };
}

/** What one left is out of the way; a room that one was put out of stays until one has seen it. */
const isOffTheList = ({ left, partner }: RoomRecord, blocked: readonly Person[]): boolean =>
  left?.why === 'left' || left?.unlisted === true || blocked.some((each) => each.user === partner);

async function readRoom(
  db: Db,
  record: RoomRecord,
  user: UserId,
  nameOf: (user: UserId) => string,
  pending: readonly OutboxRow[],
): Promise<RoomView> {
  const { room, name, read } = record;
  const newest = (await db.log.messages(room, { limit: lookBackMessages })).findLast(({ change }) => !change);
  const line = lineOf(record, newest?.seq ?? 0);
  // Behind the newest message there are only its edits, and changes of the room.
  const head = line?.seq ?? record.head;
  // Edits and own words are nothing to read; of what is not here yet, nobody knows better.
  // Of a room that was left nothing more comes.
  const notHere = head > read && !record.left ? missingFrom(await db.log.held(room), read + 1, head) : 0;
  const here = head > read ? await db.log.messages(room, { from: read + 1, limit: countedMessages }) : [];
  const unread = notHere + here.filter((message) => message.from !== user && !message.change).length;
  const row = pending.findLast(({ kind }) => kind === entryKind.text);
  let last: RoomView['last'];
  if (row) last = { author: undefined, text: bodyText(row), atMs: row.writtenAtMs };
  else if (line)
    last = {
      author: line.user === user ? undefined : nameOf(line.user),
      text: line.text,
      atMs: line.ts * 1000,
    };
  else if (newest)
    last = {
      author: newest.from === user ? undefined : nameOf(newest.from),
      text: readMessage(newest).text,
      atMs: newest.ts * 1000,
    };
  const left = leftView(record, nameOf);
  return { room, name, ...factsOf(record), unread, last, waiting: pending.length, left };
}

/** What the broker told of the newest message, while that is not here itself. Of a log that was set back it says nothing. */
const lineOf = ({ line, head }: RoomRecord, newestHere: number): RoomRecord['line'] =>
  line && line.seq > newestHere && line.seq <= head ? line : undefined;

/** How many of from…to are not held. */
function missingFrom(held: HeldRanges, from: number, to: number): number {
  const before = held[0] ? Math.max(0, Math.min(held[0][0] - 1, to) - from + 1) : 0;
  return gaps(held, to)
    .map(([start, end]) => Math.max(0, end - Math.max(start, from) + 1))
    .reduce((sum, missing) => sum + missing, before);
}
