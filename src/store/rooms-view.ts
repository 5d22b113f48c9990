// The list of rooms as the screen shows it, read from the db.
import type { Db } from '../db/db';
import type { OutboxRow, RoomRecord } from '../db/schema';
import type { UserId } from '../protocol/ids';
import type { RoomView } from './state';

export interface RoomsRead {
  readonly rooms: readonly RoomView[];
  readonly waiting: number;
}

/** How far back own messages are looked for among the unread. */
const countedEntries = 500;

export async function readRooms(db: Db, user: UserId, nameOf: (user: UserId) => string): Promise<RoomsRead> {
  const [records, outbox] = await Promise.all([db.rooms.list(), db.outbox.list()]);
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
  return { rooms, waiting: pending.length };
}

async function readRoom(
  db: Db,
  record: RoomRecord,
  user: UserId,
  nameOf: (user: UserId) => string,
  pending: readonly OutboxRow[],
): Promise<RoomView> {
  const { room, name, head, read } = record;
  const [newest] = await db.log.messages(room, { limit: 1 });
  const unreadHere =
    head > read ? await db.log.messages(room, { from: read + 1, limit: countedEntries }) : [];
  const own = unreadHere.filter((message) => message.from === user).length;
  const row = pending.at(-1);
  let last: RoomView['last'];
  if (row) last = { author: undefined, text: bodyText(row), atMs: row.writtenAtMs };
  else if (newest)
    last = {
      author: newest.from === user ? undefined : nameOf(newest.from),
      text: newest.text ?? '',
      atMs: newest.ts * 1000,
    };
  return { room, name, unread: head - read - own, last, waiting: pending.length };
}

export const bodyText = (row: Pick<OutboxRow, 'body'>): string =>
  typeof row.body === 'string' ? row.body : '';
