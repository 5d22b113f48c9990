// SUBSCRIBE, exact filters and the application's patterns. SUBACK says that the subscriptions are kept, so a session that outlives the
// connection is saved first.
import type { ISubscribePacket, ISubscription } from 'mqtt-packet';
import { isRefusal, type Grant, type Refusal } from '../../application';
import type { Connection } from '../connection';
import type { MqttContext } from '../context';
import type { LiveSession } from '../live-session';
import { askExact, joinPattern, type Pattern } from '../patterns';
import { reasonCode, subackCode, subackFailure } from '../reason-codes';
import { createPatternSubscription, createSubscription, type Subscription } from '../session';
import { tellNotice } from '../tell-notice';

export async function handleSubscribe(
  connection: Connection,
  packet: ISubscribePacket,
  live: LiveSession,
  context: MqttContext,
): Promise<void> {
  if (packet.properties?.subscriptionIdentifier !== undefined) {
    connection.end(reasonCode.subscriptionIdsNotSupported, 'Subscription identifiers are not offered');
    return;
  }
  const { subscriptions } = live.session;
  const addedByFilter = new Map<string, Subscription>();
  const addedPatterns: string[] = [];
  const refusals: [filter: string, refusal: Refusal][] = [];
  const granted = packet.subscriptions.map((asked) => {
    const grant = grantOf(asked);
    if (typeof grant === 'number') return grant;
    const { topic: filter, nl: noLocal = false } = asked;
    const { log, awaitsSync = false, topics } = grant;
    const qos = asked.qos === 0 ? 0 : 1;
    if (topics) return addPattern({ filter, qos, noLocal }, topics) ? qos : reasonCode.quotaExceeded;
    const existing = find(filter);
    // [MQTT-3.8.4-3]: the options are new, the cursor stays.
    if (existing?.pattern) askExact(existing, { qos, noLocal });
    else if (existing?.log === log) Object.assign(existing, { qos, noLocal, awaitsSync });
    else if (!existing && !hasRoomFor(1)) return reasonCode.quotaExceeded;
    else addedByFilter.set(filter, createSubscription(filter, { qos, noLocal, log, awaitsSync }));
    return qos;
  });

  await live.placeAtHeads([...addedByFilter.values()]);
  const isKept = !live.outlivesConnection() || (await live.saveNow());
  if (!isKept) for (const filter of [...addedPatterns, ...addedByFilter.keys()]) live.unsubscribe(filter);
  const codes = isKept
    ? granted
    : granted.map((code) => (code < subackFailure ? reasonCode.implementationSpecific : code));
  const { version } = connection.terms;
  connection.sendPacket({
    cmd: 'suback',
    messageId: packet.messageId ?? 0,
    granted: version === 5 ? codes : codes.map((code) => Math.min(code, subackFailure)),
  });
  // MQTT 3.1.1 has one number for all of them.
  if (version === 4)
    for (const [filter, refusal] of refusals)
      tellNotice(live, filter, subackCode(refusal), refusal.reason, context);

  function find(topic: string): Subscription | undefined {
    return subscriptions.get(topic) ?? addedByFilter.get(topic);
  }

  function hasRoomFor(more: number): boolean {
    if (subscriptions.size + addedByFilter.size + more <= context.limits.maxSubscriptions) return true;
    context.metrics.limitMet('subscriptions');
    return false;
  }

  function addPattern(pattern: Pattern, topics: readonly string[]): boolean {
    if (!hasRoomFor(topics.filter((topic) => !find(topic)).length)) return false;
    if (!live.session.patterns?.has(pattern.filter)) addedPatterns.push(pattern.filter);
    live.putPattern(pattern);
    for (const topic of topics) {
      const existing = find(topic);
      if (existing) joinPattern(existing, pattern);
      else addedByFilter.set(topic, createPatternSubscription(topic, pattern));
    }
    return true;
  }

  function grantOf({ topic: filter }: ISubscription): Grant | number {
    if (filter === '') return reasonCode.topicFilterInvalid;
    if (filter.startsWith('$share/')) return reasonCode.sharedNotSupported;
    const grant = context.application.subscribe(live.principal, filter);
    if (!isRefusal(grant)) return grant;
    refusals.push([filter, grant]);
    return subackCode(grant);
  }
}
