// The same scenario, as far as it applies, against others: the same links, the same faults from outside, the same writing.
// They have no outbox on disk, so a message counts from the moment it was handed to the library; its reader keeps a list.
import { spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { findFreePort } from '../broker-process';
import { createWeakNetwork } from '../weak-network';
import { createChance, type Random } from './chance';
import { outerFaults, type BareWorld, type Fault } from './faults';
import { judgeReaders, type Spoken } from './judge-readers';
import { startPeerServer } from './peer-server';
import type { Row } from './report';
import { runWaves } from './waves';
import { wordsOf } from './words';

/** One library's client, as bench/peers/clients.mjs makes it. */
interface PeerClient {
  online(): boolean;
  /** Resolves when the other end said that it has it; rejects when the library gave up. */
  say(room: string, text: string): Promise<void>;
  /** As a closed page: whatever is in memory is gone. */
  vanish(): void;
}

type CreateClient = (options: {
  port: number;
  clientId: string;
  rooms: readonly string[];
  heard: (room: string, text: string) => void;
}) => PeerClient;

interface Peer {
  readonly name: string;
  readonly client: 'createMqttClient' | 'createSocketIoClient';
  /** The command that serves on this port, with this folder to itself; `undefined`: not installed here. */
  readonly command: (port: number, folder: string) => Promise<readonly string[] | undefined>;
}

export interface PeersOptions {
  readonly seed: number;
  readonly durationMs: number;
  readonly rate: number;
  readonly only: readonly string[] | undefined;
  readonly say: (line: string) => void;
}

const folderOfPeers = join('bench', 'peers');

const peers: readonly Peer[] = [
  {
    name: 'MQTT.js + Aedes',
    client: 'createMqttClient',
    command: async (port) => [process.execPath, join(folderOfPeers, 'aedes-broker.mjs'), String(port)],
  },
  {
    name: 'Socket.IO',
    client: 'createSocketIoClient',
    command: async (port) => [process.execPath, join(folderOfPeers, 'socket-io-server.mjs'), String(port)],
  },
  {
    name: 'MQTT.js + mosquitto',
    client: 'createMqttClient',
    async command(port, folder) {
      if (spawnSync('mosquitto', ['-h']).error) return undefined;
      const config = join(folder, 'mosquitto.conf');
      const lines = [`listener ${port} 127.0.0.1`, 'allow_anonymous true', 'persistence true'];
      await writeFile(config, [...lines, `persistence_location ${folder}/`, ''].join('\n'));
      return ['mosquitto', '-c', config];
    },
  },
];

/** Each peer's row, and what there is to say of them. */
export async function runPeers(options: PeersOptions): Promise<{ rows: Row[]; notes: string[] }> {
  const rows: Row[] = [];
  const notes: string[] = [
    'Others have no outbox on disk and no log to compare with: a message counts from the moment it was handed to the library, and is falsely shown as stored when it was acknowledged and did not reach everybody in the room. They speak over TCP, or what they choose themselves.',
  ];
  for (const peer of peers) {
    const folder = await mkdtemp(join(tmpdir(), 'onebar-peer-'));
    try {
      const port = await findFreePort();
      const command = await peer.command(port, folder);
      if (!command) {
        notes.push(`${peer.name} is not installed here.`);
        continue;
      }
      options.say(`\n${peer.name}, seed ${options.seed}`);
      const { row, inReloadedPages } = await runPeer(peer, command, port, options);
      rows.push(row);
      notes.push(
        `${peer.name}: of the ${row.sins.lost} lost, ${inReloadedPages} waited in a page that was reloaded.`,
      );
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }
  return { rows, notes };
}

interface Seat {
  readonly name: string;
  readonly rooms: readonly string[];
  readonly heard: { room: string; text: string }[];
  readonly port: number;
  client: PeerClient;
  busy: boolean;
}

interface PeerWorld extends BareWorld {
  readonly seats: readonly Seat[];
}

async function runPeer(
  { name, client }: Peer,
  command: readonly string[],
  port: number,
  { seed, durationMs, rate, only, say }: PeersOptions,
): Promise<{ row: Row; inReloadedPages: number }> {
  const random = createChance(seed);
  const broker = await startPeerServer(command, port);
  const target = { host: '127.0.0.1', port };
  const links = await Promise.all(
    [1, 2, 3].map(async (k) => ({
      network: await createWeakNetwork({ target, seed: seed + k }),
      busy: false,
    })),
  );
  const clients = (await import(
    pathToFileURL(join(process.cwd(), folderOfPeers, 'clients.mjs')).href
  )) as Record<Peer['client'], CreateClient>;
  const spoken: Spoken[] = [];
  const open = ({ name: clientId, rooms, heard, port: at }: Omit<Seat, 'client' | 'busy'>) =>
    clients[client]({ port: at, clientId, rooms, heard: (room, text) => heard.push({ room, text }) });
  const seats = membersOf(random).map((rooms, k) => {
    const seat = { name: `seat${k}`, rooms, heard: [], port: links[k % links.length]!.network.port };
    return { ...seat, client: open(seat), busy: false };
  });
  const reload: Fault<PeerWorld> = {
    name: 'reload',
    async strike(_, own) {
      const seat = own.pick(seats);
      if (!seat) return undefined;
      for (const each of spoken)
        if (each.writer === seat.name && each.state === 'waiting') each.state = 'reloaded';
      seat.client.vanish();
      seat.client = open(seat);
      return true;
    },
  };
  const heal = () => {
    for (const { network } of links) {
      network.shape({ latencyMs: 0, jitterMs: 0, bytesPerSec: undefined });
      network.heal();
    }
  };
  await allOnline(seats, 20_000);
  // Subscriptions are on their way.
  await sleep(500);
  let writing = true;
  const writers = seats.map(async (seat) => {
    const own = random.fork();
    while (writing) {
      await sleep((-Math.log(1 - own.next()) * seats.length * 1000) / rate);
      const room = own.pick(seat.rooms);
      if (room === undefined) continue;
      const words: Spoken = { text: wordsOf(own), room, writer: seat.name, state: 'waiting' };
      spoken.push(words);
      seat.client.say(room, words.text).then(
        () => (words.state = 'acknowledged'),
        () => undefined,
      );
    }
  });
  const waves = await runWaves<PeerWorld>({
    world: { links, broker, seats },
    kinds: [...outerFaults, reload].filter((fault) => only?.includes(fault.name) ?? true),
    random: random.fork(),
    durationMs,
    heal,
    recover: () => recover(seats, spoken, 20_000),
    say: (text) => say(`${text}; ${spoken.length} written`),
  });
  writing = false;
  await Promise.all(writers);
  heal();
  await recover(seats, spoken, 20_000);
  await untilSilent(seats);

  const { sins, copies, inReloadedPages } = judgeReaders(spoken, seats);
  const bytes = links
    .flatMap(({ network: { counters } }) => [counters.mqtt, counters.other])
    .reduce((sum, { bytesUp, bytesDown }) => sum + bytesUp + bytesDown, 0);
  for (const seat of seats) seat.client.vanish();
  await broker.kill();
  await Promise.all(links.map(({ network }) => network.close()));
  const row: Row = {
    name,
    messages: spoken.length,
    faults: waves.counts,
    sins,
    recoveryMs: waves.recoveryMs,
    bytesPerMessage: bytes / Math.max(1, spoken.length),
    devicesPerMessage: copies / Math.max(1, spoken.length),
  };
  return { row, inReloadedPages };
}

/** Seven devices, as in the world of Onebar: everyone in the lobby, about half of them in each other room. */
function membersOf(random: Random): string[][] {
  return Array.from({ length: 7 }, () => [
    'lobby',
    ...['north', 'south', 'clinic'].filter(() => random.next() < 0.5),
  ]);
}

async function allOnline(seats: readonly Seat[], limitMs: number): Promise<void> {
  const endMs = performance.now() + limitMs;
  while (!seats.every((seat) => seat.client.online()) && performance.now() < endMs) await sleep(25);
}

/** Until all are online and what waited is answered. */
async function recover(seats: readonly Seat[], spoken: readonly Spoken[], limitMs: number) {
  const startedAtMs = performance.now();
  const waiting = spoken.filter((each) => each.state === 'waiting');
  for (;;) {
    const late = seats.find(
      (seat) =>
        !seat.client.online() ||
        waiting.some((each) => each.writer === seat.name && each.state === 'waiting'),
    );
    const afterMs = performance.now() - startedAtMs;
    if (!late || afterMs > limitMs) return { afterMs, last: late?.name ?? 'nobody' };
    await sleep(25);
  }
}

/** Until nobody has heard anything for three seconds. */
async function untilSilent(seats: readonly Seat[]): Promise<void> {
  const count = () => seats.reduce((sum, seat) => sum + seat.heard.length, 0);
  for (let before = -1; before !== count();) {
    before = count();
    await sleep(3000);
  }
}
