// Looks at every byte of the database's files before LevelDB opens them. LevelDB passes over what it cannot read: it takes
// older rows for newer ones, misses rows, drops the end of its write-ahead log, and then deletes the files that would tell.
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { batchPrefix } from './layout';
import { numbersOf, readLiveFiles, tableName } from './leveldb/live-files';
import { readLogFile } from './leveldb/log-file';
import { findTableDamage } from './leveldb/table-file';
import { readWriteBatch } from './leveldb/write-batch';

/**
 * What is damaged first, in words; `undefined` when all is whole, or there is no database yet. `witnessed` is the last batch
 * that was acknowledged, as the witness knows it. Rejects when the folder cannot be read.
 */
export async function findDamage(path: string, witnessed: number | undefined): Promise<string | undefined> {
  const names = await readdir(path);
  if (!names.includes('CURRENT')) {
    const isNew = (witnessed ?? 0) === 0 && numbersOf(names, 'ldb').length === 0;
    return isNew ? undefined : 'its file CURRENT is missing';
  }
  const manifest = /^(MANIFEST-\d+)\n$/.exec(await readFile(join(path, 'CURRENT'), 'latin1'))?.[1];
  if (manifest === undefined) return 'its file CURRENT cannot be read';
  if (!names.includes(manifest)) return `its file ${manifest} is missing`;
  if (witnessed === undefined) return 'its file last-batch is missing or cannot be read';

  const { records, damagedAt, tornAt } = readLogFile(await readFile(join(path, manifest)));
  const live = readLiveFiles(records);
  // A crash within these few bytes is damage too: what they would have said cannot be known.
  const badAt = damagedAt ?? tornAt ?? (live ? undefined : 0);
  if (badAt !== undefined || !live) return `its file ${manifest} cannot be read at byte ${badAt}`;

  for (const number of live.tables) {
    const name = tableName(number);
    if (!names.includes(name)) return `its file ${name} is missing`;
    const damage = findTableDamage(await readFile(join(path, name)));
    if (damage !== undefined) return `its file ${name} cannot be read (${damage})`;
  }
  return findLogDamage(
    path,
    numbersOf(names, 'log').filter((number) => number >= live.firstLog),
    witnessed,
  );
}

async function findLogDamage(
  path: string,
  numbers: readonly number[],
  witnessed: number,
): Promise<string | undefined> {
  let lastBatch = 0;
  for (const [index, number] of numbers.entries()) {
    const name = `${String(number).padStart(6, '0')}.log`;
    const { records, damagedAt, tornAt } = readLogFile(await readFile(join(path, name)));
    for (const record of records) lastBatch = batchNumberIn(record) ?? lastBatch;
    // What a crash cut off at the very end was never acknowledged, unless the witness says so.
    const isCutOff = index === numbers.length - 1 && lastBatch >= witnessed;
    const badAt = damagedAt ?? (isCutOff ? undefined : tornAt);
    if (badAt !== undefined) return `its file ${name} cannot be read at byte ${badAt}`;
  }
  return undefined;
}

function batchNumberIn(record: Buffer): number | undefined {
  const keys = (readWriteBatch(record) ?? [])
    .filter(({ value }) => value !== undefined)
    .map(({ key }) => key);
  const key = keys.findLast((bytes) =>
    bytes.subarray(0, batchPrefix.length).equals(Buffer.from(batchPrefix)),
  );
  return key && Number.parseInt(key.toString().slice(batchPrefix.length), 16);
}
