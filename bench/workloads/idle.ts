// 10,000 connections that say nothing, each subscribed to one room: what one of them costs in memory.
import type { BenchBroker } from '../brokers';
import { gatherCrowd } from '../crowd';
import { cpuMs, residentKb, sleep } from '../meter';

export interface Idle {
  readonly kbPerConnection: number;
  readonly connectedPerSec: number;
  readonly cpuPercent: number;
}

export async function measureIdle(
  broker: BenchBroker,
  { clients, settleMs = 8000 }: { clients: number; settleMs?: number },
): Promise<Idle> {
  const before = residentKb(broker.pid);
  const startedAtMs = performance.now();
  const crowd = await gatherCrowd(broker, clients);
  const seconds = (performance.now() - startedAtMs) / 1000;
  await sleep(settleMs);
  const kbPerConnection = (residentKb(broker.pid) - before) / clients;
  const cpuBefore = cpuMs(broker.pid);
  await sleep(3000);
  const cpuPercent = (cpuMs(broker.pid) - cpuBefore) / 30;
  crowd.leave();
  return { kbPerConnection, connectedPerSec: clients / seconds, cpuPercent };
}
