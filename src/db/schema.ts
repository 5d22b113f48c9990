// What IndexedDB holds on a device: one database per account, and one small one that says which account is signed in.
import { openDB, type DBSchema, type IDBPDatabase } from 'idb';
import type { Person, Retention, RoomLine, Visibility } from '../protocol/ask';
import type { LogEntry } from '../protocol/entry';
import type { DeviceId, EntryId, RoomId, UserId } from '../protocol/ids';
import type { PersonMarks } from '../protocol/marks';
import type { Change } from '../protocol/room-change';
import type { LeftWhy } from '../protocol/user-change';
import type { HeldRanges } from './held-ranges';

/** The text that is to replace that of an own message, as far as it was typed. */
export interface EditDraft {
  readonly id: EntryId;
  /** What the message said when it was begun. */
  readonly before: string;
  readonly text: string;
}

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
  /** When it came, Unix ms by this device's clock. */
  readonly receivedAtMs: number;
  /** Its place in the outbox, when it was written on this device. */
  readonly n?: number;
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
  /** As it was written. `null`: the log has emptied it, it was taken back. `undefined`: of a kind that this version does not know. */
  readonly text: string | null | undefined;
  /** The message that it answers, in the same room; it may be unknown here. */
  readonly replyTo?: EntryId | undefined;
  /** What was aimed at it, by seq. Only its author's count. */
  readonly amendments: readonly Amendment[];
  /** It says what became of the room or of somebody in it, and is no message of anybody's. */
  readonly change?: Change | undefined;
}

/** An edit, or, without a text, a retract. */
export interface Amendment {
  readonly seq: number;
  readonly from: UserId;
  /** Unix seconds, by the broker's clock. */
  readonly ts: number;
  readonly text: string | undefined;
}

/** What was aimed at a message that has not come yet. It has no seq, so no list shows it. */
export type Placeholder = Pick<Message, 'id' | 'room' | 'from' | 'amendments'>;

/** An id is its author's own within a room: that somebody else uses it too must do no harm. */
export type MessageKey = [RoomId, UserId, EntryId];

/**
 * What the server lost and this device does not put back: it was in the log once, with this seq. Of a message that this person
 * took back, `retract` is the entry that did it: should another device bring the words back, they are taken back again.
 */
export interface Orphan extends Message {
  readonly retract?: EntryId;
}

/** How far one member of a room has it, and when this device learned it. */
export interface MarksRow extends PersonMarks {
  readonly room: RoomId;
  /** Newest last, a bounded number: Unix ms by this device's clock. */
  readonly learned: readonly {
    readonly mark: 'delivered' | 'read';
    readonly seq: number;
    readonly atMs: number;
  }[];
}

/** What became of an own entry, step by step. */
export interface StoryRow {
  readonly id: EntryId;
  readonly steps: readonly StoryStep[];
}

export interface StoryStep {
  readonly step: 'saved' | 'rewritten' | 'tried' | 'refused' | 'stored';
  /** Unix ms by this device's clock. */
  readonly atMs: number;
  /** The way it went, the broker's words, … */
  readonly detail: string;
}

/** What stands in the box of a room, and the message that it answers. */
export interface DraftRow {
  readonly room: RoomId;
  readonly text: string;
  readonly replyTo?: EntryId | undefined;
}

export interface RoomRecord {
  readonly room: RoomId;
  readonly name: string;
  readonly visibility: Visibility;
  /** The newest seq this device knows of, held or not. */
  readonly head: number;
  /** Own read mark. */
  readonly read: number;
  /** What this person may do there; left out: what every member may. */
  readonly role?: 'admin' | 'owner' | undefined;
  readonly topicLine?: string | undefined;
  /** The other one in a direct room. */
  readonly partner?: UserId | undefined;
  /**
   * The oldest entry that the broker still keeps, where it removed older ones. What is below counts as held, and is swept away
   * (floor.ts).
   */
  readonly floor?: number | undefined;
  /** For how long, or how many, entries are kept. */
  readonly retention?: Retention | undefined;
  /**
   * This person is not in it any more: why, and by whom, as far as it is known. What is held of it stays. `unlisted`: they took it
   * off their list.
   */
  readonly left?:
    | { readonly why?: LeftWhy; readonly by?: UserId; readonly unlisted?: boolean | undefined }
    | undefined;
  /** What is said here of name, topic line and role is as of this entry. */
  readonly asOf?: number | undefined;
  /** The newest message as the broker told it after a long absence; the message itself may come later, or have come. */
  readonly line?: RoomLine | undefined;
}

/** The emoji that somebody gave a message, whoever wrote that: the last one by seq counts, `''` is none any more. */
export interface ReactionRow {
  readonly room: RoomId;
  readonly target: EntryId;
  readonly from: UserId;
  readonly emoji: string;
  readonly seq: number;
}

