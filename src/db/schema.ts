// What IndexedDB holds on a device: one database per account, and one small one that says which account is signed in.
import { openDB, type DBSchema, type IDBPDatabase } from 'idb';
import type { Person, Visibility } from '../protocol/ask';
import type { LogEntry } from '../protocol/entry';
import type { DeviceId, EntryId, RoomId, UserId } from '../protocol/ids';
import type { HeldRanges } from './held-ranges';

/** Something written here that the broker has not answered for. `n` is the order of writing. */
export interface OutboxRow {
  readonly n: number;
  readonly id: EntryId;
  readonly room: RoomId;
  readonly kind: number;
  readonly body: unknown;
  /** Unix ms by this device's clock. */
  readonly writtenAtMs: number;
  /** It may have reached the broker: from now on it may not be rewritten or dropped without a refusal. */
  readonly tried: boolean;
  /** Seconds it had waited at the last try. */
  readonly waitedSec: number;
  /** The broker refused it for good: a sentence. Such a row blocks no other. */
  readonly problem: string | undefined;
}

/** An entry of a room's log, as this device holds it. */
export interface EntryRow extends LogEntry {
  readonly room: RoomId;
}

/** A message, folded from the entries that make it. */
export interface Message {
  readonly id: EntryId;
  readonly room: RoomId;
  readonly seq: number;
  readonly from: UserId;
  /** Unix seconds, by the broker's clock. */
  readonly ts: number;
  readonly waitedSec: number;
  /** `undefined`: of a kind that this version does not know. */
  readonly text: string | undefined;
}

export interface RoomRecord {
  readonly room: RoomId;
  readonly name: string;
  readonly visibility: Visibility;
  /** The newest seq this device knows of, held or not. */
  readonly head: number;
  /** Own read mark. */
  readonly read: number;
}

export interface AccountSchema extends DBSchema {
  outbox: { key: number; value: OutboxRow; indexes: { id: EntryId; room: RoomId } };
  entries: { key: [RoomId, number]; value: EntryRow };
  held: { key: RoomId; value: { readonly room: RoomId; readonly ranges: HeldRanges } };
  messages: { key: EntryId; value: Message; indexes: { seq: [RoomId, number] } };
  rooms: { key: RoomId; value: RoomRecord };
  drafts: { key: RoomId; value: { readonly room: RoomId; readonly text: string } };
  people: { key: UserId; value: Person };
  settings: { key: string; value: unknown };
}

/** The account signed in on this device. */
export interface SignedInAccount {
  readonly user: UserId;
  readonly name: string;
  readonly device: DeviceId;
  readonly token: string;
}

export interface DeviceSchema extends DBSchema {
  /** `account`: who is signed in. `device`: the id a request was made with whose answer never came. */
  current: { key: 'account' | 'device'; value: SignedInAccount | DeviceId };
  /** Tokens of devices signed out here while there was no link. */
  signOuts: { key: string; value: { readonly token: string } };
}

export type AccountDatabase = IDBPDatabase<AccountSchema>;
export type DeviceDatabase = IDBPDatabase<DeviceSchema>;

export const accountDatabaseName = (user: UserId): string => `onebar-${user}`;

export const openAccountDatabase = (user: UserId, onClosed: () => void): Promise<AccountDatabase> =>
  openDB<AccountSchema>(accountDatabaseName(user), 1, {
    upgrade(database) {
      const outbox = database.createObjectStore('outbox', { keyPath: 'n', autoIncrement: true });
      outbox.createIndex('id', 'id', { unique: true });
      outbox.createIndex('room', 'room');
      database.createObjectStore('entries', { keyPath: ['room', 'seq'] });
      database.createObjectStore('held', { keyPath: 'room' });
      database.createObjectStore('messages', { keyPath: 'id' }).createIndex('seq', ['room', 'seq']);
      database.createObjectStore('rooms', { keyPath: 'room' });
      database.createObjectStore('drafts', { keyPath: 'room' });
      database.createObjectStore('people', { keyPath: 'user' });
      database.createObjectStore('settings');
    },
    // Another tab wants to delete or upgrade the database: it must not wait for us.
    blocking: (_from, _to, event) => {
      (event.target as IDBDatabase).close();
      onClosed();
    },
    terminated: onClosed,
  });

export const openDeviceDatabase = (): Promise<DeviceDatabase> =>
  openDB<DeviceSchema>('onebar', 1, {
    upgrade(database) {
      database.createObjectStore('current');
      database.createObjectStore('signOuts', { keyPath: 'token' });
    },
  });
