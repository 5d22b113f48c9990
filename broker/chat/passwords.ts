// Passwords are hashed with argon2id: slow on purpose and hungry for memory, so on threads of their own, few at a time, and not for
// everybody at once. Whoever was never wrong goes before those who guess.
import { availableParallelism } from 'node:os';
import { createPasswordThread, type PasswordJob, type PasswordThread } from './password-thread';

const cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };
/** The other half of the cores is for everybody else. */
const usualThreads = Math.min(4, Math.max(1, Math.floor(availableParallelism() / 2)));
/** Some 30 ms each: the last one in line waits about two seconds. */
const usualWaiting = 64;

// The hash of nobody's password, so that an unknown name takes as long as a wrong password.
const nobodysHash = `$argon2id$v=19$m=${cost.memoryCost},t=${cost.timeCost},p=${cost.parallelism}$${'A'.repeat(22)}$${'A'.repeat(43)}`;

/** `last`: from where there were wrong tries. They go behind all others, and are the first to be sent away. */
export type Place = 'first' | 'last';

export interface Passwords {
  /** Rejects when a thread fails. */
  hash(password: string, place?: Place): Promise<{ passwordHash: string } | 'busy'>;
  /** Without a hash it takes its time and is false. Rejects when a thread fails. */
  verify(passwordHash: string | undefined, password: string, place?: Place): Promise<boolean | 'busy'>;
  /** How many wait in line. */
  waiting(): number;
  close(): void;
}

interface Waiting {
  readonly place: Place;
  go(thread: PasswordThread | 'busy'): void;
}

export function createPasswords({
  threads = usualThreads,
  maxWaiting = usualWaiting,
  sentAway = () => undefined,
  createThread = createPasswordThread,
}: {
  threads?: number;
  maxWaiting?: number;
  /** The line was too long for somebody. */
  sentAway?: () => void;
  createThread?: () => PasswordThread;
} = {}): Passwords {
  const all = Array.from({ length: threads }, createThread);
  const free = [...all];
  /** In the order in which they came. */
  const line: Waiting[] = [];

  function nextThread(place: Place): Promise<PasswordThread | 'busy'> {
    const thread = free.pop();
    if (thread) return Promise.resolve(thread);
    return new Promise((resolve) => {
      const isFull = line.length >= maxWaiting;
      if (isFull) sentAway();
      if (isFull && !(place === 'first' && sendLastAway())) resolve('busy');
      else line.push({ place, go: resolve });
    });
  }

  function sendLastAway(): boolean {
    const index = line.findLastIndex(({ place }) => place === 'last');
    const [away] = index < 0 ? [] : line.splice(index, 1);
    away?.go('busy');
    return away !== undefined;
  }

  async function run(place: Place, job: PasswordJob): Promise<{ value: string | boolean } | 'busy'> {
    const thread = await nextThread(place);
    if (thread === 'busy') return thread;
    try {
      return { value: await thread.run(job) };
    } finally {
      // The place is handed on, so that nobody slips in between.
      const first = Math.max(
        0,
        line.findIndex((waiting) => waiting.place === 'first'),
      );
      const [next] = line.splice(first, 1);
      if (next) next.go(thread);
      else free.push(thread);
    }
  }

  return {
    hash: async (password, place = 'first') => {
      const done = await run(place, { do: 'hash', password: sameEverywhere(password), cost });
      return done === 'busy' ? done : { passwordHash: String(done.value) };
    },
    verify: async (passwordHash, password, place = 'first') => {
      const job = { do: 'verify', password: sameEverywhere(password) } as const;
      const done = await run(place, { ...job, hash: passwordHash ?? nobodysHash });
      return done === 'busy' ? done : done.value === true && passwordHash !== undefined;
    },
    waiting: () => line.length,
    close: () => {
      for (const thread of all) thread.close();
    },
  };
}

// Keyboards differ in how they compose an ü.
const sameEverywhere = (password: string): string => password.normalize('NFC');
