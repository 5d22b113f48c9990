// DISCONNECT: the client leaves, and in MQTT 5 may say how long its session is to be kept, and that its will is to be published.
import type { IDisconnectPacket } from 'mqtt-packet';
import type { Connection } from '../connection';
import type { MqttContext } from '../context';
import type { LiveSession } from '../live-session';
import { reasonCode } from '../reason-codes';

const withWill = 0x04;

export function handleDisconnect(
  connection: Connection,
  { properties, reasonCode: code }: IDisconnectPacket,
  live: LiveSession,
  { limits }: MqttContext,
): void {
  const { session } = live;
  const expirySec = properties?.sessionExpiryInterval;
  if (expirySec !== undefined) {
    // [MQTT-3.14.2-2]
    if (session.sessionExpirySec === 0 && expirySec > 0) {
      connection.end(reasonCode.protocolError, 'A session that was not to be kept cannot be kept now');
      return;
    }
    session.sessionExpirySec = Math.min(expirySec, limits.maxSessionExpirySec);
  }
  live.saidGoodbye = true;
  // [MQTT-3.14.4-3]
  if (code !== withWill) live.forgetWill();
  connection.end();
}
