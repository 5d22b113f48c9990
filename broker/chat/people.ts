// Who is who: all people, in memory. Only rows that are on disk get here.
import type { Person } from '../../src/protocol/ask';
import type { UserId } from '../../src/protocol/ids';
import { foldName } from '../../src/protocol/names';
import type { Store } from '../store/store';
import type { Tables } from '../store/tables';

export interface People {
  /** What is shown of somebody; also of those whose account was deleted, since their words may still be there. */
  nameOf(user: UserId): string | undefined;
  /** What they sign in with; empty when nothing is left of the account. */
  accountNameOf(user: UserId): string | undefined;
  /** Is this one of their names, however it is spelled? */
  isNameOf(user: UserId, name: string): boolean;
  /** Does one of their names begin with this, which is folded already? */
  isNamedLike(user: UserId, start: string): boolean;
  /** Is there such an account? Not when it was deleted. */
  isHere(user: UserId): boolean;
  isSuspended(user: UserId): boolean;
  /** Is there no account at all? */
  isEmpty(): boolean;
  /** Each once, unknown ones left out. */
  named(users: Iterable<UserId>): Person[];
  /** Those who are here and whose names begin like this, however it is spelled, by name; at most `most`. */
  find(text: string, most: number): Person[];
  /** May others see when they are here? */
  showsPresence(user: UserId): boolean;
  /** May they keep order on the whole server? */
  isServerAdmin(user: UserId): boolean;
  /** Would the server be without an admin if they were none, though others are here? */
  isOnlyAdmin(user: UserId): boolean;
  /** All who are here, by id. */
  all(): UserId[];
  /** This row was written. */
  put(user: UserId, row: Tables['user']): void;
}

interface Known {
  readonly shown: string;
  readonly folded: string;
  /** What they sign in with. */
  readonly account: string;
  readonly foldedAccount: string;
  readonly state: 'here' | 'suspended' | 'deleted';
}

const nobodysName = 'Deleted account';

export async function loadPeople(store: Store): Promise<People> {
  const knownByUser = new Map<UserId, Known>();
  const admins = new Set<UserId>();
  const hiding = new Set<UserId>();
  let count = 0;
  for (const [key, row] of await store.list('user')) put(key as UserId, row);

  function put(user: UserId, row: Tables['user']): void {
    if (isHere(user)) count--;
    const { name, displayName, role, hidesPresence, suspendedAtMs, deletedAtMs } = row;
    const shown = (displayName ?? name) || nobodysName;
    const folded = foldName(shown);
    knownByUser.set(user, {
      shown,
      folded,
      account: name,
      foldedAccount: displayName === undefined ? folded : foldName(name),
      state: deletedAtMs === undefined ? (suspendedAtMs === undefined ? 'here' : 'suspended') : 'deleted',
    });
    if (isHere(user)) count++;
    if (role === 'admin' && isHere(user) && suspendedAtMs === undefined) admins.add(user);
    else admins.delete(user);
    if (hidesPresence) hiding.add(user);
    else hiding.delete(user);
  }

  function isHere(user: UserId): boolean {
    const known = knownByUser.get(user);
    return known !== undefined && known.state !== 'deleted';
  }

  function isNamedLike(user: UserId, start: string): boolean {
    const { folded = '', foldedAccount = '' } = knownByUser.get(user) ?? {};
    return folded.startsWith(start) || foldedAccount.startsWith(start);
  }

  return {
    nameOf: (user) => knownByUser.get(user)?.shown,
    accountNameOf: (user) => knownByUser.get(user)?.account,
    isNameOf: (user, name) => {
      const known = knownByUser.get(user);
      if (!known) return false;
      // Most devices say it as it was given to them.
      if (known.account === name) return true;
      const folded = foldName(name);
      return folded === known.foldedAccount || folded === known.folded;
    },
    isNamedLike,
    isHere,
    isSuspended: (user) => knownByUser.get(user)?.state === 'suspended',
    isEmpty: () => count === 0,
    named: (users) =>
      [...new Set(users)].flatMap((user) => {
        const known = knownByUser.get(user);
        return known ? [{ user, name: known.shown }] : [];
      }),
    find: (text, most) => {
      const start = foldName(text.trim());
      if (start === '') return [];
      return [...knownByUser]
        .filter(([user]) => isHere(user) && isNamedLike(user, start))
        .toSorted(([, a], [, b]) => (a.folded < b.folded ? -1 : 1))
        .slice(0, most)
        .map(([user, { shown }]) => ({ user, name: shown }));
    },
    showsPresence: (user) => !hiding.has(user),
    isServerAdmin: (user) => admins.has(user),
    isOnlyAdmin: (user) => admins.size === 1 && admins.has(user) && count > 1,
    all: () => [...knownByUser.keys()].filter(isHere).toSorted(),
    put,
  };
}
