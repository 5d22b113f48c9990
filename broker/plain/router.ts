// Who gets a message on a plain topic, and how: one delivery for each session, whatever number of its subscriptions match, and one more
// for each shared subscription.
import { readShared } from '../topic-filter';
import type { Manner, PlainMessage, PlainSubscription, Qos } from './plain-message';
import type { PlainSession } from './plain-session';
import { createSharedGroup, type SharedGroup } from './shared-group';
import { createTopicTree } from './topic-tree';

export interface Route {
  readonly session: PlainSession;
  readonly manner: Manner;
}

export interface Router {
  add(session: PlainSession, subscription: PlainSubscription): void;
  remove(session: PlainSession, filter: string): void;
  /** `from`: the key of the session that published it, for No Local. */
  routes(message: PlainMessage, from: string | undefined): Route[];
  /** The member of a shared subscription whose turn it is; `undefined`: there is none any more. */
  turn(message: PlainMessage, share: string): Route | undefined;
  readonly size: number;
}

type Subscriber =
  | { readonly session: PlainSession; readonly subscription: PlainSubscription }
  | { readonly group: SharedGroup };

export function createRouter(): Router {
  const tree = createTopicTree<PlainSession | string, Subscriber>();
  let size = 0;

  const turnOf = (message: PlainMessage, group: SharedGroup): Route | undefined => {
    const picked = group.pick();
    if (!picked) return undefined;
    const [session, subscription] = picked;
    return { session, manner: { ...mannerOf(message, subscription), share: subscription.filter } };
  };

  return {
    add(session, subscription) {
      const shared = readShared(subscription.filter);
      if (shared === undefined) {
        if (!tree.get(subscription.filter, session)) size += 1;
        tree.set(subscription.filter, session, { session, subscription });
        return;
      }
      if (shared === 'wrong') throw new Error(`${subscription.filter} is no shared subscription`);
      const known = tree.get(shared.filter, shared.group);
      const group = known && 'group' in known ? known.group : createSharedGroup();
      group.add(session, subscription);
      tree.set(shared.filter, shared.group, { group });
    },

    remove(session, filter) {
      const shared = readShared(filter);
      if (shared === undefined) {
        if (tree.get(filter, session)) size -= 1;
        tree.delete(filter, session);
        return;
      }
      if (shared === 'wrong') return;
      const known = tree.get(shared.filter, shared.group);
      if (known && 'group' in known && known.group.remove(session)) tree.delete(shared.filter, shared.group);
    },

    routes(message, from) {
      const bySession = new Map<PlainSession, Manner>();
      const shared: Route[] = [];
      tree.match(message.topic, (subscriber) => {
        if ('group' in subscriber) {
          const route = turnOf(message, subscriber.group);
          if (route) shared.push(route);
          return;
        }
        const { session, subscription } = subscriber;
        if (subscription.noLocal && session.key === from) return;
        const manner = mannerOf(message, subscription);
        const earlier = bySession.get(session);
        bySession.set(session, earlier ? merged(earlier, manner) : manner);
      });
      return [...[...bySession].map(([session, manner]) => ({ session, manner })), ...shared];
    },

    turn(message, share) {
      const shared = readShared(share);
      const known =
        shared === undefined || shared === 'wrong' ? undefined : tree.get(shared.filter, shared.group);
      return known && 'group' in known ? turnOf(message, known.group) : undefined;
    },

    get size() {
      return size;
    },
  };
}

const noIds: readonly number[] = [];

/** [MQTT-3.8.4-8], [MQTT-3.3.1-12], [MQTT-3.3.1-13] */
const mannerOf = (message: PlainMessage, { qos, retainAsPublished, id }: PlainSubscription): Manner => ({
  qos: Math.min(message.qos, qos) as Qos,
  retain: retainAsPublished && message.retain,
  ids: id === undefined ? noIds : [id],
});

/** [MQTT-3.3.4-2], [MQTT-3.3.4-4] */
const merged = (one: Manner, other: Manner): Manner => ({
  qos: Math.max(one.qos, other.qos) as Qos,
  retain: one.retain || other.retain,
  ids: other.ids.length === 0 ? one.ids : [...one.ids, ...other.ids],
});
