// Where everything lies in the database, and how it looks there: the only place that spells keys and values on disk.
//
//   meta                          [layout, epoch]
//   batch/<number>                one empty row per batch: a hole in the numbers is a batch that got lost
//   head/<room>                   seq of the newest entry
//   floor/<room>                  seq of the oldest entry that is kept, where older ones were removed
//   log/<room>/<seq>              [ts, author, client, payload]: a room's log is one contiguous range
//   id/<room>/<id>                [[author, seq, ts, contentHash], …]: one, unless somebody took another one's id
//   aim/<room>/<seq>              [seq, …] of the edits and retracts of that entry, ascending
//   reaction/<room>/<id>          [[author, seq], …]: each one's last reaction to the message of that id, there or not
//   row/<table>/<key>             the tables of tables.ts
import { Decoder, Encoder } from '@msgpack/msgpack';
import * as v from 'valibot';
import type { EntryId, RoomId, UserId } from '../../src/protocol/ids';
import { rowSchemas } from './row-schemas';
import type { StoredEntry } from './store';
import type { Tables } from './tables';

// Far beyond any row. The decoder makes room for what a header promises: damaged, it may promise four billion.
const maxElements = 100_000;

// One of each for all, because a new encoder allocates 2 kB; from one call to the next they keep nothing that matters.
const encoder = new Encoder({ ignoreUndefined: true });
const decoder = new Decoder({ maxArrayLength: maxElements, maxMapLength: maxElements });
export const encode = (value: unknown): Uint8Array => encoder.encode(value);

/** Rises when an older broker could not read the folder any more. */
export const layoutVersion = 2;
/** Of a folder in which a room's oldest entries were removed: an older broker would take that for damage. */
export const layoutWithFloors = 3;
export const isReadableLayout = (layout: number): boolean =>
  layout === layoutVersion || layout === layoutWithFloors;

export const metaKey = 'meta';
export const batchPrefix = 'batch/';
export const headPrefix = 'head/';
export const floorPrefix = 'floor/';

// 12 hexadecimal digits, so that the order of keys is the order of numbers.
const fixedWidth = (number: number): string => number.toString(16).padStart(12, '0');

const lastNumber = (key: string): number => Number.parseInt(key.slice(key.lastIndexOf('/') + 1), 16);

export const batchKey = (number: number): string => batchPrefix + fixedWidth(number);
export const batchNumber = (key: string): number => Number.parseInt(key.slice(batchPrefix.length), 16);
export const headKey = (room: RoomId): string => headPrefix + room;
export const headRoom = (key: string): RoomId => key.slice(headPrefix.length) as RoomId;
export const floorKey = (room: RoomId): string => floorPrefix + room;
export const floorRoom = (key: string): RoomId => key.slice(floorPrefix.length) as RoomId;
export const logKey = (room: RoomId, seq: number): string => `log/${room}/${fixedWidth(seq)}`;
export const logSeq = (key: string): number => lastNumber(key);
export const idKey = (room: RoomId, id: EntryId): string => `id/${room}/${id}`;
export const aimKey = (room: RoomId, target: number): string => `aim/${room}/${fixedWidth(target)}`;
export const reactionKey = (room: RoomId, target: EntryId): string => `reaction/${room}/${target}`;
export const aimTarget = (key: string): number => lastNumber(key);
export const rowKey = (table: keyof Tables, key: string): string => `row/${table}/${key}`;

/** Everything that begins with a prefix that ends in a slash. */
export const rangeOf = (prefix: string) => ({ gte: prefix, lt: `${prefix.slice(0, -1)}0` });

/** What is remembered of an author's id: its first time. */
export interface IdRecord {
  readonly author: UserId;
  readonly seq: number;
  readonly ts: number;
  readonly contentHash: Uint8Array;
}

/** Somebody's last reaction to a message. */
export interface ReactionRecord {
  readonly author: UserId;
  readonly seq: number;
}

export const noBytes = new Uint8Array(0);

