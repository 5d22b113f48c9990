import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { anyCount, anyRoomId, anyUserId, hostileBytes } from './arbitraries';
import {
  asks,
  decodeAnswer,
  decodeAsk,
  encodeAnswer,
  encodeAsk,
  encodeAskError,
  readResult,
  type AskMethod,
  type AskParams,
  type AskResult,
  type RoomRow,
  type SyncRow,
} from './ask';
import { entryIdFromBytes, type DeviceId } from './ids';
import { encodePayload } from './payload';

const anyName = fc.string({ unit: 'binary', maxLength: 60 });
const anyBytes = fc.uint8Array({ maxLength: 100 });
const anyRow: fc.Arbitrary<RoomRow> = fc.record({
  room: anyRoomId,
  name: anyName,
  visibility: fc.constantFrom('public', 'private', 'direct'),
  head: anyCount,
  read: anyCount,
});
/** A row of somebody who is far behind. */
const anyLateRow: fc.Arbitrary<SyncRow> = fc
  .tuple(
    anyRow,
    anyCount,
    fc.option(fc.record({ seq: anyCount, ts: anyCount, text: anyName, user: anyUserId, name: anyName })),
  )
  .map(([row, pushedBehind, line]) => ({ ...row, pushedBehind, ...(line && { line }) }));
const anyLimit = fc.option(fc.integer({ min: 1 }), { nil: undefined });
const anyRule = fc.record({ days: anyLimit, count: anyLimit });
/** What a row says besides, each perhaps. */
const anyFullRow: fc.Arbitrary<RoomRow> = fc
  .tuple(
    anyRow,
    fc.record(
      {
        role: fc.constantFrom('admin' as const, 'owner'),
        topicLine: anyName,
        partner: anyUserId,
        floor: anyCount,
        retention: fc.record({ own: anyRule, server: anyRule }),
      },
      { requiredKeys: [] },
    ),
  )
  .map(([row, more]) => ({ ...row, ...more }));
const anyPerson = fc.record({ user: anyUserId, name: anyName });
const nothing = fc.constant(undefined);
const anyDeviceId = fc.stringMatching(/^[A-Za-z0-9_-]{8,64}$/).map((text) => text as DeviceId);
const anyAppRooms = fc.oneof(fc.constant('all' as const), fc.array(anyRoomId, { maxLength: 32 }));
const anyAppRights = fc.record({ read: anyAppRooms, write: anyAppRooms, plain: fc.boolean() });
const anyDeviceRow = fc.record(
  { device: anyDeviceId, name: anyName, sinceSec: anyCount, seenSec: anyCount, app: anyAppRights },
  { requiredKeys: ['device', 'name', 'sinceSec', 'seenSec'] },
);
const anyInviteToken = fc.stringMatching(/^[\w-]{22}$/);
const anyTarget = fc.uint8Array({ minLength: 16, maxLength: 16 }).map(entryIdFromBytes);
const maybeRoom = fc.option(anyRoomId, { nil: undefined });
const anyInvite = fc.record({
  id: anyName,
  room: maybeRoom,
  by: anyUserId,
  name: anyName,
  madeSec: anyCount,
  expiresSec: anyCount,
  uses: anyCount,
  usesLeft: anyCount,
});

