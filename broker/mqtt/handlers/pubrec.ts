// PUBREC: the client has a message at QoS 2. From here on only PUBREL goes to it, also after a restart [MQTT-4.3.3-5], [MQTT-4.3.3-6].
import type { IPubrecPacket } from 'mqtt-packet';
import { encodeAck } from '../ack-encoder';
import type { Connection } from '../connection';
import type { LiveSession } from '../live-session';
import { reasonCode as reasonCodes } from '../reason-codes';

export function handlePubrec(
  connection: Connection,
  { messageId = 0, reasonCode = 0 }: IPubrecPacket,
  live: LiveSession,
): void {
  if (live.plain)
    live.plain.received(messageId, reasonCode).catch((error: unknown) => connection.fail(error));
  else if (reasonCode < 0x80)
    connection.send(encodeAck(connection.terms, 'pubrel', messageId, reasonCodes.packetIdNotFound));
}
