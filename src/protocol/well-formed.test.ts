import { encode } from '@msgpack/msgpack';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { isWellFormed } from './well-formed';

const bytes = (...values: number[]) => Uint8Array.from(values);
/** An array in an array in an array … around nothing. */
const nested = (depth: number) => Uint8Array.from([...Array.from({ length: depth }, () => 0x91), 0xc0]);

test('accepts every value that the encoder writes', () => {
  const leaf = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 300 }),
    fc.double(),
    fc.maxSafeInteger(),
    fc.constant(null),
    fc.boolean(),
    fc.uint8Array({ maxLength: 300 }),
    fc.date({ noInvalidDate: true }),
  );
  const { value } = fc.letrec((tie) => ({
    value: fc.oneof(
      { maxDepth: 8 },
      leaf,
      fc.array(tie('value'), { maxLength: 20 }),
      fc.dictionary(fc.string(), tie('value'), { maxKeys: 20 }),
    ),
  }));
  fc.assert(fc.property(value, (any) => isWellFormed(encode(any))));
  // Long forms of each header.
  expect(isWellFormed(encode('x'.repeat(70_000)))).toBe(true);
  expect(isWellFormed(encode(new Uint8Array(70_000)))).toBe(true);
  expect(isWellFormed(encode(Array.from({ length: 70_000 }, () => 1)))).toBe(true);
  expect(isWellFormed(encode(Object.fromEntries(Array.from({ length: 70_000 }, (_, i) => [i, i]))))).toBe(
    true,
  );
});

test('refuses a length that the bytes do not cover', () => {
  expect(isWellFormed(bytes(0xdd, 0xff, 0xff, 0xff, 0xff))).toBe(false);
  expect(isWellFormed(bytes(0xdf, 0x7f, 0xff, 0xff, 0xff, 1))).toBe(false);
  expect(isWellFormed(bytes(0xdb, 0xff, 0xff, 0xff, 0xff, 65))).toBe(false);
  expect(isWellFormed(bytes(0xc6, 0, 0, 0, 2, 1))).toBe(false);
  expect(isWellFormed(bytes(0xc9, 0, 0, 0, 1, 1))).toBe(false);
  expect(isWellFormed(bytes(0xcb, 0))).toBe(false);
  expect(isWellFormed(bytes(0xdc, 0))).toBe(false);
});

test('refuses promises that only together are too long', () => {
  // Two arrays of two in one, of which the second is not there.
  expect(isWellFormed(bytes(0x92, 0x92, 1, 2, 0x91, 1))).toBe(true);
  expect(isWellFormed(bytes(0x92, 0x92, 1, 2))).toBe(false);
});

test('refuses bytes behind the value, no bytes at all, and the header that does not exist', () => {
  expect(isWellFormed(bytes(1, 1))).toBe(false);
  expect(isWellFormed(bytes())).toBe(false);
  expect(isWellFormed(bytes(0xc1))).toBe(false);
});

test('refuses a text that ends in the middle of a character, as the decoder would read on behind it', () => {
  for (const head of [[0xa3], [0xd9, 3], [0xda, 0, 3], [0xdb, 0, 0, 0, 3]]) {
    expect(isWellFormed(bytes(0x92, ...head, 0x41, 0xc3, 0xa9, 1))).toBe(true);
    expect(isWellFormed(bytes(0x92, ...head, 0x41, 0x41, 0xc3, 1))).toBe(false);
    expect(isWellFormed(bytes(0x92, ...head, 0x41, 0xe0, 0x80, 1))).toBe(false);
    expect(isWellFormed(bytes(0x92, ...head, 0xf0, 0x90, 0x80, 1))).toBe(false);
  }
  // Bytes are no text.
  expect(isWellFormed(bytes(0x92, 0xc4, 1, 0xe0, 1))).toBe(true);
});

test('refuses what is nested deeper than 32', () => {
  expect(isWellFormed(nested(32))).toBe(true);
  expect(isWellFormed(nested(33))).toBe(false);
});