/** Params and results of every method. A method that is missing here does not compile. */
const anyOf: {
  [M in AskMethod]: { params: fc.Arbitrary<AskParams<M>>; result: fc.Arbitrary<AskResult<M>> };
} = {
  sync: {
    params: fc.oneof(
      fc.uint8Array({ minLength: 8, maxLength: 8 }).map((digest) => ({ digest })),
      fc.record({
        cursors: fc.array(fc.tuple(anyRoomId, anyCount)),
        open: fc.option(anyRoomId, { nil: undefined }),
      }),
    ),
    result: fc.oneof(
      fc.constant({ outcome: 'same' as const }),
      fc.constant({ outcome: 'tell-cursors' as const }),
      fc.record({
        outcome: fc.constant('differs' as const),
        rooms: fc.array(anyFullRow),
        gone: fc.array(anyRoomId),
      }),
      fc.record({
        outcome: fc.constant('differs' as const),
        rooms: fc.array(anyLateRow),
        gone: fc.array(anyRoomId),
      }),
      fc.record({
        outcome: fc.constant('differs' as const),
        rooms: fc.oneof(fc.array(anyRow), fc.array(anyLateRow)),
        gone: fc.array(anyRoomId),
        departures: fc.array(
          fc.record({
            room: anyRoomId,
            why: fc.constantFrom('left' as const, 'removed', 'banned', 'deleted'),
            by: anyUserId,
          }),
          { minLength: 1 },
        ),
      }),
      fc.record({
        outcome: fc.constant('differs' as const),
        rooms: fc.array(anyRow),
        gone: fc.array(anyRoomId),
        reads: fc.record(
          {
            upTo: anyCount,
            reads: fc.array(fc.tuple(anyRoomId, anyCount)),
            floors: fc.array(fc.tuple(anyRoomId, anyCount), { minLength: 1 }),
          },
          { requiredKeys: ['upTo', 'reads'] },
        ),
      }),
    ),
  },
  seqOf: {
    params: fc.record({ room: anyRoomId, id: anyTarget }),
    result: fc.option(anyCount, { nil: undefined }),
  },
  range: {
    params: fc.record({ room: anyRoomId, from: anyCount, to: anyCount }),
    result: fc.record(
      {
        entries: fc.array(anyBytes),
        later: fc.array(anyBytes),
        people: fc.array(anyPerson),
        floor: anyCount,
      },
      { requiredKeys: ['entries', 'later', 'people'] },
    ),
  },
  open: { params: fc.record({ room: fc.option(anyRoomId, { nil: undefined }) }), result: nothing },
  rooms: {
    params: nothing,
    result: fc.array(fc.record({ room: anyRoomId, name: anyName, members: anyCount })),
  },
  create: {
    params: fc.record(
      { room: anyRoomId, name: anyName, visibility: fc.constant('private' as const) },
      { requiredKeys: ['room', 'name'] },
    ),
    result: anyFullRow,
  },
  join: { params: fc.record({ room: anyRoomId }), result: anyFullRow },
  direct: { params: fc.record({ room: anyRoomId, user: anyUserId }), result: anyFullRow },
  members: {
    params: fc.record({ room: anyRoomId, after: fc.option(anyUserId, { nil: undefined }) }),
    result: fc.array(
      fc.record({
        user: anyUserId,
        name: anyName,
        role: fc.constantFrom('member' as const, 'admin', 'owner'),
        sinceSec: anyCount,
      }),
    ),
  },
  bans: {
    params: fc.record({ room: anyRoomId }),
    result: fc.array(fc.record({ user: anyUserId, name: anyName, by: anyUserId, atSec: anyCount })),
  },
  findPeople: { params: fc.record({ text: anyName }), result: fc.array(anyPerson) },
  block: { params: fc.record({ user: anyUserId }), result: nothing },
  unblock: { params: fc.record({ user: anyUserId }), result: nothing },
  blocked: { params: nothing, result: fc.array(anyPerson) },
  people: { params: fc.record({ users: fc.array(anyUserId) }), result: fc.array(anyPerson) },
  marks: {
    params: fc.record({ room: anyRoomId, seq: anyCount }),
    result: fc.oneof(
      fc.record({ delivered: anyCount, read: anyCount }),
      fc.record({
        members: fc.array(fc.record({ user: anyUserId, delivered: anyCount, read: anyCount })),
      }),
    ),
  },
  presence: {
    params: fc.record({ room: anyRoomId }),
    result: fc.oneof(
      fc.record({ here: anyCount }),
      fc.record({
        people: fc.array(fc.record({ user: anyUserId, seenSec: fc.option(anyCount, { nil: undefined }) }), {
          maxLength: 32,
        }),
      }),
    ),
  },
  setPresence: {
    params: fc.record({ shown: fc.option(fc.boolean(), { nil: undefined }) }),
    result: fc.record({ shown: fc.boolean() }),
  },
  invite: {
    params: fc.record({
      token: anyInviteToken,
      room: maybeRoom,
      expiresInSec: fc.integer({ min: 60, max: 86_400 }),
      uses: fc.integer({ min: 1, max: 1000 }),
    }),
    result: anyInvite,
  },
  invites: { params: fc.record({ room: maybeRoom }), result: fc.array(anyInvite) },
  revokeInvite: { params: fc.record({ id: anyName }), result: nothing },
  useInvite: { params: fc.record({ token: anyInviteToken }), result: anyFullRow },
  devices: { params: nothing, result: fc.array(anyDeviceRow) },
  makeAppToken: {
    params: fc.record({ token: fc.stringMatching(/^ob_[\w-]{24}$/), name: anyName, app: anyAppRights }),
    result: anyDeviceRow,
  },
  endDevice: { params: fc.record({ device: anyDeviceId }), result: nothing },
  endAllDevices: { params: fc.record({ keepThis: fc.boolean() }), result: nothing },
  changePassword: { params: fc.record({ old: anyName, new: anyName }), result: nothing },
  setName: { params: fc.record({ name: anyName }), result: fc.record({ name: anyName }) },
  linkCode: { params: nothing, result: fc.record({ code: anyName, expiresInSec: anyCount }) },
  deleteAccount: {
    params: fc.record({ password: anyName, messages: fc.constantFrom('keep' as const, 'empty') }),
    result: nothing,
  },
  adminUsers: {
    params: fc.record({ text: anyName, after: fc.option(anyUserId, { nil: undefined }) }),
    result: fc.array(
      fc.record(
        {
          user: anyUserId,
          name: anyName,
          shown: anyName,
          isAdmin: fc.boolean(),
          isSuspended: fc.boolean(),
          devices: anyCount,
          apps: fc.integer({ min: 1 }),
          sinceSec: anyCount,
          seenSec: anyCount,
        },
        {
          requiredKeys: ['user', 'name', 'shown', 'isAdmin', 'isSuspended', 'devices', 'sinceSec', 'seenSec'],
        },
      ),
    ),
  },
  adminServer: {
    params: nothing,
    result: fc.record({
      registration: fc.constantFrom('open' as const, 'invite', 'closed'),
      people: anyCount,
      rooms: anyCount,
    }),
  },
  adminRooms: {
    params: fc.record({ after: maybeRoom }),
    result: fc.array(
      fc.record({
        room: anyRoomId,
        name: anyName,
        visibility: fc.constantFrom('public' as const, 'private', 'direct'),
        members: anyCount,
        head: anyCount,
      }),
    ),
  },
  adminInvites: { params: nothing, result: fc.array(anyInvite) },
  adminSet: {
    params: fc.record({
      user: anyUserId,
      change: fc.oneof(
        fc.record({
          what: fc.constantFrom('suspend' as const, 'unsuspend', 'make-admin', 'make-member', 'sign-out'),
        }),
        fc.record({ what: fc.constant('password' as const), password: anyName }),
        fc.record({
          what: fc.constant('delete' as const),
          messages: fc.constantFrom('keep' as const, 'empty'),
        }),
      ),
    }),
    result: nothing,
  },
  adminDeleteRoom: { params: fc.record({ room: anyRoomId }), result: nothing },
  search: {
    params: fc.record({
      words: fc.array(anyName, { maxLength: 16 }),
      stretches: fc.array(fc.record({ room: anyRoomId, from: anyCount, to: anyCount }), { maxLength: 100 }),
      limit: fc.integer({ min: 1, max: 50 }),
      users: fc.option(fc.array(anyUserId, { maxLength: 100 }), { nil: undefined }),
      sinceSec: fc.option(anyCount, { nil: undefined }),
      beforeSec: fc.option(anyCount, { nil: undefined }),
    }),
    result: fc.record(
      {
        hits: fc.array(
          fc.record({ stretch: anyCount, seq: anyCount, ts: anyCount, user: anyUserId, text: anyName }),
        ),
        people: fc.array(anyPerson),
        rest: fc.record({ stretch: anyCount, to: anyCount }),
      },
      { requiredKeys: ['hits', 'people'] },
    ),
  },
};
const methods = Object.keys(anyOf) as AskMethod[];

