// PUBREL: the client knows that its message is here. Once that is on disk, PUBCOMP [MQTT-4.3.3-11].
import type { IPubrelPacket } from 'mqtt-packet';
import { encodeAck } from '../ack-encoder';
import type { Connection } from '../connection';
import type { MqttContext } from '../context';
import type { LiveSession } from '../live-session';
import { reasonCode } from '../reason-codes';

export function handlePubrel(
  connection: Connection,
  { messageId = 0 }: IPubrelPacket,
  live: LiveSession,
  { plain }: MqttContext,
): void {
  const session = live.plain?.session;
  const isReleased = session ? plain.release(session, messageId) : Promise.resolve(false);
  // In a session that goes on it is no error: a PUBCOMP was lost with the last connection. MQTT.js would call the message failed.
  const unknown = live.present ? reasonCode.success : reasonCode.packetIdNotFound;
  isReleased
    .then((was) =>
      connection.send(encodeAck(connection.terms, 'pubcomp', messageId, was ? reasonCode.success : unknown)),
    )
    .catch((error: unknown) => connection.fail(error));
}
