// Questions of a device and the broker's answers: `[1, n, method, params]` → `[1, n, error, result]`.
// Every method is idempotent: a device asks again after a reconnect. The table at the end of this file is the whole list.
import * as v from 'valibot';
import type { Cursor } from './digest';
import { roomIdSchema, userIdSchema, type RoomId, type UserId } from './ids';
import { pageBytes, wireVersion } from './limits';
import { personMarksSchema, personMarksToWire, type PersonMarks } from './marks';
import { decodePayload, encodePayload } from './payload';

const uint = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const shortText = v.pipe(v.string(), v.maxLength(200));
const bytes = v.instance(Uint8Array);

export type Visibility = 'public' | 'private' | 'direct';
const visibilities: readonly Visibility[] = ['public', 'private', 'direct'];
const visibility = v.pipe(
  v.picklist([0, 1, 2]),
  v.transform((index) => visibilities[index] as Visibility),
);

/** A room as its member sees it. */
export interface RoomRow {
  readonly room: RoomId;
  readonly name: string;
  readonly visibility: Visibility;
  /** The seq of the newest entry, 0 while there is none. */
  readonly head: number;
  /** The member's own read mark. */
  readonly read: number;
}
const roomRow = v.pipe(
  v.looseTuple([roomIdSchema, shortText, visibility, uint, uint]),
  v.transform(([room, name, kind, head, read]): RoomRow => ({
    room,
    name,
    visibility: kind,
    head,
    read,
  })),
);
const roomRowToWire = (row: RoomRow) => [
  row.room,
  row.name,
  visibilities.indexOf(row.visibility),
  row.head,
  row.read,
];

/** A public room as anyone sees it. */
export interface PublicRoom {
  readonly room: RoomId;
  readonly name: string;
  readonly members: number;
}

/** A person's id and the name to show. */
export interface Person {
  readonly user: UserId;
  readonly name: string;
}
const person = v.pipe(
  v.looseTuple([userIdSchema, shortText]),
  v.transform(([user, name]): Person => ({ user, name })),
);
const personToWire = (p: Person) => [p.user, p.name];

/** What a device holds: the digest of its cursors, or, when the broker knows nothing or something else, all of them. */
export type SyncState =
  | { readonly digest: Uint8Array }
  | { readonly cursors: readonly Cursor[]; readonly open: RoomId | undefined };

/**
 * - `same`: nothing is missing.
 * - `tell-cursors`: the digest was not the broker's; ask again with all cursors.
 * - `differs`: the rooms in which something is missing or new; `gone`: rooms the person is no longer in.
 *   A room with at most a page missing is pushed; one with more gives its head only, and the device asks for pages.
 */
export type SyncResult =
  | { readonly outcome: 'same' }
  | { readonly outcome: 'tell-cursors' }
  | { readonly outcome: 'differs'; readonly rooms: readonly RoomRow[]; readonly gone: readonly RoomId[] };

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
}

/** In a room of at most `marksRoomMembers` everybody's marks; in a larger one how many, without the asker, are at `seq` or beyond. */
export type MarksResult =
  | { readonly members: readonly PersonMarks[] }
  | { readonly delivered: number; readonly read: number };

/** Declares one method: how params and result are checked when they arrive and how they are written. */
function method<P, R>(
  params: v.GenericSchema<unknown, P>,
  result: v.GenericSchema<unknown, R>,
  toWire: { params: (params: P) => unknown; result: (result: R) => unknown },
) {
  return { params, result, toWire };
}

const cursor = v.pipe(
  v.looseTuple([roomIdSchema, uint]),
  v.transform(([room, upTo]): Cursor => [room, upTo]),
);
const noResult = v.pipe(
  v.null(),
  v.transform(() => undefined),
);
const nothing = () => null;

