// PUBLISH as a messenger does not send it: to a plain topic, at QoS 2, or to be retained.
import { isUtf8 } from 'node:buffer';
import { isRefusal, type PublishAnswer, type Refusal } from '../../application';
import { isTopic } from '../../topic-filter';
import { encodePubrec } from '../ack-encoder';
import type { Connection } from '../connection';
import type { MqttContext } from '../context';
import type { LiveSession } from '../live-session';
import { encodePuback } from '../puback-encoder';
import { detailsOf, type PublishPacket } from '../publish-reader';
import { pubackCode, reasonCode } from '../reason-codes';
import { tellNotice } from '../tell-notice';

export function publishGenerally(
  connection: Connection,
  packet: PublishPacket,
  topic: string,
  live: LiveSession,
  context: MqttContext,
): void {
  const { qos, messageId = 0 } = packet;
  if (qos === 2) {
    const { received } = live.openPlain().session;
    const earlier = received.get(messageId);
    if (!earlier && received.size >= context.limits.receiveMaximum) {
      connection.end(reasonCode.receiveMaximumExceeded, 'More than the receive maximum is unreleased');
      return;
    }
    // [MQTT-4.3.3-10]: it came before, and is not to be published again.
    const answer = earlier ?? publishOnce(connection, packet, topic, live, context);
    received.set(messageId, answer);
    void answerWith(connection, packet, topic, answer, live, context);
  } else
    void answerWith(
      connection,
      packet,
      topic,
      publishIt(connection, packet, topic, live, context),
      live,
      context,
    );
}

/** Remembered until its PUBREL, before it is answered [MQTT-4.3.3-8]. What could not be is published to nobody: it comes again. */
async function publishOnce(
  connection: Connection,
  packet: PublishPacket,
  topic: string,
  live: LiveSession,
  context: MqttContext,
): Promise<PublishAnswer> {
  const plain = live.openPlain();
  // First: what was published already would be published once more when it comes again, in a session that knows nothing of it.
  const kept = plain.keep();
  if (kept && !(await kept)) return cannotBeKept;
  const answer = await publishIt(connection, packet, topic, live, context);
  if (context.application.isOwn(topic) && !isRefusal(answer))
    await context.plain.noteReceived({ session: plain.session, packetId: packet.messageId ?? 0 });
  return answer;
}

async function answerWith(
  connection: Connection,
  { qos, messageId = 0, payload }: PublishPacket,
  topic: string,
  asked: Promise<PublishAnswer>,
  live: LiveSession,
  context: MqttContext,
): Promise<void> {
  const { receiptProperty } = context;
  const bytes = payload.length;
  connection.unanswered(bytes);
  const place = qos > 0 ? connection.takePlace() : undefined;
  try {
    const answer = await asked;
    // A PUBREC with a failure ends it, and the id is free.
    if (qos === 2 && isRefusal(answer)) live.plain?.session.received.delete(messageId);
    // Where no packet can say it: in MQTT 3.1.1, and at QoS 0.
    if (isRefusal(answer) && !answer.undisclosed && !(place && connection.terms.version === 5))
      tellNotice(live, topic, pubackCode(answer), answer.reason, context);
    if (!place) return;
    // MQTT 3.1.1 could only say that it is done, and nobody would send it again.
    if (connection.terms.version === 4 && isRefusal(answer) && answer.refused === 'unavailable')
      return connection.end();
    connection.acknowledge(
      place,
      qos === 2
        ? encodePubrec(connection.terms, messageId, answer)
        : encodePuback(connection.terms, messageId, answer, receiptProperty),
    );
  } catch (error) {
    // It comes again, and is not to fail for ever.
    if (qos === 2) live.plain?.session.received.delete(messageId);
    connection.fail(error);
  } finally {
    connection.answered(bytes);
  }
}

async function publishIt(
  connection: Connection,
  packet: PublishPacket,
  topic: string,
  live: LiveSession,
  { application, plain, clock }: MqttContext,
): Promise<PublishAnswer> {
  const { qos, dup, retain, messageId = 0 } = packet;
  const { isText, expirySec, passedOn } = detailsOf(packet);
  const payload = packet.payload as Buffer;
  // Who subscribed and then publishes gets what they publish.
  const turns = connection.afterTurns();
  if (turns) {
    await turns;
    connection.wentOn();
  }
  // [MQTT-3.3.2-2]
  if (!isTopic(topic)) return notATopic;
  if (application.isOwn(topic))
    return retain && !application.ignoresRetain(topic)
      ? notRetained
      : application.publish(live, topic, payload, { packetId: qos > 0 ? messageId : undefined, isDup: dup });
  // [MQTT-3.3.2-4] lets subscribers rely on it.
  if (isText && !isUtf8(payload)) return notText;
  return plain.publish(
    live,
    {
      topic,
      // What came in with it is not to be kept in memory.
      payload: Buffer.from(payload),
      qos,
      retain,
      properties: Buffer.from(passedOn),
      expiresAtMs: expirySec === undefined ? undefined : clock() + expirySec * 1000,
    },
    qos === 2 ? { session: live.openPlain().session, packetId: messageId } : undefined,
  );
}

const notATopic: Refusal = {
  refused: 'topic-invalid',
  reason: 'A topic is text without wildcards, with at most 32 levels and 1,000 characters',
};
const notRetained: Refusal = {
  refused: 'not-authorized',
  reason: 'Nothing is retained on this topic: it has a log.',
};
const notText: Refusal = {
  refused: 'payload-invalid',
  reason: 'The payload is said to be text, and is no UTF-8.',
};
const cannotBeKept: Refusal = { refused: 'unavailable', reason: 'The session cannot be kept at the moment.' };
