import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { anyUserId, hostileBytes } from './arbitraries';
import { encodePayload } from './payload';
import { decodeTyping, encodeOwnTyping, encodeTyping, isOwnTyping } from './typing';

test('says who types, as it was written', () => {
  expect(isOwnTyping(encodeOwnTyping())).toBe(true);
  fc.assert(
    fc.property(anyUserId, (user) => {
      expect(decodeTyping(encodeTyping(user))).toBe(user);
    }),
  );
});

test('never throws on hostile bytes, and names nobody who cannot be', () => {
  fc.assert(
    fc.property(hostileBytes(anyUserId.map(encodeTyping)), (bytes) => {
      expect(typeof isOwnTyping(bytes)).toBe('boolean');
      expect(decodeTyping(bytes) ?? 'somebody').toMatch(/^[\w-]{1,32}$/);
    }),
    { numRuns: 1_000 },
  );
});

test('passes over what a newer version says besides, and refuses another version', () => {
  expect(isOwnTyping(encodePayload([1, 'with one finger']))).toBe(true);
  expect(decodeTyping(encodePayload([1, 'ann', 2]))).toBe('ann');
  expect(isOwnTyping(encodePayload([2]))).toBe(false);
  expect(isOwnTyping(encodePayload([1, 'x'.repeat(100)]))).toBe(false);
  expect(decodeTyping(encodePayload([1]))).toBeUndefined();
});
