// The rooms this person is in, the drafts written in them, and the names of the people met there.
import type { Person, RoomLine, RoomRow } from '../protocol/ask';
import type { EntryId, RoomId, UserId } from '../protocol/ids';
import type { Departure } from '../protocol/user-change';
import { allOrNothing } from './all-or-nothing';
import type { Changes } from './changes';
import type { AccountDatabase, DraftRow, EditDraft, RoomRecord } from './schema';

export interface Rooms {
  list(): Promise<RoomRecord[]>;
  get(room: RoomId): Promise<RoomRecord | undefined>;
  /**
   * What the broker says of rooms. Heads and read marks only rise; a line stays until there is another one; floors are raised
   * along with what is held (floor.ts).
   */
  put(rows: readonly (RoomRow & { readonly line?: RoomLine })[]): Promise<void>;
  /** No longer a member: the room and what is held of it stay as they are. */
  leave(rooms: readonly (Partial<Departure> & Pick<Departure, 'room'>)[]): Promise<void>;
  /** Takes a room that was left off the list. */
  unlist(room: RoomId): Promise<void>;
  /** Raises the own read mark; answers whether it rose. */
  markRead(room: RoomId, read: number): Promise<boolean>;
  draft(room: RoomId): Promise<string>;
  /** The message that the draft answers. */
  draftReplyTo(room: RoomId): Promise<EntryId | undefined>;
  drafts(): Promise<readonly DraftRow[]>;
  /** An empty text that answers nothing forgets the draft. */
  putDraft(room: RoomId, text: string, replyTo?: EntryId): Promise<void>;
  /** The edit of an own message that somebody is in the middle of. */
  edit(room: RoomId): Promise<EditDraft | undefined>;
  /** `undefined` forgets it. */
  putEdit(room: RoomId, edit: EditDraft | undefined): Promise<void>;
  people(): Promise<Person[]>;
  putPeople(people: readonly Person[]): Promise<void>;
  /** Those of `users` whose names are not here. */
  unknownPeople(users: Iterable<UserId>): Promise<UserId[]>;
}

const editKey = (room: RoomId): string => `edit ${room}`;

export function createRooms(database: AccountDatabase, changes: Changes): Rooms {
  return {
    list: () => database.getAll('rooms'),
    get: (room) => database.get('rooms', room),

    async put(rows) {
      if (rows.length === 0) return;
      const tx = database.transaction('rooms', 'readwrite');
      await allOrNothing(tx, async () => {
        for (const row of rows) {
          const old = await tx.store.get(row.room);
          await tx.store.put({
            ...row,
            head: Math.max(row.head, old?.head ?? 0),
            read: Math.max(row.read, old?.read ?? 0),
            line: row.line ?? old?.line,
            floor: old?.floor,
            asOf: row.head,
          });
        }
      });
      changes.announce({ in: 'rooms' });
    },

    async leave(rooms) {
      if (rooms.length === 0) return;
      const tx = database.transaction('rooms', 'readwrite');
      await allOrNothing(tx, async () => {
        for (const { room, why, by } of rooms) {
          const old = await tx.store.get(room);
          if (old) await tx.store.put({ ...old, left: { ...(why && { why }), ...(by && { by }) } });
        }
      });
      changes.announce({ in: 'rooms' });
    },

    async unlist(room) {
      const tx = database.transaction('rooms', 'readwrite');
      await allOrNothing(tx, async () => {
        const old = await tx.store.get(room);
        if (old?.left) await tx.store.put({ ...old, left: { ...old.left, unlisted: true } });
      });
      changes.announce({ in: 'rooms' });
    },

    async markRead(room, read) {
      const tx = database.transaction('rooms', 'readwrite');
      const rises = await allOrNothing(tx, async () => {
        const record = await tx.store.get(room);
        if (!record || record.read >= read) return false;
        await tx.store.put({ ...record, read });
        return true;
      });
      if (rises) changes.announce({ in: 'rooms', only: 'read' });
      return rises;
    },

    draft: async (room) => (await database.get('drafts', room))?.text ?? '',

    draftReplyTo: async (room) => (await database.get('drafts', room))?.replyTo,

    drafts: () => database.getAll('drafts'),

    async putDraft(room, text, replyTo) {
      if (text === '' && replyTo === undefined) await database.delete('drafts', room);
      else await database.put('drafts', { room, text, ...(replyTo && { replyTo }) });
    },

    edit: async (room) => (await database.get('settings', editKey(room))) as EditDraft | undefined,

    async putEdit(room, edit) {
      if (edit) await database.put('settings', edit, editKey(room));
      else await database.delete('settings', editKey(room));
    },

    people: () => database.getAll('people'),

    async putPeople(people) {
      if (people.length === 0) return;
      const tx = database.transaction(['people', 'rooms'], 'readwrite');
      await allOrNothing(tx, async () => {
        const nameByUser = new Map(people.map(({ user, name }) => [user, name]));
        for (const { user, name } of people) await tx.objectStore('people').put({ user, name });
        // A direct room is called like the other one in it.
        for (const room of await tx.objectStore('rooms').getAll()) {
          const name = room.partner && nameByUser.get(room.partner);
          if (name !== undefined && name !== room.name) await tx.objectStore('rooms').put({ ...room, name });
        }
      });
      changes.announce({ in: 'people' });
    },

    async unknownPeople(users) {
      const known = new Set(await database.getAllKeys('people'));
      return [...new Set(users)].filter((user) => !known.has(user));
    },
  };
}
