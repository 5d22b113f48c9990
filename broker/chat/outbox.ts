// The outbox by POST: the same entries as by PUBLISH, one by one on the same path, so that the first words after waking need
// not wait for a connection to MQTT.
import type { OutboxAnswer, OutboxPart } from '../../src/protocol/outbox';
import { parseReceipt } from '../../src/protocol/receipt';
import { refusalReasonCode } from '../../src/protocol/refusal';
import { roomTopic } from '../../src/protocol/topics';
import { isRefusal, type PublishAnswer } from '../application';
import type { Store } from '../store/store';
import { checkPublish } from './access';
import { findDeviceByToken } from './devices';
import type { RoomLog } from './log';
import type { Rooms } from './rooms';
import type { Writer } from './sending-order';

export interface Outbox {
  /** Whose token it is; `undefined` when it is nobody's. Rejects when the store fails. */
  writerOf(token: string): Promise<Writer | undefined>;
  /** Of the store: another one than the device knows may lack words that it must bring back first. */
  epoch(): string;
  /** One answer for each entry, in their order. Never rejects. */
  post(writer: Writer, parts: readonly OutboxPart[]): Promise<OutboxAnswer[]>;
}

export function createOutbox({
  store,
  rooms,
  roomLog,
}: {
  store: Store;
  rooms: Rooms;
  roomLog: RoomLog;
}): Outbox {
  async function publish(writer: Writer, { room }: OutboxPart, payload: Uint8Array): Promise<OutboxAnswer> {
    const principal = { user: writer.user, device: writer.client };
    const { refusal } = checkPublish(roomTopic(room), principal, rooms);
    return inBytes(await roomLog.publish(writer, room, payload, refusal));
  }

  return {
    epoch: () => store.epoch,
    writerOf: async (token) => {
      const known = await findDeviceByToken(store, token);
      return known && { user: known.user, client: known.device };
    },
    // All in one go, without an await between them: see sending-order.ts.
    post: (writer, parts) =>
      Promise.all(parts.flatMap((part) => part.entries.map((payload) => publish(writer, part, payload)))),
  };
}

function inBytes(answer: PublishAnswer): OutboxAnswer {
  if (isRefusal(answer))
    return { outcome: 'refused', reasonCode: refusalReasonCode[answer.refused], reason: answer.reason };
  const receipt = parseReceipt(answer.receipt);
  if (!receipt) throw new Error('A stored entry has no receipt.');
  return { outcome: 'accepted', receipt };
}
