// `npm run bench`: what the broker can do and what that costs, beside Aedes and, where it is installed, mosquitto.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { arch, cpus, platform, release, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { startBrokerProcess } from '../e2e/broker-process';
import {
  countMessageBytes,
  countReactionBytes,
  countReadMarkBytes,
  countTypingBytes,
} from '../e2e/headless/message-bytes';
import { brokersHere, startBroker, type BenchBroker, type BrokerName, type StartOptions } from './brokers';
import { readParts } from './cpu-profile';
import { checkGoals } from './goals';
import {
  bytesTable,
  idleTable,
  noFigures,
  openLoopTable,
  overloadTable,
  partsTable,
  saturationTable,
  table,
  waitingTable,
} from './report';
import { measureIdle } from './workloads/idle';
import { measureOpenLoop } from './workloads/open-loop';
import { measureSaturation, saturationClients } from './workloads/saturation';
import { measureDrain, measureStorm, stormClients } from './workloads/waiting';

const names = ['bytes', 'saturation', 'parts', 'open-loop', 'overload', 'waiting', 'idle'] as const;
type SectionName = (typeof names)[number];

const rates = [500, 2000, 4000, 8000];
const rounds = 3;
/** The first ones find a broker that has seldom done this, and one of another few meets a garbage collection. */
const waitingRounds = 5;
/** In an overload a client keeps the rest back, as a device keeps it in its outbox. */
const overloadWindow = 4;
const docs = join('docs', 'bench.md');

const { values } = parseArgs({
  options: {
    only: { type: 'string', multiple: true },
    'write-docs': { type: 'boolean', default: false },
  },
});
const root = process.cwd();
const isWanted = (name: SectionName) => values.only?.includes(name) ?? true;
const say = (text: string) => process.stdout.write(`${text}\n`);
const figures = noFigures();
const idleClients = Math.min(10_000, openFilesLimit() - 1000);

/** Every figure of one kind is taken broker by broker, so that what else the machine does falls on all of them. */
async function forEachBroker(
  options: StartOptions,
  measure: (broker: BenchBroker, name: BrokerName) => Promise<void>,
): Promise<void> {
  for (const name of brokersHere) {
    const broker = await startBroker(name, root, options);
    await measure(broker, name);
    await broker.stop();
  }
}

const sections: Record<SectionName, { title: string; run: () => Promise<string> }> = {
  bytes: {
    title: 'Bytes on the wire',
    async run() {
      for (const [what, count] of [
        ['message', countMessageBytes],
        ['reaction', countReactionBytes],
        ['readMark', countReadMarkBytes],
        ['typing', countTypingBytes],
      ] as const) {
        const dataDir = mkdtempSync(join(tmpdir(), 'onebar-bench-'));
        const broker = await startBrokerProcess({ dataDir });
        figures.bytes[what] = await count(broker.url.slice(0, -1));
        await broker.stop();
        rmSync(dataDir, { recursive: true, force: true });
      }
      return bytesTable(figures);
    },
  },
  saturation: {
    title: 'At saturation',
    async run() {
      await forEachBroker({ clients: saturationClients }, async (broker, name) => {
        figures.saturation.set(name, await measureSaturation(broker, { rounds }));
      });
      return saturationTable(figures);
    },
  },
  parts: {
    title: 'What each part costs',
    async run() {
      const profileDir = mkdtempSync(join(tmpdir(), 'onebar-profile-'));
      const nodeOptions = ['--cpu-prof', '--cpu-prof-interval=500', `--cpu-prof-dir=${profileDir}`];
      const broker = await startBroker('onebar', root, { clients: saturationClients, nodeOptions });
      await measureSaturation(broker, { rounds });
      // It writes its profile when it ends.
      await broker.stop();
      figures.parts = readParts(profileDir, join(root, 'dist', 'bench-broker', 'main.js.map'));
      rmSync(profileDir, { recursive: true, force: true });
      return partsTable(figures);
    },
  },
  'open-loop': {
    title: 'A normal day',
    async run() {
      await forEachBroker({ clients: saturationClients }, async (broker, name) => {
        figures.openLoop.set(name, await measureOpenLoop(broker, rates));
      });
      return openLoopTable(figures);
    },
  },
  overload: {
    title: 'Overload',
    async run() {
      await forEachBroker({ clients: saturationClients }, async (broker, name) => {
        const most = figures.saturation.get(name) ?? (await measureSaturation(broker, { rounds: 1 }));
        const [overload] = await measureOpenLoop(broker, [Math.round(2 * most.publishedPerSec)], {
          windowPerClient: overloadWindow,
          measuredMs: 10_000,
        });
        if (overload) figures.overload.set(name, overload);
      });
      return overloadTable(figures);
    },
  },
  waiting: {
    title: 'After an outage',
    async run() {
      // Here one client of the generator writes what thousands would.
      const env = { MESSAGES_PER_SEC: '1000000', BYTES_PER_SEC: '1000000000' };
      await forEachBroker({ clients: stormClients, ownRooms: stormClients, env }, async (broker, name) => {
        figures.storm.set(name, await measureStorm(broker, waitingRounds));
        figures.drain.set(name, await measureDrain(broker, waitingRounds));
      });
      return waitingTable(figures);
    },
  },
  idle: {
    title: 'Memory',
    async run() {
      await forEachBroker({ clients: idleClients }, async (broker, name) => {
        figures.idle.set(name, await measureIdle(broker, { clients: idleClients }));
      });
      return idleTable(figures, idleClients);
    },
  },
};

