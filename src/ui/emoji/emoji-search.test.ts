import { expect, it } from 'vitest';
import { emojiData } from './emoji-data';
import { emojiNamed, findEmoji, parseEmoji, spokenName } from './emoji-search';

const all = parseEmoji(emojiData);
const found = (text: string, limit?: number) => findEmoji(all, text, limit).map(({ emoji }) => emoji);

it('has each emoji once, and no name twice', () => {
  expect(all.length).toBeGreaterThan(300);
  const emoji = all.map((each) => each.emoji);
  expect(emoji.filter((each, index) => emoji.indexOf(each) !== index)).toEqual([]);
  const names = all.flatMap((each) => each.names);
  expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
});

it('has one emoji on each line, and names that can be typed between colons', () => {
  const segmenter = new Intl.Segmenter('en', { granularity: 'grapheme' });
  for (const { emoji, names, words } of all) {
    expect([emoji, [...segmenter.segment(emoji)].length]).toEqual([emoji, 1]);
    expect(emoji).toMatch(/\p{Extended_Pictographic}/u);
    expect(names.filter((name) => !/^[a-z0-9_+-]+$/.test(name))).toEqual([]);
    expect(words.filter((word) => !/^[a-z0-9+-]*$/.test(word) && !/^[a-z_]+$/.test(word))).toEqual([]);
  }
});

it('knows an emoji by each of its names, however they are written', () => {
  expect(emojiNamed(all, 'tada')?.emoji).toBe('🎉');
  expect(emojiNamed(all, 'PARTY_POPPER')?.emoji).toBe('🎉');
  expect(emojiNamed(all, '+1')?.emoji).toBe('👍');
  expect(emojiNamed(all, 'tad')).toBeUndefined();
});

it('finds what is called so before what begins so, and that before what it only stands for', () => {
  expect(found('heart')[0]).toBe('❤️');
  expect(found('smi').slice(0, 2)).toEqual(['😃', '😄']);
  expect(found('party')).toContain('🎉');
  expect(found('celebr')).toEqual(expect.arrayContaining(['🥳', '🎉', '🍾']));
});

it('finds by several words, in any order', () => {
  expect(found('thumbs up')[0]).toBe('👍');
  expect(found('cake birthday')).toContain('🎂');
  expect(found('birthday giraffe')).toEqual([]);
});

it('finds nothing for nothing, and no more than is asked for', () => {
  expect(found('  ')).toEqual([]);
  expect(found('_')).toEqual([]);
  expect(found('a', 8)).toHaveLength(8);
});

it('says a name in words', () => {
  expect(all.slice(0, 1).map(spokenName)).toEqual(['grinning']);
  expect(spokenName(emojiNamed(all, '+1')!)).toBe('thumbs up');
});
