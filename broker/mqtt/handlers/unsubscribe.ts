// UNSUBSCRIBE: the subscriptions and their cursors go; UNSUBACK when that is saved.
import type { IUnsubscribePacket } from 'mqtt-packet';
import type { Connection } from '../connection';
import type { LiveSession } from '../live-session';
import { reasonCode } from '../reason-codes';

export async function handleUnsubscribe(
  connection: Connection,
  { messageId = 0, unsubscriptions }: IUnsubscribePacket,
  live: LiveSession,
): Promise<void> {
  const granted = unsubscriptions.map((filter) =>
    live.unsubscribe(filter) ? reasonCode.success : reasonCode.noSubscriptionExisted,
  );
  // A failed save is tried again; until then a restart of the broker would only bring the subscription back.
  if (live.outlivesConnection()) await live.saveNow();
  connection.sendPacket({ cmd: 'unsuback', messageId, granted });
}
