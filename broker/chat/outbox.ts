// The outbox by POST: the same entries as by PUBLISH, one by one on the same path, so that the first words after waking need
// not wait for a connection to MQTT.
import type { OutboxAnswer, OutboxPart } from '../../src/protocol/outbox';
import { parseReceipt } from '../../src/protocol/receipt';
import { refusalReasonCode } from '../../src/protocol/refusal';
import { isRefusal, type PublishAnswer, type Refusal } from '../application';
import type { Store } from '../store/store';
import type { Devices } from './devices';
import type { RoomLog } from './log';
import type { Paces } from './pace';
import type { People } from './people';
import type { Writer } from './sending-order';

export interface Outbox {
  /** Whose token it is; `undefined` when it is nobody's. */
  writerOf(token: string): Writer | undefined;
  /** Of the store: another one than the device knows may lack words that it must bring back first. */
  epoch(): string;
  /** One answer for each entry, in their order. Never rejects. */
  post(writer: Writer, parts: readonly OutboxPart[]): Promise<OutboxAnswer[]>;
}

export function createOutbox({
  store,
  devices,
  people,
  paces,
  tooFast,
  roomLog,
}: {
  store: Store;
  devices: Devices;
  people: Pick<People, 'isSuspended'>;
  paces: Paces;
  /** What is said to a device without a reserve: a request cannot be held. */
  tooFast: () => Refusal;
  roomLog: RoomLog;
}): Outbox {
  const publish = async (writer: Writer, { room }: OutboxPart, payload: Uint8Array): Promise<OutboxAnswer> =>
    inBytes(
      await roomLog.publish(
        writer,
        room,
        payload,
        paces.of(writer.client).mayTake(payload.length) ? undefined : tooFast(),
      ),
    );

  return {
    epoch: () => store.epoch,
    writerOf: (token) => {
      const known = devices.findByToken(token);
      return known && !people.isSuspended(known.user)
        ? { user: known.user, client: known.device }
        : undefined;
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
