// The brokers that are measured, each as a process of its own on the first core; the generator has the second one.
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fillStore } from './filled-store';
import { sleep } from './meter';

export type BrokerName = 'onebar' | 'mosquitto' | 'aedes';

/** Socket.IO speaks no MQTT, so most of the bench has nothing to say to it. */
type ServerName = BrokerName | 'socket-io';

export interface BenchBroker extends BenchServer {
  readonly name: BrokerName;
}

export interface BenchServer {
  readonly name: ServerName;
  /** Of MQTT, where it is spoken: the newest one. */
  readonly version: 4 | 5;
  readonly port: number;
  readonly pid: number;
  stop(): Promise<void>;
}

let nextPort = 21_900;

export interface StartOptions {
  /** How many clients will come. */
  readonly clients: number;
  readonly ownRooms?: number;
  /** For Node, when it runs our broker. */
  readonly nodeOptions?: readonly string[];
  /** Settings of our broker. */
  readonly env?: Readonly<Record<string, string>>;
}

const brokerCore = '0';
const has = (command: string) => spawnSync('which', [command]).status === 0;
const hasTaskset = has('taskset');
/** Debian keeps it where only root looks. */
const mosquitto = ['mosquitto', '/usr/sbin/mosquitto'].find(has);

export const brokersHere: readonly BrokerName[] = [
  'onebar',
  ...(mosquitto ? (['mosquitto'] as const) : []),
  'aedes',
];

/** `root` is the project's folder. */
export async function startBroker(
  name: BrokerName,
  root: string,
  options: StartOptions,
): Promise<BenchBroker> {
  return { ...(await startServer(name, root, options)), name };
}

export async function startServer(
  name: ServerName,
  root: string,
  options: StartOptions,
): Promise<BenchServer> {
  // A new one each time: mosquitto does not listen on a port with connections that have just ended.
  const port = nextPort++;
  const dir = mkdtempSync(join(tmpdir(), 'onebar-bench-'));
  const child = await spawnIt();
  // However this process ends.
  const killNow = () => void child.kill('SIGKILL');
  process.on('exit', killNow);
  const pid = child.pid ?? 0;
  await untilListening(child, port);

  return {
    name,
    version: name === 'aedes' ? 4 : 5,
    port,
    pid,
    async stop() {
      process.off('exit', killNow);
      if (child.exitCode === null) {
        const exited = once(child, 'exit');
        child.kill('SIGTERM');
        const hurry = setTimeout(() => child.kill('SIGKILL'), 8000);
        await exited;
        clearTimeout(hurry);
      }
      rmSync(dir, { recursive: true, force: true });
    },
  };

  async function spawnIt(): Promise<ChildProcess> {
    if (name === 'aedes' || name === 'socket-io') {
      const file = name === 'aedes' ? 'aedes-websocket-broker.mjs' : 'socket-io-server.mjs';
      const program = join(root, 'bench', 'peers', file);
      return pinned(process.execPath, [program, String(port)]);
    }
    if (name === 'mosquitto') {
      const config = join(dir, 'mosquitto.conf');
      writeFileSync(config, mosquittoSettings(dir, port));
      return pinned(mosquitto ?? '', ['-c', config]);
    }
    const dataDir = join(dir, 'data');
    await fillStore(dataDir, { clients: options.clients, ownRooms: options.ownRooms ?? 0 });
    const bundle = join(root, 'dist', 'bench-broker', 'main.js');
    return pinned(process.execPath, [...(options.nodeOptions ?? []), bundle], {
      ...options.env,
      DATA_DIR: dataDir,
      PORT: String(port),
      MQTT_TCP: 'off',
    });
  }
}

function pinned(command: string, args: readonly string[], env: Record<string, string> = {}): ChildProcess {
  const [program, ...rest] = hasTaskset
    ? ['taskset', '-c', brokerCore, command, ...args]
    : [command, ...args];
  return spawn(program ?? '', rest, {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { PATH: process.env['PATH'] ?? '', ...env },
  });
}

/**
 * Sessions are kept and written down every half hour, as it comes; nothing is dropped because a queue is full.
 * With a listener for WebSockets alone version 2.0.11 takes itself to have none.
 */
const mosquittoSettings = (dir: string, port: number): string => `user root
allow_anonymous true
persistence true
persistence_location ${dir}/
max_queued_messages 0
log_dest none
set_tcp_nodelay true
listener ${port} 127.0.0.1
protocol websockets
listener ${port + 1000} 127.0.0.1
`;

async function untilListening(child: ChildProcess, port: number): Promise<void> {
  for (let tries = 0; tries < 300; tries++) {
    if (child.exitCode !== null) throw new Error(`The broker did not start (exit code ${child.exitCode})`);
    const socket = connect(port, '127.0.0.1');
    const isThere = await new Promise<boolean>((resolve) => {
      socket.once('connect', () => resolve(true));
      socket.once('error', () => resolve(false));
    });
    socket.destroy();
    if (isThere) return sleep(500);
    await sleep(100);
  }
  throw new Error('The broker did not listen within 30 s');
}
