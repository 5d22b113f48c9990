// PUBLISH, QoS 0 and 1: to the application at once, in the order of arrival; its answers become PUBACKs in that same order.
import type { IPubackPacket, IPublishPacket } from 'mqtt-packet';
import { isRefusal, type PublishAnswer, type Refusal } from '../../application';
import type { Connection } from '../connection';
import type { MqttContext } from '../context';
import type { LiveSession } from '../live-session';
import { pubackCode, reasonCode } from '../reason-codes';

export function handlePublish(
  connection: Connection,
  packet: IPublishPacket,
  live: LiveSession,
  { application, receiptProperty }: MqttContext,
): void {
  const { topic, qos, retain, messageId = 0, properties } = packet;
  if (qos === 2) {
    connection.end(reasonCode.qosNotSupported, 'QoS 2 is not offered');
    return;
  }
  if (retain) {
    connection.end(reasonCode.retainNotSupported, 'Retained messages are not offered');
    return;
  }
  if (properties?.topicAlias !== undefined) {
    connection.end(reasonCode.topicAliasInvalid, 'Topic aliases are not offered');
    return;
  }
  if (topic === '') {
    connection.end(reasonCode.protocolError, 'A PUBLISH needs a topic');
    return;
  }

  const payload = packet.payload as Buffer;
  const answered = connection.unanswered(payload.length);
  const acknowledge = qos === 1 ? connection.answers.take() : undefined;
  publish()
    .then((answer) => {
      acknowledge?.(connection.encode(puback(messageId, answer, receiptProperty)));
      answered();
    })
    .catch(connection.fail);

  function publish(): Promise<PublishAnswer> {
    // [MQTT-3.3.2-2]. A refusal is an answer, never a hang-up.
    return /[+#]/.test(topic)
      ? Promise.resolve(wildcardInTopic)
      : application.publish(live.handle, topic, payload);
  }
}

const wildcardInTopic: Refusal = { refused: 'topic-invalid', reason: 'A topic has no wildcards' };

/** In MQTT 3.1.1 a refused PUBLISH is acknowledged like any other: there is no other answer. */
function puback(messageId: number, answer: PublishAnswer, receiptProperty: string): IPubackPacket {
  if (isRefusal(answer))
    return {
      cmd: 'puback',
      messageId,
      reasonCode: pubackCode(answer),
      properties: { reasonString: answer.reason },
    };
  return answer.receipt === undefined
    ? { cmd: 'puback', messageId, reasonCode: reasonCode.success }
    : {
        cmd: 'puback',
        messageId,
        reasonCode: reasonCode.success,
        properties: { userProperties: { [receiptProperty]: answer.receipt } },
      };
}
