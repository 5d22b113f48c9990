// Many clients of one broker, each in a room of five, and what they sent and heard.
import type { BenchBroker } from './brokers';
import { population } from './filled-store';
import { createSender, sentAtMs, type Sender } from './message';
import { inParallel } from './meter';
import { createWireClient, type WireClient } from './wire-client';

export const roomSize = 5;
const connectAtOnce = 100;

export interface Member {
  readonly index: number;
  readonly wire: WireClient;
  readonly sender: Sender;
  unanswered: number;
}

export interface Crowd {
  readonly members: readonly Member[];
  readonly counts: { sent: number; acknowledged: number; refused: number; delivered: number; lost: number };
  /** From sending to arriving, in ms, while it is set. */
  latencies: number[] | undefined;
  /** A message came, or a PUBACK: called when the member has been counted. */
  onDelivered: ((member: Member, bytes: Buffer, start: number) => void) | undefined;
  onAcknowledged: ((member: Member) => void) | undefined;
  send(member: Member): void;
  leave(): void;
}

export async function gatherCrowd(
  broker: BenchBroker,
  size: number,
  topicOf: (client: number) => string = population.roomTopic,
): Promise<Crowd> {
  const members: Member[] = [];
  const crowd: Crowd = {
    members,
    counts: { sent: 0, acknowledged: 0, refused: 0, delivered: 0, lost: 0 },
    latencies: undefined,
    onDelivered: undefined,
    onAcknowledged: undefined,
    send(member) {
      member.unanswered++;
      crowd.counts.sent++;
      member.wire.send(member.sender.next().frame);
    },
    leave() {
      for (const { wire } of members) wire.destroy();
    },
  };
  const { counts } = crowd;

  await inParallel(size, connectAtOnce, async (index) => {
    const wire = createWireClient({
      port: broker.port,
      version: broker.version,
      login: population.login(index),
      received(bytes, start) {
        counts.delivered++;
        crowd.latencies?.push(performance.now() - sentAtMs(bytes, start));
        crowd.onDelivered?.(member, bytes, start);
      },
      acknowledged(_packetId, accepted) {
        member.unanswered--;
        if (accepted) counts.acknowledged++;
        else counts.refused++;
        crowd.onAcknowledged?.(member);
      },
      lost: () => counts.lost++,
    });
    const topic = topicOf(index);
    const member: Member = { index, wire, sender: createSender(broker.version, topic, index), unanswered: 0 };
    await wire.connect();
    await wire.subscribe(topic);
    members[index] = member;
  });
  return crowd;
}
