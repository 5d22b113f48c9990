// Who is who: the names of all people, in memory.
import type { Person } from '../../src/protocol/ask';
import type { UserId } from '../../src/protocol/ids';
import type { Store } from '../store/store';

export interface People {
  nameOf(user: UserId): string | undefined;
  /** Each once, unknown ones left out. */
  named(users: Iterable<UserId>): Person[];
  add(person: Person): void;
}

export async function loadPeople(store: Store): Promise<People> {
  const namesByUser = new Map<UserId, string>();
  for (const [user, { name }] of await store.list('user')) namesByUser.set(user as UserId, name);

  return {
    nameOf: (user) => namesByUser.get(user),
    named: (users) =>
      [...new Set(users)].flatMap((user) => {
        const name = namesByUser.get(user);
        return name === undefined ? [] : [{ user, name }];
      }),
    add: ({ user, name }) => {
      namesByUser.set(user, name);
    },
  };
}
