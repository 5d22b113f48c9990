// As much as the broker can do: 1,000 clients in rooms of five; each sends its next message when its last one is
// acknowledged and has come back to it. So no broker can run ahead of its own deliveries.
import type { BenchBroker } from '../brokers';
import { gatherCrowd, type Member } from '../crowd';
import { senderOf } from '../message';
import { cpuMs, median, sleep } from '../meter';

export interface Saturation {
  readonly deliveredPerSec: number;
  readonly publishedPerSec: number;
  readonly cpuUsPerDelivery: number;
}

export const saturationClients = 1000;

export async function measureSaturation(
  broker: BenchBroker,
  { warmUpMs = 3000, roundMs = 5000, rounds = 3 } = {},
): Promise<Saturation> {
  const crowd = await gatherCrowd(broker, saturationClients);
  const echoed = new Set<Member>();
  let isOn = true;
  const goOn = (member: Member) => {
    if (!isOn || member.unanswered > 0 || !echoed.delete(member)) return;
    crowd.send(member);
  };
  crowd.onAcknowledged = goOn;
  crowd.onDelivered = (member, bytes, start) => {
    if (senderOf(bytes, start) !== member.index) return;
    echoed.add(member);
    goOn(member);
  };
  for (const member of crowd.members) crowd.send(member);
  await sleep(warmUpMs);

  const results: Saturation[] = [];
  for (let round = 0; round < rounds; round++) {
    const before = { ...crowd.counts, cpu: cpuMs(broker.pid), atMs: performance.now() };
    await sleep(roundMs);
    const cpu = cpuMs(broker.pid) - before.cpu;
    const seconds = (performance.now() - before.atMs) / 1000;
    const delivered = crowd.counts.delivered - before.delivered;
    results.push({
      deliveredPerSec: delivered / seconds,
      publishedPerSec: (crowd.counts.acknowledged - before.acknowledged) / seconds,
      cpuUsPerDelivery: (cpu * 1000) / delivered,
    });
  }
  isOn = false;
  await sleep(500);
  crowd.leave();
  const middle = (of: keyof Saturation) => median(results.map((result) => result[of]));
  return {
    deliveredPerSec: middle('deliveredPerSec'),
    publishedPerSec: middle('publishedPerSec'),
    cpuUsPerDelivery: middle('cpuUsPerDelivery'),
  };
}
