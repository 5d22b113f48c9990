import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyText } from '../protocol/arbitraries';
import { readQuery } from './search-query';

const read = (text: string, since = '', until = '') => readQuery({ text, since, until });
const day = (year: number, month: number, date: number) => new Date(year, month - 1, date).getTime();

describe('what was typed', () => {
  it('is words, and several words between quotes', () => {
    expect(read('  second   battery ').words).toEqual(['second', 'battery']);
    expect(read('"second battery" full').words).toEqual(['second battery', 'full']);
    expect(read('"not closed yet').words).toEqual(['not closed yet']);
    expect(read('say"hi" http://a.b note:this').words).toEqual(['say"hi"', 'http://a.b', 'note:this']);
    expect(read('""').words).toEqual([]);
  });

  it('names people and rooms, also with spaces, also several', () => {
    expect(read('from:ann from:"Bo Lee" in:lobby hello')).toMatchObject({
      words: ['hello'],
      from: ['ann', 'Bo Lee'],
      in: ['lobby'],
    });
    expect(read('FROM:آن')).toMatchObject({ words: [], from: ['آن'] });
  });

  it('says from when to when: a day, a month, a year, in whatever digits', () => {
    expect(read('after:2026-11-01')).toMatchObject({ sinceMs: day(2026, 11, 1), beforeMs: undefined });
    expect(read('before:2026-11-01')).toMatchObject({ sinceMs: undefined, beforeMs: day(2026, 11, 1) });
    expect(read('on:2026-11-30')).toMatchObject({ sinceMs: day(2026, 11, 30), beforeMs: day(2026, 12, 1) });
    expect(read('on:2026-2')).toMatchObject({ sinceMs: day(2026, 2, 1), beforeMs: day(2026, 3, 1) });
    expect(read('on:2026')).toMatchObject({ sinceMs: day(2026, 1, 1), beforeMs: day(2027, 1, 1) });
    expect(read('on:٢٠٢٦-١١-٠٥')).toMatchObject({ sinceMs: day(2026, 11, 5), beforeMs: day(2026, 11, 6) });
  });

  it('is narrowed by all that is said, and by what was chosen beside it, whose days are both included', () => {
    expect(read('after:2026-11-01 after:2026-11-03', '2026-11-02', '2026-11-09')).toMatchObject({
      sinceMs: day(2026, 11, 3),
      beforeMs: day(2026, 11, 10),
    });
    expect(read('before:2026-11-05', '', '2026-11-09').beforeMs).toBe(day(2026, 11, 5));
  });

  it('takes what is no date for words, and waits for what is not typed yet', () => {
    expect(read('before:noon on:2026-02-30 after:2026-13')).toEqual({
      words: ['before:noon', 'on:2026-02-30', 'after:2026-13'],
      from: [],
      in: [],
      sinceMs: undefined,
      beforeMs: undefined,
    });
    expect(read('hello from: in:"')).toMatchObject({ words: ['hello'], from: [], in: [] });
  });

  it('is no more than one question to the broker can carry, whatever it is', () => {
    fc.assert(
      fc.property(anyText, anyText, (text, since) => {
        const { words } = readQuery({ text, since, until: since });
        expect(words.length).toBeLessThanOrEqual(16);
        expect(words.every((word) => word !== '' && word.length <= 200)).toBe(true);
      }),
    );
    expect(read('x '.repeat(40)).words).toHaveLength(16);
  });
});
