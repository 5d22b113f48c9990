// A normal day: messages come at a fixed rate, whatever the broker does. And more than it can do: then a client keeps
// back what does not fit into its window, as a device keeps it in its outbox.
import type { BenchBroker } from '../brokers';
import { gatherCrowd, roomSize, type Crowd } from '../crowd';
import { cpuMs, percentile, sleep } from '../meter';
import { saturationClients } from './saturation';

export interface OpenLoop {
  readonly offeredPerSec: number;
  readonly acceptedPerSec: number;
  /** Of one core, in percent. */
  readonly cpuPercent: number;
  /** From sending to arriving. */
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** Sent and acknowledged, but not delivered to all; and deliveries too many. */
  readonly missing: number;
  readonly refused: number;
  readonly lostConnections: number;
}

const tickMs = 4;
const maxDrainMs = 30_000;

export async function measureOpenLoop(
  broker: BenchBroker,
  rates: readonly number[],
  { warmUpMs = 1500, measuredMs = 5000, windowPerClient = Infinity } = {},
): Promise<OpenLoop[]> {
  const crowd = await gatherCrowd(broker, saturationClients);
  const results: OpenLoop[] = [];
  for (const rate of rates)
    results.push(await measureRate(crowd, broker, rate, { warmUpMs, measuredMs, windowPerClient }));
  crowd.leave();
  return results;
}

async function measureRate(
  crowd: Crowd,
  broker: BenchBroker,
  rate: number,
  {
    warmUpMs,
    measuredMs,
    windowPerClient,
  }: { warmUpMs: number; measuredMs: number; windowPerClient: number },
): Promise<OpenLoop> {
  const { counts, members } = crowd;
  const first = { ...counts };
  const clock = startClock(crowd, rate, windowPerClient);
  await sleep(warmUpMs);
  const latencies: number[] = [];
  crowd.latencies = latencies;
  const before = { ...counts, cpu: cpuMs(broker.pid), atMs: performance.now() };
  await sleep(measuredMs);
  const cpuUsedMs = cpuMs(broker.pid) - before.cpu;
  const wallMs = performance.now() - before.atMs;
  const accepted = counts.acknowledged - before.acknowledged;
  clock.stop();

  const drainBy = performance.now() + maxDrainMs;
  const waiting = () => members.some(({ unanswered }) => unanswered > 0);
  while (waiting() && performance.now() < drainBy) await sleep(50);
  const due = () =>
    roomSize * (counts.acknowledged - first.acknowledged) - (counts.delivered - first.delivered);
  while (due() > 0 && performance.now() < drainBy) await sleep(50);
  crowd.latencies = undefined;
  return {
    offeredPerSec: rate,
    acceptedPerSec: (accepted * 1000) / wallMs,
    cpuPercent: (100 * cpuUsedMs) / wallMs,
    p50Ms: percentile(latencies, 0.5),
    p99Ms: percentile(latencies, 0.99),
    missing: due(),
    refused: counts.refused - first.refused,
    lostConnections: counts.lost - first.lost,
  };
}

/** Sends in turn, `rate` a second in all; a member with a full window misses its turn. */
export function startClock(crowd: Crowd, rate: number, windowPerClient: number): { stop(): void } {
  let lastMs = performance.now();
  let due = 0;
  let next = 0;
  const timer = setInterval(() => {
    const nowMs = performance.now();
    due += (rate * (nowMs - lastMs)) / 1000;
    lastMs = nowMs;
    for (; due >= 1; due--) {
      const member = crowd.members[next++ % crowd.members.length];
      if (member && member.unanswered < windowPerClient) crowd.send(member);
    }
  }, tickMs);
  return { stop: () => clearInterval(timer) };
}
