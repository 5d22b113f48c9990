// PUBLISH: to the application at once, or to plain topics, in the order of arrival; the answers become PUBACKs and PUBRECs in that order.
import { isRefusal, type Refusal } from '../../application';
import type { Connection } from '../connection';
import type { MqttContext } from '../context';
import type { LiveSession } from '../live-session';
import { encodePuback } from '../puback-encoder';
import type { PublishPacket } from '../publish-reader';
import { pubackCode, reasonCode } from '../reason-codes';
import { tellNotice } from '../tell-notice';
import { publishGenerally } from './publish-generally';

export function handlePublish(
  connection: Connection,
  packet: PublishPacket,
  live: LiveSession,
  context: MqttContext,
): void {
  const topic = topicOf(connection, packet, context.limits.topicAliasMaximum);
  if (typeof topic !== 'string') connection.end(topic.code, topic.reason);
  else if (packet.qos === 2 || packet.retain || !context.application.isOwn(topic))
    publishGenerally(connection, packet, topic, live, context);
  else void publish(connection, packet, topic, live, context);
}

/** QoS 0 and 1 to one of Onebar's own topics: nearly all that a messenger sends. */
async function publish(
  connection: Connection,
  { qos, dup, messageId = 0, payload }: PublishPacket,
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
    // MQTT 3.1.1 could only say that it is done, and nobody would send it again.
    if (place && connection.terms.version === 4 && isRefusal(answer) && answer.refused === 'unavailable')
      return connection.end();
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
  { topic, properties }: PublishPacket,
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

export const wildcardInTopic: Refusal = { refused: 'topic-invalid', reason: 'A topic has no wildcards' };
