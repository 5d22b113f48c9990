// The MQTT sessions' place in the store, and the broom that removes those that nobody came back to.
import type { Application } from '../application';
import type { Log } from '../log';
import type { Store } from '../store/store';
import type { ChangeTable } from '../store/tables';

const sweepIntervalMs = 3_600_000;

export interface Sessions extends Pick<Application, 'loadSession' | 'saveSessions' | 'removeSession'> {
  /** So many sessions of theirs are kept that this one would be one too many. Rejects when the store fails. */
  isFull(user: string, clientId: string): Promise<boolean>;
  /** Is such a session kept? Of those that are gone with their device it is heard late. */
  has(user: string, clientId: string): boolean;
  /** Whose token opened the session that is kept of this client. Rejects when the store fails. */
  deviceOf(user: string, clientId: string): Promise<string | undefined>;
  close(): void;
}

export async function openSessions({
  store,
  maxPerUser,
  clock,
  log,
}: {
  store: Store;
  /** A token may be used with any number of client ids, and each has a session of its own. */
  maxPerUser: number;
  /** Unix ms. */
  clock: () => number;
  log: Log;
}): Promise<Sessions> {
  /** Client ids by user, as far as was heard; others may be gone from the store by now. */
  const keptByUser = new Map<string, Set<string>>();
  for (const [key] of await store.list('session')) noteKept(...partsOf(key));
  await startClocks();
  await sweep();
  const timer = setInterval(() => {
    sweep().catch((error: unknown) => log.warn('expired sessions could not be removed', error));
  }, sweepIntervalMs);
  timer.unref();

  // Sessions that were connected when the broker ended: their time runs from now on, or they would stay for ever.
  async function startClocks(): Promise<void> {
    const connected = (await store.list('session')).filter(([, row]) => row.expiresAtMs === undefined);
    const now = clock();
    const changes = connected.map(([key, row]): ChangeTable => ({
      table: 'session',
      key,
      row: { ...row, expiresAtMs: now + row.sessionExpirySec * 1000 },
    }));
    if (changes.length > 0) await store.commit(changes);
  }

  function noteKept(user: string, clientId: string): void {
    const kept = keptByUser.get(user);
    if (kept) kept.add(clientId);
    else keptByUser.set(user, new Set([clientId]));
  }

  function noteGone(user: string, clientId: string): void {
    const kept = keptByUser.get(user);
    kept?.delete(clientId);
    if (kept?.size === 0) keptByUser.delete(user);
  }

  async function isFull(user: string, clientId: string): Promise<boolean> {
    const kept = keptByUser.get(user);
    if (!kept || kept.has(clientId) || kept.size < maxPerUser) return false;
    // Devices that were signed out have taken theirs with them.
    const rows = await store.list('session', `${user}/`);
    keptByUser.set(user, new Set(rows.map(([key]) => partsOf(key)[1])));
    return rows.length >= maxPerUser;
  }

  async function sweep(): Promise<void> {
    const now = clock();
    const expired = (await store.list('session')).filter(([, row]) => (row.expiresAtMs ?? Infinity) <= now);
    if (expired.length > 0)
      await store.commit(expired.map(([key]) => ({ table: 'session', key, row: undefined })));
    for (const [key] of expired) noteGone(...partsOf(key));
  }

  return {
    loadSession: (user, clientId) => store.get('session', keyOf(user, clientId)),
    saveSessions: async (records) => {
      await store.commit(
        records.map((row) => ({ table: 'session', key: keyOf(row.user, row.clientId), row })),
      );
      for (const { user, clientId } of records) noteKept(user, clientId);
    },
    removeSession: async (user, clientId) => {
      await store.commit([{ table: 'session', key: keyOf(user, clientId), row: undefined }]);
      noteGone(user, clientId);
    },
    isFull,
    has: (user, clientId) => keptByUser.get(user)?.has(clientId) ?? false,
    deviceOf: async (user, clientId) => {
      const row = await store.get('session', keyOf(user, clientId));
      return row && (row.device ?? clientId);
    },
    close: () => clearInterval(timer),
  };
}

const keyOf = (user: string, clientId: string): string => `${user}/${clientId}`;

/** A user id has no slash; what a client calls itself may. */
function partsOf(key: string): [user: string, clientId: string] {
  const slash = key.indexOf('/');
  return [key.slice(0, slash), key.slice(slash + 1)];
}
