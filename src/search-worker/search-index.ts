// The messages of this device as they are compared, in memory. They are looked through one by one: 100,000 take some 20 ms, which is less
// than it would cost to keep an index of their words. Pure.
import type { EntryId, RoomId, UserId } from '../protocol/ids';
import { foldText, hasAll, type Needle } from '../protocol/search-words';
import type { Hit } from './search-messages';

export interface SearchedMessage {
  readonly room: RoomId;
  /** `undefined` for what has no place in the log (any more). */
  readonly seq: number | undefined;
  readonly id: EntryId | undefined;
  readonly from: UserId;
  readonly atMs: number;
  readonly text: string;
  readonly state: Hit['state'];
}

/** `undefined`: that is no matter. */
export interface Filter {
  readonly needles: readonly Needle[];
  readonly rooms: ReadonlySet<RoomId> | undefined;
  readonly people: ReadonlySet<UserId> | undefined;
  readonly sinceMs: number | undefined;
  readonly beforeMs: number | undefined;
}

export interface SearchIndex {
  /** Those with this seq in the room were something else before, or are new. */
  put(messages: readonly SearchedMessage[]): void;
  drop(room: RoomId, seq: number): void;
  /** Of a room those stay whose seq passes. */
  keep(room: RoomId, isKept: (seq: number) => boolean): void;
  /** What has no place in the log, a group of it in the place of what was there of it. */
  putGroup(group: string, messages: readonly SearchedMessage[]): void;
  /** The newest `limit`, the newest first, and how many there are. */
  find(
    filter: Filter,
    limit: number,
  ): { readonly messages: readonly SearchedMessage[]; readonly total: number };
}

interface Row {
  readonly message: SearchedMessage;
  readonly folded: string;
}

export function createSearchIndex(): SearchIndex {
  const rowsByRoom = new Map<RoomId, Map<number, Row>>();
  const groups = new Map<string, readonly Row[]>();

  function* rowsOf(rooms: ReadonlySet<RoomId> | undefined): Iterable<Iterable<Row>> {
    for (const [room, rows] of rowsByRoom) if (!rooms || rooms.has(room)) yield rows.values();
    yield* groups.values();
  }

  return {
    put(messages) {
      for (const message of messages) {
        if (message.seq === undefined) continue;
        const rows = rowsByRoom.get(message.room) ?? new Map<number, Row>();
        rowsByRoom.set(message.room, rows);
        rows.set(message.seq, rowOf(message));
      }
    },
    drop: (room, seq) => void rowsByRoom.get(room)?.delete(seq),
    keep(room, isKept) {
      const rows = rowsByRoom.get(room);
      for (const seq of rows?.keys() ?? []) if (!isKept(seq)) rows?.delete(seq);
    },
    putGroup(group, messages) {
      if (messages.length === 0) groups.delete(group);
      else groups.set(group, messages.map(rowOf));
    },
    find(filter, limit) {
      const newest: SearchedMessage[] = [];
      let total = 0;
      for (const rows of rowsOf(filter.rooms))
        for (const row of rows) {
          if (!passes(row, filter)) continue;
          total++;
          keepNewest(newest, row.message, limit);
        }
      return { messages: newest, total };
    },
  };
}

function rowOf(message: SearchedMessage): Row {
  const folded = foldText(message.text);
  // One string in memory where both are the same.
  return { message, folded: folded === message.text ? message.text : folded };
}

function passes({ message, folded }: Row, filter: Filter): boolean {
  const { needles, rooms, people, sinceMs, beforeMs } = filter;
  if (people && !people.has(message.from)) return false;
  if (rooms && !rooms.has(message.room)) return false;
  if (sinceMs !== undefined && message.atMs < sinceMs) return false;
  if (beforeMs !== undefined && message.atMs >= beforeMs) return false;
  return hasAll(folded, needles);
}

/** What is newer stands before; of the same second what is further in the log. */
export function compareNewest(
  a: Pick<SearchedMessage, 'atMs' | 'room' | 'seq'>,
  b: Pick<SearchedMessage, 'atMs' | 'room' | 'seq'>,
): number {
  if (a.atMs !== b.atMs) return b.atMs - a.atMs;
  if (a.room !== b.room) return a.room < b.room ? -1 : 1;
  return (b.seq ?? Number.MAX_SAFE_INTEGER) - (a.seq ?? Number.MAX_SAFE_INTEGER);
}

function keepNewest(newest: SearchedMessage[], message: SearchedMessage, limit: number): void {
  const last = newest.at(-1);
  if (newest.length >= limit && (!last || compareNewest(last, message) <= 0)) return;
  let low = 0;
  let high = newest.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (compareNewest(newest[middle]!, message) <= 0) low = middle + 1;
    else high = middle;
  }
  newest.splice(low, 0, message);
  if (newest.length > limit) newest.pop();
}
