// A session joined to its connection: what CONNECT opens and the end of the connection closes. The application holds it by its handle.
import { isRefusal, type Principal, type SessionHandle, type SessionRecord } from '../application';
import type { Connection } from './connection';
import type { MqttContext } from './context';
import { createCursor } from './cursor';
import { createDelivery, type Delivery } from './delivery';
import { reasonCode } from './reason-codes';
import { createSession, sessionRecord, type Session, type Subscription } from './session';

export interface LiveSession {
  readonly session: Session;
  readonly delivery: Delivery;
  readonly handle: SessionHandle;
  /** Takes up the subscriptions of the record; false when the application cannot say now. */
  readonly restore: () => Promise<boolean>;
  /** CONNACK is on its way. */
  readonly start: () => void;
  /** Makes the cursors of new subscriptions to logs, each at its log's head. Entries that come meanwhile are not lost. */
  readonly placeAtHeads: (subscriptions: readonly Subscription[]) => Promise<void>;
  readonly unsubscribe: (filter: string) => boolean;
  readonly saveNow: () => Promise<boolean>;
  readonly outlivesConnection: () => boolean;
  /** The connection is over. */
  readonly leave: () => void;
  /** The connection ends, and for `session-ended` nothing of the session stays. */
  readonly end: (why: 'session-ended' | 'administrative', reason: string) => void;
}

export function createLiveSession(
  context: MqttContext,
  connection: Connection,
  principal: Principal,
  { clientId, sessionExpirySec }: { clientId: string; sessionExpirySec: number },
  record: SessionRecord | undefined,
): LiveSession {
  const { application, subscriptions, keeper, clock, limits } = context;
  const { version, receiveMaximum, maximumPacketBytes } = connection.terms;
  const session = createSession(principal.user, clientId, sessionExpirySec, record);
  const cursorsAtConnect = new Map<string, number>();

  let stage: 'opening' | 'open' | 'left' = 'opening';
  let isStored = record !== undefined;
  let isOver = false;

  const delivery = createDelivery({
    session,
    version,
    receiveMaximum,
    maximumPacketBytes,
    limits,
    read: (topic, after, readLimits) => application.read(topic, after, readLimits),
    send: connection.send,
    unsentBytes: connection.unsentBytes,
    cursorMoved,
    failed: connection.fail,
  });

  const handle: SessionHandle = {
    clientId,
    principal,
    present: record !== undefined,
    cursorsAtConnect,
    setCursor: delivery.setCursor,
    pushFirst: delivery.pushFirst,
    release: delivery.release,
    send: delivery.answer,
    end,
  };

  const live: LiveSession = {
    session,
    delivery,
    handle,

    async restore() {
      const restored: [Subscription, cursor: number | undefined][] = [];
      for (const { filter, qos, noLocal, cursor } of record?.subscriptions ?? []) {
        const grant = application.subscribe(principal, filter);
        if (isRefusal(grant)) {
          // Rights may have ended meanwhile; but a subscription is not lost because the store has a bad day.
          if (grant.refused === 'unavailable' || grant.refused === 'quota') return false;
          continue;
        }
        const { log, awaitsSync = false } = grant;
        restored.push([{ filter, qos, noLocal, log, awaitsSync, cursor: undefined, head: 0 }, cursor]);
      }
      await placeAtHeads(restored.map(([subscription]) => subscription));
      for (const [subscription, upTo] of restored) {
        if (upTo === undefined || !subscription.cursor) continue;
        // Never beyond the head: a log may have been restored from a backup.
        const cursor = createCursor(Math.min(upTo, subscription.head));
        subscription.cursor = cursor;
        cursorsAtConnect.set(subscription.filter, cursor.pushedUpTo);
        delivery.placed(subscription);
      }
      return true;
    },

    start() {
      stage = 'open';
      // Its record says when it expires, as of its last end: while connected it does not.
      if (live.outlivesConnection()) {
        isStored = true;
        context.saveSoon(live);
      }
      application.connected(handle);
      delivery.start();
    },

    placeAtHeads,

    unsubscribe(filter) {
      const subscription = session.subscriptions.get(filter);
      if (!subscription) return false;
      session.subscriptions.delete(filter);
      subscriptions.remove(filter, delivery);
      delivery.removed(subscription);
      return true;
    },

    saveNow: () => keeper.save(sessionRecord(session, undefined)),

    outlivesConnection: () => session.sessionExpirySec > 0 && !isOver,

    leave() {
      if (stage === 'left') return;
      const wasOpen = stage === 'open';
      stage = 'left';
      delivery.stop();
      for (const filter of session.subscriptions.keys()) subscriptions.remove(filter, delivery);
      context.forget(live);
      // Before the application hears of it: whoever connects next finds the session as it was left.
      if (isOver) void keeper.remove(session.user, clientId);
      else if (wasOpen && live.outlivesConnection())
        void keeper.save(sessionRecord(session, clock() + session.sessionExpirySec * 1000));
      else if (wasOpen && isStored) void keeper.remove(session.user, clientId);
      if (wasOpen) application.disconnected(handle);
    },

    end,
  };
  return live;

  async function placeAtHeads(added: readonly Subscription[]): Promise<void> {
    // In the fan-out first: from here on `head` hears of every new entry.
    for (const subscription of added) {
      session.subscriptions.set(subscription.filter, subscription);
      subscriptions.add(subscription, delivery);
    }
    const logs = added.filter(({ log }) => log);
    if (logs.length === 0) return;
    const heads = await application.heads(logs.map(({ filter }) => filter));
    for (const [index, subscription] of logs.entries()) {
      const head = heads[index] ?? 0;
      subscription.head = Math.max(head, subscription.head);
      subscription.cursor = createCursor(head);
      if (stage !== 'left') delivery.placed(subscription);
    }
  }

  function cursorMoved(): void {
    if (stage === 'open' && live.outlivesConnection()) context.saveSoon(live);
  }

  function end(why: 'session-ended' | 'administrative', reason: string): void {
    if (stage === 'left') return;
    isOver = why === 'session-ended';
    connection.end(why === 'session-ended' ? reasonCode.notAuthorized : reasonCode.administrative, reason);
  }
}
