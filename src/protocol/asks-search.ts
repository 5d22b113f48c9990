// The question that looks through what a device does not have. The device says where, so nothing comes that it has already.
import * as v from 'valibot';
import { method, person, personToWire, uint, type Person } from './ask-parts';
import { roomIdSchema, userIdSchema } from './id-schemas';
import type { RoomId, UserId } from './ids';
import { searchLimits } from './limits';

/** Entries from…to of a room, both included. */
export interface Stretch {
  readonly room: RoomId;
  readonly from: number;
  readonly to: number;
}

/** What is looked for. All words must be in a message as it reads now (search-words.ts). */
export interface Wanted {
  readonly words: readonly string[];
  /** By one of these. */
  readonly users: readonly UserId[] | undefined;
  /** Unix seconds, by the broker's clock: from then on. */
  readonly sinceSec: number | undefined;
  /** Before then. */
  readonly beforeSec: number | undefined;
}

export interface SearchParams extends Wanted {
  /** Looked through one after the other, each from its newest entry on. */
  readonly stretches: readonly Stretch[];
  /** Hits in this answer. */
  readonly limit: number;
}

export interface SearchHit {
  /** Which of the stretches it is in. */
  readonly stretch: number;
  readonly seq: number;
  /** Unix seconds, by the broker's clock. */
  readonly ts: number;
  readonly user: UserId;
  /** Of a long message the part around the words. */
  readonly text: string;
}

export interface SearchResult {
  readonly hits: readonly SearchHit[];
  readonly people: readonly Person[];
  /**
   * What was not looked at yet: of this stretch what is not above `to`, and all behind it. Left out: nothing. A room in which the asker
   * is not is not looked at, and counts as looked through.
   */
  readonly rest?: { readonly stretch: number; readonly to: number } | undefined;
}

const word = v.pipe(v.string(), v.maxLength(searchLimits.wordChars));
const stretch = v.pipe(
  v.looseTuple([roomIdSchema, uint, uint]),
  v.transform(([room, from, to]): Stretch => ({ room, from, to })),
);
const hit = v.pipe(
  v.looseTuple([uint, uint, uint, userIdSchema, v.pipe(v.string(), v.maxLength(1000))]),
  v.transform(([index, seq, ts, user, text]): SearchHit => ({ stretch: index, seq, ts, user, text })),
);

export const searchAsks = {
  search: method<SearchParams, SearchResult>(
    v.pipe(
      v.looseTuple([
        v.pipe(v.array(word), v.maxLength(searchLimits.words)),
        v.pipe(v.array(stretch), v.maxLength(searchLimits.stretches)),
        v.pipe(uint, v.minValue(1), v.maxValue(searchLimits.hits)),
        v.nullable(v.pipe(v.array(userIdSchema), v.maxLength(searchLimits.people))),
        v.nullable(uint),
        v.nullable(uint),
      ]),
      v.transform(([words, stretches, limit, users, sinceSec, beforeSec]) => ({
        words,
        stretches,
        limit,
        users: users ?? undefined,
        sinceSec: sinceSec ?? undefined,
        beforeSec: beforeSec ?? undefined,
      })),
    ),
    v.pipe(
      v.looseTuple([v.array(hit), v.array(person), v.optional(v.looseTuple([uint, uint]))]),
      v.transform(([hits, people, rest]) => ({
        hits,
        people,
        ...(rest && { rest: { stretch: rest[0], to: rest[1] } }),
      })),
    ),
    {
      params: ({ words, stretches, limit, users, sinceSec, beforeSec }) => [
        words,
        stretches.map(({ room, from, to }) => [room, from, to]),
        limit,
        users ?? null,
        sinceSec ?? null,
        beforeSec ?? null,
      ],
      result: ({ hits, people, rest }) => [
        hits.map(({ stretch: index, seq, ts, user, text }) => [index, seq, ts, user, text]),
        people.map(personToWire),
        ...(rest ? [[rest.stretch, rest.to]] : []),
      ],
    },
  ),
};
