import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { anyCount, anyRoomId, anyUserId, hostileBytes } from './arbitraries';
import { encodePayload } from './payload';
import { decodeUserChange, encodeUserChange, type UserChange } from './user-change';

const anyChange: fc.Arbitrary<UserChange> = fc.oneof(
  fc.record({ change: fc.constant('joined' as const), room: anyRoomId }),
  fc.record({
    change: fc.constant('left' as const),
    room: anyRoomId,
    why: fc.constantFrom('left' as const, 'removed', 'banned', 'deleted'),
    by: anyUserId,
  }),
  fc.record({ change: fc.constant('read' as const), room: anyRoomId, read: anyCount }),
  fc.record({
    change: fc.constant('named' as const),
    user: anyUserId,
    name: fc.string({ unit: 'binary', maxLength: 40 }),
  }),
  fc.record({ change: fc.constant('removed' as const), room: anyRoomId, floor: anyCount }),
  fc.record({ change: fc.constant('admin' as const), isAdmin: fc.boolean() }),
  fc.record({ change: fc.constant('blocked' as const) }),
  fc.record({ change: fc.constant('presence' as const) }),
);

test('reads every change as it was written', () => {
  fc.assert(
    fc.property(anyChange, (change) => {
      expect(decodeUserChange(encodeUserChange(change))).toEqual(change);
    }),
  );
});

test('never throws on hostile bytes', () => {
  fc.assert(
    fc.property(hostileBytes(anyChange.map(encodeUserChange)), (bytes) => {
      const change = decodeUserChange(bytes);
      const known = ['joined', 'left', 'read', 'named', 'removed', 'admin', 'blocked', 'presence'];
      expect([undefined, ...known]).toContain(change?.change);
    }),
    { numRuns: 1_000 },
  );
});

test('leaves out a change that it does not know', () => {
  expect(decodeUserChange(encodePayload([1, 'renamed', 'r']))).toBeUndefined();
});
