// An entry of a room's log, as it travels: `[1, id, kind, body, waited]` up, `[1, id, kind, body, waited, seq, from, ts]` down.
import * as v from 'valibot';
import { userIdSchema } from './id-schemas';
import { entryIdFromBytes, entryIdToWire, type EntryId, type UserId } from './ids';
import { wireVersion } from './limits';
import { decodePayload, encodePayload } from './payload';
import { readTextEntry } from './text-entry';

export { entryKind } from './entry-kind';

/** What a device writes. */
export interface Entry {
  readonly id: EntryId;
  /** One of `entryKind`, or a newer one, 0–255. */
  readonly kind: number;
  /** Read and checked by whoever understands the kind: text-body.ts, aim.ts, reaction.ts, room-change.ts. */
  readonly body: unknown;
  /** Seconds it waited on the writer's device, by the writer's own clock. */
  readonly waitedSec: number;
}

/** What a room's log holds. */
export interface LogEntry extends Entry {
  /** Gap-free number within the room, from 1. */
  readonly seq: number;
  readonly from: UserId;
  /** When the broker stored it: Unix time in seconds, by the broker's clock. */
  readonly ts: number;
  /** What a newer broker says besides: kept, never dropped. */
  readonly more?: readonly unknown[];
}

const uint = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const idBytes = v.pipe(
  v.custom<Uint8Array>((value) => value instanceof Uint8Array && (value.length === 16 || value.length === 8)),
  v.transform(entryIdFromBytes),
);
const kind = v.pipe(uint, v.maxValue(255));
const waited = v.pipe(uint, v.maxValue(0xffff_ffff));
const seq = v.pipe(uint, v.minValue(1));

const entrySchema = v.strictTuple([v.literal(wireVersion), idBytes, kind, v.unknown(), waited]);
// A newer broker may say more: it is kept.
const logEntrySchema = v.looseTuple([
  v.literal(wireVersion),
  idBytes,
  kind,
  v.unknown(),
  waited,
  seq,
  userIdSchema,
  uint,
]);

export function encodeEntry(entry: Entry): Uint8Array {
  return encodePayload([
    wireVersion,
    entryIdToWire(entry.id),
    entry.kind,
    entry.body,
    Math.min(Math.max(0, Math.round(entry.waitedSec)), 0xffff_ffff),
  ]);
}

export function decodeEntry(bytes: Uint8Array, maxBytes: number): Entry | undefined {
  // 0x95: an array of five. `stampEntry` splices behind it, so no other spelling of that length is let in.
  if (bytes[0] !== 0x95 || bytes.length > maxBytes) return undefined;
  const text = readTextEntry(bytes);
  if (text) return text;
  const tuple = decodePayload(entrySchema, bytes, maxBytes);
  if (!tuple) return undefined;
  const [, id, entryKindNumber, body, waitedSec] = tuple;
  return { id, kind: entryKindNumber, body, waitedSec };
}

export function decodeLogEntry(bytes: Uint8Array, maxBytes: number): LogEntry | undefined {
  // Bytes within the body are a view on what they were read from: of a copy, so that no whole packet is kept with them.
  const tuple = decodePayload(logEntrySchema, new Uint8Array(bytes), maxBytes);
  if (!tuple) return undefined;
  const [, id, entryKindNumber, body, waitedSec, entrySeq, from, ts, ...more] = tuple;
  const entry = { id, kind: entryKindNumber, body, waitedSec, seq: entrySeq, from, ts };
  return more.length === 0 ? entry : { ...entry, more };
}

/** What a stamp adds to an entry, in bytes: for limits on the way down. */
export const maxStampBytes = 64;

/**
 * Turns a device's payload (accepted by `decodeEntry`) into the log's, without touching the body:
 * the array of five becomes an array of eight.
 */
export function stampEntry(
  payload: Uint8Array,
  stamp: { seq: number; from: UserId; ts: number },
): Uint8Array {
  const tail = encodePayload([stamp.seq, stamp.from, stamp.ts]);
  const out = new Uint8Array(payload.length + tail.length - 1);
  out.set(payload, 0);
  out.set(tail.subarray(1), payload.length);
  out[0] = 0x98;
  return out;
}

/** The bytes that make an entry the same entry: kind and body. `waited` differs with every try. */
export function entryContent(entry: Entry): Uint8Array {
  return encodePayload([entry.kind, entry.body]);
}

/**
 * The same entry with nil for its body: what the log keeps of a message that was taken back, and of its edits.
 * `undefined` when `payload` is no entry as `decodeEntry` reads it.
 */
export function withoutBody(payload: Uint8Array): Uint8Array | undefined {
  const entry = decodeEntry(payload, payload.length);
  return entry && encodeEntry({ ...entry, body: null });
}
