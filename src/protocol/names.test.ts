import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { anyText } from './arbitraries';
import { checkName, foldName } from './names';

const folded = (text: string) => {
  const checked = checkName(text);
  return checked.ok ? checked.folded : checked.problem;
};
const shown = (text: string) => {
  const checked = checkName(text);
  return checked.ok ? checked.name : checked.problem;
};

test('shows a name as it was typed, but for spaces at the ends and in a row', () => {
  expect(shown('  Ada   Lovelace ')).toBe('Ada Lovelace');
  expect(shown('Łukasz 李小龍 עדה')).toBe('Łukasz 李小龍 עדה');
});

test('takes names for the same that differ in case only', () => {
  expect(folded('Straße')).toBe(folded('STRASSE'));
  expect(folded('STRAẞE')).toBe(folded('Strasse'));
  expect(folded('ΟΔΥΣΣΕΥΣ')).toBe(folded('Οδυσσευς'));
});

test('takes names for the same that differ in form only', () => {
  expect(folded('Ａｄａ')).toBe('ada');
  expect(folded('ﬁn')).toBe('fin');
  expect(folded('é')).toBe(folded('é'));
});

test('takes the Turkish ı for i, as it does I, and keeps İ apart', () => {
  expect(folded('Işıl')).toBe(folded('işil'));
  expect(folded('İ')).not.toBe(folded('i'));
});

test('takes emoji that are joined by invisible characters', () => {
  expect(shown('👩‍👩‍👧 ❤️')).toBe('👩‍👩‍👧 ❤️');
});

test('takes names for the same that differ only in what nobody sees', () => {
  expect(folded('an\u200dna')).toBe(folded('anna'));
  expect(folded('anna\ufe0f')).toBe(folded('anna'));
});

test('refuses a name of which nothing is seen', () => {
  expect(['', '   ', '\u200d', '\u3164', '\ufeff'].map(shown)).toEqual(Array(5).fill('empty'));
});

test('shows nothing of what nobody sees, and lets no letter climb', () => {
  expect(shown('A\u200dn\u200cn\ufe0f\u034f')).toBe('Ann');
  expect(shown('Ann\u2800')).toBe('Ann');
  expect(shown('\u2800')).toBe('empty');
  expect(shown(`A${'\u030d'.repeat(39)}`).length).toBeLessThanOrEqual(7);
  for (const turning of ['\u202a', '\u202e', '\u2066', '\u2069', '\u200e', '\u061c'])
    expect(shown(`a${turning}b`)).toBe('control-character');
});

test('refuses controls, direction marks and lone surrogates', () => {
  expect(['a\u0000b', 'a\u202eb', 'a\u200bb', '\ud800', 'x\udc00'].map(shown)).toEqual(
    Array(5).fill('control-character'),
  );
});

test('counts 40 characters as a reader of code points does', () => {
  expect(shown('x'.repeat(40))).toHaveLength(40);
  expect(shown('x'.repeat(41))).toBe('too-long');
  expect(checkName('🦊'.repeat(40)).ok).toBe(true);
  expect(shown('🦊'.repeat(41))).toBe('too-long');
});

test('checks and folds a checked name to itself', () => {
  fc.assert(
    fc.property(anyText, (text) => {
      const checked = checkName(text);
      if (!checked.ok) return;
      expect(checkName(checked.name)).toEqual(checked);
      expect(foldName(checked.folded)).toBe(checked.folded);
    }),
    { numRuns: 1_000 },
  );
});

test('folds a name, its upper case and its lower case to the same', () => {
  fc.assert(
    fc.property(anyText, (text) => {
      expect(foldName(text.toUpperCase())).toBe(foldName(text));
      expect(foldName(text.toLowerCase())).toBe(foldName(text));
    }),
    { numRuns: 1_000 },
  );
});
