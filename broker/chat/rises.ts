// Numbers what rose on the server, in one row for all of it: so a device that names the last number it was told hears what came
// behind it, and no more.

export interface Rises {
  /** The newest number. */
  last(): number;
  next(): number;
}

/** `now`: Unix ms. It begins far enough beyond what was counted before a restart: then all counts as risen. */
export function createRises(now: () => number): Rises {
  let rises = now() * 1000;
  return { last: () => rises, next: () => ++rises };
}

/** What a device was told last; of a broker whose clock was ahead: nothing. */
export const behindOf = (rises: Rises, since: number): number => (since > rises.last() ? 0 : since);
