// Plain topics: ordinary publish and subscribe outside Onebar's own topics. Knows sessions and messages, but no packets and no rooms:
// mqtt brings what clients send and takes what they get, the application says who may.
import type { Principal, PublishAnswer, Refusal } from '../application';
import type { Log } from '../log';
import type { Metrics } from '../metrics';
import type { Store } from '../store/store';
import type { ChangeTable } from '../store/tables';
import { createDealer } from './dealer';
import { endWithoutRight } from './end-without-right';
import { loadPlain, type LoadedPlain, type Owners } from './load-plain';
import {
  createPlainDisk,
  putReceived,
  putSession,
  removeQueued,
  removeReceived,
  removeSession,
  unneeded,
} from './plain-disk';
import type { PlainMessage, Queued } from './plain-message';
import { PlainSession, type QueueLimits } from './plain-session';
import { createPublisher } from './publisher';
import { createRetained } from './retained';
import { createRouter } from './router';
import { createSubscribing, type Subscribing } from './subscribing';
import { createSysTopics } from './sys-topics';
import { createWills } from './wills';
import { writeDelivered } from './write-delivered';

export type PlainAccess = (
  principal: Principal,
  action: 'publish' | 'subscribe',
  topicOrFilter: string,
) => Refusal | undefined;

export interface PlainDeps extends Owners {
  readonly store: Pick<Store, 'commit' | 'list'>;
  /** The one place that says who may do what on plain topics. */
  readonly access: PlainAccess;
  readonly limits: PlainLimits;
  /** Unix ms. */
  readonly clock: () => number;
  readonly random: (bytes: number) => Buffer;
  readonly metrics: Metrics;
  readonly log: Log;
}

export interface PlainLimits {
  /** Of one session that were not acknowledged yet. */
  readonly maxQueuedMessages: number;
  readonly maxQueuedBytes: number;
  readonly maxRetained: number;
}

/** Of whom a session, a will or a message is. */
export interface Owner {
  readonly principal: Principal;
  readonly clientId: string;
}

export interface WillOrder {
  readonly message: PlainMessage;
  /** Counted down from when it is published. */
  readonly expirySec: number | undefined;
  readonly delaySec: number;
}

export interface Plain extends Subscribing {
  readonly access: PlainAccess;
  /**
   * CONNECT: no session goes on. Resolves when what was left of one is gone from the disk, and rejects when the store fails; nothing
   * to wait for where nothing was left.
   */
  discard(owner: Owner): Promise<void> | undefined;
  /** CONNECT: takes the session up again, or ends what is left of one. */
  open(owner: Owner, isResumed: boolean, expirySec: number): PlainSession | undefined;
  /** One that is not there yet. It is on disk with the first change. */
  make(owner: Owner, expirySec: number): PlainSession;
  /** The connection is over. `expiresAtMs`: `undefined` where the session is over too. */
  leave(session: PlainSession, expiresAtMs: number | undefined): void;
  /** None of the device's wills is published: it may nothing any more. For `session-ended` nothing of its sessions stays either. */
  endDevice(device: string, why: 'session-ended' | 'administrative'): void;
  /** Nobody gets what is retained there any more. */
  forgetRetained(filters: readonly string[]): void;
  /** `received`: the session and packet id of a PUBLISH at QoS 2, on disk with the message. Never rejects. */
  publish(owner: Owner, message: PlainMessage, received?: ReceivedAt): Promise<PublishAnswer>;
  /** A PUBLISH at QoS 2 that went elsewhere is remembered until its PUBREL. */
  noteReceived(at: ReceivedAt): Promise<void>;
  /** PUBREL: false where there was none. Resolves when it is on disk. */
  release(session: PlainSession, packetId: number): Promise<boolean>;
  /** PUBACK or PUBCOMP, or it can never be delivered. */
  done(session: PlainSession, queued: Queued): void;
  /** PUBREC. Resolves when it is on disk. */
  delivered(session: PlainSession, queued: Queued): Promise<void>;
  setWill(owner: Owner, will: WillOrder): Promise<void>;
  forgetWill(owner: Owner): void;
  /** The connection was lost; the session lasts so long without one. */
  willIsDue(owner: Owner, sessionExpirySec: number): void;
  /** Connections that end from now on end because the broker does. */
  closing(): void;
  close(): Promise<void>;
}

