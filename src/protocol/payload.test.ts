import * as v from 'valibot';
import { expect, test } from 'vitest';
import { decodePayload, encodePayload } from './payload';

test('returns what the schema makes of the value', () => {
  const doubled = v.pipe(
    v.number(),
    v.transform((n) => 2 * n),
  );
  expect(decodePayload(doubled, encodePayload(4), 10)).toBe(8);
});

test('returns undefined for too many bytes, broken bytes and a value of another shape', () => {
  const bytes = encodePayload('four');
  expect(decodePayload(v.string(), bytes, bytes.length)).toBe('four');
  expect(decodePayload(v.string(), bytes, bytes.length - 1)).toBeUndefined();
  expect(decodePayload(v.string(), bytes.slice(0, 3), 10)).toBeUndefined();
  expect(decodePayload(v.number(), bytes, 10)).toBeUndefined();
});

test('refuses a map that would reach into an object’s prototype', () => {
  const map = Uint8Array.from([0x81, 0xa9, ...new TextEncoder().encode('__proto__'), 0x80]);
  expect(decodePayload(v.unknown(), map, 100)).toBeUndefined();
});

test('reads the payload out of a larger buffer', () => {
  const larger = Uint8Array.from([0xff, 0xff, ...encodePayload([1, 'x']), 0xff]);
  expect(decodePayload(v.unknown(), larger.subarray(2, -1), 100)).toEqual([1, 'x']);
});
