// Where new subscriptions to logs begin: at the log's head, or where the person came in. Entries that come meanwhile are not lost.
import type { Principal } from '../application';
import type { MqttContext } from './context';
import { createCursor } from './cursor';
import type { Delivery } from './delivery';
import type { Session, Subscription } from './session';

/** Whose they are. */
export interface Placed {
  readonly context: Pick<MqttContext, 'application' | 'subscriptions'>;
  readonly principal: Principal;
  readonly session: Session;
  readonly delivery: Delivery;
  /** Its connection is over. */
  readonly isLeft: boolean;
  /** The right to it may have ended meanwhile. */
  has(subscription: Subscription): boolean;
}

export async function placeAtHeads(live: Placed, added: readonly Subscription[]): Promise<void> {
  putInFanOut(live, added);
  const logs = added.filter(({ log }) => log);
  if (logs.length === 0) return;
  const heads = await live.context.application.heads(logs.map(({ filter }) => filter));
  place(live, logs, heads, heads);
}

/** In one step: a place behind it would be saved as if all before that were had. */
export async function placeWhereJoined(live: Placed, added: readonly Subscription[]): Promise<void> {
  const { application } = live.context;
  putInFanOut(live, added);
  const topics = added.map(({ filter }) => filter);
  const [heads, begins] = await Promise.all([
    application.heads(topics),
    application.headsAtJoining(live.principal, topics),
  ]);
  place(live, added, heads, begins);
}

/** Before its head is asked for: from here on `head` hears of every new entry. */
function putInFanOut({ context, delivery, session }: Placed, added: readonly Subscription[]): void {
  for (const subscription of added) {
    session.subscriptions.set(subscription.filter, subscription);
    context.subscriptions.add(subscription, delivery);
  }
}

function place(
  live: Placed,
  added: readonly Subscription[],
  heads: readonly number[],
  begins: readonly number[],
): void {
  for (const [index, subscription] of added.entries()) {
    if (!live.has(subscription)) continue;
    const head = heads[index] ?? 0;
    subscription.head = Math.max(head, subscription.head);
    subscription.cursor = createCursor(Math.min(begins[index] ?? head, subscription.head));
    if (!live.isLeft) live.delivery.placed(subscription);
  }
}
