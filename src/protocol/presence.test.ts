import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { anyCount, anyUserId, hostileBytes } from './arbitraries';
import { encodePayload } from './payload';
import { decodePresence, encodePresence } from './presence';

const anyPresence = fc.array(
  fc.record({ user: anyUserId, seenSec: fc.option(anyCount, { nil: undefined }) }),
  { maxLength: 32 },
);

test('reads who is here as it was written', () => {
  fc.assert(
    fc.property(anyPresence, (people) => {
      expect(decodePresence(encodePresence(people))).toEqual(people);
    }),
  );
});

test('never throws on hostile bytes', () => {
  fc.assert(
    fc.property(hostileBytes(anyPresence.map(encodePresence)), (bytes) => {
      for (const { seenSec } of decodePresence(bytes) ?? [])
        expect(seenSec === undefined || Number.isSafeInteger(seenSec)).toBe(true);
    }),
    { numRuns: 1_000 },
  );
});

test('refuses more people than are ever told of at once, and times that cannot be', () => {
  const person = ['ann', 0];
  expect(decodePresence(encodePayload([1, Array.from({ length: 33 }, () => person)]))).toBeUndefined();
  expect(decodePresence(encodePayload([1, [['ann', -1]]]))).toBeUndefined();
  expect(decodePresence(encodePayload([1, [['ann']]]))).toBeUndefined();
});
