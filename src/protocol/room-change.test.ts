import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { anyText, anyUserId, hostileBytes } from './arbitraries';
import { decodeEntry, encodeEntry, entryKind } from './entry';
import type { EntryId } from './ids';
import { changeEntry, isChange, readChange, type Change } from './room-change';

const count = fc.option(fc.integer({ min: 1, max: 1_000_000 }), { nil: undefined });
const anyChange: fc.Arbitrary<Change> = fc.oneof(
  fc.record({
    what: fc.constantFrom(
      'join' as const,
      'leave',
      'invite',
      'remove',
      'ban',
      'unban',
      'make-admin',
      'make-member',
      'make-owner',
    ),
    user: anyUserId,
  }),
  fc.record({ what: fc.constantFrom('name' as const, 'made'), name: anyText }),
  fc.record({ what: fc.constant('topic' as const), topicLine: anyText }),
  fc.constant({ what: 'delete' as const }),
  fc.record({
    what: fc.constant('visibility' as const),
    visibility: fc.constantFrom('public' as const, 'private'),
  }),
  fc.record({ what: fc.constant('retention' as const), days: count, count }),
);

const encoded = (change: Change) =>
  encodeEntry({
    id: '0196d4b0-5c00-7abc-8def-0123456789ab' as EntryId,
    waitedSec: 0,
    ...changeEntry(change),
  });

test('reads every change as it was written', () => {
  fc.assert(
    fc.property(anyChange, (change) => {
      const entry = decodeEntry(encoded(change), 1_000_000);
      expect(entry && readChange(entry)).toEqual(change);
    }),
  );
});

test('never throws on hostile bytes', () => {
  fc.assert(
    fc.property(hostileBytes(anyChange.map(encoded)), (bytes) => {
      const entry = decodeEntry(bytes, 1000);
      if (entry) readChange({ ...entry, kind: entryKind.room });
      const change = entry && readChange(entry);
      expect(change === undefined || isChange(entry?.kind ?? 0)).toBe(true);
    }),
    { numRuns: 1_000 },
  );
});

test('leaves out a change of a newer version, and what is none', () => {
  expect(readChange({ kind: entryKind.membership, body: [10, 'ann'] })).toBeUndefined();
  expect(readChange({ kind: entryKind.membership, body: [0, 'ann'] })).toBeUndefined();
  expect(readChange({ kind: entryKind.membership, body: [4, 'not a user'] })).toBeUndefined();
  expect(readChange({ kind: entryKind.room, body: [7, 'x'] })).toBeUndefined();
  expect(readChange({ kind: entryKind.room, body: [4, 2] })).toBeUndefined();
  expect(readChange({ kind: entryKind.room, body: [5, [0, null]] })).toBeUndefined();
  expect(readChange({ kind: entryKind.text, body: [3] })).toBeUndefined();
});
