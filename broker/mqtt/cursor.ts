// Where one session stands in one log. Plain data and functions on it: there is one for every subscription of every connection.
//
//     1 … upTo | upTo+1 … pushedUpTo        | … head
//     acked    | pushed, some acked or own  | not pushed yet
//
// Entries are pushed in order and without gaps, so everything behind `pushedUpTo` is either acknowledged or in `unacked`.

export interface Cursor {
  pushedUpTo: number;
  /** Pushed, not acknowledged. Kept in the order of pushing, so the first is the lowest. */
  readonly unacked: Set<number>;
}

export const createCursor = (upTo: number): Cursor => ({ pushedUpTo: upTo, unacked: new Set() });

/** Acknowledged up to: the end of the contiguous prefix. */
export function cursorUpTo(cursor: Cursor): number {
  const lowest = cursor.unacked.values().next();
  return lowest.done ? cursor.pushedUpTo : lowest.value - 1;
}

/** The entry was sent and waits for its PUBACK. */
export function pushToCursor(cursor: Cursor, seq: number): void {
  expectNext(cursor, seq);
  cursor.pushedUpTo = seq;
  cursor.unacked.add(seq);
}

/** The entry needs no PUBACK: its own device wrote it, or it was sent at QoS 0. It carries the cursor over nothing but itself. */
export function skipOnCursor(cursor: Cursor, seq: number): void {
  expectNext(cursor, seq);
  cursor.pushedUpTo = seq;
}

export function ackOnCursor(cursor: Cursor, seq: number): void {
  cursor.unacked.delete(seq);
}

/** The device holds everything up to `seq`. Never moves back: for that a new cursor is made, which old PUBACKs cannot reach. */
export function raiseCursor(cursor: Cursor, seq: number): void {
  for (const unacked of cursor.unacked) if (unacked <= seq) cursor.unacked.delete(unacked);
  cursor.pushedUpTo = Math.max(cursor.pushedUpTo, seq);
}

function expectNext(cursor: Cursor, seq: number): void {
  if (seq !== cursor.pushedUpTo + 1)
    throw new Error(`A log has a gap: entry ${seq} came behind ${cursor.pushedUpTo}`);
}
