// Who guesses passwords, codes or links waits longer with each wrong try: by address, and by the name that is tried, whether or not
// there is such a name. In memory alone; the count goes down by itself, so that a house full of people who mistype is not locked out.

export interface Attempts {
  /** May this be tried now? `waitSec`: not before that. */
  begin(where: Where): Attempt | { readonly waitSec: number };
}

export interface Where {
  /** As it is counted: an IPv6 one stands for its network. */
  readonly address?: string | undefined;
  /** Without a look at who there is. */
  readonly name?: string | undefined;
}

/** Exactly one of the three has to be called when it is over. */
export interface Attempt {
  /** There were wrong tries from here of late. */
  readonly isSuspect: boolean;
  right(): void;
  wrong(): void;
  /** It was not looked at. */
  neither(): void;
}

interface Tries {
  /** Wrong ones, less what time has forgiven up to `atMs`. */
  wrong: number;
  atMs: number;
  lastWrongMs: number;
  underWay: number;
}

/** One wrong try is forgiven. */
const forgivenMs = 30_000;
const firstWaitMs = 1000;
const maxWaitMs = 300_000;
const usualFree = 10;
/** Some 2 MB. Whoever was wrong longest ago is forgotten first. */
const usualMaxKept = 20_000;

export function createAttempts({
  clock,
  free = usualFree,
  maxKept = usualMaxKept,
  refused = () => undefined,
}: {
  /** Unix ms. */
  clock: () => number;
  /** So many wrong tries cost no wait. */
  free?: number;
  maxKept?: number;
  /** Somebody was told to wait. */
  refused?: () => void;
}): Attempts {
  /** The one who was wrong last stands last. */
  const triesByKey = new Map<string, Tries>();
  /** Where somebody signed in with this name: they are not kept out by those who guess it elsewhere. */
  const knownPlaces = new Set<string>();

  function look(key: string): Tries {
    const tries = triesByKey.get(key) ?? { wrong: 0, atMs: clock(), lastWrongMs: 0, underWay: 0 };
    const nowMs = clock();
    tries.wrong = Math.max(0, tries.wrong - Math.max(0, nowMs - tries.atMs) / forgivenMs);
    tries.atMs = nowMs;
    return tries;
  }

  function waitMs({ wrong, lastWrongMs, underWay }: Tries): number {
    if (wrong < free) return 0;
    const delayMs = Math.min(maxWaitMs, firstWaitMs * 2 ** Math.floor(wrong - free));
    // One at a time: or a thousand would be tried in the moment in which one may.
    if (underWay > 0) return delayMs;
    return Math.min(delayMs, Math.max(0, lastWrongMs + delayMs - clock()));
  }

  function keep(key: string, tries: Tries): void {
    triesByKey.delete(key);
    triesByKey.set(key, tries);
    forgetFirst(triesByKey);
  }

  function forgetFirst(kept: Map<string, unknown> | Set<string>): void {
    for (const key of kept.keys()) {
      if (kept.size <= maxKept) return;
      kept.delete(key);
    }
  }

  function wrongAt(key: string): void {
    const tries = look(key);
    tries.wrong += 1;
    tries.lastWrongMs = clock();
    keep(key, tries);
  }

  function begin({ address, name }: Where): Attempt | { waitSec: number } {
    const place = `${address}\n${name}`;
    const keys = [
      ...(address === undefined ? [] : [`address\n${address}`]),
      ...(name === undefined || knownPlaces.has(place) ? [] : [`name\n${name}`]),
    ];
    const looked = keys.map((key) => [key, look(key)] as const);
    const wait = Math.max(0, ...looked.map(([, tries]) => waitMs(tries)));
    if (wait > 0) {
      refused();
      return { waitSec: Math.ceil(wait / 1000) };
    }
    for (const [key, tries] of looked) {
      tries.underWay += 1;
      if (!triesByKey.has(key)) keep(key, tries);
    }
    const over = () => {
      for (const [key, tries] of looked) {
        tries.underWay -= 1;
        if (tries.underWay === 0 && tries.wrong === 0 && triesByKey.get(key) === tries)
          triesByKey.delete(key);
      }
    };
    return {
      isSuspect: looked.some(([, { wrong }]) => wrong > 0),
      neither: over,
      right: () => {
        over();
        if (address === undefined || name === undefined) return;
        knownPlaces.delete(place);
        knownPlaces.add(place);
        forgetFirst(knownPlaces);
      },
      wrong: () => {
        for (const key of keys) wrongAt(key);
        over();
      },
    };
  }

  return { begin };
}
