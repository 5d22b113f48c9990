// Leads each packet to its handler, once it is known that it may come now.
import type { Packet } from 'mqtt-packet';
import type { Connection } from '../connection';
import type { MqttContext } from '../context';
import { reasonCode } from '../reason-codes';
import { handleConnect } from './connect';
import { handleDisconnect } from './disconnect';
import { handlePingreq } from './pingreq';
import { handlePuback } from './puback';
import { handlePubcomp } from './pubcomp';
import { handlePublish } from './publish';
import { handlePubrec } from './pubrec';
import { handlePubrel } from './pubrel';
import { handleSubscribe } from './subscribe';
import { handleUnsubscribe } from './unsubscribe';

export function handlePacket(connection: Connection, packet: Packet, context: MqttContext): void {
  if (connection.stage === 'waiting' && packet.cmd === 'connect') {
    handleConnect(connection, packet, context).catch((error: unknown) => connection.fail(error));
    return;
  }
  const { live } = connection;
  if (!live) throw new Error(`${packet.cmd} was read before CONNECT was accepted`);
  switch (packet.cmd) {
    case 'publish':
      handlePublish(connection, packet, live, context);
      return;
    case 'puback':
      handlePuback(packet, live);
      return;
    case 'pubrec':
      handlePubrec(connection, packet, live);
      return;
    case 'pubrel':
      handlePubrel(connection, packet, live, context);
      return;
    case 'pubcomp':
      handlePubcomp(packet, live);
      return;
    case 'subscribe':
      connection.inTurn(() => handleSubscribe(connection, packet, live, context));
      return;
    case 'unsubscribe':
      connection.inTurn(() => handleUnsubscribe(connection, packet, live, context));
      return;
    case 'pingreq':
      handlePingreq(connection);
      return;
    case 'disconnect':
      handleDisconnect(connection, packet, live, context);
      return;
    // These are for a server to send.
    case 'connect':
    case 'auth':
    case 'connack':
    case 'suback':
    case 'unsuback':
    case 'pingresp':
      connection.end(reasonCode.protocolError, `${packet.cmd.toUpperCase()} is not expected here`);
      return;
  }
}
