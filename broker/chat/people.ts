// Who is who: all people, in memory.
import type { Person } from '../../src/protocol/ask';
import type { UserId } from '../../src/protocol/ids';
import { foldName } from '../../src/protocol/names';
import type { Store } from '../store/store';

export interface People {
  nameOf(user: UserId): string | undefined;
  /** Each once, unknown ones left out. */
  named(users: Iterable<UserId>): Person[];
  /** Those whose names begin like this, however it is spelled, by name; at most `most`. */
  find(text: string, most: number): Person[];
  /** May they keep order on the whole server? */
  isServerAdmin(user: UserId): boolean;
  add(person: Person): void;
}

interface Known {
  readonly name: string;
  readonly folded: string;
}

export async function loadPeople(store: Store): Promise<People> {
  const knownByUser = new Map<UserId, Known>();
  const serverAdmins = new Set<UserId>();
  for (const [key, { name, role }] of await store.list('user')) {
    add({ user: key as UserId, name });
    if (role === 'admin') serverAdmins.add(key as UserId);
  }

  function add({ user, name }: Person): void {
    knownByUser.set(user, { name, folded: foldName(name) });
  }

  return {
    nameOf: (user) => knownByUser.get(user)?.name,
    named: (users) =>
      [...new Set(users)].flatMap((user) => {
        const known = knownByUser.get(user);
        return known ? [{ user, name: known.name }] : [];
      }),
    find: (text, most) => {
      const start = foldName(text.trim());
      if (start === '') return [];
      return [...knownByUser]
        .filter(([, { folded }]) => folded.startsWith(start))
        .toSorted(([, a], [, b]) => (a.folded < b.folded ? -1 : 1))
        .slice(0, most)
        .map(([user, { name }]) => ({ user, name }));
    },
    isServerAdmin: (user) => serverAdmins.has(user),
    add,
  };
}
