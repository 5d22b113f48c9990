// Gets every row that is whole out of the files of a damaged database, without LevelDB: it would drop more than is damaged,
// and delete what it dropped. Versions of rows are sorted in a database of their own, because they may be more than fit in memory.
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ClassicLevel } from 'classic-level';
import { numbersOf, readLiveFiles, tableName, type LiveFiles } from './leveldb/live-files';
import { readLogFile } from './leveldb/log-file';
import { salvageTable, type Version } from './leveldb/table-file';
import { readWriteBatch } from './leveldb/write-batch';

export interface Salvage {
  /** Files in which something could not be read, or that are missing. */
  readonly damagedFiles: readonly string[];
  /** The newest readable version of each row that is not deleted, in the order of keys. Those below `prefix` alone, if given. */
  rows(prefix?: string): AsyncIterable<[key: string, value: Uint8Array]>;
  close(): Promise<void>;
}

/** `scratchPath`: a new folder for the sorting. Rejects with Node's or LevelDB's error. */
export async function salvage(path: string, scratchPath: string): Promise<Salvage> {
  const names = await readdir(path);
  const damagedFiles: string[] = [];
  const scratch = new ClassicLevel<Uint8Array, Uint8Array>(scratchPath, {
    keyEncoding: 'view',
    valueEncoding: 'view',
  });
  await scratch.open();

  const live = await readLive();
  for (const number of live ? live.tables : numbersOf(names, 'ldb')) await takeTable(tableName(number));
  for (const number of numbersOf(names, 'log')) if (number >= (live?.firstLog ?? 0)) await takeLog(number);

  async function readLive(): Promise<LiveFiles | undefined> {
    const current = names.includes('CURRENT') ? await readFile(join(path, 'CURRENT'), 'latin1') : '';
    const manifest = /^(MANIFEST-\d+)\n$/.exec(current)?.[1];
    if (manifest === undefined || !names.includes(manifest)) {
      damagedFiles.push('CURRENT');
      return undefined;
    }
    const { records, damagedAt, tornAt } = readLogFile(await readFile(join(path, manifest)));
    const read = readLiveFiles(records);
    if (read && damagedAt === undefined && tornAt === undefined) return read;
    // Better a file too many than one too few.
    damagedFiles.push(manifest);
    return undefined;
  }

  async function takeTable(name: string): Promise<void> {
    const { versions, isWhole } = names.includes(name)
      ? salvageTable(await readFile(join(path, name)))
      : { versions: [], isWhole: false };
    if (!isWhole) damagedFiles.push(name);
    await sort(versions);
  }

  async function takeLog(number: number): Promise<void> {
    const name = `${String(number).padStart(6, '0')}.log`;
    const { records, damagedAt, tornAt } = readLogFile(await readFile(join(path, name)));
    if (damagedAt !== undefined || tornAt !== undefined) damagedFiles.push(name);
    for (const record of records) await sort(readWriteBatch(record) ?? []);
  }

  // The newest first: LevelDB sorts what it is given, so the number is written upside down behind the key.
  async function sort(versions: readonly Version[]): Promise<void> {
    await scratch.batch(
      versions.map(({ key, sequence, value }) => ({
        type: 'put',
        key: Buffer.concat([key, separator, Buffer.from(upsideDown(sequence))]),
        value: value ? Buffer.concat([isThere, value]) : isDeleted,
      })),
    );
  }

  async function* rows(prefix = ''): AsyncIterable<[string, Uint8Array]> {
    let before: Buffer | undefined;
    for await (const [versionKey, value] of scratch.iterator({ gte: Buffer.from(prefix) })) {
      const key = Buffer.from(versionKey).subarray(0, -separator.length - numberDigits);
      if (!key.toString().startsWith(prefix)) return;
      if (before?.equals(key)) continue;
      before = key;
      if (value[0] === isThere[0]) yield [key.toString(), value.subarray(1)];
    }
  }

  return { damagedFiles, rows, close: () => scratch.close() };
}

const separator = Buffer.of(0);
const numberDigits = 14;
const isThere = Buffer.of(1);
const isDeleted = Buffer.of(0);

const upsideDown = (sequence: number): string =>
  (Number.MAX_SAFE_INTEGER - sequence).toString(16).padStart(numberDigits, '0');
