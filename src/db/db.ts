// The hub: everything a device keeps for one account. Persist first, then show: a change notice follows a commit, nothing precedes one.
import { deleteDB } from 'idb';
import type { RoomId, UserId } from '../protocol/ids';
import { createChanges, type Changes } from './changes';
import { createLog, type Log } from './log';
import { createOutbox, type Outbox } from './outbox';
import { createMarksCopy, type MarksCopy } from './marks';
import { createReactions, type Reactions } from './reactions';
import { createRoomChoices, type ChoicesCopy } from './room-choices';
import { createRooms, type Rooms } from './rooms';
import { accountDatabaseName, openAccountDatabase, type AccountDatabase } from './schema';

/**
 * `epoch`: of the store last met. `lastRoom`: the one that was on the screen last. `followed`: what the session is subscribed to of the
 * room on the screen; an earlier version noted whose marks that were, as `marksRoom`. `nameless`: people whose names were asked for and
 * did not come. `readsUpTo`: what the broker told with the last read marks of other devices. `deleted`: the account was, and no broker will say so again. `subscribed`: the session has all of this device's
 * subscriptions. `blocked`: the people that this person blocked. `inviteLinks`: secrets of invites made here, by their ids.
 * `members …`: who is in a room, as the broker said last. `recentEmoji`: those picked last. `maxPayloadBytes`: the largest payload
 * that the broker takes, where that is not the usual one. `notifications`: what was chosen about them (store/notifier.ts). `singleKeys`:
 * `false` where a key alone is to do nothing. `typing`: `false` where it is neither told nor shown. `dataSaver`: `on` or `off`
 * where it does not follow the browser. `linkHistory`: what the link was like in the last hour. `firstRun`: how far somebody new has come.
 * `badLink`: while developing, a link that is made worse.
 */
export type SettingName =
  | 'deleted'
  | 'badLink'
  | 'dataSaver'
  | 'epoch'
  | 'firstRun'
  | 'followed'
  | 'lastRoom'
  | 'linkHistory'
  | 'marksRoom'
  | 'nameless'
  | 'readsUpTo'
  | 'subscribed'
  | 'typing'
  | 'blocked'
  | 'inviteLinks'
  | 'recentEmoji'
  | 'maxPayloadBytes'
  | 'notifications'
  | 'singleKeys'
  | `members ${RoomId}`;

export interface Db {
  readonly outbox: Outbox;
  readonly log: Log;
  readonly rooms: Rooms;
  readonly marks: MarksCopy;
  readonly reactions: Reactions;
  readonly choices: ChoicesCopy;
  readonly changes: Changes;
  /** For what is loaded later than this (epoch-cut.ts). */
  readonly database: AccountDatabase;
  /** Small things by name; `undefined` when never set. */
  setting(name: SettingName): Promise<unknown>;
  putSetting(name: SettingName, value: unknown): Promise<void>;
  /** Resolves when every writing of words that was begun before has ended. */
  settled(): Promise<void>;
  close(): void;
}

/** `now`: Unix ms, for what this device learned when. Errors: rejects with a `DOMException` when the browser keeps no data for us. `onClosed`: the database was closed under us. */
export async function openDb(
  user: UserId,
  onClosed: (why: 'newer-version' | 'gone') => void,
  now: () => number = Date.now,
): Promise<Db> {
  const database = await openAccountDatabase(user, onClosed);
  const changes = createChanges();
  return {
    outbox: createOutbox(database, changes, now),
    log: createLog(database, changes, { user, now }),
    rooms: createRooms(database, changes),
    marks: createMarksCopy(database, changes, now),
    reactions: createReactions(database),
    choices: createRoomChoices(database, changes, now),
    changes,
    database,
    setting: (name) => database.get('settings', name),
    async putSetting(name, value) {
      await database.put('settings', value, name);
    },
    async settled() {
      // Transactions that write to the same store take turns.
      await database.transaction(['outbox', 'drafts'], 'readwrite').done;
    },
    close: () => database.close(),
  };
}

/** Everything this device holds of an account, gone. */
export const deleteDb = (user: UserId): Promise<void> => deleteDB(accountDatabaseName(user));
