// What plain topics keep on disk: rows for sessions, their queues, messages, retained ones and wills, and how they are read back.
import type { Log } from '../log';
import type { Store } from '../store/store';
import type { ChangeTable, Tables } from '../store/tables';
import type { PlainMessage, PlainSubscription, Queued, StoredMessage } from './plain-message';
import type { PlainSession } from './plain-session';

export interface PlainDisk {
  /** Resolves when it is on disk, in the order of the calls. Rejects when the store fails. */
  commit(changes: readonly ChangeTable[]): Promise<void>;
  /** With the next commit, or soon: should it get lost, something is only sent again. */
  later(changes: readonly ChangeTable[]): void;
  /** Writes what is left. */
  close(): Promise<void>;
}

interface Deferred {
  readonly change: ChangeTable;
  /** The higher, the later it was asked for. */
  readonly asked: number;
}

const rowOf = ({ table, key }: ChangeTable): string => `${table}/${key}`;

const soonMs = 200;
const manyChanges = 1000;

export function createPlainDisk(store: Pick<Store, 'commit'>, log: Pick<Log, 'error'>): PlainDisk {
  /** By row, of which the last change counts: while the store fails they do not become more and more. */
  let deferred = new Map<string, Deferred>();
  let asked = 0;
  /** When what stands in a row was asked for, of rows that were written while other writing was under way. */
  const written = new Map<string, number>();
  let writing = 0;
  let timer: NodeJS.Timeout | undefined;

  async function commit(changes: readonly ChangeTable[]): Promise<void> {
    const carried = deferred;
    deferred = new Map();
    asked += 1;
    const now = new Map(changes.map((change) => [rowOf(change), { change, asked }]));
    writing += 1;
    try {
      await store.commit([...[...carried.values()].map(({ change }) => change), ...changes]);
      for (const [row, each] of [...carried, ...now]) {
        written.set(row, each.asked);
        // An older change, which came back because it could not be written.
        if ((deferred.get(row)?.asked ?? Infinity) < each.asked) deferred.delete(row);
      }
    } catch (error) {
      for (const [row, each] of carried)
        if (!deferred.has(row) && (written.get(row) ?? 0) < each.asked) deferred.set(row, each);
      throw error;
    } finally {
      writing -= 1;
      if (writing === 0) written.clear();
    }
  }

  function writeDeferred(): void {
    clearTimeout(timer);
    timer = undefined;
    if (deferred.size > 0)
      commit([]).catch((error: unknown) => {
        log.error('What is done on plain topics could not be written', error);
        waitForMore();
      });
  }

  function waitForMore(): void {
    timer ??= setTimeout(writeDeferred, soonMs).unref();
  }

  return {
    commit,
    later(changes) {
      asked += 1;
      for (const change of changes) deferred.set(rowOf(change), { change, asked });
      if (deferred.size >= manyChanges && writing === 0) writeDeferred();
      else waitForMore();
    },
    async close() {
      clearTimeout(timer);
      timer = undefined;
      if (deferred.size > 0) await commit([]);
    },
  };
}

/** Of a session, in the order of keys that is the order of the queue. */
export const queueKey = (session: PlainSession, seq: number): string =>
  `${session.key}/${seq.toString(16).padStart(12, '0')}`;
export const receivedKey = (session: PlainSession, packetId: number): string => `${session.key}/${packetId}`;

/** What stands behind the last slash is a number; what a client calls itself may have slashes too. */
export function partsOf(key: string, radix: number): [session: string, number: number] {
  const slash = key.lastIndexOf('/');
  return [key.slice(0, slash), Number.parseInt(key.slice(slash + 1), radix)];
}

export const messageRow = (message: PlainMessage): Tables['plainMessage'] => ({
  topic: message.topic,
  payload: message.payload,
  qos: message.qos,
  retain: message.retain,
  properties: message.properties,
  expiresAtMs: message.expiresAtMs,
});

export const putMessage = ({ id, message }: StoredMessage): ChangeTable => ({
  table: 'plainMessage',
  key: id,
  row: messageRow(message),
});

export const putQueued = (session: PlainSession, queued: Queued): ChangeTable => ({
  table: 'plainQueued',
  key: queueKey(session, queued.seq),
  row: {
    message: queued.message && queued.stored?.id,
    qos: queued.qos,
    retain: queued.retain,
    ids: [...queued.ids],
    isRetained: queued.isRetained,
    ...(queued.share !== undefined && { share: queued.share }),
  },
});

export const removeQueued = (session: PlainSession, { seq }: Queued): ChangeTable => ({
  table: 'plainQueued',
  key: queueKey(session, seq),
  row: undefined,
});

/** One session less waits for it. */
export function unneeded({ stored }: Queued): ChangeTable[] {
  if (!stored) return [];
  stored.waitingFor -= 1;
  return stored.waitingFor > 0 ? [] : [{ table: 'plainMessage', key: stored.id, row: undefined }];
}

export const putReceived = (session: PlainSession, packetId: number): ChangeTable => ({
  table: 'plainReceived',
  key: receivedKey(session, packetId),
  row: {},
});

export const removeReceived = (session: PlainSession, packetId: number): ChangeTable => ({
  table: 'plainReceived',
  key: receivedKey(session, packetId),
  row: undefined,
});

export const putSession = (session: PlainSession): ChangeTable => ({
  table: 'plainSession',
  key: session.key,
  row: {
    device: session.device,
    expirySec: session.expirySec,
    expiresAtMs: session.expiresAtMs,
    sentUpTo: session.expiresAtMs === undefined ? undefined : highestSent(session),
    subscriptions: [...session.subscriptions.values()].map((each): PlainSubscription => ({ ...each })),
  },
});

/** All that is kept of a session. */
export function removeSession(session: PlainSession): ChangeTable[] {
  // What is being written is there before this is removed.
  const queued = [...session.planned, ...session.waiting.values(), ...session.sent.values()];
  return [
    { table: 'plainSession', key: session.key, row: undefined },
    ...queued.filter(({ qos }) => qos > 0).map((each) => removeQueued(session, each)),
    ...queued.filter(({ message }) => message).flatMap(unneeded),
    ...[...session.received.keys()].map((packetId) => removeReceived(session, packetId)),
  ];
}

function highestSent({ sent, waiting }: PlainSession): number {
  let highest = 0;
  for (const { seq } of sent.values()) highest = Math.max(highest, seq);
  for (const { seq, wasSent } of waiting.values()) if (wasSent) highest = Math.max(highest, seq);
  return highest;
}

export const messageOf = (row: Tables['plainMessage']): PlainMessage => ({ ...row });
