// The built broker as a process of its own, to be killed, frozen and started again by tests. It never outlives the test:
// it dies with the test's process, however that one ends.
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
const program = join(root, 'dist', 'broker', 'main.js');

/** Run in the broker's process before it: the channel to the test's process closes when that one dies, even by kill -9. */
const dieWithParent = 'data:text/javascript,process.on("disconnect",()=>process.kill(process.pid,"SIGKILL"))';

export interface BrokerProcess {
  /** With a slash at the end. The same after a restart. */
  readonly url: string;
  readonly port: number;
  /** What it has written to standard error since the first start. */
  log(): string;
  /** As a crash: nothing is flushed. Resolves when the process is gone. */
  kill9(): Promise<void>;
  /** SIGTERM. Resolves with the exit code. */
  stop(): Promise<number | null>;
  /** Starts it again on the same port and folder; kills it first if it runs. Resolves when it accepts connections. */
  restart(): Promise<void>;
  /** Frozen: connections stay open and nobody answers. */
  pause(): void;
  resume(): void;
}

export async function startBrokerProcess({
  dataDir,
  port = 0,
  env = {},
}: {
  dataDir: string;
  /** 0: any free one. */
  port?: number;
  env?: Readonly<Record<string, string>>;
}): Promise<BrokerProcess> {
  buildBrokerIfOld();
  const settings = { DATA_DIR: dataDir, ...env, PORT: String(port === 0 ? await findFreePort() : port) };
  let log = '';
  let child = await start();
  const url = `http://127.0.0.1:${settings.PORT}/`;

  async function start(): Promise<ChildProcess> {
    const started = spawnBroker(settings);
    started.stderr?.on('data', (chunk: Buffer) => (log += chunk.toString()));
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
    kill9: async () => {
      await end('SIGKILL');
    },
    stop: () => end('SIGTERM'),
    restart: async () => {
      await end('SIGKILL');
      child = await start();
    },
    pause: () => void child.kill('SIGSTOP'),
    resume: () => void child.kill('SIGCONT'),
  };
}

/** Starts the built broker with nothing but these settings, and does not wait for it. */
export function spawnBroker(env: Readonly<Record<string, string>>): ChildProcess {
  const { PATH = '' } = process.env;
  const child = spawn(process.execPath, ['--import', dieWithParent, program], {
    cwd: root,
    env: { PATH, ...env },
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
async function findFreePort(): Promise<number> {
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

/** Builds dist/broker if a source is newer, so that no test passes on yesterday's program. */
export function buildBrokerIfOld(): void {
  const builtAtMs = statSync(program, { throwIfNoEntry: false })?.mtimeMs ?? 0;
  if (newestMs('broker') < builtAtMs && newestMs(join('src', 'protocol')) < builtAtMs) return;
  const vite = join(root, 'node_modules', 'vite', 'bin', 'vite.js');
  const { status, stderr } = spawnSync(
    process.execPath,
    [vite, 'build', '--ssr', 'broker/main.ts', '--logLevel', 'warn'],
    { cwd: root, encoding: 'utf8' },
  );
  if (status !== 0) throw new Error(`The broker could not be built: ${stderr}`);
}

function newestMs(folder: string): number {
  const entries = readdirSync(join(root, folder), { recursive: true, withFileTypes: true });
  return Math.max(
    ...entries
      .filter((entry) => entry.isFile() && !entry.name.endsWith('.test.ts'))
      .map((entry) => statSync(join(entry.parentPath, entry.name)).mtimeMs),
  );
}
