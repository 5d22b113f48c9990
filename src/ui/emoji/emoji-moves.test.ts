import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { moveFrom, type Move } from './emoji-moves';

// 0 1 2 | 3 4 and then, in a group of their own, 5 6 7 | 8
const sizes = [5, 4];
const move = (from: number, to: Move) => moveFrom(from, to, sizes, 3);

it('goes on to the next and back, across groups', () => {
  expect(move(4, 'next')).toBe(5);
  expect(move(5, 'previous')).toBe(4);
  expect(move(8, 'next')).toBe(8);
  expect(move(0, 'previous')).toBe(0);
});

it('keeps its column upwards and downwards, and takes the last where the row is shorter', () => {
  expect(move(1, 'down')).toBe(4);
  expect(move(2, 'down')).toBe(4);
  expect(move(4, 'down')).toBe(6);
  expect(move(7, 'down')).toBe(8);
  expect(move(8, 'down')).toBe(8);
  expect(move(6, 'up')).toBe(4);
  expect(move(2, 'up')).toBeUndefined();
});

it('goes to both ends of its row', () => {
  expect([move(4, 'row-start'), move(3, 'row-end'), move(6, 'row-end')]).toEqual([3, 4, 7]);
});

it('stays among the cells, and comes back from where it went by the opposite key', () => {
  const anySizes = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 4 });
  const moves = fc.constantFrom<Move>('next', 'previous', 'up', 'down', 'row-start', 'row-end');
  fc.assert(
    fc.property(anySizes, fc.integer({ min: 1, max: 5 }), fc.nat(), moves, (groups, columns, seed, key) => {
      const count = groups.reduce((sum, size) => sum + size, 0);
      const from = seed % count;
      const to = moveFrom(from, key, groups, columns);
      if (to === undefined) {
        expect(key).toBe('up');
        return;
      }
      expect(to).toBeGreaterThanOrEqual(0);
      expect(to).toBeLessThan(count);
      if (key === 'next' && to !== from) expect(moveFrom(to, 'previous', groups, columns)).toBe(from);
      // Nothing is out of reach: a way down is a way on.
      if (key === 'down') expect(to).toBeGreaterThanOrEqual(from);
    }),
  );
});
