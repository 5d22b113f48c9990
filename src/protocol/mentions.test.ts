import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { anyText } from './arbitraries';
import { findMentions, mentionsOne } from './mentions';

const namesIn = (text: string, names: readonly string[]) => findMentions(text, names).map(({ name }) => name);

test('finds each name behind an @, where it stands, from left to right', () => {
  expect(findMentions('@bo and @ann', ['ann', 'bo'])).toEqual([
    { start: 0, end: 3, name: 'bo' },
    { start: 8, end: 12, name: 'ann' },
  ]);
});

test('takes names as they are: with spaces, in any script, in upper or lower case', () => {
  const names = ['Ann Lee', 'Zoë', '名前', 'محمد'];
  expect(namesIn('hi @ann lee, @ZOË, @名前 and @محمد!', names)).toEqual(names);
});

test('takes the longer one of two names that fit, and no beginning of a longer word', () => {
  expect(namesIn('@Ann Lee', ['Ann', 'Ann Lee'])).toEqual(['Ann Lee']);
  expect(namesIn('@Ann Leering', ['Ann', 'Ann Lee'])).toEqual(['Ann']);
  expect(namesIn('@Annabel @Ann_2', ['Ann'])).toEqual([]);
});

test('finds a name before a sign, and within brackets', () => {
  expect(namesIn('(@Ann) @Ann, @Ann! @Ann’s', ['Ann'])).toHaveLength(4);
});

test('takes no address of mail for a mention', () => {
  expect(namesIn('mail bo@ann.example', ['ann'])).toEqual([]);
});

test('finds nothing without an @, of nobody, and of a name that is empty', () => {
  expect(namesIn('Ann', ['Ann'])).toEqual([]);
  expect(namesIn('@Ann @', [''])).toEqual([]);
  expect(namesIn('@Ann', [])).toEqual([]);
});

test('says whether one of these names stands there', () => {
  expect(mentionsOne('look, @bo', ['Ann', 'Bo'])).toBe(true);
  expect(mentionsOne('look, @cy', ['Ann', 'Bo'])).toBe(false);
});

test('gives places that hold the @ and the name, whatever the text is', () => {
  const names = ['Ann', 'Ann Lee', 'Bo'];
  const anyWords = fc.array(fc.oneof(anyText, fc.constantFrom(...names.map((name) => `@${name}`), ' ', '@')));
  fc.assert(
    fc.property(anyWords, (words) => {
      const text = words.join('');
      let before = 0;
      for (const { start, end, name } of findMentions(text, names)) {
        expect(text.slice(start, end).toLowerCase()).toBe(`@${name.toLowerCase()}`);
        expect(start).toBeGreaterThanOrEqual(before);
        before = end;
      }
    }),
  );
});