const texts: string[] = [];
for (const name of names.filter(isWanted)) {
  const { title, run } = sections[name];
  say(`\n## ${title}\n`);
  const text = await run();
  say(text);
  texts.push(`## ${title}\n\n${explanations()[name]}\n\n${text}`);
}
const goals = checkGoals(figures);
const goalsTable = table(
  ['goal', 'measured', 'reached'],
  goals.map(({ goal, measured, reached }) => [goal, measured, reached ? 'yes' : '**no**']),
);
say(`\n## Goals\n\n${goalsTable}`);
if (values['write-docs']) {
  writeFileSync(docs, `${introduction()}\n\n## Goals\n\n${goalsTable}\n\n${texts.join('\n\n')}\n`);
  say(`\nWritten to ${docs}`);
}

function introduction(): string {
  const [cpu] = cpus();
  const gigabytes = Math.round(totalmem() / 2 ** 30);
  const mosquitto = brokersHere.includes('mosquitto') ? `, ${mosquittoVersion()}` : '';
  return `# What the broker can do

Written by \`npm run bench -- --write-docs\` on ${new Date().toISOString().slice(0, 10)}: ${cpu?.model ?? 'an unknown processor'}, ${cpus().length} cores, ${gigabytes} GB, ${platform()} ${release()} ${arch()}, Node ${process.versions.node}${mosquitto}, Aedes ${aedesVersion()}.

Broker on one core, load generator on another, on the same machine. Messages of 200 bytes, QoS 1, sessions that are kept, over WebSocket. Onebar is the built program with its synced log, real accounts and tokens, and speaks MQTT 5 with receipts and topic aliases to these clients, as to its own; mosquitto speaks MQTT 5, Aedes 3.1.1. Neither of them writes a message down before it acknowledges it.

**Read ratios, not milliseconds.** All rows of a table come from one run; on another machine, or beside other work, every row moves.`;
}

function explanations(): Record<SectionName, string> {
  return {
    bytes:
      'One text of 40 characters, one reaction, one read mark and one sign of typing between two devices, over connections that are warm: what passes a counting proxy, all WebSocket frames and acknowledgements included, TCP and TLS not. Of the first two, marks are left out: one stands for any number of messages. A mark goes out at once and is acknowledged by nobody: the next one says it again.',
    saturation: `1,000 clients in rooms of 5, so one message makes 5 deliveries. Each client sends its next message when the last one is acknowledged and has come back to it, so that no broker can run ahead of its own deliveries. CPU is that of the whole process, the disk’s thread included. The middle of ${rounds} rounds.`,
    parts:
      'Onebar again, with Node’s profiler, which makes it a little slower. What a library or Node does counts for the part of ours that called it. The µs are these shares of the figure above; LevelDB’s and the garbage collector’s own threads are in that figure, but not in the shares.',
    'open-loop':
      'Messages come at a fixed rate, whatever the broker does. In each cell: CPU of one core, and the time from sending to arriving, median / 99th percentile.',
    overload: `Twice the messages a second that the broker can do, for 10 s. A client has at most ${overloadWindow} unanswered and keeps the rest back, as a device keeps it in its outbox: that, and sockets that are not read, is the back-pressure. The times are those of what was sent, until it arrived. Afterwards every acknowledged message must have reached all five.`,
    waiting: `All clients of a broker that was unreachable dial again in the same moment, and each gets what it missed: counted until the last one has everything. The generator shares the work, so part of the time is its own: its CPU stands apart. The middle of ${waitingRounds} rounds.`,
    idle: 'Resident memory that a connection adds, with one subscription and nothing to say; once everybody is connected and the sessions are saved.',
  };
}

function openFilesLimit(): number {
  if (!existsSync('/proc/self/limits')) {
    say('The bench reads CPU and memory from /proc, so it needs Linux.');
    process.exit(1);
  }
  return Number(/Max open files\s+\d+\s+(\d+)/.exec(readFileSync('/proc/self/limits', 'utf8'))?.[1] ?? 4096);
}

function mosquittoVersion(): string {
  const { stdout } = spawnSync('mosquitto', ['-h'], { encoding: 'utf8' });
  return /mosquitto version \S+/.exec(stdout ?? '')?.[0] ?? 'mosquitto';
}

function aedesVersion(): string {
  const manifest = join(root, 'bench', 'peers', 'node_modules', 'aedes', 'package.json');
  return (JSON.parse(readFileSync(manifest, 'utf8')) as { version: string }).version;
}
