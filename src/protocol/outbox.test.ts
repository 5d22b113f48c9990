import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { anyCount, anyEntry, anyRoomId, anyText, hostileBytes } from './arbitraries';
import { encodeEntry } from './entry';
import type { RoomId } from './ids';
import {
  decodeOutbox,
  decodeOutboxAnswers,
  encodeOutbox,
  encodeOutboxAnswers,
  maxOutboxBytes,
  type OutboxAnswer,
} from './outbox';
import { encodePayload } from './payload';

const anyParts = fc.array(
  fc.record({ room: anyRoomId, entries: fc.array(anyEntry.map(encodeEntry), { maxLength: 4 }) }),
  { maxLength: 4 },
);
const anyEpoch = fc.string({ maxLength: 20 });
const anyAnswers = fc.array(
  fc.oneof(
    fc.record({
      outcome: fc.constant('accepted' as const),
      receipt: fc.record({ seq: anyCount, ts: anyCount }),
    }),
    fc.record({
      outcome: fc.constant('refused' as const),
      reasonCode: fc.nat({ max: 255 }),
      reason: anyText,
    }),
  ) as fc.Arbitrary<OutboxAnswer>,
);
const room = 'room-a' as RoomId;
const entry = new Uint8Array([1, 2, 3]);

test('reads a request as it was written, in its order', () => {
  fc.assert(
    fc.property(anyParts, fc.option(anyEpoch, { nil: undefined }), (parts, epoch) => {
      expect(decodeOutbox(encodeOutbox(parts, epoch))).toEqual({ parts, epoch });
    }),
  );
});

test('reads the answers as they were written, in their order', () => {
  fc.assert(
    fc.property(anyAnswers, (answers) => {
      expect(decodeOutboxAnswers(encodeOutboxAnswers(answers))).toEqual(answers);
    }),
  );
});

test('never throws on hostile requests, and what it reads has rooms and bytes', () => {
  fc.assert(
    fc.property(hostileBytes(anyParts.map((parts) => encodeOutbox(parts, 'abcdefgh'))), (bytes) => {
      for (const part of decodeOutbox(bytes)?.parts ?? []) {
        expect(part.room).toMatch(/^[A-Za-z0-9_-]{1,32}$/);
        for (const each of part.entries) expect(each).toBeInstanceOf(Uint8Array);
      }
    }),
    { numRuns: 1_000 },
  );
});

test('never throws on hostile answers', () => {
  fc.assert(
    fc.property(hostileBytes(anyAnswers.map(encodeOutboxAnswers)), (bytes) => {
      for (const answer of decodeOutboxAnswers(bytes) ?? [])
        expect(
          answer.outcome === 'accepted'
            ? Number.isSafeInteger(answer.receipt.seq)
            : typeof answer.reason === 'string',
        ).toBe(true);
    }),
    { numRuns: 1_000 },
  );
});

test('passes over what a newer version says besides', () => {
  expect(decodeOutbox(encodePayload([1, [[room, [entry], 'more']], 'epoch-1', 'more']))).toEqual({
    parts: [{ room, entries: [entry] }],
    epoch: 'epoch-1',
  });
  expect(
    decodeOutboxAnswers(
      encodePayload([
        1,
        [
          [7, 8, 'more'],
          [0x87, 'No.', 9],
        ],
        'more',
      ]),
    ),
  ).toEqual([
    { outcome: 'accepted', receipt: { seq: 7, ts: 8 } },
    { outcome: 'refused', reasonCode: 0x87, reason: 'No.' },
  ]);
});

test('refuses another wire version, a topic for a room, entries that are no bytes, and too much', () => {
  expect(decodeOutbox(encodePayload([2, []]))).toBeUndefined();
  expect(decodeOutbox(encodePayload([1, [['room/a', [entry]]]]))).toBeUndefined();
  expect(decodeOutbox(encodePayload([1, [[room, ['text']]]]))).toBeUndefined();
  expect(decodeOutboxAnswers(encodePayload([1, [[7, -1]]]))).toBeUndefined();
  const full = (bytes: number) => encodeOutbox([{ room, entries: [new Uint8Array(bytes)] }]);
  const overhead = full(50_000).length - 50_000;
  expect(decodeOutbox(full(maxOutboxBytes - overhead))).toBeDefined();
  expect(decodeOutbox(full(maxOutboxBytes - overhead + 1))).toBeUndefined();
});
