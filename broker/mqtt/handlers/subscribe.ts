// SUBSCRIBE with exact filters. SUBACK says that the subscriptions are kept, so a session that outlives the connection is saved first.
import type { ISubscribePacket, ISubscription } from 'mqtt-packet';
import { isRefusal, type Grant } from '../../application';
import type { Connection } from '../connection';
import type { MqttContext } from '../context';
import type { LiveSession } from '../live-session';
import { reasonCode, subackCode, subackFailure } from '../reason-codes';
import { createSubscription, type Subscription } from '../session';

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
  const granted = packet.subscriptions.map((asked) => {
    const grant = grantOf(asked);
    if (typeof grant === 'number') return grant;
    const { topic: filter, nl: noLocal = false } = asked;
    const { log, awaitsSync = false } = grant;
    const qos = asked.qos === 0 ? 0 : 1;
    const existing = subscriptions.get(filter) ?? addedByFilter.get(filter);
    // [MQTT-3.8.4-3]: the options are new, the cursor stays.
    if (existing?.log === log) Object.assign(existing, { qos, noLocal, awaitsSync });
    else if (!existing && subscriptions.size + addedByFilter.size >= context.limits.maxSubscriptions) {
      context.metrics.limitMet('subscriptions');
      return reasonCode.quotaExceeded;
    } else addedByFilter.set(filter, createSubscription(filter, { qos, noLocal, log, awaitsSync }));
    return qos;
  });

  await live.placeAtHeads([...addedByFilter.values()]);
  const isKept = !live.outlivesConnection() || (await live.saveNow());
  if (!isKept) for (const filter of addedByFilter.keys()) live.unsubscribe(filter);
  const codes = isKept
    ? granted
    : granted.map((code) => (code < subackFailure ? reasonCode.implementationSpecific : code));
  connection.sendPacket({
    cmd: 'suback',
    messageId: packet.messageId ?? 0,
    granted: connection.terms.version === 5 ? codes : codes.map((code) => Math.min(code, subackFailure)),
  });

  function grantOf({ topic: filter }: ISubscription): Grant | number {
    if (filter === '') return reasonCode.topicFilterInvalid;
    if (filter.startsWith('$share/')) return reasonCode.sharedNotSupported;
    if (/[+#]/.test(filter)) return reasonCode.wildcardsNotSupported;
    const grant = context.application.subscribe(live.principal, filter);
    return isRefusal(grant) ? subackCode(grant) : grant;
  }
}
