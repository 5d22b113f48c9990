// Questions about logs: what is missing, a page of history, who wrote it and who has read it.
import * as v from 'valibot';
import {
  method,
  noParams,
  nothing,
  person,
  personToWire,
  roomRow,
  roomRowToWire,
  shortText,
  uint,
  type Person,
  type RoomRow,
} from './ask-parts';
import type { Cursor } from './digest';
import { encodePayload } from './payload';
import { roomIdSchema, userIdSchema } from './id-schemas';
import { entryIdFromBytes, entryIdToBytes, type EntryId, type RoomId, type UserId } from './ids';
import { personMarksSchema, personMarksToWire, type PersonMarks } from './marks';
import { leftWhySchema, type Departure } from './user-change';

const bytes = v.instance(Uint8Array);
const entryIdSchema = v.pipe(
  v.custom<Uint8Array>((value) => value instanceof Uint8Array && value.length === 16),
  v.transform(entryIdFromBytes),
);

/** What a device holds: the digest of its cursors, or, when the broker knows nothing or something else, all of them. */
export type SyncState =
  | { readonly digest: Uint8Array }
  | { readonly cursors: readonly Cursor[]; readonly open: RoomId | undefined };

/** The newest message of a room as it reads now, for the list: what stands behind it in the log are edits and changes. */
export interface RoomLine extends Person {
  readonly seq: number;
  /** Unix seconds, by the broker's clock. */
  readonly ts: number;
  /** Perhaps only its beginning, and then `…`; empty for what was taken back. */
  readonly text: string;
}

/** A room of somebody who is far behind. */
export interface SyncRow extends RoomRow {
  /** What comes behind this seq is pushed, and no more: of a room with much waiting its newest message. */
  readonly pushedBehind?: number;
  readonly line?: RoomLine;
}

/**
 * - `same`: nothing is missing.
 * - `tell-cursors`: the digest was not the broker's; ask again with all cursors.
 * - `differs`: the rooms in which something is missing or new; `gone`: rooms the person is no longer in.
 *   A room with at most a page missing is pushed; one with more gives its head only, and the device asks for pages.
 *
 * Whoever asks for first rows and is far behind is given the rooms with the newest words first, each with where its pushing begins.
 * The answer comes in two parts then: the first rows with their lines, and the rest. They come before `tell-cursors` too.
 */
export type SyncResult =
  | { readonly outcome: 'same' }
  | { readonly outcome: 'tell-cursors' }
  | {
      readonly outcome: 'differs';
      readonly rooms: readonly SyncRow[];
      readonly gone: readonly RoomId[];
      /** How the time in a room of `gone` ended, where the broker knows it. */
      readonly departures?: readonly Departure[] | undefined;
      readonly reads?: RoseSince | undefined;
    };

/** What rose behind the number that the question told, in the rooms in which nothing else is missing. */
export interface RoseSince {
  /** The number to tell the next time. */
  readonly upTo: number;
  /** Own read marks, on other devices. */
  readonly reads: readonly Cursor[];
  /** What the rooms' oldest entries are now. */
  readonly floors?: readonly Cursor[] | undefined;
}

/** A stretch of a room's log: the newest page of `from`…`to`, both included, oldest first, and who wrote it. */
export interface Page {
  /** Each as `decodeLogEntry` reads it. Contiguous, and the last one has `seq === to`, or the log's head where that is lower. */
  readonly entries: readonly Uint8Array[];
  /**
   * What was aimed later into this page, ascending by seq: for each entry of the page the last edit or retract of it, if that
   * is behind the page. Only the last one counts, so earlier ones are not here. They are no part of the stretch: they stand
   * alone. At most `pageBytes` together; a page that has more to bring gets shorter at its old end, and keeps one entry at least.
   */
  readonly later: readonly Uint8Array[];
  readonly people: readonly Person[];
  /** The room's oldest entry that is kept; left out: all are. What was asked for below that is no more. */
  readonly floor?: number | undefined;
}

/** In a room of at most `marksRoomMembers` everybody's marks; in a larger one how many, without the asker, are at `seq` or beyond. */
export type MarksResult =
  | { readonly members: readonly PersonMarks[] }
  | { readonly delivered: number; readonly read: number };

const cursor = v.pipe(
  v.looseTuple([roomIdSchema, uint]),
  v.transform(([room, upTo]): Cursor => [room, upTo]),
);
const departure = v.pipe(
  v.looseTuple([roomIdSchema, leftWhySchema, userIdSchema]),
  v.transform(([room, why, by]): Departure => ({ room, why, by })),
);

/** Beside the rows, and not in them: `[pushedBehind]`, `[pushedBehind, line]`. */
const behind = v.pipe(
  v.looseTuple([uint, v.optional(v.looseTuple([uint, uint, shortText, userIdSchema, shortText]))]),
  v.transform(([pushedBehind, line]): Pick<SyncRow, 'pushedBehind' | 'line'> => {
    if (!line) return { pushedBehind };
    const [seq, ts, text, user, name] = line;
    return { pushedBehind, line: { seq, ts, text, user, name } };
  }),
);
function behindToWire({ pushedBehind = 0, line }: SyncRow): unknown[] {
  return line ? [pushedBehind, [line.seq, line.ts, line.text, line.user, line.name]] : [pushedBehind];
}

