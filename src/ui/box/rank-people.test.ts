import { expect, it } from 'vitest';
import type { Person } from '../../protocol/ask';
import type { UserId } from '../../protocol/ids';
import { isWholeName, rankPeople } from './rank-people';

const people = ['Bo', 'Zoë Ann', 'Ann Lee', 'مريم', 'ann', 'Bo'].map((name, n): Person => ({
  user: `user-${n}` as UserId,
  name,
}));
const named = (text: string, limit = 9) => rankPeople(people, text, limit).map(({ name }) => name);

it('has those whose name begins so before those of which a later word does', () => {
  expect(named('an')).toEqual(['Ann Lee', 'ann', 'Zoë Ann']);
  expect(named('ANN L')).toEqual(['Ann Lee']);
  expect(named('zoe')).toEqual(['Zoë Ann']);
  expect(named('مر')).toEqual(['مريم']);
  expect(named('x')).toEqual([]);
});

it('has everybody, each name once, while nothing is typed', () => {
  expect(named('')).toEqual(['Bo', 'Zoë Ann', 'Ann Lee', 'مريم', 'ann']);
  expect(named('', 2)).toEqual(['Bo', 'Zoë Ann']);
});

it('knows when a name is written out', () => {
  expect(isWholeName('Zoë Ann', 'zoe ann ')).toBe(true);
  expect(isWholeName('Zoë Ann', 'zoe')).toBe(false);
});
