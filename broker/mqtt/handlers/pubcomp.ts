// PUBCOMP: the last word on a message at QoS 2 to the client; its packet id is free.
import type { IPubcompPacket } from 'mqtt-packet';
import type { LiveSession } from '../live-session';

export function handlePubcomp({ messageId = 0 }: IPubcompPacket, live: LiveSession): void {
  live.plain?.completed(messageId);
}