/** Any question, as bytes. */
const anyAsk = fc
  .constantFrom(...methods)
  .chain((method) =>
    fc
      .tuple(anyCount, anyOf[method].params as fc.Arbitrary<never>)
      .map(([n, params]) => encodeAsk(n, method, params)),
  );

test('the table lists every method', () => {
  expect(methods.toSorted()).toEqual(Object.keys(asks).toSorted());
});

test.each(methods)('reads every question %s as it was asked', (method) => {
  fc.assert(
    fc.property(anyCount, anyOf[method].params as fc.Arbitrary<never>, (n, params) => {
      expect(decodeAsk(encodeAsk(n, method, params))).toEqual({ n, method, params });
    }),
  );
});

test.each(methods)('reads every answer to %s as it was given', (method) => {
  fc.assert(
    fc.property(anyCount, anyOf[method].result as fc.Arbitrary<never>, (n, result) => {
      const answer = decodeAnswer(encodeAnswer(n, method, result));
      expect(answer).toMatchObject({ n, error: undefined });
      expect(readResult(method, answer?.result)).toEqual({ value: result });
    }),
  );
});

test('reads a refusal in words', () => {
  const error = { code: 'name-taken', text: 'There is a room of that name already.' };
  expect(decodeAnswer(encodeAskError(7, error))).toEqual({ n: 7, error, result: undefined });
});

