// SUBSCRIBE and UNSUBSCRIBE on plain topics: what a session subscribed to, on disk before it is granted, and the retained messages for it.
import { readShared } from '../topic-filter';
import type { PlainAccess } from './plain';
import { putSession, type PlainDisk } from './plain-disk';
import type { Manner, PlainMessage, PlainSubscription, Qos } from './plain-message';
import type { PlainSession } from './plain-session';
import type { Publisher } from './publisher';
import type { Retained } from './retained';
import type { Router } from './router';

export interface Subscribing {
  /** Rejects when the store fails: then nothing changed. */
  subscribe(
    session: PlainSession,
    asked: readonly { readonly subscription: PlainSubscription; readonly retainHandling: number }[],
  ): Promise<Subscribed>;
  /** Which of them there were. */
  unsubscribe(session: PlainSession, filters: readonly string[]): Promise<boolean[]>;
}

/** One of the two is to be called. */
export interface Subscribed {
  /** Behind SUBACK: the retained messages. */
  tell(): Promise<void>;
  /** It is not granted after all. */
  undo(): void;
}

export interface SubscribingDeps {
  readonly router: Pick<Router, 'add' | 'remove'>;
  readonly retained: Pick<Retained, 'match' | 'isWriting'>;
  readonly publisher: Pick<Publisher, 'deliver'>;
  readonly disk: Pick<PlainDisk, 'commit' | 'later'>;
  readonly access: PlainAccess;
  /** Unix ms. */
  readonly clock: () => number;
}

export function createSubscribing({
  router,
  retained,
  publisher,
  disk,
  access,
  clock,
}: SubscribingDeps): Subscribing {
  return {
    async subscribe(session, asked) {
      const earlier = new Map(session.subscriptions);
      for (const { subscription } of asked) {
        session.subscriptions.set(subscription.filter, subscription);
        router.add(session, subscription);
      }
      const undo = () => {
        for (const { subscription } of asked) {
          const before = earlier.get(subscription.filter);
          router.remove(session, subscription.filter);
          session.subscriptions.delete(subscription.filter);
          if (!before) continue;
          session.subscriptions.set(before.filter, before);
          router.add(session, before);
        }
        // It may be there all the same.
        if (session.isKept) disk.later([putSession(session)]);
      };
      try {
        if (session.isKept) await disk.commit([putSession(session)]);
      } catch (error) {
        undo();
        throw error;
      }
      // What is being retained while this one subscribes goes to it neither as it comes nor, yet, as retained.
      if (retained.isWriting) await disk.commit([]).catch(() => undefined);
      const nowMs = clock();
      const found = asked.flatMap(({ subscription, retainHandling }) => {
        const isNew = !earlier.has(subscription.filter);
        const isTold = retainHandling === 0 || (retainHandling === 1 && isNew);
        // [MQTT-3.3.1-9], [MQTT-3.3.1-10], [MQTT-3.3.1-11]; a shared subscription gets none.
        if (!isTold || readShared(subscription.filter) !== undefined) return [];
        return (
          retained
            .match(subscription.filter, nowMs)
            // It may be from a time when more was open.
            .filter(({ topic }) => !access(session, 'subscribe', topic))
            .map((message) => [message, retainedManner(message, subscription)] as const)
        );
      });
      return { tell: () => publisher.deliver(session, found, true), undo };
    },

    async unsubscribe(session, filters) {
      const were = filters.map((filter) => {
        const was = session.subscriptions.delete(filter);
        if (was) router.remove(session, filter);
        return was;
      });
      if (session.isKept && were.includes(true)) await disk.commit([putSession(session)]);
      return were;
    },
  };
}

/** [MQTT-3.3.1-8] */
const retainedManner = (message: PlainMessage, { qos, id }: PlainSubscription): Manner => ({
  qos: Math.min(message.qos, qos) as Qos,
  retain: true,
  ids: id === undefined ? [] : [id],
});
