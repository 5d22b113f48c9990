// LevelDB's log format: of its write-ahead log (`*.log`), whose records are batches, and of its MANIFEST. A file of blocks of
// 32 kB; a record lies in one piece or in several, and never has a piece across two blocks.
//
//     piece: checksum 4, length 2, kind 1 (whole, first, middle, last), bytes
//
// LevelDB passes over what it cannot read without a word, and takes a wrong length at the end for a write that a crash cut off.
import { crc32c, maskCrc } from './crc32c';

const blockBytes = 32 * 1024;
const headerBytes = 7;
const [whole, first, last] = [1, 2, 4];

export interface LogFile {
  readonly records: readonly Buffer[];
  /** Where something cannot be read although records follow. */
  readonly damagedAt: number | undefined;
  /** Where something cannot be read and no record follows: a write that a crash cut off, or damage. */
  readonly tornAt: number | undefined;
}

export function readLogFile(file: Buffer): LogFile {
  const records: Buffer[] = [];
  let pieces: Buffer[] | undefined;
  let damagedAt: number | undefined;
  let unreadableAt: number | undefined;
  let at = 0;

  while (at < file.length) {
    const blockEnd = Math.min(file.length, (Math.floor(at / blockBytes) + 1) * blockBytes);
    if (blockEnd - at < headerBytes && blockEnd % blockBytes === 0) {
      at = blockEnd;
      continue;
    }
    const piece = readPiece(file, at, blockEnd);
    if (!piece) {
      unreadableAt ??= at;
      pieces = undefined;
      at = nextPieces(file, at + 1, blockEnd);
      continue;
    }
    take(piece, at);
    at = piece.end;
  }
  // The last record was begun and not ended.
  if (pieces) unreadableAt ??= file.length;
  return { records, damagedAt, tornAt: unreadableAt };

  function take({ kind, bytes }: Piece, start: number): void {
    const isBegin = kind === whole || kind === first;
    if (isBegin === (pieces !== undefined)) {
      // A record without its end, or an end without its beginning.
      unreadableAt ??= start;
      pieces = undefined;
      if (!isBegin) return;
    }
    pieces = isBegin ? [bytes] : [...(pieces ?? []), bytes];
    if (kind !== whole && kind !== last) return;
    records.push(Buffer.concat(pieces));
    pieces = undefined;
    damagedAt ??= unreadableAt;
    unreadableAt = undefined;
  }
}

interface Piece {
  readonly kind: number;
  readonly bytes: Buffer;
  readonly end: number;
}

function readPiece(file: Buffer, at: number, blockEnd: number): Piece | undefined {
  if (at + headerBytes > blockEnd) return undefined;
  const kind = file[at + 6] as number;
  const end = at + headerBytes + file.readUInt16LE(at + 4);
  if (kind < whole || kind > last || end > blockEnd) return undefined;
  // The checksum is over the kind and the bytes.
  if (file.readUInt32LE(at) !== maskCrc(crc32c(file, at + 6, end))) return undefined;
  return { kind, bytes: file.subarray(at + headerBytes, end), end };
}

/** Behind something unreadable: from where on pieces follow each other up to the end of the block, or that end. */
function nextPieces(file: Buffer, start: number, blockEnd: number): number {
  for (let candidate = start; candidate + headerBytes <= blockEnd; candidate++) {
    let at: number | undefined = candidate;
    while (at !== undefined && blockEnd - at >= headerBytes) at = readPiece(file, at, blockEnd)?.end;
    if (at !== undefined) return candidate;
  }
  return blockEnd;
}
