// PUBLISH, QoS 0 and 1: to the application at once, in the order of arrival; its answers become PUBACKs in that same order.
import type { IPublishPacket } from 'mqtt-packet';
import { isRefusal, type Refusal } from '../../application';
import type { Connection } from '../connection';
import type { MqttContext } from '../context';
import type { LiveSession } from '../live-session';
import { encodePuback } from '../puback-encoder';
import { pubackCode, reasonCode } from '../reason-codes';
import { tellNotice } from '../tell-notice';

export function handlePublish(
  connection: Connection,
  packet: IPublishPacket,
  live: LiveSession,
  context: MqttContext,
): void {
  const { qos, retain } = packet;
  if (qos === 2) {
    connection.end(reasonCode.qosNotSupported, 'QoS 2 is not offered');
    return;
  }
  const topic = topicOf(connection, packet, context.limits.topicAliasMaximum);
  if (typeof topic !== 'string') connection.end(topic.code, topic.reason);
  else if (retain && !context.application.ignoresRetain(topic))
    connection.end(reasonCode.retainNotSupported, 'Retained messages are not offered');
  else void publish(connection, packet, topic, live, context);
}

async function publish(
  connection: Connection,
  { qos, dup, messageId = 0, payload }: IPublishPacket,
  topic: string,
  live: LiveSession,
  context: MqttContext,
): Promise<void> {
  const { application, receiptProperty } = context;
  const bytes = payload.length;
  connection.unanswered(bytes);
  const place = qos === 1 ? connection.takePlace() : undefined;
  try {
    // [MQTT-3.3.2-2]. A refusal is an answer, never a hang-up.
    const answer = /[+#]/.test(topic)
      ? wildcardInTopic
      : await application.publish(live, topic, payload as Buffer, {
          packetId: place && messageId,
          isDup: dup,
        });
    if (place)
      connection.acknowledge(place, encodePuback(connection.terms, messageId, answer, receiptProperty));
    // Where PUBACK cannot say it: in MQTT 3.1.1, and at QoS 0.
    if (isRefusal(answer) && !(place && connection.terms.version === 5))
      tellNotice(live, topic, pubackCode(answer), answer.reason, context);
  } catch (error) {
    connection.fail(error);
  } finally {
    connection.answered(bytes);
  }
}

/** By name, or by a number given before; a name and a number together give the number its meaning. */
function topicOf(
  connection: Connection,
  { topic, properties }: IPublishPacket,
  maxAlias: number,
): string | { code: number; reason: string } {
  const alias = properties?.topicAlias;
  if (alias === undefined)
    return topic === '' ? { code: reasonCode.protocolError, reason: 'A PUBLISH needs a topic' } : topic;
  // [MQTT-3.3.2-8], [MQTT-3.3.2-9]
  if (alias === 0 || alias > maxAlias)
    return { code: reasonCode.topicAliasInvalid, reason: `Topic aliases go from 1 to ${maxAlias}` };
  if (topic !== '') {
    connection.topicsByAlias ??= new Map();
    connection.topicsByAlias.set(alias, topic);
    return topic;
  }
  return (
    connection.topicsByAlias?.get(alias) ?? {
      code: reasonCode.topicAliasInvalid,
      reason: `Topic alias ${alias} stands for nothing yet`,
    }
  );
}

const wildcardInTopic: Refusal = { refused: 'topic-invalid', reason: 'A topic has no wildcards' };