test('never throws on hostile questions', () => {
  fc.assert(
    fc.property(hostileBytes(anyAsk), (bytes) => {
      const ask = decodeAsk(bytes);
      const method = ask && 'method' in ask ? ask.method : undefined;
      expect([undefined, ...methods]).toContain(method);
    }),
    { numRuns: 2_000 },
  );
});

test('never throws on hostile answers', () => {
  const anyAnswer = fc
    .constantFrom(...methods)
    .chain((method) =>
      (anyOf[method].result as fc.Arbitrary<never>).map((result) => encodeAnswer(1, method, result)),
    );
  fc.assert(
    fc.property(hostileBytes(anyAnswer), fc.constantFrom(...methods), (bytes, method) => {
      const answer = decodeAnswer(bytes);
      if (answer && !answer.error) readResult(method, answer.result);
      expect(answer === undefined || Number.isSafeInteger(answer.n)).toBe(true);
    }),
    { numRuns: 2_000 },
  );
});

test('gives the number back of a question that it cannot read, so that it can be refused', () => {
  expect(decodeAsk(encodePayload([1, 9, 'fly', null]))).toEqual({ n: 9 });
  expect(decodeAsk(encodePayload([1, 9, 'toString', null]))).toEqual({ n: 9 });
  expect(decodeAsk(encodePayload([1, 9, 'join', ['not a room']]))).toEqual({ n: 9 });
  expect(decodeAsk(encodePayload([2, 9, 'join', ['r']]))).toBeUndefined();
});

test('does not take the answer to one question for that to another', () => {
  const answer = decodeAnswer(encodeAnswer(1, 'people', []));
  expect(readResult('create', answer?.result)).toBeUndefined();
});

test('refuses a digest that is not eight bytes, and more people than a page has', () => {
  expect(decodeAsk(encodePayload([1, 2, 'sync', new Uint8Array(7)]))).toEqual({ n: 2 });
  expect(decodeAsk(encodePayload([1, 2, 'people', Array(501).fill('u')]))).toEqual({ n: 2 });
});

test('refuses a search for more words, in more places or for more hits than one question may ask for', () => {
  const ask = (words: string[], stretches: unknown[], limit: number) =>
    decodeAsk(encodePayload([1, 2, 'search', [words, stretches, limit, null, null, null]]));
  const stretch = ['r', 1, 2];
  expect(ask(['a'], [stretch], 50)).toMatchObject({ method: 'search' });
  expect(ask(Array<string>(17).fill('a'), [stretch], 50)).toEqual({ n: 2 });
  expect(ask(['a'.repeat(201)], [stretch], 50)).toEqual({ n: 2 });
  const many = Array.from({ length: 101 }, () => stretch);
  expect(ask(['a'], many, 50)).toEqual({ n: 2 });
  expect(ask(['a'], [stretch], 51)).toEqual({ n: 2 });
  expect(ask(['a'], [stretch], 0)).toEqual({ n: 2 });
});

test('says how many rows are wanted first, where an older broker does not look', () => {
  const state = { digest: Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8) };
  const asked = encodeAsk(7, 'sync', state, 12);
  expect(decodeAsk(asked)).toEqual({ n: 7, method: 'sync', params: state, firstRows: 12 });
  const noNumber = encodePayload([1, 7, 'sync', state.digest, 'twelve']);
  expect(decodeAsk(noNumber)).toEqual({ n: 7, method: 'sync', params: state });
});

test('says since when read marks are wanted, where an older broker does not look', () => {
  const params = { digest: Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8) };
  const upTo = 1_790_000_000_000_123;
  expect(decodeAsk(encodeAsk(7, 'sync', params, 12, upTo))).toEqual({
    n: 7,
    method: 'sync',
    params,
    firstRows: 12,
    readsSince: upTo,
  });
  expect(decodeAsk(encodeAsk(7, 'sync', params, undefined, 0))).toEqual({
    n: 7,
    method: 'sync',
    params,
    readsSince: 0,
  });
});

test('tells the first part of an answer from the last', () => {
  const more = (payload: Uint8Array) => decodeAnswer(payload)?.more;
  expect(more(encodeAnswer(7, 'sync', { outcome: 'same' }, 'more'))).toBe(true);
  expect(more(encodeAnswer(7, 'sync', { outcome: 'same' }))).toBeUndefined();
});
