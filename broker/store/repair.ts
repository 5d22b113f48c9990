// `npm run repair`: makes a whole store of what is whole in a damaged one, and says what is gone. It never writes into the
// damaged one, which is put aside in the end. Also for a store that was put back from a backup: it gets a new epoch.
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { exists, folderOf, isOldLayout } from './data-folder';
import { isLocked, locked, openClassicLevel } from './database';
import { finishPutting, putInPlace } from './put-in-place';
import { rebuild, type Rebuilt } from './rebuild';
import type { Range } from './rebuild-rows';
import { counted } from './row-counts';
import { salvage } from './salvage';
import { StoreError } from './store-error';
import { openWitness } from './witness';

/** Resolves with what to tell, a sentence each. Rejects with a `StoreError`, or with the disk's error. */
export async function repairStore(path: string, now: Date): Promise<string[]> {
  const { store, repairing, repaired } = folderOf(path);
  const source = (await isOldLayout(path)) ? path : store;
  if (!(await exists(source))) return finish();
  if (await isLocked(source)) throw locked(path);

  await rm(repairing, { recursive: true, force: true });
  await rm(repaired, { recursive: true, force: true });
  await mkdir(repairing, { recursive: true });
  const scratch = join(repairing, 'scratch');
  const target = join(repairing, 'store');
  const salvaged = await salvage(source, scratch);
  let found: Rebuilt;
  try {
    found = await rebuildInto(target);
  } finally {
    await salvaged.close();
  }

  const aside = await putInPlace(path, target, { word: 'repair', now });
  return [...inWords(found, salvaged.damagedFiles), `What was there before is in ${aside}.`];

  async function finish(): Promise<string[]> {
    if (!(await finishPutting(path)))
      throw new StoreError('damaged', `There is nothing to repair in the data folder ${path}.`);
    return ['What was interrupted is finished.'];
  }

  async function rebuildInto(folder: string): Promise<Rebuilt> {
    const before = openWitness(source, { create: false });
    const witnessed = before.read();
    before.close();
    const database = await openClassicLevel(folder);
    let result: Rebuilt;
    try {
      result = await rebuild(salvaged, database, { path: folder, witnessed });
    } finally {
      await database.close();
    }
    const witness = openWitness(folder, { create: true });
    witness.write(1);
    witness.close();
    return result;
  }
}

function inWords(
  { rooms, roomNames, accounts, goneAccounts, renamedRooms, unreadableRows, goneBatches }: Rebuilt,
  damagedFiles: readonly string[],
): string[] {
  const kept = rooms.reduce((sum, room) => sum + room.kept, 0);
  const holed = rooms.filter(({ gone }) => gone.length > 0);
  const isWhole = [holed, unreadableRows, goneBatches, damagedFiles].every(({ length }) => length === 0);
  return [
    ...(damagedFiles.length > 0 ? [`Damaged: ${damagedFiles.join(', ')}.`] : []),
    `Kept: ${counted(kept, 'entry', 'entries')} in ${counted(rooms.length, 'room', 'rooms')}, ${counted(accounts, 'account', 'accounts')}.`,
    ...holed.map(({ room, gone }) => {
      const count = gone.reduce((sum, { from, to }) => sum + to - from + 1, 0);
      const name = roomNames.get(room) ?? room;
      return `Gone from the room "${name}" (${room}): ${counted(count, 'entry', 'entries')}, by their old numbers ${listed(gone)}. Those behind moved up.`;
    }),
    ...goneAccounts.map((name) => `Gone: the account "${name}". It can be made again.`),
    ...renamedRooms.map((name) => `A room of which only the log was left is called "${name}" now.`),
    ...(unreadableRows.length > 0
      ? [`Left out, or made anew from others, because they cannot be read: ${firstOf(unreadableRows)}.`]
      : []),
    ...(goneBatches.length > 0
      ? [
          `Batches that are missing: ${listed(goneBatches)}. What they held is gone as far as it is not named above.`,
        ]
      : []),
    ...(damagedFiles.length > 0
      ? [
          'Where the newest form of something could not be read, an older one is back: a membership, a mark, a device that was signed out, a message that was taken back.',
        ]
      : []),
    ...(isWhole ? ['Nothing is gone.'] : []),
    'The store has a new epoch: when devices connect, they put back what they have of their own.',
  ];
}

const listed = (ranges: readonly Range[]): string =>
  firstOf(ranges.map(({ from, to }) => (from === to ? `${from}` : `${from} to ${to}`)));

const firstOf = (words: readonly string[]): string =>
  [...words.slice(0, 20), ...(words.length > 20 ? ['…'] : [])].join(', ');
