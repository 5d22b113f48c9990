// PUBACK: the device has the entry, so the cursor moves, or it has the message of a plain topic. Also with a failure code: the client will
// not take it another time either.
import type { IPubackPacket } from 'mqtt-packet';
import type { LiveSession } from '../live-session';
import { isPlainPacketId } from '../plain-delivery';

export function handlePuback({ messageId = 0, reasonCode = 0 }: IPubackPacket, live: LiveSession): void {
  if (isPlainPacketId(messageId)) {
    live.plain?.acked(messageId);
    return;
  }
  live.delivery.acked(messageId, reasonCode < failureFrom);
  // What the client takes unacknowledged is shared.
  live.plain?.goOn();
}

const failureFrom = 0x80;
