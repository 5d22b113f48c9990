// PUBACK: the device has the entry, so the cursor moves. Also with a failure code: the client will not take it another time either.
import type { IPubackPacket } from 'mqtt-packet';
import type { LiveSession } from '../live-session';

export function handlePuback({ messageId = 0, reasonCode = 0 }: IPubackPacket, live: LiveSession): void {
  live.delivery.acked(messageId, reasonCode < failureFrom);
}

const failureFrom = 0x80;
