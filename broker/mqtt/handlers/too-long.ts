// A PUBLISH of MQTT 3.1.1 that was longer than any may be: its payload was dropped as it came, and it is acknowledged like every
// other one that is refused there.
import type { Packet } from 'mqtt-packet';
import { encodeAck } from '../ack-encoder';
import type { Connection } from '../connection';
import type { MqttContext } from '../context';
import { maxPacketBytes } from '../limits';
import { encodePuback } from '../puback-encoder';
import { reasonCode } from '../reason-codes';
import { tellNotice } from '../tell-notice';

export function refuseTooLong(
  connection: Connection,
  packet: Packet,
  bytes: number,
  context: MqttContext,
): void {
  const { live } = connection;
  if (packet.cmd !== 'publish' || !live) throw new Error(`${packet.cmd} was taken for a long PUBLISH`);
  context.metrics.limitMet('packet_bytes');
  const reason = `This packet is ${bytes} bytes; at most ${maxPacketBytes(context.limits)} fit.`;
  if (packet.qos === 1)
    connection.acknowledge(
      connection.takePlace(),
      encodePuback(
        connection.terms,
        packet.messageId ?? 0,
        { refused: 'payload-invalid', reason },
        context.receiptProperty,
      ),
    );
  if (packet.qos === 2)
    connection.acknowledge(
      connection.takePlace(),
      encodeAck(connection.terms, 'pubrec', packet.messageId ?? 0),
    );
  tellNotice(live, packet.topic, reasonCode.packetTooLarge, reason, context);
}
