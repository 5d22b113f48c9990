// Somebody who comes back after long is far behind in many rooms. Their list of rooms is true with the first answer, and what was
// written meanwhile does not flood the link: what few entries are pushed is planned here, the rest is asked for when it is wanted.
import { syncRowBytes, type RoomRow, type SyncRow } from '../../src/protocol/ask';
import type { RoomId } from '../../src/protocol/ids';
import { pageEntries } from '../../src/protocol/limits';
import type { Store } from '../store/store';
import type { People } from './people';
import { readLine } from './room-line';

/** Entries pushed in all rooms together; of each further room there is its newest message. */
const maxPushedEntries = 1000;
/** Of rows in the first part of the answer: with the envelope it stays below 2 kB. */
const maxFirstBytes = 1900;

export interface Missing {
  readonly row: RoomRow;
  /** The device has everything up to here; `undefined`: it does not know the room. */
  readonly upTo: number | undefined;
}

/** The rooms with the newest words first. `spares`: only the open room is brought up to date. Rejects when the store fails. */
export async function planFarBehind(
  deps: { readonly store: Store; readonly people: Pick<People, 'nameOf'> },
  missing: readonly Missing[],
  open: RoomId | undefined,
  spares = false,
): Promise<SyncRow[]> {
  const rooms = await Promise.all(
    missing.map(async (each) => ({ ...each, line: await readLine(deps, each.row.room, each.row.head) })),
  );
  const byLine = rooms.toSorted((a, b) => (b.line?.ts ?? 0) - (a.line?.ts ?? 0));
  let restEntries = maxPushedEntries;
  const behindByRoom = new Map<RoomId, number>();
  for (const { row, upTo, line } of byLine.toSorted((a, b) => rank(a.row) - rank(b.row))) {
    const { room, head } = row;
    const entries = head - (upTo ?? 0);
    const mayBePushed = !spares || room === open;
    if (upTo !== undefined && mayBePushed && entries <= Math.min(pageEntries, restEntries)) {
      restEntries -= Math.max(0, entries);
      behindByRoom.set(room, Math.min(upTo, head));
    } else
      behindByRoom.set(
        room,
        Math.max((row.floor ?? 1) - 1, Math.min(upTo ?? 0, head), (line?.seq ?? head) - 1),
      );
  }
  return byLine.map(({ row, line }) => ({
    ...row,
    pushedBehind: behindByRoom.get(row.room) ?? row.head,
    ...(line && { line }),
  }));

  function rank({ room }: RoomRow): number {
    return room === open ? 0 : 1;
  }
}

/** What a screen shows, with lines, and what may come later, without. */
export function splitRows(
  rows: readonly SyncRow[],
  firstRows: number,
): { first: SyncRow[]; rest: SyncRow[] } {
  let bytes = 0;
  const first: SyncRow[] = [];
  for (const row of rows.slice(0, firstRows)) {
    bytes += syncRowBytes(row);
    if (bytes > maxFirstBytes) break;
    first.push(row);
  }
  return { first, rest: rows.slice(first.length).map(({ line: _line, ...row }) => row) };
}
