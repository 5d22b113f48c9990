// The rooms this person is in, the drafts written in them, and the names of the people met there.
import type { Person, RoomRow } from '../protocol/ask';
import type { RoomId, UserId } from '../protocol/ids';
import { allOrNothing } from './all-or-nothing';
import type { Changes } from './changes';
import type { AccountDatabase, RoomRecord } from './schema';

export interface Rooms {
  list(): Promise<RoomRecord[]>;
  get(room: RoomId): Promise<RoomRecord | undefined>;
  /** What the broker says of rooms. Heads and read marks only rise. */
  put(rows: readonly RoomRow[]): Promise<void>;
  /** No longer a member: the room leaves the list; what was held of it stays on disk. */
  remove(rooms: readonly RoomId[]): Promise<void>;
  /** Raises the own read mark; answers whether it rose. */
  markRead(room: RoomId, read: number): Promise<boolean>;
  draft(room: RoomId): Promise<string>;
  /** An empty text forgets the draft. */
  putDraft(room: RoomId, text: string): Promise<void>;
  people(): Promise<Person[]>;
  putPeople(people: readonly Person[]): Promise<void>;
  /** Those of `users` whose names are not here. */
  unknownPeople(users: Iterable<UserId>): Promise<UserId[]>;
}

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
          });
        }
      });
      changes.announce({ in: 'rooms' });
    },

    async remove(rooms) {
      if (rooms.length === 0) return;
      const tx = database.transaction('rooms', 'readwrite');
      await Promise.all([...rooms.map((room) => tx.store.delete(room)), tx.done]);
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
      if (rises) changes.announce({ in: 'rooms' });
      return rises;
    },

    draft: async (room) => (await database.get('drafts', room))?.text ?? '',

    async putDraft(room, text) {
      if (text === '') await database.delete('drafts', room);
      else await database.put('drafts', { room, text });
    },

    people: () => database.getAll('people'),

    async putPeople(people) {
      if (people.length === 0) return;
      const tx = database.transaction('people', 'readwrite');
      await Promise.all([...people.map((person) => tx.store.put(person)), tx.done]);
      changes.announce({ in: 'people' });
    },

    async unknownPeople(users) {
      const known = new Set(await database.getAllKeys('people'));
      return [...new Set(users)].filter((user) => !known.has(user));
    },
  };
}
