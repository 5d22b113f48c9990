// Where everything lies in the database, and how it looks there: the only place that spells keys and values on disk.
//
//   meta                          [layout, epoch]
//   batch/<number>                one empty row per batch: a hole in the numbers is a batch that got lost
//   head/<room>                   seq of the newest entry
//   log/<room>/<seq>              [ts, author, client, payload]: a room's log is one contiguous range
//   id/<room>/<id>                [[author, seq, ts, contentHash], …]: one, unless somebody took another one's id
//   aim/<room>/<seq>              [seq, …] of the edits and retracts of that entry, ascending
//   row/<table>/<key>             the tables of tables.ts
import { decode, Encoder } from '@msgpack/msgpack';
import type { EntryId, RoomId, UserId } from '../../src/protocol/ids';
import type { StoredEntry } from './store';
import type { Tables } from './tables';

// One for all, because each new one allocates 2 kB; between two calls it keeps nothing.
const encoder = new Encoder({ ignoreUndefined: true });
const encode = (value: unknown): Uint8Array => encoder.encode(value);

/** Rises when an older broker could not read the folder any more. */
export const layoutVersion = 2;

export const metaKey = 'meta';
export const batchPrefix = 'batch/';
export const headPrefix = 'head/';

// 12 hexadecimal digits, so that the order of keys is the order of numbers.
const fixedWidth = (number: number): string => number.toString(16).padStart(12, '0');

const lastNumber = (key: string): number => Number.parseInt(key.slice(key.lastIndexOf('/') + 1), 16);

export const batchKey = (number: number): string => batchPrefix + fixedWidth(number);
export const batchNumber = (key: string): number => Number.parseInt(key.slice(batchPrefix.length), 16);
export const headKey = (room: RoomId): string => headPrefix + room;
export const headRoom = (key: string): RoomId => key.slice(headPrefix.length) as RoomId;
export const logKey = (room: RoomId, seq: number): string => `log/${room}/${fixedWidth(seq)}`;
export const logSeq = (key: string): number => lastNumber(key);
export const idKey = (room: RoomId, id: EntryId): string => `id/${room}/${id}`;
export const aimKey = (room: RoomId, target: number): string => `aim/${room}/${fixedWidth(target)}`;
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

export const noBytes = new Uint8Array(0);

export const encodeMeta = (epoch: string): Uint8Array => encode([layoutVersion, epoch]);
export function decodeMeta(bytes: Uint8Array): { layout: number; epoch: string } {
  const [layout, epoch] = decode(bytes) as [number, string];
  return { layout, epoch };
}

export const encodeHead = (seq: number): Uint8Array => encode(seq);
export const decodeHead = (bytes: Uint8Array): number => decode(bytes) as number;

export const encodeIds = (records: readonly IdRecord[]): Uint8Array =>
  encode(records.map(({ author, seq, ts, contentHash }) => [author, seq, ts, contentHash]));
export const decodeIds = (bytes: Uint8Array): IdRecord[] =>
  (decode(bytes) as [UserId, number, number, Uint8Array][]).map(([author, seq, ts, contentHash]) => ({
    author,
    seq,
    ts,
    contentHash,
  }));

export const encodeAims = (seqs: readonly number[]): Uint8Array => encode(seqs);
export const decodeAims = (bytes: Uint8Array): number[] => decode(bytes) as number[];

export const encodeStored = (entry: Omit<StoredEntry, 'seq'>): Uint8Array =>
  encode([entry.ts, entry.author, entry.client, entry.payload]);
export function decodeStored(seq: number, bytes: Uint8Array): StoredEntry {
  const [ts, author, client, payload] = decode(bytes) as [number, UserId, string, Uint8Array];
  return { seq, ts, author, client, payload };
}

export const encodeRow = (row: Tables[keyof Tables]): Uint8Array => encode(row);
export const decodeRow = (bytes: Uint8Array): unknown => decode(bytes);
