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
  isReleased
    .then((was) =>
      connection.send(
        encodeAck(
          connection.terms,
          'pubcomp',
          messageId,
          was ? reasonCode.success : reasonCode.packetIdNotFound,
        ),
      ),
    )
    .catch((error: unknown) => connection.fail(error));
}
