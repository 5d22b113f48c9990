import { expect, it } from 'vitest';
import { numbersOf } from './numbers';

it('takes the form that the language has for a number', () => {
  const { count } = numbersOf('en');
  const waits = (n: number) => count(n, { one: '# message waits', other: '# messages wait' });
  expect([0, 1, 2, 1234].map(waits)).toEqual([
    '0 messages wait',
    '1 message waits',
    '2 messages wait',
    '1,234 messages wait',
  ]);
});

it('knows the six forms of Arabic', () => {
  const { count } = numbersOf('ar');
  const forms = { zero: 'zero', one: 'one', two: 'two', few: 'few', many: 'many', other: 'other' };
  expect([0, 1, 2, 3, 11, 100].map((n) => count(n, forms))).toEqual(Object.keys(forms));
});

it('takes the last form where the language needs one that was not written', () => {
  expect(numbersOf('ar').count(2, { other: 'some' })).toBe('some');
});
