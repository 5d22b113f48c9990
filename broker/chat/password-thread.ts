// A thread of its own that hashes one password after another. Libuv's few threads are LevelDB's, which every message waits for; and
// where the system allows it, the thread gives way to all others when cores are short.
import { createRequire } from 'node:module';
import { Worker } from 'node:worker_threads';
import type { Options } from '@node-rs/argon2';

export type PasswordJob =
  | { readonly do: 'hash'; readonly password: string; readonly cost: Options }
  | { readonly do: 'verify'; readonly password: string; readonly hash: string };

type Done = { readonly value: string | boolean } | { readonly error: string };

export interface PasswordThread {
  /** One at a time. Rejects when the thread ends before it is done; the next job starts another one. */
  run(job: PasswordJob): Promise<string | boolean>;
  close(): void;
}

/** Nobody signs in for so long: the thread ends, and the next job waits some 30 ms for another one. */
const idleMs = 30_000;

/** Plain JavaScript, because the broker is one file, and tests run from its sources. `nice` values count per thread on Linux. */
const program = `
  const { readlinkSync } = require('node:fs');
  const { getPriority, setPriority } = require('node:os');
  const { parentPort, workerData } = require('node:worker_threads');
  const { hashSync, verifySync } = require(workerData);
  try {
    const thread = Number(readlinkSync('/proc/thread-self').split('/').pop());
    setPriority(thread, Math.min(19, getPriority(thread) + 10));
  } catch {}
  parentPort.on('message', (job) => {
    try {
      const value =
        job.do === 'hash' ? hashSync(job.password, job.cost) : verifySync(job.hash, job.password);
      parentPort.postMessage({ value });
    } catch (error) {
      parentPort.postMessage({ error: String(error) });
    }
  });
`;

export function createPasswordThread(): PasswordThread {
  let worker: Worker | undefined;
  let pending: { resolve(value: string | boolean): void; reject(error: Error): void } | undefined;
  let idle: NodeJS.Timeout | undefined;

  function start(): Worker {
    const argon2 = createRequire(import.meta.url).resolve('@node-rs/argon2');
    const started = new Worker(program, { eval: true, execArgv: [], workerData: argon2 });
    started.on('message', (done: Done) => {
      const waiting = pending;
      pending = undefined;
      // A thread with nothing to do does not keep the process.
      started.unref();
      idle = setTimeout(close, idleMs).unref();
      if ('value' in done) waiting?.resolve(done.value);
      else waiting?.reject(new Error(`A password could not be hashed: ${done.error}`));
    });
    started.on('error', (error) => ended(started, error));
    started.on('exit', () => ended(started, new Error('The thread that hashes passwords ended')));
    return started;
  }

  function ended(which: Worker, error: Error): void {
    if (worker !== which) return;
    worker = undefined;
    pending?.reject(error);
    pending = undefined;
  }

  function close(): void {
    clearTimeout(idle);
    const ending = worker;
    if (ending) ended(ending, new Error('The broker is closing'));
    void ending?.terminate();
  }

  return {
    run: (job) =>
      new Promise((resolve, reject) => {
        clearTimeout(idle);
        pending = { resolve, reject };
        worker ??= start();
        worker.ref();
        worker.postMessage(job);
      }),
    close,
  };
}
