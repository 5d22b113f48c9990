// PINGREQ: the client asks whether anybody is here.
import type { Connection } from '../connection';

export function handlePingreq(connection: Connection): void {
  connection.sendPacket({ cmd: 'pingresp' });
}
