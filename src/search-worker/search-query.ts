// Reads what was typed into the search box: words, `"several words"`, and `from:`, `in:`, `before:`, `after:`, `on:`. Pure.
import { searchLimits } from '../protocol/limits';
import { foldText } from '../protocol/search-words';
import type { Asked } from './search-messages';

export interface Query {
  readonly words: readonly string[];
  /** Names as they were typed; any of them. Empty: of anybody. */
  readonly from: readonly string[];
  /** Names of rooms. */
  readonly in: readonly string[];
  /** Unix ms: from then on. */
  readonly sinceMs: number | undefined;
  /** Before then. */
  readonly beforeMs: number | undefined;
}

const token = /(?:(\p{L}+):)?"([^"]*)(?:"|$)|(?:(from|in|before|after|on):)?(\S+)/giu;
const operators = new Set(['from', 'in', 'before', 'after', 'on']);
const unfinished = /^(?:from|in|before|after|on):$/i;

/** An operator with a date that is none counts as words, one without anything behind it as nothing. */
export function readQuery({ text, since, until }: Pick<Asked, 'text' | 'since' | 'until'>): Query {
  const words: string[] = [];
  const people: string[] = [];
  const rooms: string[] = [];
  const from: number[] = [];
  const before: number[] = [];

  const narrow = (operator: string, value: string): boolean => {
    if (operator === 'from') return people.push(value) > 0;
    if (operator === 'in') return rooms.push(value) > 0;
    const days = daysOf(value);
    if (!days) return false;
    if (operator !== 'before') from.push(days.beginMs);
    if (operator !== 'after') before.push(operator === 'before' ? days.beginMs : days.endMs);
    return true;
  };

  for (const [whole, quotedAfter, quoted, operatorOf, plain] of text.matchAll(token)) {
    if (unfinished.test(whole)) continue;
    const operator = (quotedAfter ?? operatorOf ?? '').toLowerCase();
    const value = (quoted ?? plain ?? '').trim();
    if (value === '') continue;
    if (operators.has(operator) && narrow(operator, value)) continue;
    words.push(operator === '' ? value : whole);
  }
  const chosenFrom = daysOf(since)?.beginMs;
  const chosenBefore = daysOf(until)?.endMs;
  return {
    words: words.slice(0, searchLimits.words).map((word) => word.slice(0, searchLimits.wordChars)),
    from: people,
    in: rooms,
    sinceMs: latest([...from, chosenFrom]),
    beforeMs: earliest([...before, chosenBefore]),
  };
}

/** `2026`, `2026-11` or `2026-11-29`, in whatever digits: the first moment, by this device's clock, and the first one behind it. */
function daysOf(text: string): { readonly beginMs: number; readonly endMs: number } | undefined {
  const [, year, month, day] = /^(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?$/.exec(foldText(text)) ?? [];
  if (year === undefined) return undefined;
  const [y, m, d] = [Number(year), Number(month ?? 1) - 1, Number(day ?? 1)];
  const begin = new Date(y, m, d);
  if (begin.getMonth() !== m || begin.getDate() !== d) return undefined;
  const end = new Date(begin);
  if (day !== undefined) end.setDate(d + 1);
  else if (month !== undefined) end.setMonth(m + 1);
  else end.setFullYear(y + 1);
  return { beginMs: begin.getTime(), endMs: end.getTime() };
}

const latest = (moments: readonly (number | undefined)[]): number | undefined =>
  moments.reduce((a, b) => (a === undefined || b === undefined ? (a ?? b) : Math.max(a, b)), undefined);

const earliest = (moments: readonly (number | undefined)[]): number | undefined =>
  moments.reduce((a, b) => (a === undefined || b === undefined ? (a ?? b) : Math.min(a, b)), undefined);
