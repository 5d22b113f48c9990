// Passwords are hashed with argon2id: slow on purpose and hungry for memory, so only two at a time and not for everybody at once.
import { hash, verify } from '@node-rs/argon2';

const cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };
const maxAtOnce = 2;
// Some 30 ms each: the last one in line waits about a second.
const maxWaiting = 64;

// The hash of nobody's password, so that an unknown name takes as long as a wrong password.
const nobodysHash = `$argon2id$v=19$m=${cost.memoryCost},t=${cost.timeCost},p=${cost.parallelism}$${'A'.repeat(22)}$${'A'.repeat(43)}`;

export interface Passwords {
  hash(password: string): Promise<{ passwordHash: string } | 'busy'>;
  /** Without a hash it takes its time and is false. */
  verify(passwordHash: string | undefined, password: string): Promise<boolean | 'busy'>;
}

export function createPasswords(): Passwords {
  const waiting: (() => void)[] = [];
  let running = 0;

  async function whenFree<T>(work: () => Promise<T>): Promise<T | 'busy'> {
    if (running >= maxAtOnce) {
      if (waiting.length >= maxWaiting) return 'busy';
      await new Promise<void>((resolve) => waiting.push(resolve));
    } else {
      running++;
    }
    try {
      return await work();
    } finally {
      // The place is handed on, so that nobody slips in between.
      const next = waiting.shift();
      if (next) next();
      else running--;
    }
  }

  return {
    hash: (password) => whenFree(async () => ({ passwordHash: await hash(sameEverywhere(password), cost) })),
    verify: (passwordHash, password) =>
      whenFree(async () => {
        const right = await verify(passwordHash ?? nobodysHash, sameEverywhere(password));
        return right && passwordHash !== undefined;
      }),
  };
}

// Keyboards differ in how they compose an ü.
const sameEverywhere = (password: string): string => password.normalize('NFC');
