// What a question means on this device: which rooms and people are named, and what of the rooms' logs is at the broker alone. Pure.
import { heldUpTo, withoutRanges } from '../db/held-ranges';
import type { UserId } from '../protocol/ids';
import { searchLimits } from '../protocol/limits';
import { foldText, hasAll, needlesOf } from '../protocol/search-words';
import type { Filter } from './search-index';
import type { Asked, Found } from './search-messages';
import type { Query } from './search-query';
import type { Facts } from './search-reader';

/** Whoever looks for their own words. */
const self = 'me';

export function filterOf(query: Query, asked: Asked, facts: Facts, user: UserId): Filter {
  const { rooms, people, blocked } = facts;
  // What somebody wants to see nothing of is not found either.
  const hidden = rooms.filter(({ partner }) => partner !== undefined && blocked.has(partner));
  let inRooms = named(
    query.in,
    rooms.map(({ room, name }) => [room, name]),
  );
  if (asked.room !== undefined) inRooms = both(inRooms, asked.room);
  if (hidden.length > 0) {
    inRooms ??= new Set(rooms.map(({ room }) => room));
    for (const { room } of hidden) inRooms.delete(room);
  }
  let by = named(
    query.from,
    people.map((each) => [each.user, each.name]),
  );
  if (query.from.some((name) => foldText(name) === self)) by?.add(user);
  if (asked.from !== undefined) by = both(by, asked.from);
  return {
    needles: needlesOf(query.words),
    rooms: inRooms,
    people: by,
    sinceMs: query.sinceMs,
    beforeMs: query.beforeMs,
  };
}

/** Nothing is looked for yet. */
export const isEmpty = (query: Query, asked: Asked): boolean =>
  needlesOf(query.words).length === 0 &&
  query.from.length + query.in.length === 0 &&
  query.sinceMs === undefined &&
  query.beforeMs === undefined &&
  asked.room === undefined &&
  asked.from === undefined;

/** Those one of whose names has one of these, word by word as it is typed. `undefined`: none is asked for. */
function named<Id>(names: readonly string[], all: readonly (readonly [Id, string])[]): Set<Id> | undefined {
  if (names.length === 0) return undefined;
  const wanted = names.map((name) => needlesOf(name.split(/\s+/)));
  return new Set(
    all.flatMap(([id, name]) => {
      const folded = foldText(name);
      return wanted.some((needles) => needles.length > 0 && hasAll(folded, needles)) ? [id] : [];
    }),
  );
}

function both<Id>(some: ReadonlySet<Id> | undefined, one: Id): Set<Id> {
  return new Set(!some || some.has(one) ? [one] : []);
}

/** What to ask the broker for what is not here, of each room the newest entries first. */
export function elsewhereOf(query: Query, filter: Filter, facts: Facts): Found['elsewhere'] {
  const { rooms, people, sinceMs, beforeMs } = filter;
  const users = people && [...people];
  if (users && (users.length === 0 || users.length > searchLimits.people)) return undefined;
  const stretches = facts.rooms
    .filter(({ room, left }) => !left && (!rooms || rooms.has(room)))
    .map(({ room, head, floor = 1 }) => {
      const held = facts.heldByRoom.get(room) ?? [];
      return { room, missing: withoutRanges([[floor, Math.max(head, heldUpTo(held))]], held) };
    })
    .flatMap(({ room, missing }) => missing.toReversed().map(([from, to]) => ({ room, from, to })));
  if (stretches.length === 0) return undefined;
  return {
    words: query.words,
    users,
    sinceSec: sinceMs === undefined ? undefined : Math.ceil(sinceMs / 1000),
    beforeSec: beforeMs === undefined ? undefined : Math.ceil(beforeMs / 1000),
    stretches,
  };
}
