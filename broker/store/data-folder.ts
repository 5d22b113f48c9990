// What lies where in the data folder:
//
//   store/                 the database, and in it the witness `last-batch`
//   repairing/, repaired/  what a repair or a restore is making, and what it made; gone when it ends
//   before-repair-…/       what a repair put aside, like before-restore-…/; nobody looks at it again
//   admin-door, admin.sock how the admin's command line reaches the broker that runs (broker/admin)
import { access } from 'node:fs/promises';
import { join } from 'node:path';

export const folderOf = (path: string) => ({
  store: join(path, 'store'),
  repairing: join(path, 'repairing'),
  repaired: join(path, 'repaired'),
});

export const exists = (...parts: readonly string[]): Promise<boolean> =>
  access(join(...parts)).then(
    () => true,
    () => false,
  );

/** Onebar 0.1 kept its database in the folder itself. */
export const isOldLayout = (path: string): Promise<boolean> => exists(path, 'CURRENT');

/** Does this file belong to the database? */
export const isDatabaseFile = (name: string): boolean =>
  /^(CURRENT|LOCK|LOG|LOG\.old|MANIFEST-\d+|\d+\.(ldb|log))$/.test(name);