/** What a room takes in the answer to `sync`, in bytes. */
export const syncRowBytes = (row: SyncRow): number =>
  encodePayload([roomRowToWire(row), behindToWire(row)]).length;

export const logAsks = {
  /** What is missing? Answered before anything is pushed to a session that was away for long. */
  sync: method<SyncState, SyncResult>(
    v.union([
      v.pipe(
        bytes,
        v.check((digest) => digest.length === 8),
        v.transform((digest) => ({ digest })),
      ),
      v.pipe(
        v.looseTuple([v.pipe(v.array(cursor), v.maxLength(10_000)), v.nullable(roomIdSchema)]),
        v.transform(([cursors, open]) => ({ cursors, open: open ?? undefined })),
      ),
    ]),
    v.union([
      v.pipe(
        v.null(),
        v.transform(() => ({ outcome: 'same' as const })),
      ),
      v.pipe(
        v.literal(false),
        v.transform(() => ({ outcome: 'tell-cursors' as const })),
      ),
      v.pipe(
        v.looseTuple([
          v.array(roomRow),
          v.array(roomIdSchema),
          v.nullish(v.array(departure)),
          v.nullish(v.array(behind)),
          v.optional(v.looseTuple([uint, v.array(cursor), v.optional(v.array(cursor))])),
        ]),
        v.transform(([rooms, gone, departures, behinds, reads]) => ({
          outcome: 'differs' as const,
          rooms: behinds ? rooms.map((row, index): SyncRow => ({ ...row, ...behinds[index] })) : rooms,
          gone,
          ...(departures && { departures }),
          ...(reads && {
            reads: { upTo: reads[0], reads: reads[1], ...(reads[2] && { floors: reads[2] }) },
          }),
        })),
      ),
    ]),
    {
      params: (state) => ('digest' in state ? state.digest : [state.cursors, state.open ?? null]),
      result: (result) => {
        if (result.outcome === 'same') return null;
        if (result.outcome === 'tell-cursors') return false;
        const { rooms, gone, departures = [], reads } = result;
        const told = departures.length > 0 ? departures.map(({ room, why, by }) => [room, why, by]) : null;
        const behinds = rooms.some((row) => row.pushedBehind !== undefined) ? rooms.map(behindToWire) : null;
        const rose = reads && [reads.upTo, reads.reads, ...(reads.floors ? [reads.floors] : [])];
        const loose = [told, behinds, rose];
        while (loose.length > 0 && !loose.at(-1)) loose.pop();
        return [rooms.map(roomRowToWire), gone, ...loose];
      },
    },
  ),
  /** A page of history. */
  range: method<{ room: RoomId; from: number; to: number }, Page>(
    v.pipe(
      v.looseTuple([roomIdSchema, uint, uint]),
      v.transform(([room, from, to]) => ({ room, from, to })),
    ),
    v.pipe(
      v.looseTuple([v.array(bytes), v.array(bytes), v.array(person), v.optional(uint)]),
      v.transform(([entries, later, people, floor]) => ({
        entries,
        later,
        people,
        ...(floor !== undefined && { floor }),
      })),
    ),
    {
      params: ({ room, from, to }) => [room, from, to],
      result: ({ entries, later, people, floor }) => [
        entries,
        later,
        people.map(personToWire),
        ...(floor === undefined ? [] : [floor]),
      ],
    },
  ),
  /** Where an entry stands in its room. Also of one that was removed since: then it is below the floor. */
  seqOf: method<{ room: RoomId; id: EntryId }, number | undefined>(
    v.pipe(
      v.looseTuple([roomIdSchema, entryIdSchema]),
      v.transform(([room, id]) => ({ room, id })),
    ),
    v.pipe(
      v.nullable(uint),
      v.transform((seq) => seq ?? undefined),
    ),
    { params: ({ room, id }) => [room, entryIdToBytes(id)], result: (seq) => seq ?? null },
  ),
  /** Which room is on the screen: it is pushed first. */
  open: method<{ room: RoomId | undefined }, undefined>(
    v.pipe(
      v.looseTuple([v.nullable(roomIdSchema)]),
      v.transform(([room]) => ({ room: room ?? undefined })),
    ),
    noParams,
    { params: ({ room }) => [room ?? null], result: nothing },
  ),
  /** Names of people. Unknown ids are left out. */
  people: method<{ users: readonly UserId[] }, readonly Person[]>(
    v.pipe(
      v.pipe(v.array(userIdSchema), v.maxLength(500)),
      v.transform((users) => ({ users })),
    ),
    v.array(person),
    { params: ({ users }) => users, result: (people) => people.map(personToWire) },
  ),
  /** How far the members of a room have it, and have read it. */
  marks: method<{ room: RoomId; seq: number }, MarksResult>(
    v.pipe(
      v.looseTuple([roomIdSchema, uint]),
      v.transform(([room, seq]) => ({ room, seq })),
    ),
    v.union([
      v.pipe(
        v.looseTuple([uint, uint]),
        v.transform(([delivered, read]) => ({ delivered, read })),
      ),
      v.pipe(
        v.array(personMarksSchema),
        v.transform((members) => ({ members })),
      ),
    ]),
    {
      params: ({ room, seq }) => [room, seq],
      result: (result) =>
        'members' in result ? result.members.map(personMarksToWire) : [result.delivered, result.read],
    },
  ),
};
