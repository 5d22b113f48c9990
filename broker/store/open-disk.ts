// Opens what lies in the data folder: first the look at its files, then LevelDB, then what the store must know of it.
import { mkdir } from 'node:fs/promises';
import { exists, folderOf, isOldLayout } from './data-folder';
import { isLocked, locked, unwritable, type Database, type OpenDatabase } from './database';
import { readDiskState, type DiskState } from './disk-state';
import { findDamage } from './file-check';
import { damaged, StoreError } from './store-error';
import { openWitness, type Witness } from './witness';

export interface Disk {
  readonly database: Database;
  readonly witness: Witness;
  readonly state: DiskState;
}

/**
 * Rejects with a `StoreError`. `newEpoch`: the process begins, and an empty folder becomes a new store. Without it the folder
 * was open a moment ago, and is not looked through again.
 */
export async function openDisk({
  path,
  openDatabase,
  newEpoch,
}: {
  path: string;
  openDatabase: OpenDatabase;
  newEpoch: string | undefined;
}): Promise<Disk> {
  const begins = newEpoch !== undefined;
  const { store } = folderOf(path);
  if (begins) await prepare(path);
  const isNew = !(await exists(store, 'CURRENT'));
  if (isNew && !begins) throw damaged(path, 'everything is missing');
  const witness = openWitnessIn(path, { create: isNew });
  let database: Database | undefined;
  try {
    const witnessed = witness.read();
    const damage = begins ? await lookFor(path, () => findDamage(store, witnessed)) : undefined;
    if (damage !== undefined) throw damaged(path, damage);
    database = await openDatabase(store);
    const state = await readDiskState(database, { path, newEpoch, witnessed: witnessed ?? 0 });
    // It may be behind: after a crash of the machine, or between a batch and its number.
    witness.write(state.lastBatch);
    return { database, witness, state };
  } catch (error) {
    witness.close();
    await database?.close();
    throw error;
  }
}

async function prepare(path: string): Promise<void> {
  const { store, repaired } = folderOf(path);
  if (await isOldLayout(path))
    throw new StoreError(
      'damaged',
      `The data folder ${path} was written by Onebar 0.1. Run "npm run repair": it brings everything into the form of this version.`,
    );
  if (!(await exists(store)) && (await exists(repaired)))
    throw new StoreError(
      'damaged',
      `A repair or a restore of the data folder ${path} was interrupted. Run "npm run repair": it goes on.`,
    );
  try {
    await mkdir(store, { recursive: true });
  } catch (error) {
    throw unwritable(path, error);
  }
  if (await isLocked(store)) throw locked(path);
}

async function lookFor<T>(path: string, look: () => Promise<T>): Promise<T> {
  try {
    return await look();
  } catch (error) {
    const isBadSector = error instanceof Error && 'code' in error && error.code === 'EIO';
    throw isBadSector
      ? damaged(path, `it cannot be read (${error.message})`, error)
      : unwritable(path, error);
  }
}

function openWitnessIn(path: string, options: { create: boolean }): Witness {
  try {
    return openWitness(folderOf(path).store, options);
  } catch (error) {
    throw unwritable(path, error);
  }
}
