// A pattern: a filter with a wildcard that stands for several logs. Each of these has a subscription with a cursor of its own, also where it was
// asked for by its own name as well: it is delivered once, with the higher QoS [MQTT-3.3.5-1].
import type { Subscription } from './session';

export type SubscribeOptions = Pick<Subscription, 'qos' | 'noLocal'>;

export interface Pattern extends SubscribeOptions {
  readonly filter: string;
  /** It has had a place in each of its logs: from then on it is kept, also while it gets one in another log. */
  hasBegun: boolean;
}

/** Was it asked for by its own name? */
export const isExact = ({ pattern, exact }: Subscription): boolean => !pattern || exact !== undefined;

/** Those that were asked for with its own name. */
export const optionsOf = ({ exact, qos, noLocal }: Subscription): SubscribeOptions =>
  exact ?? { qos, noLocal };

export function askExact(subscription: Subscription, { qos, noLocal }: SubscribeOptions): void {
  subscription.exact = { qos, noLocal };
  settle(subscription);
}

export function joinPattern(subscription: Subscription, pattern: Pattern): void {
  if (!subscription.pattern) subscription.exact = optionsOf(subscription);
  subscription.pattern = pattern;
  settle(subscription);
}

/** False: it was not asked for by its own name. `isLeft`: nothing else wants it. */
export function leaveExact(subscription: Subscription): { isLeft: boolean } | false {
  if (!isExact(subscription)) return false;
  if (!subscription.pattern) return { isLeft: true };
  subscription.exact = undefined;
  settle(subscription);
  return { isLeft: false };
}

/** True: nothing else wants it. */
export function leavePattern(subscription: Subscription): boolean {
  subscription.pattern = undefined;
  if (!subscription.exact) return true;
  settle(subscription);
  return false;
}

function settle(subscription: Subscription): void {
  const { pattern, exact } = subscription;
  const wishes = [pattern, exact].filter((each) => each !== undefined);
  subscription.qos = wishes.some(({ qos }) => qos === 1) ? 1 : 0;
  subscription.noLocal = wishes.every(({ noLocal }) => noLocal);
  if (!pattern) subscription.exact = undefined;
}
