// `restore`: makes a new database of a backup, beside the one there is, which is put aside in the end. It has a new epoch, so that
// devices that are ahead go back to what they have in common with it and put back what was written on them.
import { randomBytes } from 'node:crypto';
import { mkdir, open, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { BackupCounts, BackupHead, Row } from './backup-format';
import { exists, folderOf, isOldLayout } from './data-folder';
import { isLocked, locked, openClassicLevel, unwritable, type Database } from './database';
import { batchKey, encodeMeta, floorPrefix, metaKey, noBytes } from './layout';
import { finishPutting, putInPlace } from './put-in-place';
import { checkBackup, readBackup } from './read-backup';
import { openWitness } from './witness';

export interface Restored extends BackupHead, BackupCounts {
  /** Where the database is that was there before. */
  readonly aside: string | undefined;
}

/**
 * `path` is the data folder, which no broker may have open. Until the last step everything in it stays as it is.
 * Rejects with a `BackupError` for the file, with a `StoreError` for the folder.
 */
export async function restoreStore(path: string, file: string, now: Date): Promise<Restored> {
  const { store, repairing, repaired } = folderOf(path);
  const what = await checkBackup(file);
  const source = (await isOldLayout(path)) ? path : store;
  const isThere = await exists(source);
  if (isThere && (await isLocked(source))) throw locked(path);
  // What an interrupted repair has made is put aside too, and not lost.
  if (!isThere) await finishPutting(path);
  const made = join(repairing, 'store');
  try {
    for (const left of [repairing, repaired]) await rm(left, { recursive: true, force: true });
    await mkdir(made, { recursive: true });
  } catch (error) {
    throw unwritable(path, error);
  }
  try {
    await fill(made, file);
    const aside = await putInPlace(path, made, { word: 'restore', now });
    return { ...what, aside };
  } catch (error) {
    await rm(repairing, { recursive: true, force: true });
    throw error;
  }
}

async function fill(folder: string, file: string): Promise<void> {
  const database = await openClassicLevel(folder);
  try {
    let hasFloors = false;
    for await (const part of readBackup(file)) {
      if (part.kind !== 'rows') continue;
      hasFloors ||= part.rows.some(([key]) => key.startsWith(floorPrefix));
      await put(database, part.rows);
    }
    await database.batch(
      [
        { type: 'put', key: metaKey, value: encodeMeta(randomBytes(6).toString('base64url'), { hasFloors }) },
        { type: 'put', key: batchKey(1), value: noBytes },
      ],
      { sync: true },
    );
  } finally {
    await database.close();
  }
  const witness = openWitness(folder, { create: true });
  witness.write(1);
  witness.close();
  // LevelDB syncs what it writes last; what it wrote before may still be on its way to the disk.
  for (const name of await readdir(folder)) await sync(join(folder, name));
  await sync(folder);
}

async function sync(path: string): Promise<void> {
  const file = await open(path);
  await file.sync();
  await file.close();
}

const put = (database: Database, rows: readonly Row[]): Promise<void> =>
  database.batch(
    rows.map(([key, value]) => ({ type: 'put', key, value })),
    { sync: false },
  );
