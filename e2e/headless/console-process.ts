// The built console as a process of its own, as somebody runs it without a terminal.
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildIfOld } from '../broker-process';
import { until } from './until';

const program = { source: 'console/console.ts', outDir: 'dist/console' };
const bundle = join(dirname(fileURLToPath(import.meta.url)), '..', '..', 'dist', 'console', 'console.js');

export interface ConsoleProcess {
  type(line: string): void;
  endInput(): void;
  /** What it has printed of the room. */
  lines(): string[];
  /** What it has said itself. */
  said(): string;
  /** Resolves when it has said this. */
  says(words: RegExp): Promise<void>;
  kill9(): Promise<void>;
  /** Resolves with its exit code. */
  exited(): Promise<number | null>;
}

export interface ConsolePlace {
  /** XDG_STATE_HOME. */
  readonly state: string;
  start(args: readonly string[], env?: Readonly<Record<string, string>>): ConsoleProcess;
  /** Starts it, pipes the text into it, and waits for its end. */
  pipe(
    text: string,
    args: readonly string[],
    env?: Readonly<Record<string, string>>,
  ): Promise<{ code: number | null; said: string; printed: string }>;
  close(): Promise<void>;
}

export async function openConsolePlace(): Promise<ConsolePlace> {
  buildIfOld(program);
  const state = await mkdtemp(join(tmpdir(), 'onebar-console-'));
  const running = new Set<ChildProcess>();

  function start(args: readonly string[], env: Readonly<Record<string, string>> = {}): ConsoleProcess {
    const child = spawn(process.execPath, [bundle, ...args], {
      env: { PATH: process.env['PATH'] ?? '', XDG_STATE_HOME: state, ...env },
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    running.add(child);
    let printed = '';
    let said = '';
    child.stdout.on('data', (chunk: Buffer) => (printed += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
    // It may have ended before it read everything.
    child.stdin.on('error', () => {});
    const closed = once(child, 'close').then(() => void running.delete(child));
    return {
      type: (line) => void child.stdin.write(`${line}\n`),
      endInput: () => void child.stdin.end(),
      lines: () => printed.split('\n').slice(0, -1),
      said: () => said,
      says: (words) =>
        until(
          `the console says ${words}`,
          () => (words.test(said) ? true : undefined),
          30_000,
          () => said,
        ).then(() => undefined),
      kill9: async () => {
        child.kill('SIGKILL');
        await closed;
      },
      exited: async () => {
        await closed;
        return child.exitCode;
      },
    };
  }

  return {
    state,
    start,
    async pipe(text, args, env) {
      const started = start(args, env);
      for (const line of text.split('\n').slice(0, -1)) started.type(line);
      started.endInput();
      const code = await started.exited();
      return { code, said: started.said(), printed: started.lines().join('\n') };
    },
    async close() {
      for (const child of running) {
        const gone = once(child, 'close');
        child.kill('SIGKILL');
        await gone;
      }
      await rm(state, { recursive: true, force: true });
    },
  };
}