export interface ReceivedAt {
  readonly session: PlainSession;
  readonly packetId: number;
}

const sweepIntervalMs = 10_000;
const tellAgainAfterMs = 60_000;

/** Rejects when the store fails. */
export async function openPlain(deps: PlainDeps): Promise<Plain> {
  const { store, limits, clock } = deps;
  return createPlain(deps, await loadPlain(store, queueLimitsOf(limits), clock(), deps));
}

const queueLimitsOf = ({ maxQueuedMessages, maxQueuedBytes }: PlainLimits): QueueLimits => ({
  maxMessages: maxQueuedMessages,
  maxBytes: maxQueuedBytes,
});

export function createPlain(deps: PlainDeps, loaded: LoadedPlain): Plain {
  const { store, access, limits, clock, random, metrics, log } = deps;
  const queueLimits = queueLimitsOf(limits);
  const disk = createPlainDisk(store, log);
  const sessions = new Map(loaded.sessions.map((session) => [session.key, session]));
  const router = createRouter();
  const retained = createRetained();
  for (const message of loaded.retained) retained.put(message);
  for (const session of loaded.sessions) {
    for (const subscription of session.subscriptions.values()) router.add(session, subscription);
    // What is open may be another thing since the broker was started again.
    endWithoutRight(session, session, { access, done, router });
  }

  const idPrefix = random(6).toString('base64url');
  let lastId = 0;
  const toldAtMs = new WeakMap<PlainSession, number>();
  const publisher = createPublisher({
    router,
    retained,
    disk,
    counts: metrics.counts,
    newId: () => `${idPrefix}-${++lastId}`,
    makeRoom,
    overflowed,
  });
  const dealer = createDealer({ router, publisher, clock, log });
  const wills = createWills({
    loaded: loaded.wills,
    disk,
    clock,
    publish: async (key, { message, device }, also) => {
      const [user = ''] = key.split('/');
      const refusal = access({ user, device }, 'publish', message.topic) ?? whyNotRetained(message);
      await (refusal ? disk.commit(also) : publisher.publish(message, undefined, also));
    },
    log,
  });
  const subscribing = createSubscribing({ router, retained, publisher, disk, access, clock });
  const sysTopics = createSysTopics({
    retained,
    router,
    sessions,
    metrics,
    clock,
    mayRead: ({ user, device }, topic) => !access({ user, device }, 'subscribe', topic),
  });
  const timer = setInterval(sweep, sweepIntervalMs).unref();
  metrics.gauge('plainQueued', () =>
    [...sessions.values()].reduce((sum, { queuedCount }) => sum + queuedCount, 0),
  );
  metrics.gauge('plainSubscriptions', () => router.size);
  metrics.gauge('retained', () => retained.size);

  /** PUBACK or PUBCOMP, or it is not to be delivered. */
  function done(session: PlainSession, queued: Queued): void {
    const isReleased = !queued.message;
    session.remove(queued);
    if (!session.isKept || queued.qos === 0) return;
    disk.later([removeQueued(session, queued), ...(isReleased ? [] : unneeded(queued))]);
  }

  /** What has expired in a queue keeps nothing else out of it. */
  function makeRoom(session: PlainSession): boolean {
    const expired = session.expired(clock());
    for (const queued of expired) done(session, queued);
    return expired.length > 0;
  }

  /** Nothing is lost in silence. */
  function overflowed(session: PlainSession): void {
    session.lost += 1;
    metrics.counts.plainLost += 1;
    metrics.limitMet('plain_queue');
    if (clock() - (toldAtMs.get(session) ?? -Infinity) < tellAgainAfterMs) return;
    toldAtMs.set(session, clock());
    session.receiver?.overflowed();
    log.warn(
      `The queue of ${session.key} is full: ${session.lost} messages were lost for it since it was made. MAX_QUEUED_MESSAGES and MAX_QUEUED_BYTES say how much it holds`,
    );
  }

  function sweep(): void {
    const nowMs = clock();
    for (const session of sessions.values())
      if (session.expiresAtMs !== undefined && session.expiresAtMs <= nowMs) end(session);
    dealer.again();
    disk.later(
      retained.expire(nowMs).map((key): ChangeTable => ({ table: 'retained', key, row: undefined })),
    );
    sysTopics.refresh();
  }

  /** The session is over. */
  function end(session: PlainSession): void {
    if (sessions.get(session.key) === session) sessions.delete(session.key);
    session.receiver = undefined;
    for (const filter of session.subscriptions.keys()) router.remove(session, filter);
    const left = session.leftToShare();
    if (session.isKept) disk.later(removeSession(session));
    dealer.dealOut(left);
  }

  function whyNotRetained({ retain, topic, payload }: PlainMessage): Refusal | undefined {
    const count = retained.size - sysTopics.size;
    if (!retain || payload.length === 0 || retained.has(topic) || count < limits.maxRetained)
      return undefined;
    metrics.limitMet('retained');
    return { refused: 'quota', reason: 'The server keeps no more retained messages.' };
  }

  /** Of a session that is over by now nothing is kept, or the next one of its name would have it. */
  const receivedRows = ({ session, packetId }: ReceivedAt): ChangeTable[] =>
    session.isKept && sessions.get(session.key) === session ? [putReceived(session, packetId)] : [];

  async function publish(
    owner: Owner,
    message: PlainMessage,
    received: ReceivedAt | undefined,
  ): Promise<PublishAnswer> {
    const refusal = access(owner.principal, 'publish', message.topic) ?? whyNotRetained(message);
    if (refusal) return refusal;
    try {
      await publisher.publish(message, keyOf(owner), received && receivedRows(received));
      return {};
    } catch (error) {
      log.error('A message on a plain topic could not be stored', error);
      return { refused: 'unavailable', reason: 'This cannot be stored at the moment.' };
    }
  }

  return {
    access,

    discard(owner) {
      const session = sessions.get(keyOf(owner));
      if (!session) return undefined;
      end(session);
      return disk.commit([]);
    },

    open(owner, isResumed, expirySec) {
      const key = keyOf(owner);
      const session = sessions.get(key);
      if (isResumed) wills.forget(key);
      else wills.ended(key);
      if (!session) return undefined;
      if (!isResumed || (session.expiresAtMs !== undefined && session.expiresAtMs <= clock())) {
        end(session);
        return undefined;
      }
      session.device = owner.principal.device;
      session.expirySec = expirySec;
      session.expiresAtMs = undefined;
      // Rights may have ended meanwhile.
      endWithoutRight(session, owner.principal, { access, done, router });
      disk.later([putSession(session)]);
      return session;
    },

    make({ principal: { user, device }, clientId }, expirySec) {
      const session = new PlainSession(user, clientId, device, expirySec > 0, expirySec, queueLimits);
      const left = sessions.get(session.key);
      if (left) end(left);
      sessions.set(session.key, session);
      if (session.isKept) disk.later([putSession(session)]);
      return session;
    },

    leave(session, expiresAtMs) {
      session.receiver = undefined;
      if (expiresAtMs === undefined || !session.isKept) return end(session);
      session.expiresAtMs = expiresAtMs;
      disk.later([putSession(session)]);
    },

    endDevice(device, why) {
      if (why === 'session-ended')
        for (const session of sessions.values()) if (session.device === device) end(session);
      wills.endDevice(device);
    },

    ...subscribing,

    forgetRetained(filters) {
      const topics = filters.flatMap(retained.forget);
      disk.later(topics.map((key): ChangeTable => ({ table: 'retained', key, row: undefined })));
    },

    publish,

    async noteReceived(at) {
      const rows = receivedRows(at);
      if (rows.length > 0) await disk.commit(rows);
    },

    async release(session, packetId) {
      if (!session.received.has(packetId)) return false;
      if (session.isKept) await disk.commit([removeReceived(session, packetId)]);
      return session.received.delete(packetId);
    },

    done,

    delivered: (session, queued) => writeDelivered(session, queued, disk),

    async setWill(owner, { message, expirySec, delaySec }) {
      await wills.set(keyOf(owner), {
        message: { ...message, expiresAtMs: expirySec === undefined ? undefined : expirySec * 1000 },
        device: owner.principal.device,
        delaySec,
        dueAtMs: undefined,
      });
    },
    forgetWill: (owner) => wills.forget(keyOf(owner)),
    willIsDue: (owner, sessionExpirySec) => wills.lost(keyOf(owner), sessionExpirySec),
    closing: () => wills.close(),

    async close() {
      clearInterval(timer);
      wills.close();
      await disk.close();
    },
  };
}

const keyOf = ({ principal: { user }, clientId }: Owner): string => `${user}/${clientId}`;
