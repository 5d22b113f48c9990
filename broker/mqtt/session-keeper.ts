// Writes sessions in batches, one batch at a time, and reads them back: what is still to be written counts as written.
// So a client that comes back at once finds the session it left a moment ago.
import type { Application, SessionRecord } from '../application';
import type { Log } from '../log';

export interface SessionKeeper {
  /** Rejects when the store does. */
  readonly load: (user: string, clientId: string) => Promise<SessionRecord | undefined>;
  /** Resolves when it is on disk; false when that failed: it is tried again with the next batch. */
  readonly save: (record: SessionRecord) => Promise<boolean>;
  readonly remove: (user: string, clientId: string) => Promise<boolean>;
  /** Tries what failed once more; resolves when nothing is being written any more. */
  readonly flush: () => Promise<void>;
}

interface Change {
  readonly user: string;
  readonly clientId: string;
  /** `undefined`: to be removed. */
  readonly record: SessionRecord | undefined;
}

export const sessionKey = (user: string, clientId: string): string => `${user}/${clientId}`;

export function createSessionKeeper({
  application,
  log,
}: {
  application: Pick<Application, 'loadSession' | 'saveSessions' | 'removeSession'>;
  log: Log;
}): SessionKeeper {
  let pendingByKey = new Map<string, Change>();
  let writingByKey = new Map<string, Change>();
  let current: Promise<boolean> | undefined;
  let following: Promise<boolean> | undefined;

  return {
    async load(user, clientId) {
      const key = sessionKey(user, clientId);
      const change = pendingByKey.get(key) ?? writingByKey.get(key);
      return change ? change.record : application.loadSession(user, clientId);
    },

    save(record) {
      return put({ user: record.user, clientId: record.clientId, record });
    },

    remove(user, clientId) {
      return put({ user, clientId, record: undefined });
    },

    async flush() {
      await (pendingByKey.size > 0 ? nextBatch() : current);
    },
  };

  function put(change: Change): Promise<boolean> {
    pendingByKey.set(sessionKey(change.user, change.clientId), change);
    return nextBatch();
  }

  /** The batch that will carry all that is pending now. */
  function nextBatch(): Promise<boolean> {
    following ??= (current ?? Promise.resolve(true)).then(() => {
      current = following;
      following = undefined;
      return write();
    });
    return following;
  }

  async function write(): Promise<boolean> {
    writingByKey = pendingByKey;
    pendingByKey = new Map();
    const changes = [...writingByKey.values()];
    const records = changes.flatMap(({ record }) => record ?? []);
    try {
      await Promise.all([
        records.length > 0 ? application.saveSessions(records) : undefined,
        ...changes
          .filter(({ record }) => !record)
          .map(({ user, clientId }) => application.removeSession(user, clientId)),
      ]);
      return true;
    } catch (error) {
      log.error(`${changes.length} sessions could not be saved`, error);
      for (const [key, change] of writingByKey) if (!pendingByKey.has(key)) pendingByKey.set(key, change);
      return false;
    } finally {
      writingByKey = new Map();
    }
  }
}
