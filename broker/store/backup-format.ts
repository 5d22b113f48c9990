// A backup as a file: all rows of the database as they were at one moment, in frames of which each has its length and its
// checksum. The last frame has a checksum over everything and says that this is the end, so a file that is cut is never whole.
//
//   "ONEBAR BACKUP 1\n"
//   length (4 bytes) · CRC-32 (4 bytes) · MessagePack, again and again:
//     [0, layout, epoch, made at (unix ms)]   the first
//     [1, key, value, key, value, …]          some 16 kB of rows, in the order of their keys
//     [2, rows, entries, rooms, accounts, SHA-256 of all frames before]   the last
import { crc32 } from 'node:zlib';
import { decodeArray, encode } from './layout';

export const backupMagic = 'ONEBAR BACKUP 1\n';
export const frameHeadBytes = 8;
/** No frame is longer: the largest row there can be, with its neighbours. */
export const maxFrameBytes = 64 * 1024 * 1024;

export interface BackupHead {
  readonly layout: number;
  readonly epoch: string;
  /** Unix ms. */
  readonly madeAtMs: number;
}

export interface BackupCounts {
  readonly rows: number;
  readonly entries: number;
  readonly rooms: number;
  readonly accounts: number;
}

export type Row = readonly [key: string, value: Uint8Array];

export type Frame =
  | { readonly kind: 'head'; readonly head: BackupHead }
  | { readonly kind: 'rows'; readonly rows: readonly Row[] }
  | { readonly kind: 'end'; readonly counts: BackupCounts; readonly digest: Uint8Array };

export function encodeFrame(frame: Frame): Uint8Array {
  const body = encode(bodyOf(frame));
  const bytes = Buffer.allocUnsafe(frameHeadBytes + body.length);
  bytes.writeUInt32BE(body.length, 0);
  bytes.writeUInt32BE(crc32(body), 4);
  bytes.set(body, frameHeadBytes);
  return bytes;
}

function bodyOf(frame: Frame): unknown[] {
  if (frame.kind === 'head') return [0, frame.head.layout, frame.head.epoch, frame.head.madeAtMs];
  if (frame.kind === 'rows') return [1, ...frame.rows.flat()];
  const { rows, entries, rooms, accounts } = frame.counts;
  return [2, rows, entries, rooms, accounts, frame.digest];
}

/** `body` without length and checksum, which were looked at before; `undefined` when it is nothing of this kind. */
export function decodeFrame(body: Uint8Array): Frame | undefined {
  const [kind, ...parts] = decodeArray(body, 1) ?? [];
  if (kind === 0) return readHead(parts);
  if (kind === 1) return readRows(parts);
  return kind === 2 ? readEnd(parts) : undefined;
}

function readHead([layout, epoch, madeAtMs]: unknown[]): Frame | undefined {
  if (!isUint(layout) || typeof epoch !== 'string' || !isUint(madeAtMs)) return undefined;
  return { kind: 'head', head: { layout, epoch, madeAtMs } };
}

function readRows(parts: unknown[]): Frame | undefined {
  const rows: Row[] = [];
  for (let i = 0; i < parts.length; i += 2) {
    const [key, value] = [parts[i], parts[i + 1]];
    if (typeof key !== 'string' || !(value instanceof Uint8Array)) return undefined;
    rows.push([key, value]);
  }
  return { kind: 'rows', rows };
}

function readEnd([rows, entries, rooms, accounts, digest]: unknown[]): Frame | undefined {
  if (!isUint(rows) || !isUint(entries) || !isUint(rooms) || !isUint(accounts)) return undefined;
  if (!(digest instanceof Uint8Array)) return undefined;
  return { kind: 'end', counts: { rows, entries, rooms, accounts }, digest };
}

const isUint = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;
