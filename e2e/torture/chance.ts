// Everything that is left to chance comes from the seed, so that a run repeats as far as the machine lets it.
import { createRandom } from '../random';

export interface Random {
  /** 0 up to but not 1. */
  next(): number;
  /** From, up to but not to. */
  between(from: number, to: number): number;
  /** One of them; `undefined` when there is none. */
  pick<T>(from: readonly T[]): T | undefined;
  shuffled<T>(list: readonly T[]): T[];
  /** A stream of its own, so that what one part draws does not change what another one draws. */
  fork(): Random;
}

export function createChance(seed: number): Random {
  const next = createRandom(seed);
  const random: Random = {
    next,
    between: (from, to) => from + next() * (to - from),
    pick: (from) => from[Math.floor(next() * from.length)],
    shuffled(list) {
      const rest = [...list];
      return Array.from({ length: rest.length }, () =>
        rest.splice(Math.floor(next() * rest.length), 1),
      ).flat();
    },
    fork: () => createChance(Math.floor(next() * 2 ** 31)),
  };
  return random;
}