/** What this person chose for a room on this device. What is left out is as usual. */
export interface RoomChoices {
  readonly room: RoomId;
  readonly notify?: 'all' | 'mentions' | 'none' | undefined;
  /** Unix ms since when it stands above the others. */
  readonly pinnedAtMs?: number | undefined;
  /** It was put away when this was its head. */
  readonly archivedAt?: number | undefined;
}

/** Bytes of one day on the link of this device, all in all (`room` is empty) or in one room. */
export interface TrafficRow {
  /** `2026-11-29`, by this device's clock. */
  readonly day: string;
  readonly room: RoomId | '';
  readonly upBytes: number;
  readonly downBytes: number;
  /** Of both, what went for signals that data saver does without. */
  readonly signalBytes?: number | undefined;
}

export interface AccountSchema extends DBSchema {
  outbox: { key: number; value: OutboxRow; indexes: { id: EntryId; room: RoomId } };
  entries: { key: [RoomId, number]; value: EntryRow };
  held: { key: RoomId; value: { readonly room: RoomId; readonly ranges: HeldRanges } };
  messages: {
    key: MessageKey;
    value: Message | Placeholder;
    indexes: { seq: [RoomId, number]; id: EntryId };
  };
  orphans: { key: MessageKey; value: Orphan; indexes: { room: RoomId } };
  stories: { key: EntryId; value: StoryRow };
  marks: { key: [RoomId, UserId]; value: MarksRow };
  rooms: { key: RoomId; value: RoomRecord };
  drafts: { key: RoomId; value: DraftRow };
  people: { key: UserId; value: Person };
  settings: { key: string; value: unknown };
  reactions: { key: [RoomId, EntryId, UserId]; value: ReactionRow };
  choices: { key: RoomId; value: RoomChoices };
  traffic: { key: [string, RoomId | '']; value: TrafficRow };
}

/** The account signed in on this device. */
export interface SignedInAccount {
  readonly user: UserId;
  readonly name: string;
  readonly device: DeviceId;
  readonly token: string;
}

export interface DeviceSchema extends DBSchema {
  /**
   * `account`: who is signed in. `device`: the id a request was made with whose answer never came. `installOffered`: `true` once
   * it was. `invites`: secrets of links that were opened here.
   */
  current: {
    key: 'account' | 'device' | 'installOffered' | 'invites';
    value: SignedInAccount | DeviceId | boolean | readonly string[];
  };
  /** Tokens of devices signed out here while there was no link. */
  signOuts: { key: string; value: { readonly token: string } };
}

export type AccountDatabase = IDBPDatabase<AccountSchema>;
export type DeviceDatabase = IDBPDatabase<DeviceSchema>;

export const accountDatabaseName = (user: UserId): string => `onebar-${user}`;

export const openAccountDatabase = (
  user: UserId,
  onClosed: (why: 'newer-version' | 'gone') => void,
): Promise<AccountDatabase> =>
  openDB<AccountSchema>(accountDatabaseName(user), 2, {
    upgrade(database, from) {
      if (from < 1) makeFirstStores(database);
      database.createObjectStore('reactions', { keyPath: ['room', 'target', 'from'] });
      database.createObjectStore('choices', { keyPath: 'room' });
      database.createObjectStore('traffic', { keyPath: ['day', 'room'] });
    },
    // Another tab wants to delete or upgrade the database: it must not wait for us.
    blocking: (_from, to, event) => {
      (event.target as IDBDatabase).close();
      onClosed(to === null ? 'gone' : 'newer-version');
    },
    terminated: () => onClosed('gone'),
  });

/** As version 1 had them. */
function makeFirstStores(database: AccountDatabase): void {
  const outbox = database.createObjectStore('outbox', { keyPath: 'n', autoIncrement: true });
  outbox.createIndex('id', 'id', { unique: true });
  outbox.createIndex('room', 'room');
  database.createObjectStore('entries', { keyPath: ['room', 'seq'] });
  database.createObjectStore('held', { keyPath: 'room' });
  const messages = database.createObjectStore('messages', { keyPath: ['room', 'from', 'id'] });
  messages.createIndex('seq', ['room', 'seq']);
  messages.createIndex('id', 'id');
  database.createObjectStore('orphans', { keyPath: ['room', 'from', 'id'] }).createIndex('room', 'room');
  database.createObjectStore('stories', { keyPath: 'id' });
  database.createObjectStore('marks', { keyPath: ['room', 'user'] });
  database.createObjectStore('rooms', { keyPath: 'room' });
  database.createObjectStore('drafts', { keyPath: 'room' });
  database.createObjectStore('people', { keyPath: 'user' });
  database.createObjectStore('settings');
}

export const openDeviceDatabase = (): Promise<DeviceDatabase> =>
  openDB<DeviceSchema>('onebar', 1, {
    upgrade(database) {
      database.createObjectStore('current');
      database.createObjectStore('signOuts', { keyPath: 'token' });
    },
  });
