import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyText } from './arbitraries';
import { excerptOf, markFound } from './search-excerpt';
import { findNeedle, foldText, foldWithPlaces, hasAll, needleOf, needlesOf } from './search-words';

/** Are these words found in this text? */
const finds = (words: string, text: string) => hasAll(foldText(text), needlesOf(words.split(' ')));
const marked = (words: string, text: string) =>
  markFound(text, needlesOf(words.split(' ')))
    .map(({ text: part, found }) => (found ? `[${part}]` : part))
    .join('');

describe('words', () => {
  it('are found by how they begin, in any order, and all of them must be there', () => {
    expect(finds('batt', 'The second battery is empty')).toBe(true);
    expect(finds('empty second', 'The second battery is empty')).toBe(true);
    expect(finds('attery', 'The second battery is empty')).toBe(false);
    expect(finds('second full', 'The second battery is empty')).toBe(false);
    expect(finds('batt', 'a combatt, and then: battery')).toBe(true);
  });

  it('are the same in upper and lower case, with and without accents', () => {
    for (const [words, text] of [
      ['grusse', 'Viele GRÜSSE'],
      ['grüße', 'viele grusse'],
      ['CAFE', 'ein cafe\u0301'],
      ['smorrebrod', 'Smørrebrød'],
      ['istanbul', 'İSTANBUL'],
      ['ΟΔΟΣ', 'οδός'],
      ['ﬁle', 'the file'],
      ['fi', 'the ﬁle'],
      ["don't", 'I don’t know'],
      ['ёлка', 'елка'],
    ] as const)
      expect(`${words} in ${text}: ${finds(words, text)}`).toBe(`${words} in ${text}: true`);
  });

  it('are found in Arabic without vowels, with the article and what is written in one with it', () => {
    expect(finds('كتاب', 'قرأتُ الكِتابَ أمس')).toBe(true);
    expect(finds('كتاب', 'وبالكتاب نبدأ')).toBe(true);
    expect(finds('احمد', 'جاء أحمد')).toBe(true);
    expect(finds('مدرسه', 'في المدرسة')).toBe(true);
    expect(finds('١٢', 'at 12 o’clock')).toBe(true);
    expect(finds('تاب', 'قرأت الكتاب')).toBe(false);
  });

  it('are found anywhere where no spaces stand between them', () => {
    expect(finds('東京', '今日は東京に行く')).toBe(true);
    expect(finds('行く', '今日は東京に行く')).toBe(true);
    expect(finds('tower', '東京tower')).toBe(true);
    expect(finds('กรุงเทพ', 'ไปกรุงเทพ')).toBe(true);
    expect(finds('大阪', '今日は東京に行く')).toBe(false);
  });

  it('keep the marks of scripts in which they are letters', () => {
    expect(finds('किताब', 'यह किताब है')).toBe(true);
    expect(finds('कताब', 'यह किताब है')).toBe(false);
  });

  it('are found within formatting and punctuation, and so are signs', () => {
    expect(finds('italic', 'so _italic_ and *bold*')).toBe(true);
    expect(finds('bold', 'so _italic_ and *bold*')).toBe(true);
    expect(finds('(bold)', 'so bold!')).toBe(true);
    expect(finds('#tag', 'see #tag')).toBe(true);
    expect(finds('#tag', 'see tag')).toBe(false);
    expect(finds('🦊', 'a 🦊 here')).toBe(true);
    expect(finds('?!', 'what?!')).toBe(true);
    expect(finds('c++', 'written in C++')).toBe(true);
    expect(needleOf('  ')).toBeUndefined();
    expect(needleOf('\u200d')).toBeUndefined();
  });

  it('fold each character on its own, so that every place has one in the text', () => {
    fc.assert(
      fc.property(anyText, anyText, (a, b) => {
        expect(foldText(a + b)).toBe(foldText(a) + foldText(b));
        const { folded, starts, ends } = foldWithPlaces(a);
        expect(folded).toBe(foldText(a));
        expect([starts.length, ends.length]).toEqual([folded.length, folded.length]);
        expect(starts.every((start, unit) => start < (ends[unit] ?? 0))).toBe(true);
      }),
    );
  });

  it('are found in whatever they stand in', () => {
    const anyWord = fc.string({
      unit: fc.constantFrom('a', 'b', 'c', 'é', '語', 'ש'),
      minLength: 1,
      maxLength: 6,
    });
    fc.assert(
      fc.property(
        fc.array(anyWord, { minLength: 1, maxLength: 8 }),
        fc.nat(),
        fc.nat(),
        (words, n, length) => {
          const text = words.join(' ');
          const word = words[n % words.length] ?? '';
          const [...chars] = word;
          const start = chars.slice(0, 1 + (length % chars.length)).join('');
          const needle = needleOf(start);
          expect(needle && findNeedle(foldText(text), needle)).toBeGreaterThanOrEqual(0);
        },
      ),
    );
  });
});

describe('what was found', () => {
  it('is marked in the text as it was written', () => {
    expect(marked('batt em', 'The BÄTTERY is empty')).toBe('The [BÄTT]ERY is [em]pty');
    expect(marked('cafe', 'ein cafe\u0301!')).toBe('ein [cafe\u0301]!');
    expect(marked('gruss', 'Grüße')).toBe('[Grüß]e');
    expect(marked('ab abc', 'abcd')).toBe('[abc]d');
    expect(marked('كتاب', 'الكِتاب')).toBe('ال[كِتاب]');
    expect(marked('nowhere', 'here')).toBe('here');
    expect(markFound('', [])).toEqual([]);
  });

  it('leaves every letter in its place, whatever is marked', () => {
    fc.assert(
      fc.property(anyText, fc.array(anyText, { maxLength: 3 }), (text, words) => {
        const parts = markFound(text, needlesOf(words));
        expect(parts.map((part) => part.text).join('')).toBe(text);
        expect(parts.every((part) => part.text !== '')).toBe(true);
      }),
    );
  });

  it('is shown with what is around it', () => {
    const text = `${'before it '.repeat(100)}the needle${' and behind it'.repeat(100)}`;
    const excerpt = excerptOf(text, needlesOf(['needle']));
    expect(excerpt).toContain('the needle and');
    expect(excerpt).toMatch(/^…it before .*…$/);
    expect(excerpt.length).toBeLessThanOrEqual(242);
    expect(excerptOf('short', needlesOf(['nothing']))).toBe('short');
    expect(excerptOf('x'.repeat(1000), needlesOf(['nothing']))).toBe(`${'x'.repeat(240)}…`);
  });

  it('is never cut within a character', () => {
    fc.assert(
      fc.property(fc.nat({ max: 300 }), fc.nat({ max: 300 }), (before, behind) => {
        const excerpt = excerptOf(
          `${'🦊'.repeat(before)} needle ${'🦊'.repeat(behind)}`,
          needlesOf(['needle']),
        );
        expect(excerpt).not.toMatch(/\p{Cs}/u);
        expect(excerpt).toContain('needle');
      }),
    );
  });
});
