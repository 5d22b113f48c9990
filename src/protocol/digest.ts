// Eight bytes that say what a device holds: equal digests mean equal cursors, so nothing needs to be listed.
import type { RoomId } from './ids';

/** A room and the highest seq held or acknowledged in it. */
export type Cursor = readonly [room: RoomId, upTo: number];

/** FNV-1a, 64 bits, over the rooms in the order of their ids. */
export function cursorDigest(cursors: Iterable<Cursor>): Uint8Array {
  const text = [...cursors]
    .map(([room, upTo]) => `${room} ${upTo}`)
    .toSorted()
    .join('\n');
  let hash = 0xcbf29ce484222325n;
  for (let i = 0; i < text.length; i++)
    hash = BigInt.asUintN(64, (hash ^ BigInt(text.charCodeAt(i))) * 0x100000001b3n);
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigUint64(0, hash);
  return bytes;
}
