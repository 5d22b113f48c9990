// After an outage: 2,000 clients reconnect at once, with 10 messages waiting for each; and one client comes back to 5,000.
import type { BenchBroker } from '../brokers';
import { gatherCrowd } from '../crowd';
import { population } from '../filled-store';
import { createSender, numberOf } from '../message';
import { cpuMs, median, sleep } from '../meter';
import { createWireClient } from '../wire-client';

export interface Waiting {
  readonly wallMs: number;
  readonly cpuMs: number;
  /** The generator's own. */
  readonly generatorCpuMs: number;
  /** Should be 0. */
  readonly missing: number;
}

export const stormClients = 2000;
const stormMessages = 10;
const drainMessages = 5000;
const publishWindow = 20;
const redialMs = 500;
const patienceMs = 60_000;

export function measureStorm(broker: BenchBroker, rounds: number): Promise<Waiting> {
  return measureWaiting(broker, { clients: stormClients, messages: stormMessages, rounds });
}

export function measureDrain(broker: BenchBroker, rounds: number): Promise<Waiting> {
  return measureWaiting(broker, { clients: 1, messages: drainMessages, rounds });
}

async function measureWaiting(
  broker: BenchBroker,
  { clients, messages, rounds }: { clients: number; messages: number; rounds: number },
): Promise<Waiting> {
  // Every client has its session from here on.
  const crowd = await gatherCrowd(broker, clients, population.ownTopic);
  crowd.leave();
  const publish = await openPublisher(broker, clients);
  const results: Waiting[] = [];
  for (let round = 0; round < rounds; round++) {
    await sleep(1000);
    const firstNumber = round * messages;
    await publish.all(messages);
    await sleep(500);
    results.push(await comeBack(broker, clients, messages, firstNumber));
  }
  publish.close();
  return {
    wallMs: median(results.map(({ wallMs }) => wallMs)),
    cpuMs: median(results.map((result) => result.cpuMs)),
    generatorCpuMs: median(results.map(({ generatorCpuMs }) => generatorCpuMs)),
    missing: results.reduce((sum, { missing }) => sum + missing, 0),
  };
}

/** One client that writes to every client's own topic. */
async function openPublisher(broker: BenchBroker, clients: number) {
  let acknowledged: () => void = () => {};
  const wire = createWireClient({
    port: broker.port,
    version: 4,
    login: population.publisher,
    acknowledged: () => acknowledged(),
  });
  await wire.connect();
  const senders = Array.from({ length: clients }, (_, client) =>
    createSender(4, population.ownTopic(client), client),
  );
  return {
    close: () => wire.destroy(),
    /** So many to each, one client after another. */
    all: (messages: number): Promise<void> =>
      new Promise((resolve) => {
        const total = clients * messages;
        let sent = 0;
        let answered = 0;
        const send = () => {
          const sender = senders[sent++ % clients];
          if (sender) wire.send(sender.next().frame);
        };
        acknowledged = () => {
          answered++;
          if (answered === total) resolve();
          else if (sent < total) send();
        };
        for (let i = 0; i < Math.min(publishWindow, total); i++) send();
      }),
  };
}

async function comeBack(
  broker: BenchBroker,
  clients: number,
  messages: number,
  firstNumber: number,
): Promise<Waiting> {
  const startedAtMs = performance.now();
  const cpuBefore = cpuMs(broker.pid);
  const generatorBefore = process.cpuUsage();
  const wires: { destroy(): void }[] = [];
  let complete = 0;
  let missing = clients * messages;
  let done: () => void = () => {};
  const finished = new Promise<void>((resolve) => {
    done = resolve;
  });
  const patience = setTimeout(() => done(), patienceMs);

  const dial = (client: number, wanted: Set<number>): void => {
    const wire = createWireClient({
      port: broker.port,
      version: broker.version,
      login: population.login(client),
      received(bytes, start) {
        if (!wanted.delete(numberOf(bytes, start))) return;
        missing--;
        if (wanted.size === 0 && ++complete === clients) done();
      },
      lost: () => void setTimeout(() => dial(client, wanted), redialMs),
    });
    wires[client] = wire;
    wire.connect().catch(() => {});
  };
  for (let client = 0; client < clients; client++)
    dial(client, new Set(Array.from({ length: messages }, (_, index) => firstNumber + index)));
  await finished;
  clearTimeout(patience);
  const wallMs = performance.now() - startedAtMs;
  const { user, system } = process.cpuUsage(generatorBefore);
  await sleep(300);
  const used = cpuMs(broker.pid) - cpuBefore;
  for (const wire of wires) wire.destroy();
  return { wallMs, cpuMs: used, generatorCpuMs: (user + system) / 1000, missing };
}
