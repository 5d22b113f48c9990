// SUBSCRIBE, to the application's own topics and patterns, and to plain ones. SUBACK says that the subscriptions are kept, so a session that outlives the
// connection is saved first; retained messages follow it.
import type { ISubscribePacket, ISubscription } from 'mqtt-packet';
import { isRefusal, type Refusal } from '../../application';
import type { PlainSubscription } from '../../plain/plain-message';
import type { Subscribed } from '../../plain/subscribing';
import { innerOf, isSubscription } from '../../topic-filter';
import type { Connection } from '../connection';
import type { MqttContext } from '../context';
import type { LiveSession } from '../live-session';
import { askExact, joinPattern, type Pattern } from '../patterns';
import { placeAtHeads } from '../placing';
import { reasonCode, subackCode, subackFailure } from '../reason-codes';
import { createPatternSubscription, createSubscription, type Subscription } from '../session';
import { tellNotice } from '../tell-notice';

interface PlainAsked {
  readonly subscription: PlainSubscription;
  readonly retainHandling: number;
}

export async function handleSubscribe(
  connection: Connection,
  packet: ISubscribePacket,
  live: LiveSession,
  context: MqttContext,
): Promise<void> {
  const id = packet.properties?.subscriptionIdentifier;
  const mistake = whatIsWrong(packet, id);
  if (mistake !== undefined) {
    connection.end(reasonCode.protocolError, mistake);
    return;
  }
  const { subscriptions } = live.session;
  const addedByFilter = new Map<string, Subscription>();
  const addedPatterns: Pattern[] = [];
  const refusals: [filter: string, refusal: Refusal][] = [];
  const plainByFilter = new Map<string, PlainAsked>();
  const granted = packet.subscriptions.map((asked) =>
    context.application.isOwn(asked.topic) ? grantOwn(asked) : grantPlain(asked),
  );

  await placeAtHeads(live, [...addedByFilter.values()]);
  for (const pattern of addedPatterns) pattern.hasBegun = true;
  // What would begin now would never end.
  if (connection.stage === 'ended') return;
  const plainPart = plainByFilter.size === 0 ? nothing : await subscribePlain();
  const isKept = plainPart !== undefined && (!live.outlivesConnection() || (await live.saveNow()));
  if (!isKept) {
    for (const filter of [...addedPatterns.map((each) => each.filter), ...addedByFilter.keys()])
      live.unsubscribe(filter);
    plainPart?.undo();
  }
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
  if (isKept) await plainPart.tell();

  function grantOwn(asked: ISubscription): number {
    const { topic: filter, nl: noLocal = false } = asked;
    // It would have to stand in each entry; SUBACK has a word for that.
    if (id !== undefined) return reasonCode.subscriptionIdsNotSupported;
    const grant = context.application.subscribe(live.principal, filter);
    if (isRefusal(grant)) return refused(filter, grant);
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
  }

  function find(topic: string): Subscription | undefined {
    return subscriptions.get(topic) ?? addedByFilter.get(topic);
  }

  function addPattern(asked: Omit<Pattern, 'hasBegun'>, topics: readonly string[]): boolean {
    if (!hasRoomFor(topics.filter((topic) => !find(topic)).length)) return false;
    const earlier = live.session.patterns?.get(asked.filter);
    const pattern = { ...asked, hasBegun: earlier?.hasBegun ?? false };
    if (!earlier) addedPatterns.push(pattern);
    live.putPattern(pattern);
    for (const topic of topics) {
      const existing = find(topic);
      if (existing) joinPattern(existing, pattern);
      else addedByFilter.set(topic, createPatternSubscription(topic, pattern));
    }
    return true;
  }

  function refused(filter: string, refusal: Refusal): number {
    if (!refusal.undisclosed) refusals.push([filter, refusal]);
    return subackCode(refusal);
  }

  function grantPlain({ topic: filter, qos, nl = false, rap = false, rh = 0 }: ISubscription): number {
    if (!isSubscription(filter)) return reasonCode.topicFilterInvalid;
    const refusal = context.plain.access(live.principal, 'subscribe', innerOf(filter));
    if (refusal) return refused(filter, refusal);
    const isThere = live.plain?.session.subscriptions.has(filter) ?? false;
    if (!isThere && !plainByFilter.has(filter) && !hasRoomFor(1)) return reasonCode.quotaExceeded;
    const subscription = { filter, qos, noLocal: nl, retainAsPublished: rap, id };
    plainByFilter.set(filter, { subscription, retainHandling: rh });
    return qos;
  }

  function hasRoomFor(more: number): boolean {
    const plainCount = (live.plain?.session.subscriptions.size ?? 0) + plainByFilter.size;
    const count = subscriptions.size + addedByFilter.size + plainCount + more;
    if (count <= context.limits.maxSubscriptions) return true;
    context.metrics.limitMet('subscriptions');
    return false;
  }

  /** `undefined`: it could not be written. */
  async function subscribePlain(): Promise<Subscribed | undefined> {
    try {
      return await context.plain.subscribe(live.openPlain().session, [...plainByFilter.values()]);
    } catch (error) {
      context.log.error('A subscription could not be written', error);
      return undefined;
    }
  }
}

const nothing: Subscribed = { tell: () => Promise.resolve(), undo: () => undefined };

function whatIsWrong({ subscriptions }: ISubscribePacket, id: number | undefined): string | undefined {
  // [MQTT-3.8.2-1]: from 1 on.
  if (id !== undefined && !(id > 0)) return 'A subscription identifier is a number from 1 on';
  // [MQTT-3.8.3-4]
  if (subscriptions.some(({ topic, nl }) => nl === true && topic.startsWith('$share/')))
    return 'No Local cannot be with a shared subscription';
  return undefined;
}
