import { expect, test } from 'vitest';
import { size } from './sizes';

test('writes an amount with the unit that keeps it short', () => {
  expect([0, 512, 999, 1000, 1234, 12_345, 999_600, 3_400_000_000].map(size)).toEqual([
    '0 bytes',
    '512 bytes',
    '999 bytes',
    '1 kB',
    '1.2 kB',
    '12 kB',
    '1 MB',
    '3.4 GB',
  ]);
});
