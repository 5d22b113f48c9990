// Which files make up the database: CURRENT names a MANIFEST, whose records add and remove tables and name the oldest
// write-ahead log that still counts. Other files lie about after a crash and mean nothing.
import { createReader, type Reader } from './varint';

export interface LiveFiles {
  readonly tables: ReadonlySet<number>;
  /** Logs from this number on. */
  readonly firstLog: number;
}

const varints = (reader: Reader, count: number): boolean =>
  Array.from({ length: count }, () => reader.varint()).every((value) => value !== undefined);

/** `undefined` when a record cannot be understood. */
export function readLiveFiles(records: readonly Buffer[]): LiveFiles | undefined {
  const tables = new Set<number>();
  let firstLog = 0;

  function apply(tag: number | undefined, reader: Reader): boolean {
    // 1: comparator, 5: where the next compaction of a level begins.
    if (tag === 1) return reader.slice() !== undefined;
    if (tag === 5) return varints(reader, 1) && reader.slice() !== undefined;
    // 3: next file number, 4: last sequence number, 9: an older log, not used any more.
    if (tag === 3 || tag === 4 || tag === 9) return varints(reader, 1);
    if (tag === 2) {
      const log = reader.varint();
      firstLog = log ?? firstLog;
      return log !== undefined;
    }
    if (tag !== 6 && tag !== 7) return false;
    const number = varints(reader, 1) ? reader.varint() : undefined;
    if (number === undefined) return false;
    if (tag === 6) {
      tables.delete(number);
      return true;
    }
    tables.add(number);
    // Size, smallest and largest key.
    return varints(reader, 1) && reader.slice() !== undefined && reader.slice() !== undefined;
  }

  for (const record of records) {
    const reader = createReader(record);
    while (!reader.isAtEnd()) if (!apply(reader.varint(), reader)) return undefined;
  }
  return { tables, firstLog };
}

export const tableName = (number: number): string => `${String(number).padStart(6, '0')}.ldb`;

/** The numbers of the files with this ending, ascending. */
export const numbersOf = (names: readonly string[], ending: 'ldb' | 'log'): number[] =>
  names
    .flatMap((name) => {
      const match = /^(\d+)\.(ldb|log)$/.exec(name);
      return match?.[2] === ending ? [Number(match[1])] : [];
    })
    .toSorted((a, b) => a - b);
