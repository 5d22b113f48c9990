// The built broker as a process of its own, to be killed, frozen and started again by tests. It never outlives the test:
// it dies with the test's process, however that one ends.
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import { basename, dirname, join } from 'node:path';

const root = findRoot(import.meta.dirname);

/** A broker to be built and run: where its source is, and where the bundle goes. */
export interface BrokerProgram {
  readonly source: string;
  readonly outDir: string;
}

const theBroker: BrokerProgram = { source: 'broker/main.ts', outDir: 'dist/broker' };

/** Run in the broker's process before it: the channel to the test's process closes when that one dies, even by kill -9. */
const dieWithParent = 'data:text/javascript,process.on("disconnect",()=>process.kill(process.pid,"SIGKILL"))';

export interface BrokerProcess {
  /** With a slash at the end. The same after a restart. */
  readonly url: string;
  readonly port: number;
  /** What it has written to standard error since the first start. */
  log(): string;
  /** The same of standard output. */
  printed(): string;
  /** As a crash: nothing is flushed. Resolves when the process is gone. */
  kill9(): Promise<void>;
  /** SIGTERM. Resolves with the exit code. */
  stop(): Promise<number | null>;
  /**
   * Starts it again on the same port and folder, perhaps as another program that is built already; kills it first if it
   * runs. Resolves when it accepts connections.
   */
  restart(program?: BrokerProgram): Promise<void>;
  /** A message on the channel to its process, for programs that listen to one. */
  tell(message: string): void;
  /** Frozen: connections stay open and nobody answers. */
  pause(): void;
  resume(): void;
}

export async function startBrokerProcess({
  dataDir,
  port = 0,
  env = {},
  program = theBroker,
}: {
  dataDir: string;
  /** 0: any free one. */
  port?: number;
  env?: Readonly<Record<string, string>>;
  program?: BrokerProgram;
}): Promise<BrokerProcess> {
  buildIfOld(program);
  const settings = { DATA_DIR: dataDir, ...env, PORT: String(port === 0 ? await findFreePort() : port) };
  let log = '';
  let printed = '';
  let current = program;
  let child = await start();
  const url = `http://127.0.0.1:${settings.PORT}/`;

  async function start(): Promise<ChildProcess> {
    const started = spawnBroker(settings, current);
    started.stderr?.on('data', (chunk: Buffer) => (log += chunk.toString()));
    started.stdout?.on('data', (chunk: Buffer) => (printed += chunk.toString()));
    await untilReady(started, () => log);
    return started;
  }

  async function end(signal: 'SIGKILL' | 'SIGTERM'): Promise<number | null> {
    if (child.exitCode === null && child.signalCode === null) {
      const exited = once(child, 'exit');
      child.kill(signal);
      await exited;
    }
    return child.exitCode;
  }

  return {
    url,
    port: Number(settings.PORT),
    log: () => log,
    printed: () => printed,
    kill9: async () => {
      await end('SIGKILL');
    },
    stop: () => end('SIGTERM'),
    restart: async (next = current) => {
      await end('SIGKILL');
      current = next;
      child = await start();
    },
    tell: (message) => void child.send(message),
    pause: () => void child.kill('SIGSTOP'),
    resume: () => void child.kill('SIGCONT'),
  };
}

/** Starts the built broker with nothing but these settings, and does not wait for it. */
export function spawnBroker(
  env: Readonly<Record<string, string>>,
  program: BrokerProgram = theBroker,
): ChildProcess {
  const { PATH = '' } = process.env;
  const child = spawn(process.execPath, ['--import', dieWithParent, bundleOf(program)], {
    cwd: root,
    // Several run side by side, each with one port of its own.
    env: { PATH, MQTT_TCP: 'off', ...env },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  // A frozen process hears no farewell on the channel, but it can be killed.
  const killNow = () => void child.kill('SIGKILL');
  process.on('exit', killNow);
  child.once('exit', () => process.off('exit', killNow));
  return child;
}

/**
 * Below the ports that the system gives to outgoing connections: while the broker is down, a client that dials its
 * port over and over must neither be given that port nor reach itself.
 */
export async function findFreePort(): Promise<number> {
  const port = 10_000 + Math.floor(Math.random() * 20_000);
  const server = createServer();
  const listening = new Promise<boolean>((resolve) => {
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => resolve(true));
  });
  if (!(await listening)) return findFreePort();
  server.close();
  await once(server, 'close');
  return port;
}

/** Resolves when it has printed its address. */
function untilReady(child: ChildProcess, log: () => string): Promise<void> {
  let printed = '';
  return new Promise((resolve, reject) => {
    child.once('exit', (code, signal) =>
      reject(new Error(`The broker did not start (${code ?? signal}): ${log()}`)),
    );
    child.stdout?.on('data', (chunk: Buffer) => {
      printed += chunk.toString();
      if (/^Onebar is at \S+$/m.test(printed)) resolve();
    });
  });
}

export const buildBrokerIfOld = (): void => buildIfOld(theBroker);

/** Builds it if a source is newer, so that no test passes on yesterday's program. */
export function buildIfOld(program: BrokerProgram): void {
  const builtAtMs = statSync(bundleOf(program), { throwIfNoEntry: false })?.mtimeMs ?? 0;
  const sources = ['broker', join('src', 'protocol'), dirname(program.source)];
  if (sources.every((folder) => newestMs(folder) < builtAtMs)) return;
  const vite = join(root, 'node_modules', 'vite', 'bin', 'vite.js');
  const { status, stderr } = spawnSync(
    process.execPath,
    [vite, 'build', '--ssr', program.source, '--outDir', program.outDir, '--logLevel', 'warn'],
    { cwd: root, encoding: 'utf8' },
  );
  if (status !== 0) throw new Error(`The broker could not be built: ${stderr}`);
}

const bundleOf = ({ source, outDir }: BrokerProgram): string =>
  join(root, outDir, basename(source).replace(/\.ts$/, '.js'));

/** This file may be part of a bundle somewhere in dist/. */
function findRoot(folder: string): string {
  return existsSync(join(folder, 'package.json')) ? folder : findRoot(dirname(folder));
}

function newestMs(folder: string): number {
  const entries = readdirSync(join(root, folder), { recursive: true, withFileTypes: true });
  return Math.max(
    ...entries
      .filter((entry) => entry.isFile() && !entry.name.endsWith('.test.ts'))
      .map((entry) => statSync(join(entry.parentPath, entry.name)).mtimeMs),
  );
}
