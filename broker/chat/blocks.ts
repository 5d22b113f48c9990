// Who wants nothing from whom: in memory, written through to the store first.
import type { UserId } from '../../src/protocol/ids';
import type { Store } from '../store/store';

export interface Blocks {
  has(user: UserId, other: UserId): boolean;
  of(user: UserId): UserId[];
  /** Both reject when the store fails. */
  put(user: UserId, other: UserId): Promise<void>;
  remove(user: UserId, other: UserId): Promise<void>;
}

export async function loadBlocks(store: Store, clock: () => number): Promise<Blocks> {
  const blockedByUser = new Map<UserId, Set<UserId>>();
  for (const [key] of await store.list('block')) {
    const [user, other] = key.split('/') as [UserId, UserId];
    blockedBy(user).add(other);
  }

  function blockedBy(user: UserId): Set<UserId> {
    const blocked = blockedByUser.get(user) ?? new Set<UserId>();
    blockedByUser.set(user, blocked);
    return blocked;
  }

  return {
    has: (user, other) => blockedByUser.get(user)?.has(other) ?? false,
    of: (user) => [...(blockedByUser.get(user) ?? [])],
    put: async (user, other) => {
      await store.commit([{ table: 'block', key: `${user}/${other}`, row: { atMs: clock() } }]);
      blockedBy(user).add(other);
    },
    remove: async (user, other) => {
      await store.commit([{ table: 'block', key: `${user}/${other}`, row: undefined }]);
      blockedByUser.get(user)?.delete(other);
    },
  };
}
