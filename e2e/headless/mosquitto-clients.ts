// Debian's mosquitto_pub and mosquitto_sub, which nobody here wrote, against a broker of ours over TCP.
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { until } from './until';

const isInstalled = ['mosquitto_pub', 'mosquitto_sub', 'stdbuf'].every(
  (command) => !spawnSync(command, ['--help']).error,
);
if (!isInstalled)
  process.stdout.write('mosquitto_pub and mosquitto_sub are not installed: nothing is tested with them.\n');

/** What they call the versions of MQTT. None where they are not installed. */
export const mosquittoVersions = isInstalled ? (['mqttv311', 'mqttv5'] as const) : [];

export interface Login {
  readonly port: number;
  readonly username: string;
  readonly password: string;
}

export interface Ended {
  readonly code: number | null;
  readonly printed: string;
  readonly said: string;
}

export interface Listening {
  lines(): string[];
  /** Resolves when it has so many. */
  has(count: number): Promise<string[]>;
  ended(): Promise<Ended>;
  stop(): Promise<void>;
}

const running = new Set<ChildProcess>();

export async function stopMosquittoClients(): Promise<void> {
  for (const child of running) {
    const gone = once(child, 'close');
    child.kill('SIGKILL');
    await gone;
  }
}

/** Runs to its end; `input` goes to its standard input. */
export async function mosquittoPub(login: Login, args: readonly string[], input = ''): Promise<Ended> {
  const started = run('mosquitto_pub', login, args);
  started.child.stdin?.end(input);
  return await started.ended();
}

/** Resolves when it has subscribed: it says so itself. */
export async function mosquittoSub(login: Login, args: readonly string[]): Promise<Listening> {
  const started = run('mosquitto_sub', login, ['-d', ...args]);
  const filters = args.filter((each) => each === '-t').length;
  await until('mosquitto_sub has subscribed', () =>
    started
      .all()
      .split('\n')
      .filter((line) => /received SUBACK|^Subscribed/.test(line)).length > 0 && filters > 0
      ? true
      : undefined,
  );
  return started;
}

function run(command: string, { port, username, password }: Login, args: readonly string[]) {
  const own = ['-h', '127.0.0.1', '-p', String(port), '-u', username, '-P', password];
  // Without a buffer, or its lines come when it ends.
  const child = spawn('stdbuf', ['-oL', command, ...own, ...args], { stdio: ['pipe', 'pipe', 'pipe'] });
  running.add(child);
  let printed = '';
  let said = '';
  child.stdout.on('data', (chunk: Buffer) => (printed += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
  child.stdin.on('error', () => {});
  const closed = once(child, 'close').then(() => void running.delete(child));
  /** What -d says of packets stands between the messages. */
  const lines = () =>
    printed
      .split('\n')
      .slice(0, -1)
      .filter((line) => !/^(Client \S* ?(sending|received)|Subscribed \(mid)/.test(line));
  return {
    child,
    all: () => printed,
    lines,
    has: (count: number) =>
      until(
        `${command} has ${count} lines`,
        () => (lines().length >= count ? lines() : undefined),
        20_000,
        () => `It has: ${printed} ${said}`,
      ),
    async ended(): Promise<Ended> {
      await closed;
      return { code: child.exitCode, printed: lines().join('\n'), said };
    },
    async stop() {
      child.kill('SIGTERM');
      await closed;
    },
  };
}