export const asks = {
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
        v.looseTuple([v.array(roomRow), v.array(roomIdSchema)]),
        v.transform(([rooms, gone]) => ({ outcome: 'differs' as const, rooms, gone })),
      ),
    ]),
    {
      params: (state) => ('digest' in state ? state.digest : [state.cursors, state.open ?? null]),
      result: (result) => {
        if (result.outcome === 'same') return null;
        if (result.outcome === 'tell-cursors') return false;
        return [result.rooms.map(roomRowToWire), result.gone];
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
      v.looseTuple([v.array(bytes), v.array(bytes), v.array(person)]),
      v.transform(([entries, later, people]) => ({ entries, later, people })),
    ),
    {
      params: ({ room, from, to }) => [room, from, to],
      result: ({ entries, later, people }) => [entries, later, people.map(personToWire)],
    },
  ),
  /** Which room is on the screen: it is pushed first. */
  open: method<{ room: RoomId | undefined }, undefined>(
    v.pipe(
      v.looseTuple([v.nullable(roomIdSchema)]),
      v.transform(([room]) => ({ room: room ?? undefined })),
    ),
    noResult,
    { params: ({ room }) => [room ?? null], result: nothing },
  ),
  /** The public rooms. */
  rooms: method<undefined, readonly PublicRoom[]>(
    noResult,
    v.array(
      v.pipe(
        v.looseTuple([roomIdSchema, shortText, uint]),
        v.transform(([room, name, members]): PublicRoom => ({ room, name, members })),
      ),
    ),
    { params: nothing, result: (rooms) => rooms.map((r) => [r.room, r.name, r.members]) },
  ),
  /** Makes a public room with an id made by the device, so that asking twice makes one. The maker is a member. */
  create: method<{ room: RoomId; name: string }, RoomRow>(
    v.pipe(
      v.looseTuple([roomIdSchema, shortText]),
      v.transform(([room, name]) => ({ room, name })),
    ),
    roomRow,
    { params: ({ room, name }) => [room, name], result: roomRowToWire },
  ),
  /** Joins a public room. */
  join: method<{ room: RoomId }, RoomRow>(
    v.pipe(
      v.looseTuple([roomIdSchema]),
      v.transform(([room]) => ({ room })),
    ),
    roomRow,
    { params: ({ room }) => [room], result: roomRowToWire },
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

export type AskMethod = keyof typeof asks;
export type AskParams<M extends AskMethod> = (typeof asks)[M] extends {
  params: v.GenericSchema<unknown, infer P>;
}
  ? P
  : never;
export type AskResult<M extends AskMethod> = (typeof asks)[M] extends {
  result: v.GenericSchema<unknown, infer R>;
}
  ? R
  : never;

/** A refusal in words. `code` is for programs, `text` for people. */
export interface AskError {
  readonly code: string;
  readonly text: string;
}

/** Room for a page, the people in it and what stands around it. */
export const maxAnswerBytes = 4 * pageBytes + 64 * 1024;
/** 10,000 rooms and their cursors do not fit in a payload of the default size; some hundreds do. */
export const maxAskBytes = 16 * 1024;

const envelope = v.looseTuple([v.literal(wireVersion), uint, v.unknown(), v.unknown()]);
const askErrorSchema = v.looseTuple([shortText, v.pipe(v.string(), v.maxLength(1000))]);

export function encodeAsk<M extends AskMethod>(n: number, name: M, params: AskParams<M>): Uint8Array {
  const { toWire } = asks[name] as { toWire: { params: (p: AskParams<M>) => unknown } };
  return encodePayload([wireVersion, n, name, toWire.params(params)]);
}

export type DecodedAsk = {
  [M in AskMethod]: { readonly n: number; readonly method: M; readonly params: AskParams<M> };
}[AskMethod];

/** `undefined` for noise; `{ n }` alone for a question whose number can be read, but not what it asks. */
export function decodeAsk(payload: Uint8Array): DecodedAsk | { readonly n: number } | undefined {
  const tuple = decodePayload(envelope, payload, maxAskBytes);
  if (!tuple) return undefined;
  const [, n, name, wireParams] = tuple;
  if (typeof name !== 'string' || !Object.hasOwn(asks, name)) return { n };
  const parsed = v.safeParse(asks[name as AskMethod].params, wireParams);
  if (!parsed.success) return { n };
  return { n, method: name, params: parsed.output } as DecodedAsk;
}

export function encodeAnswer<M extends AskMethod>(n: number, name: M, result: AskResult<M>): Uint8Array {
  const { toWire } = asks[name] as { toWire: { result: (r: AskResult<M>) => unknown } };
  return encodePayload([wireVersion, n, null, toWire.result(result)]);
}

export function encodeAskError(n: number, error: AskError): Uint8Array {
  return encodePayload([wireVersion, n, [error.code, error.text], null]);
}

/** An answer whose result is still to be read by the one who knows what was asked. */
export interface RawAnswer {
  readonly n: number;
  readonly error: AskError | undefined;
  readonly result: unknown;
}

export function decodeAnswer(payload: Uint8Array): RawAnswer | undefined {
  const tuple = decodePayload(envelope, payload, maxAnswerBytes);
  if (!tuple) return undefined;
  const [, n, error, result] = tuple;
  if (error === null) return { n, error: undefined, result };
  const parsed = v.safeParse(askErrorSchema, error);
  if (!parsed.success) return undefined;
  return { n, error: { code: parsed.output[0], text: parsed.output[1] }, result: undefined };
}

/** `undefined` when the result is not what the method promises. */
export function readResult<M extends AskMethod>(
  name: M,
  result: unknown,
): { readonly value: AskResult<M> } | undefined {
  const parsed = v.safeParse(asks[name].result, result);
  return parsed.success ? { value: parsed.output as AskResult<M> } : undefined;
}
