// Where one session stands in one log. Plain data and functions on it: there is one for every subscription of every connection.
//
//     1 … upTo | upTo+1 … pushedUpTo        | … head
//     acked    | pushed, some acked or own  | not pushed yet
//
// Entries are pushed in order and without gaps, so everything behind `pushedUpTo` is either acknowledged or in `unacked`.

export interface Cursor {
  pushedUpTo: number;
  /** Pushed, not acknowledged, from the lowest on. Nearly always it is the first one that is acknowledged next. */
  unacked: number[];
  /** Up to here the application knows what the device acknowledged; `Infinity` once that cannot be said any more. */
  toldUpTo: number;
}

export const createCursor = (upTo: number): Cursor => ({
  pushedUpTo: upTo,
  unacked: [],
  toldUpTo: upTo,
});

/** Acknowledged up to: the end of the contiguous prefix. */
export function cursorUpTo(cursor: Cursor): number {
  const [lowest] = cursor.unacked;
  return lowest === undefined ? cursor.pushedUpTo : lowest - 1;
}

/** The entry was sent and waits for its PUBACK. */
export function pushToCursor(cursor: Cursor, seq: number): void {
  expectNext(cursor, seq);
  cursor.pushedUpTo = seq;
  cursor.unacked.push(seq);
}

/** The entry needs no PUBACK: its own device wrote it. It carries the cursor over nothing but itself. */
export function skipOnCursor(cursor: Cursor, seq: number): void {
  expectNext(cursor, seq);
  cursor.pushedUpTo = seq;
}

/** Up to `seq` the log holds nothing any more: there is nothing there to have. */
export function passOnCursor(cursor: Cursor, seq: number): void {
  cursor.pushedUpTo = Math.max(cursor.pushedUpTo, seq);
}

/** The entry needs no PUBACK, but it is not known whether the device has it: from here on nothing is told of this cursor. */
export function loseOnCursor(cursor: Cursor, seq: number): void {
  skipOnCursor(cursor, seq);
  cursor.toldUpTo = Infinity;
}

export function ackOnCursor(cursor: Cursor, seq: number): void {
  const at = cursor.unacked.indexOf(seq);
  if (at === 0) cursor.unacked.shift();
  else if (at > 0) cursor.unacked.splice(at, 1);
}

/** The device holds everything up to `seq`. Never moves back: for that a new cursor is made, which old PUBACKs cannot reach. */
export function raiseCursor(cursor: Cursor, seq: number): void {
  cursor.unacked = cursor.unacked.filter((unacked) => unacked > seq);
  cursor.pushedUpTo = Math.max(cursor.pushedUpTo, seq);
  cursor.toldUpTo = Math.max(cursor.toldUpTo, seq);
}

/** What the device acknowledged or wrote since the last call, if anything. */
export function takeAcknowledged(cursor: Cursor): { from: number; to: number } | undefined {
  const from = cursor.toldUpTo;
  const to = cursorUpTo(cursor);
  if (to <= from) return undefined;
  cursor.toldUpTo = to;
  return { from, to };
}

function expectNext(cursor: Cursor, seq: number): void {
  if (seq !== cursor.pushedUpTo + 1)
    throw new Error(`A log has a gap: entry ${seq} came behind ${cursor.pushedUpTo}`);
}
