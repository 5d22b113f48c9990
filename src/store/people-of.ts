// Whom one can name in a room, as far as this device knows, with or without a link.
import type { Db } from '../db/db';
import type { Person } from '../protocol/ask';
import type { RoomId, UserId } from '../protocol/ids';

/** Whoever wrote before these is found by other ways. */
const newestMessages = 200;

/** Those who wrote last come first, then the others; without `self`, and without those whose names are not here. */
export async function readPeopleOf(db: Db, room: RoomId, self: UserId): Promise<readonly Person[]> {
  const [newest, marks, told, people, record] = await Promise.all([
    db.log.messages(room, { limit: newestMessages }),
    db.marks.list(room),
    db.setting(`members ${room}`),
    db.rooms.people(),
    db.rooms.get(room),
  ]);
  const members = (told ?? []) as readonly Person[];
  const nameByUser = new Map([...members, ...people].map(({ user, name }) => [user, name] as const));
  const users = new Set<UserId>([
    ...newest.map(({ from }) => from).toReversed(),
    ...(record?.partner ? [record.partner] : []),
    ...marks.map(({ user }) => user),
    ...members.map(({ user }) => user),
  ]);
  users.delete(self);
  return [...users].flatMap((user) => {
    const name = nameByUser.get(user);
    return name ? [{ user, name }] : [];
  });
}
