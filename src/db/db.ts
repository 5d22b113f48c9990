// The hub: everything a device keeps for one account. Persist first, then show: a change notice follows a commit, nothing precedes one.
import { deleteDB } from 'idb';
import type { UserId } from '../protocol/ids';
import { createChanges, type Changes } from './changes';
import { createLog, type Log } from './log';
import { createOutbox, type Outbox } from './outbox';
import { createRooms, type Rooms } from './rooms';
import { accountDatabaseName, openAccountDatabase } from './schema';

export interface Db {
  readonly outbox: Outbox;
  readonly log: Log;
  readonly rooms: Rooms;
  readonly changes: Changes;
  /** Small things by name; `undefined` when never set. */
  setting(name: 'epoch'): Promise<unknown>;
  putSetting(name: 'epoch', value: unknown): Promise<void>;
  close(): void;
}

/** Errors: rejects with a `DOMException` when the browser keeps no data for us. `onClosed`: the database was closed under us. */
export async function openDb(user: UserId, onClosed: () => void): Promise<Db> {
  const database = await openAccountDatabase(user, onClosed);
  const changes = createChanges();
  return {
    outbox: createOutbox(database, changes),
    log: createLog(database, changes),
    rooms: createRooms(database, changes),
    changes,
    setting: (name) => database.get('settings', name),
    async putSetting(name, value) {
      await database.put('settings', value, name);
    },
    close: () => database.close(),
  };
}

/** Everything this device holds of an account, gone. */
export const deleteDb = (user: UserId): Promise<void> => deleteDB(accountDatabaseName(user));
