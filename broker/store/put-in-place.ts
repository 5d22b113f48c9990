// The last steps of a repair and of a restore: the database that was made beside the old one takes its place, and the old one is
// put aside. Each step may be the last one: a folder with `repaired` and no `store` is half done, and `finishPutting` goes on.
import { mkdir, open, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { exists, folderOf, isDatabaseFile, isOldLayout } from './data-folder';

/** Puts `made`, a folder below `repairing`, in the place of the store. Resolves with where the old one is now, if there was one. */
export async function putInPlace(
  path: string,
  made: string,
  { word, now }: { word: 'repair' | 'restore'; now: Date },
): Promise<string | undefined> {
  const { store, repaired } = folderOf(path);
  const aside = join(path, `before-${word}-${now.toISOString().replaceAll(/[:.]/g, '-')}`);
  const isOld = await isOldLayout(path);
  const isThere = isOld || (await exists(store));
  await rename(made, repaired);
  if (isOld) await putFilesAside(path, aside);
  else if (isThere) await rename(store, aside);
  await finishPutting(path);
  return isThere ? aside : undefined;
}

/** Goes on where an earlier one was interrupted; false: there is nothing to go on with. */
export async function finishPutting(path: string): Promise<boolean> {
  const { store, repairing, repaired } = folderOf(path);
  if (!(await exists(repaired))) return false;
  await rename(repaired, store);
  await rm(repairing, { recursive: true, force: true });
  await syncFolder(path);
  return true;
}

async function putFilesAside(path: string, folder: string): Promise<void> {
  await mkdir(folder);
  // CURRENT first: without it the rest is no database any more, so this cannot stop half way.
  const names = (await readdir(path)).filter(isDatabaseFile).toSorted();
  for (const name of names) await rename(join(path, name), join(folder, name));
}

async function syncFolder(path: string): Promise<void> {
  const folder = await open(path);
  await folder.sync();
  await folder.close();
}
