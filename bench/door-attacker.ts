// The attacker is a process of its own: what keeps it busy must not show in the times of the people, which are taken in this one.
import { fork } from 'node:child_process';
import { getPriority, setPriority } from 'node:os';
import type { BenchBroker } from './brokers';
import { attacks } from './door-attacks';

export interface Attacker {
  /** Resolves when all of it was done; never, where it has no end. */
  readonly done: Promise<void>;
  /** Ends it; resolves with what came of it. */
  stop(): Promise<string>;
}

type FromAttacker = { readonly is: 'begun' | 'done' } | { readonly is: 'over'; readonly outcome: string };

/** Of `nice`: it has what the people leave of their core. */
const politeness = 5;
const farewellMs = 5000;

/** Resolves when the attack has begun. `program` is this bundle. */
export function sendAttacker(name: string, { port }: BenchBroker, program: string): Promise<Attacker> {
  const child = fork(program, ['--attack', name, '--port', String(port)], { execArgv: [] });
  const killNow = () => void child.kill('SIGKILL');
  process.on('exit', killNow);
  let tell = (_what: FromAttacker): void => undefined;
  child.on('message', (message) => tell(message as FromAttacker));

  return new Promise((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`The attacker of "${name}" ended (${code})`)));
    let finish = (_outcome: string): void => undefined;
    let markDone = (): void => undefined;
    const done = new Promise<void>((settle) => (markDone = settle));
    tell = (message) => {
      if (message.is === 'begun') resolve({ done, stop });
      if (message.is === 'done') markDone();
      if (message.is === 'over') finish(message.outcome);
    };

    function stop(): Promise<string> {
      return new Promise((settle) => {
        const hurry = setTimeout(() => finish('the attacker was too busy to say'), farewellMs);
        finish = (outcome) => {
          clearTimeout(hurry);
          process.off('exit', killNow);
          killNow();
          settle(outcome);
        };
        child.send('stop');
      });
    }
  });
}

/** In the attacker's process. */
export async function attackUntilStopped(name: string, port: number): Promise<void> {
  const attack = attacks.find((each) => each.name === name);
  if (!attack || !process.send) throw new Error(`"${name}" is no attack of this bench`);
  setPriority(Math.min(19, getPriority() + politeness));
  const say = (message: FromAttacker) => void process.send?.(message);
  const running = await attack.begin({ name: 'onebar', version: 5, port });
  process.on('message', () => {
    say({ is: 'over', outcome: running.outcome() });
    running.stop();
  });
  process.on('disconnect', () => process.exit(0));
  say({ is: 'begun' });
  await running.done;
  if (running.done) say({ is: 'done' });
}
