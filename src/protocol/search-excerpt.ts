// What is shown of a text in which words were found: the part around them, and which of its letters they are. Pure.
import { findNeedle, foldWithPlaces, type Needle } from './search-words';

export interface ExcerptPart {
  readonly text: string;
  readonly found: boolean;
}

/** More than two lines of a phone have room for. */
const maxExcerptChars = 240;
/** What stands before the first word that was found. */
const leadChars = 60;

/** All of a short text; of a long one what is around the first place, from one space to another where there are some. */
export function excerptOf(text: string, needles: readonly Needle[]): string {
  if (text.length <= maxExcerptChars) return text;
  const { folded, starts } = foldWithPlaces(text);
  let first = text.length;
  for (const needle of needles) {
    const at = findNeedle(folded, needle);
    if (at >= 0) first = Math.min(first, starts[at] ?? 0);
  }
  if (first === text.length) first = 0;
  let from = Math.max(0, Math.min(first - leadChars, text.length - maxExcerptChars));
  if (from > 0) {
    const space = text.slice(from, first).search(/\s/);
    from = wholeChar(text, space < 0 ? from : from + space + 1);
  }
  const to = wholeChar(text, Math.min(text.length, from + maxExcerptChars));
  return `${from > 0 ? '…' : ''}${text.slice(from, to).trim()}${to < text.length ? '…' : ''}`;
}

/** The place itself, or the one before it where a pair would be cut in two. */
function wholeChar(text: string, at: number): number {
  const code = text.charCodeAt(at);
  return code >= 0xdc00 && code <= 0xdfff && at > 0 ? at - 1 : at;
}

/** All of the text, in parts: what was found, and what is between. */
export function markFound(text: string, needles: readonly Needle[]): ExcerptPart[] {
  const { folded, starts, ends } = foldWithPlaces(text);
  const places: { from: number; to: number }[] = [];
  for (const needle of needles) {
    let at = findNeedle(folded, needle);
    while (at >= 0) {
      const last = at + needle.text.length;
      places.push({ from: starts[at] ?? 0, to: ends[last - 1] ?? text.length });
      at = findNeedle(folded, needle, last);
    }
  }
  const parts: ExcerptPart[] = [];
  let done = 0;
  for (const { from, to } of places.toSorted((a, b) => a.from - b.from)) {
    if (to <= done) continue;
    const begin = Math.max(from, done);
    if (begin > done) parts.push({ text: text.slice(done, begin), found: false });
    const before = parts.at(-1);
    // What touches or overlaps is one mark.
    if (before?.found === true && begin === done)
      parts[parts.length - 1] = { text: before.text + text.slice(begin, to), found: true };
    else parts.push({ text: text.slice(begin, to), found: true });
    done = to;
  }
  if (done < text.length) parts.push({ text: text.slice(done), found: false });
  return parts;
}
