// The broker as the torture handles it: one hand at a time, and always put back on its feet.
import { join } from 'node:path';
import { buildIfOld, startBrokerProcess, type BrokerProgram } from '../broker-process';

/** Bundles of our own, so that a build that runs meanwhile pulls none away. */
export const programs = {
  real: { source: 'broker/main.ts', outDir: 'dist/torture-broker' },
  failingDisk: { source: 'e2e/torture/broker-with-failing-disk.ts', outDir: 'dist/torture-failing-disk' },
  broken: { source: 'e2e/torture/broken-broker.ts', outDir: 'dist/torture-broken' },
} as const satisfies Record<string, BrokerProgram>;

export interface TortureBroker {
  readonly port: number;
  readonly dataDir: string;
  log(): string;
  /** Frozen for so long. */
  freeze(forMs: number): Promise<void>;
  /** kill -9; `meanwhile` gets the closed store; then it starts again after `downMs`. */
  crash(downMs: number, meanwhile?: (dataDir: string) => Promise<unknown>): Promise<void>;
  /** Its disk takes nothing for so long. */
  failDisk(forMs: number): Promise<void>;
  /** SIGTERM, for good. */
  stop(): Promise<number | null>;
  /** Ends whatever runs. */
  kill(): Promise<void>;
}

export async function startTortureBroker({
  folder,
  program = programs.real,
  env = {},
}: {
  folder: string;
  program?: BrokerProgram;
  env?: Readonly<Record<string, string>>;
}): Promise<TortureBroker> {
  const dataDir = join(folder, 'data');
  for (const each of [program, programs.failingDisk]) buildIfOld(each);
  const process = await startBrokerProcess({ dataDir, program, env });
  let running: BrokerProgram = program;
  let hand: Promise<void> = Promise.resolve();

  /** One after another: whoever comes while another one is at it waits. */
  function inTurn(work: () => Promise<void>): Promise<void> {
    hand = hand.then(work);
    return hand;
  }

  async function restart(next: BrokerProgram): Promise<void> {
    running = next;
    await process.restart(next);
  }

  return {
    port: process.port,
    dataDir,
    log: process.log,
    freeze: (forMs) =>
      inTurn(async () => {
        process.pause();
        await pause(forMs);
        process.resume();
      }),
    crash: (downMs, meanwhile) =>
      inTurn(async () => {
        await process.kill9();
        await meanwhile?.(dataDir);
        await pause(downMs);
        await restart(program);
      }),
    failDisk: (forMs) =>
      inTurn(async () => {
        if (running !== programs.failingDisk) {
          await process.stop();
          await restart(programs.failingDisk);
          await pause(200);
        }
        process.tell('disk full');
        await pause(forMs);
        process.tell('disk free');
      }),
    stop: async () => {
      await hand;
      return await process.stop();
    },
    kill: () => process.kill9(),
  };
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
