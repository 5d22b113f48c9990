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

const anySizes = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 4 });
const anyColumns = fc.integer({ min: 1, max: 5 });

it('stays among the cells whatever is pressed, and leaves them only upwards', () => {
  const anyMove = fc.constantFrom<Move>('next', 'previous', 'up', 'down', 'row-start', 'row-end');
  fc.assert(
    fc.property(anySizes, anyColumns, fc.nat(), anyMove, (groups, columns, seed, key) => {
      const count = groups.reduce((sum, size) => sum + size, 0);
      const to = moveFrom(seed % count, key, groups, columns);
      expect(to === undefined ? key === 'up' : to >= 0 && to < count).toBe(true);
    }),
  );
});

it('reaches every cell by going on, and every row by going down', () => {
  fc.assert(
    fc.property(anySizes, anyColumns, (groups, columns) => {
      const count = groups.reduce((sum, size) => sum + size, 0);
      const walk = (key: Move) => {
        const seen = [0];
        for (let n = 1; n < count; n++) seen.push(moveFrom(seen.at(-1) ?? 0, key, groups, columns) ?? -1);
        return new Set(seen);
      };
      expect(walk('next').size).toBe(count);
      const rows = groups.reduce((sum, size) => sum + Math.ceil(size / columns), 0);
      expect(walk('down').size).toBe(rows);
    }),
  );
});
