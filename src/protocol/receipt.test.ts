import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatReceipt, formatShortReceipt, parseReceipt } from './receipt';

test('reads a receipt as it was written, also the short one', () => {
  const anyReceipt = fc.record({
    seq: fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }),
    ts: fc.nat({ max: 999_999_999_999_999 }),
  });
  fc.assert(
    fc.property(anyReceipt, (receipt) => {
      expect(parseReceipt(formatReceipt(receipt))).toEqual(receipt);
      expect(parseReceipt(formatShortReceipt(receipt))).toEqual(receipt);
    }),
  );
});

test.each([
  undefined,
  7,
  ['1 2'],
  '',
  '1',
  '0 5',
  '01 5',
  '1 2 3',
  '1  2',
  ' 1 2',
  '-1 2',
  '1 -2',
  '1.5 2',
  '1.',
  '.1',
  '0.1',
  '1.A',
  '1.1.1',
  '1.12345678901',
  '1 2\n',
])('refuses %j as a receipt', (text) => expect(parseReceipt(text)).toBeUndefined());

test('refuses a seq that a number cannot hold exactly', () => {
  expect(parseReceipt('9007199254740991 1')).toEqual({ seq: Number.MAX_SAFE_INTEGER, ts: 1 });
  expect(parseReceipt('9007199254740993 1')).toBeUndefined();
});

test('never throws on any text', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      expect(parseReceipt(text)?.seq ?? 1).toBeGreaterThan(0);
    }),
  );
});
