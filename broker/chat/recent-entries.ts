// The newest entries of all rooms as they travel, in memory: most of those who come back miss no others, and need no disk.
//
// Two generations: when the young one has its share of the bytes it becomes the old one, and the old one is dropped.
import type { RoomId } from '../../src/protocol/ids';
import type { LogRecord } from '../application';

export interface RecentEntries {
  /** An entry that is on disk, in the order of seq in each room. */
  add(room: RoomId, record: LogRecord): void;
  /** The disk may hold something else than was added here. */
  forget(room: RoomId): void;
  /** Entries below `floor` are no more. */
  removeBelow(room: RoomId, floor: number): void;
  /** From the one behind `after` on, contiguous: up to the limits, but at least one. `undefined`: that one is not here. */
  read(
    room: RoomId,
    after: number,
    limits: { maxEntries: number; maxBytes: number },
  ): LogRecord[] | undefined;
}

/** What an entry takes beside its payload, about. */
const overheadBytes = 200;

type Generation = Map<RoomId, LogRecord[]>;

export function createRecentEntries({ maxBytes }: { maxBytes: number }): RecentEntries {
  let young: Generation = new Map();
  let old: Generation = new Map();
  let youngBytes = 0;

  function add(room: RoomId, record: LogRecord): void {
    const newest = (young.get(room) ?? old.get(room))?.at(-1);
    // An entry between them was never told to anybody: only the disk has it.
    if (newest && newest.seq + 1 !== record.seq) forget(room);
    const records = young.get(room);
    if (records) records.push(record);
    else young.set(room, [record]);
    youngBytes += overheadBytes + record.payload.length;
    if (youngBytes <= maxBytes / 2) return;
    old = young;
    young = new Map();
    youngBytes = 0;
  }

  function forget(room: RoomId): void {
    young.delete(room);
    old.delete(room);
  }

  function removeBelow(room: RoomId, floor: number): void {
    for (const generation of [old, young]) {
      const records = generation.get(room);
      const [first] = records ?? [];
      if (!records || !first || first.seq >= floor) continue;
      records.splice(0, floor - first.seq);
      if (records.length === 0) generation.delete(room);
    }
  }

  function read(
    room: RoomId,
    after: number,
    limits: { maxEntries: number; maxBytes: number },
  ): LogRecord[] | undefined {
    const found: LogRecord[] = [];
    let bytes = 0;
    for (const generation of [old, young]) {
      const records = generation.get(room) ?? [];
      const [first] = records;
      if (!first) continue;
      const next = after + 1 + found.length;
      if (first.seq > next) return undefined;
      for (let at = next - first.seq; at < records.length; at++) {
        const record = records[at];
        if (!record) break;
        bytes += record.payload.length;
        if (found.length > 0 && (bytes > limits.maxBytes || found.length >= limits.maxEntries)) return found;
        found.push(record);
      }
    }
    return found.length > 0 ? found : undefined;
  }

  return { add, forget, removeBelow, read };
}
