import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { anyCount, anyUserId, hostileBytes } from './arbitraries';
import { decodeMarks, decodePersonMarks, encodeMarks, encodePersonMarks, mergeMarks } from './marks';
import { encodePayload } from './payload';

const anyMarks = fc.record({ read: anyCount, delivered: anyCount });
const anyPersonMarks = fc.array(fc.record({ user: anyUserId, delivered: anyCount, read: anyCount }), {
  maxLength: 32,
});

test('merges to the same in any order, however often', () => {
  fc.assert(
    fc.property(anyMarks, anyMarks, anyMarks, (a, b, c) => {
      expect(mergeMarks(a, b)).toEqual(mergeMarks(b, a));
      expect(mergeMarks(mergeMarks(a, b), c)).toEqual(mergeMarks(a, mergeMarks(b, c)));
      expect(mergeMarks(a, a)).toEqual(a);
      expect(mergeMarks(mergeMarks(a, b), b)).toEqual(mergeMarks(a, b));
    }),
  );
});

test('never falls, and rises only to what one of both says', () => {
  fc.assert(
    fc.property(anyMarks, anyMarks, (a, b) => {
      const merged = mergeMarks(a, b);
      expect(merged.read).toBeGreaterThanOrEqual(a.read);
      expect(merged.delivered).toBeGreaterThanOrEqual(a.delivered);
      expect([a.read, b.read]).toContain(merged.read);
      expect([a.delivered, b.delivered]).toContain(merged.delivered);
    }),
  );
});

test('reads marks as they were written', () => {
  fc.assert(
    fc.property(anyMarks, (marks) => {
      expect(decodeMarks(encodeMarks(marks))).toEqual(marks);
    }),
  );
});

test('reads the marks of people as they were written', () => {
  fc.assert(
    fc.property(anyPersonMarks, (marks) => {
      expect(decodePersonMarks(encodePersonMarks(marks))).toEqual(marks);
    }),
  );
});

test('never throws on hostile marks of people', () => {
  fc.assert(
    fc.property(hostileBytes(anyPersonMarks.map(encodePersonMarks)), (bytes) => {
      for (const { read } of decodePersonMarks(bytes) ?? []) expect(Number.isSafeInteger(read)).toBe(true);
    }),
    { numRuns: 1_000 },
  );
});

test('never throws on hostile bytes', () => {
  fc.assert(
    fc.property(hostileBytes(anyMarks.map(encodeMarks)), (bytes) => {
      const marks = decodeMarks(bytes);
      expect(marks === undefined || Number.isSafeInteger(marks.read)).toBe(true);
    }),
    { numRuns: 1_000 },
  );
});

test('refuses marks below zero or with a fraction, and passes over what a newer version says besides', () => {
  expect(decodeMarks(encodePayload([1, -1, 0]))).toBeUndefined();
  expect(decodeMarks(encodePayload([1, 0, 1.5]))).toBeUndefined();
  expect(decodeMarks(encodePayload([1, 1, 1, 1]))).toEqual({ read: 1, delivered: 1 });
});
