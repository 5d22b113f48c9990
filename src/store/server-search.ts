// Looks for what is not on this device: asks the broker question after question, the newest of each room first, until enough was found or
// all was looked through.
import type { SearchResult, Stretch } from '../protocol/ask';
import type { UserId } from '../protocol/ids';
import { searchLimits } from '../protocol/limits';
import type { Found, Hit } from './open-search';
import type { RoomActions } from './room-actions';

/** So many hits make a page. */
const enoughHits = 40;

export interface ServerSearch {
  /** `more`: there is more to look through. */
  readonly state: 'asking' | 'more' | 'done';
  readonly hits: readonly Hit[];
  /** Entries that were not looked at yet. */
  readonly left: number;
  /** Why it does not go on: a sentence. */
  readonly problem: string | undefined;
  readonly rest: readonly Stretch[];
}

/**
 * Looks further from `before` on, or begins; `told` is called as it goes. Resolves with how it stands when a page is found, all was looked
 * through, or the broker says no.
 */
export async function searchOnServer({
  ask,
  elsewhere,
  user,
  before,
  told,
  stopped,
}: {
  ask: RoomActions['ask'];
  elsewhere: NonNullable<Found['elsewhere']>;
  /** Whoever looks. */
  user: UserId | undefined;
  before: ServerSearch | undefined;
  told: (search: ServerSearch) => void;
  stopped: AbortSignal;
}): Promise<ServerSearch> {
  let hits = before?.hits ?? [];
  let rest = before?.rest ?? elsewhere.stretches;
  let problem: string | undefined;
  const wanted = hits.length + enoughHits;
  const now = (state: ServerSearch['state']): ServerSearch => ({
    state,
    hits,
    left: entriesIn(rest),
    problem,
    rest,
  });

  told(now('asking'));
  while (rest.length > 0 && hits.length < wanted && problem === undefined && !stopped.aborted) {
    const stretches = rest.slice(0, searchLimits.stretches);
    const { words, users, sinceSec, beforeSec } = elsewhere;
    const limit = Math.min(searchLimits.hits, wanted - hits.length);
    const answer = await ask('search', { words, users, sinceSec, beforeSec, stretches, limit });
    if (answer.ok) {
      hits = [...hits, ...hitsOf(answer.value, stretches, user)];
      rest = [...restOf(stretches, answer.value.rest), ...rest.slice(stretches.length)];
      told(now('asking'));
    } else problem = answer.message;
  }
  const end = now(rest.length > 0 ? 'more' : 'done');
  told(end);
  return end;
}

function hitsOf({ hits, people }: SearchResult, stretches: readonly Stretch[], user?: UserId): Hit[] {
  const nameById = new Map(people.map((person) => [person.user, person.name]));
  return hits.flatMap(({ stretch, seq, ts, user: from, text }): Hit[] => {
    const room = stretches[stretch]?.room;
    if (room === undefined) return [];
    const author = from === user ? undefined : (nameById.get(from) ?? '');
    return [{ room, seq, id: undefined, author, atMs: ts * 1000, text, state: 'stored' }];
  });
}

/** What a broker did not look at of what it was asked. One that says it went up again would be asked for ever. */
function restOf(stretches: readonly Stretch[], rest: SearchResult['rest']): Stretch[] {
  const [first, ...others] = rest ? stretches.slice(rest.stretch) : [];
  if (!rest || !first || rest.to < first.from) return others;
  return rest.to < first.to || rest.stretch > 0
    ? [{ ...first, to: Math.min(rest.to, first.to) }, ...others]
    : others;
}

const entriesIn = (stretches: readonly Stretch[]): number =>
  stretches.reduce((sum, { from, to }) => sum + to - from + 1, 0);

/** Where it stands, for what is in the log; else what it is. */
export const hitKey = ({ room, seq, id, state, atMs }: Hit): string =>
  seq === undefined ? `${room} ${id ?? `${state} ${atMs}`}` : `${room} ${seq}`;

/** Each once, the newest first. What is on this device counts: it may read differently by now. */
export function mergeHits(here: readonly Hit[], fromServer: readonly Hit[]): Hit[] {
  const known = new Set(here.map(hitKey));
  return [...here, ...fromServer.filter((hit) => !known.has(hitKey(hit)))].toSorted(
    (a, b) => b.atMs - a.atMs,
  );
}
