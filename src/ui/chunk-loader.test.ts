import { expect, test } from 'vitest';
import { createChunkLoader, pickFrom } from './chunk-loader';

test('loads once for all who ask, and again only after a failure', async () => {
  let loads = 0;
  let fails = true;
  const load = createChunkLoader(
    async () => {
      loads++;
      if (fails) throw new TypeError('Importing a module script failed.');
      return { part: 'the part' };
    },
    ({ part }) => part,
  );
  await Promise.all([load(), load()].map((tried) => expect(tried).rejects.toThrow('Importing')));
  expect(loads).toBe(1);
  fails = false;
  expect(await Promise.all([load(), load()])).toEqual(['the part', 'the part']);
  expect(await load()).toBe('the part');
  expect(loads).toBe(2);
});

test('finds what is asked for in a file that others use too', () => {
  const pick = ({ part }: { part: string }) => part;
  expect(pickFrom({ part: 'the part' }, pick)).toBe('the part');
  expect(pickFrom({ a: null, b: undefined, c: () => 1, t: { part: 'the part' } }, pick)).toBe('the part');
  expect(() => pickFrom({ a: () => 1 }, pick)).toThrow('does not have the part');
});
