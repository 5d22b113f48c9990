// The MQTT sessions' place in the store, and the broom that removes those that nobody came back to.
import type { Application } from '../application';
import type { Log } from '../log';
import type { Store } from '../store/store';
import type { ChangeTable } from '../store/tables';

const sweepIntervalMs = 3_600_000;

export interface Sessions extends Pick<Application, 'loadSession' | 'saveSessions' | 'removeSession'> {
  close(): void;
}

export async function openSessions({
  store,
  clock,
  log,
}: {
  store: Store;
  /** Unix ms. */
  clock: () => number;
  log: Log;
}): Promise<Sessions> {
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

  async function sweep(): Promise<void> {
    const now = clock();
    const expired = (await store.list('session')).filter(([, row]) => (row.expiresAtMs ?? Infinity) <= now);
    if (expired.length > 0)
      await store.commit(expired.map(([key]) => ({ table: 'session', key, row: undefined })));
  }

  return {
    loadSession: (user, clientId) => store.get('session', keyOf(user, clientId)),
    saveSessions: async (records) => {
      await store.commit(
        records.map((row) => ({ table: 'session', key: keyOf(row.user, row.clientId), row })),
      );
    },
    removeSession: async (user, clientId) => {
      await store.commit([{ table: 'session', key: keyOf(user, clientId), row: undefined }]);
    },
    close: () => clearInterval(timer),
  };
}

const keyOf = (user: string, clientId: string): string => `${user}/${clientId}`;
