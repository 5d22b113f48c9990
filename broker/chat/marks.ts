// How far each person has read in each room, and how far their devices hold it. Written down every few seconds: a mark
// only rises, and a device that finds its mark gone sends it again.
import type { RoseSince } from '../../src/protocol/ask';
import type { RoomId, UserId } from '../../src/protocol/ids';
import { mergeMarks, type Marks } from '../../src/protocol/marks';
import type { Log } from '../log';
import type { Store } from '../store/store';
import { behindOf, type Rises } from './rises';

const flushDelayMs = 3000;
const none: Marks = { read: 0, delivered: 0 };

export interface MarksBook {
  of(room: RoomId, user: UserId): Marks;
  /** Merges by maximum, no higher than the room's head. `by`: the device that says so. Rejects when the store cannot tell the head. */
  raise(
    room: RoomId,
    user: UserId,
    marks: Marks,
    by?: string,
  ): Promise<{ readRose: boolean; deliveredRose: boolean; marks: Marks }>;
  /**
   * One of the person's devices acknowledged everything behind `from` up to `to`. Raises `delivered` unless something before
   * that is on none of their devices, as behind a hole; what lies below the `floor` nobody misses. True when it rose.
   */
  deliver(room: RoomId, user: UserId, from: number, to: number, floor: number): boolean;
  /** The person wrote the entry `seq`: what they wrote themselves they have, and have read. Raises only what reaches up to it. */
  wrote(room: RoomId, user: UserId, seq: number): void;
  /**
   * How far the person has read in those of `rooms` where this rose behind `since`, which is an `upTo` of earlier, on another device
   * than `but`. After a restart all of it counts as risen.
   */
  readsSince(user: UserId, rooms: readonly RoomId[], since: number, but: string): ReadsSince;
  /** Writes what is not written yet. */
  close(): Promise<void>;
}

type ReadsSince = Pick<RoseSince, 'upTo' | 'reads'>;

interface Row {
  readonly key: string;
  marks: Marks;
  isWritten: boolean;
  /** When `read` rose, by its number, and on which device. */
  readRise: number;
  readBy: string | undefined;
}

export async function loadMarks(store: Store, log: Log, rises: Rises): Promise<MarksBook> {
  // Not by one key of both: every acknowledgement comes here, and to put two texts together and hash them takes longer.
  const rowsByRoom = new Map<RoomId, Map<UserId, Row>>();
  let unwritten: Row[] = [];
  let timer: NodeJS.Timeout | undefined;

  for (const [key, marks] of await store.list('marks')) {
    const [room, user] = key.split('/') as [RoomId, UserId];
    rowsOf(room).set(user, newRow(key, marks));
  }

  async function raise(room: RoomId, user: UserId, told: Marks, by?: string): ReturnType<MarksBook['raise']> {
    const [head = 0] = await store.heads([room]);
    const before = of(room, user);
    const marks = mergeMarks(before, {
      read: Math.min(told.read, head),
      delivered: Math.min(told.delivered, head),
    });
    const row = put(room, user, before, marks);
    if (row && marks.read > before.read) Object.assign(row, { readRise: rises.next(), readBy: by });
    return {
      readRose: marks.read > before.read,
      deliveredRose: marks.delivered > before.delivered,
      marks,
    };
  }

  function deliver(room: RoomId, user: UserId, from: number, to: number, floor: number): boolean {
    const before = of(room, user);
    if (Math.max(before.delivered, floor - 1) < from || before.delivered >= to) return false;
    put(room, user, before, { ...before, delivered: to });
    return true;
  }

  function wrote(room: RoomId, user: UserId, seq: number): void {
    const before = of(room, user);
    put(room, user, before, {
      read: before.read === seq - 1 ? seq : before.read,
      delivered: before.delivered === seq - 1 ? seq : before.delivered,
    });
  }

  function of(room: RoomId, user: UserId): Marks {
    return rowsByRoom.get(room)?.get(user)?.marks ?? none;
  }

  function readsSince(user: UserId, rooms: readonly RoomId[], since: number, but: string): ReadsSince {
    const behind = behindOf(rises, since);
    const reads = rooms.flatMap((room) => {
      const row = rowsByRoom.get(room)?.get(user);
      const isNews = row && row.marks.read > 0 && row.readRise > behind && row.readBy !== but;
      return isNews ? [[room, row.marks.read] as const] : [];
    });
    return { upTo: rises.last(), reads };
  }

  function put(room: RoomId, user: UserId, before: Marks, marks: Marks): Row | undefined {
    if (marks.read === before.read && marks.delivered === before.delivered) return undefined;
    const rows = rowsOf(room);
    const row = rows.get(user) ?? newRow(`${room}/${user}`, marks);
    rows.set(user, row);
    row.marks = marks;
    writeLater(row);
    return row;
  }

  function newRow(key: string, marks: Marks): Row {
    return { key, marks, isWritten: true, readRise: rises.last(), readBy: undefined };
  }

  function writeLater(row: Row): void {
    if (!row.isWritten) return;
    row.isWritten = false;
    unwritten.push(row);
    timer ??= setTimeout(() => void flush(), flushDelayMs);
  }

  function rowsOf(room: RoomId): Map<UserId, Row> {
    const rows = rowsByRoom.get(room) ?? new Map<UserId, Row>();
    rowsByRoom.set(room, rows);
    return rows;
  }

  async function flush(): Promise<void> {
    clearTimeout(timer);
    timer = undefined;
    const rows = unwritten;
    if (rows.length === 0) return;
    unwritten = [];
    for (const row of rows) row.isWritten = true;
    try {
      await store.commit(rows.map(({ key, marks }) => ({ table: 'marks', key, row: marks })));
    } catch (error) {
      log.warn('marks could not be written, trying again with the next ones', error);
      for (const row of rows) writeLater(row);
    }
  }

  return { of, raise, deliver, wrote, readsSince, close: flush };
}