/** Whatever may stand there; `undefined` when these bytes are no MessagePack. */
function decode(bytes: Uint8Array): unknown {
  try {
    return decoder.decode(bytes);
  } catch {
    return undefined;
  }
}

/** At least `length` elements: a newer version may have put more behind them. */
export const decodeArray = (bytes: Uint8Array, length: number): unknown[] | undefined =>
  asArray(decode(bytes), length);

const asArray = (value: unknown, length: number): unknown[] | undefined =>
  Array.isArray(value) && value.length >= length ? value : undefined;

const isUint = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;
const isText = (value: unknown): value is string => typeof value === 'string';
const isBytes = (value: unknown): value is Uint8Array => value instanceof Uint8Array;

// Every decoder below answers `undefined` when the bytes are not what was written.

export const encodeMeta = (epoch: string, { hasFloors = false } = {}): Uint8Array =>
  encode([hasFloors ? layoutWithFloors : layoutVersion, epoch]);
export function decodeMeta(bytes: Uint8Array): { layout: number; epoch: string } | undefined {
  const [layout, epoch] = decodeArray(bytes, 2) ?? [];
  return isUint(layout) && isText(epoch) ? { layout, epoch } : undefined;
}

export const encodeHead = (seq: number): Uint8Array => encode(seq);
export function decodeHead(bytes: Uint8Array): number | undefined {
  const seq = decode(bytes);
  return isUint(seq) ? seq : undefined;
}

export const encodeFloor = (seq: number): Uint8Array => encode(seq);
export function decodeFloor(bytes: Uint8Array): number | undefined {
  const seq = decode(bytes);
  return isUint(seq) && seq > 0 ? seq : undefined;
}

export const encodeIds = (records: readonly IdRecord[]): Uint8Array =>
  encode(records.map(({ author, seq, ts, contentHash }) => [author, seq, ts, contentHash]));
export function decodeIds(bytes: Uint8Array): IdRecord[] | undefined {
  const records: IdRecord[] = [];
  for (const value of decodeArray(bytes, 1) ?? []) {
    const [author, seq, ts, contentHash] = asArray(value, 4) ?? [];
    if (!isText(author) || !isUint(seq) || !isUint(ts) || !isBytes(contentHash)) return undefined;
    records.push({ author: author as UserId, seq, ts, contentHash });
  }
  return records.length > 0 ? records : undefined;
}

export const encodeAims = (seqs: readonly number[]): Uint8Array => encode(seqs);
export function decodeAims(bytes: Uint8Array): number[] | undefined {
  const seqs = decodeArray(bytes, 1);
  return seqs?.every(isUint) ? seqs : undefined;
}

export const encodeReactions = (records: readonly ReactionRecord[]): Uint8Array =>
  encode(records.map(({ author, seq }) => [author, seq]));
export function decodeReactions(bytes: Uint8Array): ReactionRecord[] | undefined {
  const records: ReactionRecord[] = [];
  for (const value of decodeArray(bytes, 1) ?? []) {
    const [author, seq] = asArray(value, 2) ?? [];
    if (!isText(author) || !isUint(seq)) return undefined;
    records.push({ author: author as UserId, seq });
  }
  return records.length > 0 ? records : undefined;
}

export const encodeStored = (entry: Omit<StoredEntry, 'seq'>): Uint8Array =>
  encode([entry.ts, entry.author, entry.client, entry.payload]);
// By hand: every entry that is read comes through here.
export function decodeStored(seq: number, bytes: Uint8Array): StoredEntry | undefined {
  const [ts, author, client, payload] = decodeArray(bytes, 4) ?? [];
  if (!isUint(ts) || !isText(author) || !isText(client) || !isBytes(payload)) return undefined;
  return { seq, ts, author: author as UserId, client, payload };
}

export const encodeRow = (row: Tables[keyof Tables]): Uint8Array => encode(row);
export function decodeRow<T extends keyof Tables>(table: T, bytes: Uint8Array): Tables[T] | undefined {
  const result = v.safeParse(rowSchemas[table], decode(bytes));
  return result.success ? result.output : undefined;
}
