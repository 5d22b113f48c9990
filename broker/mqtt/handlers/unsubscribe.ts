// UNSUBSCRIBE: the subscriptions and their cursors go; UNSUBACK when that is saved.
import type { IUnsubscribePacket } from 'mqtt-packet';
import type { Connection } from '../connection';
import type { MqttContext } from '../context';
import type { LiveSession } from '../live-session';
import { reasonCode } from '../reason-codes';

export async function handleUnsubscribe(
  connection: Connection,
  { messageId = 0, unsubscriptions }: IUnsubscribePacket,
  live: LiveSession,
  { application, plain, log }: MqttContext,
): Promise<void> {
  const found = new Map<string, boolean>();
  const plainFilters = unsubscriptions.filter((filter) => !application.isOwn(filter));
  for (const filter of unsubscriptions)
    if (application.isOwn(filter)) found.set(filter, live.unsubscribe(filter));
  if (live.plain && plainFilters.length > 0) {
    // A failed save: until the next one a restart of the broker would only bring the subscription back.
    const were = await plain.unsubscribe(live.plain.session, plainFilters).catch((error: unknown) => {
      log.error('A subscription that ended could not be written', error);
      return plainFilters.map(() => true);
    });
    for (const [index, filter] of plainFilters.entries()) found.set(filter, were[index] === true);
  }
  if (plainFilters.length < unsubscriptions.length && live.outlivesConnection()) await live.saveNow();
  const granted = unsubscriptions.map((filter) =>
    found.get(filter) ? reasonCode.success : reasonCode.noSubscriptionExisted,
  );
  connection.sendPacket({ cmd: 'unsuback', messageId, granted });
}
