// Words unlike any others, so that a message is known again wherever it turns up.
import type { Random } from './chance';

let last = 0;

/** Mostly a line, sometimes a page. */
export function wordsOf(random: Random): string {
  const size = random.next();
  const chars = size < 0.02 ? random.between(1000, 4000) : random.between(5, 100);
  return `w${++last} ${'lorem ipsum '.repeat(chars / 12)}`.trimEnd();
}
