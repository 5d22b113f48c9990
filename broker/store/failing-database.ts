// A database whose disk is full on demand: for tests of what happens then.
import { openClassicLevel, type OpenDatabase } from './database';

export interface DiskSwitch {
  /** While true no batch is written. Reading and opening go on, as they do on a full disk. */
  failing: boolean;
}

export function failingDatabase(disk: DiskSwitch, open: OpenDatabase = openClassicLevel): OpenDatabase {
  return async (path) => {
    const database = await open(path);
    return {
      getSync: (key) => database.getSync(key),
      get: (key) => database.get(key),
      keys: (range) => database.keys(range),
      iterator: (range) => database.iterator(range),
      close: () => database.close(),
      batch: async (operations, options) => {
        if (disk.failing)
          throw Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });
        await database.batch(operations, options);
      },
    };
  };
}
