// 10,000 connections that write 10,000 messages a second: how long each takes to arrive, and how many a second a server holds.
import type { BenchServer } from './brokers';
import { population } from './filled-store';
import { createSender, payloadBytes, sentAtMs } from './message';
import { cpuMs, inParallel, percentile, sleep } from './meter';
import { createSocketIoClient } from './socket-io-client';
import { createWireClient } from './wire-client';

export interface CrowdRow {
  readonly offeredPerSec: number;
  readonly deliveredPerSec: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** Of one core, in percent. */
  readonly cpuPercent: number;
  readonly lostConnections: number;
  /** All that was offered was acknowledged and delivered, 99 of 100 within a second. */
  readonly held: boolean;
}

/** How many receivers a message has, and so what the clients' topics are. */
export type Receivers = 1 | 5;

interface Talker {
  connect(): Promise<void>;
  send(): void;
  destroy(): void;
}

interface Heard {
  delivered(latencyMs: number): void;
  acknowledged(): void;
  lost(): void;
}

const connectAtOnce = 100;
const tickMs = 4;
const maxDrainMs = 10_000;
const withinMs = 1000;

/** Rises through the rates until one is not held; the last one is measured in any case. */
export async function measureCrowd(
  server: BenchServer,
  {
    clients,
    receivers,
    rates,
    measuredMs,
  }: { clients: number; receivers: Receivers; rates: readonly number[]; measuredMs: number },
): Promise<CrowdRow[]> {
  const counts = { acknowledged: 0, delivered: 0, lost: 0 };
  let latencies: number[] | undefined;
  const heard: Heard = {
    delivered(latencyMs) {
      counts.delivered++;
      latencies?.push(latencyMs);
    },
    acknowledged: () => counts.acknowledged++,
    lost: () => counts.lost++,
  };
  const talkers = Array.from({ length: clients }, (_, client) =>
    server.name === 'socket-io'
      ? socketIoTalker(server, topicOf(client, receivers), heard)
      : mqttTalker(server, client, topicOf(client, receivers), heard),
  );
  await inParallel(clients, connectAtOnce, async (index) => await talkers[index]?.connect());
  let next = 0;

  async function measureRate(rate: number): Promise<CrowdRow> {
    const first = { ...counts };
    let sent = 0;
    let due = 0;
    let lastMs = performance.now();
    const clock = setInterval(() => {
      const nowMs = performance.now();
      due += (rate * (nowMs - lastMs)) / 1000;
      lastMs = nowMs;
      for (; due >= 1; due--, sent++) talkers[next++ % clients]?.send();
    }, tickMs);
    await sleep(1500);
    const mine: number[] = [];
    latencies = mine;
    const before = { ...counts, cpu: cpuMs(server.pid), atMs: performance.now() };
    await sleep(measuredMs);
    const wallMs = performance.now() - before.atMs;
    const cpuPercent = (100 * (cpuMs(server.pid) - before.cpu)) / wallMs;
    const deliveredPerSec = ((counts.delivered - before.delivered) * 1000) / wallMs;
    clearInterval(clock);
    const drainBy = performance.now() + maxDrainMs;
    const missing = () =>
      counts.acknowledged - first.acknowledged < sent ||
      counts.delivered - first.delivered < receivers * sent;
    while (missing() && performance.now() < drainBy) await sleep(50);
    latencies = undefined;
    const p99Ms = percentile(mine, 0.99);
    return {
      offeredPerSec: rate,
      deliveredPerSec,
      p50Ms: percentile(mine, 0.5),
      p99Ms,
      cpuPercent,
      lostConnections: counts.lost - first.lost,
      held: !missing() && p99Ms <= withinMs && counts.lost === first.lost,
    };
  }

  const rows: CrowdRow[] = [];
  for (const rate of rates) {
    const isLast = rate === rates.at(-1);
    if (!isLast && rows.some(({ held }) => !held)) continue;
    rows.push(await measureRate(rate));
  }
  for (const talker of talkers) talker.destroy();
  return rows;
}

const topicOf = (client: number, receivers: Receivers): string =>
  receivers === 1 ? population.ownTopic(client) : population.roomTopic(client);

function mqttTalker({ port, version }: BenchServer, client: number, topic: string, heard: Heard): Talker {
  const sender = createSender(version, topic, client);
  const wire = createWireClient({
    port,
    version,
    login: population.login(client),
    received: (bytes, start) => heard.delivered(performance.now() - sentAtMs(bytes, start)),
    acknowledged: (_packetId, accepted) => {
      if (accepted) heard.acknowledged();
    },
    lost: heard.lost,
  });
  return {
    async connect() {
      await wire.connect();
      await wire.subscribe(topic);
    },
    send: () => wire.send(sender.next().frame),
    destroy: () => wire.destroy(),
  };
}

/** When it was sent, in digits of this many, and then what fills it up to the same size as in the other payloads. */
const timeChars = 18;
const filling = 'a'.repeat(payloadBytes - timeChars);

function socketIoTalker({ port }: BenchServer, room: string, heard: Heard): Talker {
  const client = createSocketIoClient({
    port,
    rooms: [room],
    received: (bytes, start) =>
      heard.delivered(performance.now() - Number(bytes.toString('latin1', start, start + timeChars))),
    acknowledged: heard.acknowledged,
    lost: heard.lost,
  });
  return {
    connect: () => client.connect(),
    send: () => client.say(room, performance.now().toFixed(6).padStart(timeChars, '0') + filling),
    destroy: () => client.destroy(),
  };
}
