// A record of LevelDB's write-ahead log: the rows that were put and deleted by one batch, with consecutive sequence numbers.
import type { Version } from './table-file';
import { createReader } from './varint';

const headerBytes = 12;

/** `undefined` when it is not a batch. */
export function readWriteBatch(record: Buffer): Version[] | undefined {
  if (record.length < headerBytes) return undefined;
  const firstSequence = Number(record.readBigUInt64LE(0));
  const reader = createReader(record, headerBytes);
  const versions: Version[] = [];
  while (!reader.isAtEnd()) {
    const isPut = reader.byte() === 1;
    const key = reader.slice();
    const value = isPut ? reader.slice() : undefined;
    if (!key || (isPut && !value)) return undefined;
    versions.push({ key, sequence: firstSequence + versions.length, value });
  }
  return versions;
}
