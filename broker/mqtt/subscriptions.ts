// Which connected sessions subscribed to which topic: exact filters today, so one look-up finds them all. The fan-out runs over it.
import type { LogRecord } from '../application';
import type { Delivery } from './delivery';
import { createPublishEncoder } from './publish-encoder';
import type { Subscription } from './session';

export interface Subscriptions {
  readonly add: (subscription: Subscription, delivery: Delivery) => void;
  readonly remove: (filter: string, delivery: Delivery) => void;
  readonly appended: (topic: string, record: LogRecord) => void;
  readonly signal: (topic: string, payload: Uint8Array, except?: string) => void;
  readonly has: (topic: string) => boolean;
}

export function createSubscriptions(): Subscriptions {
  // A session has at most one subscription to a filter [MQTT-3.8.4-3].
  const subscriptionsByTopic = new Map<string, Map<Delivery, Subscription>>();

  return {
    add(subscription, delivery) {
      const receivers = subscriptionsByTopic.get(subscription.filter);
      if (receivers) receivers.set(delivery, subscription);
      else subscriptionsByTopic.set(subscription.filter, new Map([[delivery, subscription]]));
    },

    remove(filter, delivery) {
      const receivers = subscriptionsByTopic.get(filter);
      receivers?.delete(delivery);
      if (receivers?.size === 0) subscriptionsByTopic.delete(filter);
    },

    appended(topic, record) {
      const receivers = subscriptionsByTopic.get(topic);
      if (!receivers) return;
      const encoder = createPublishEncoder(topic, record.payload);
      for (const [delivery, subscription] of receivers) delivery.appended(subscription, record, encoder);
    },

    signal(topic, payload, except) {
      const receivers = subscriptionsByTopic.get(topic);
      if (!receivers) return;
      const encoder = createPublishEncoder(topic, payload);
      for (const [delivery, subscription] of receivers)
        if (delivery.clientId !== except) delivery.signal(subscription, encoder);
    },

    has: (topic) => subscriptionsByTopic.has(topic),
  };
}
