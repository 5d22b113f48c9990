// What somebody in the middle of writing is about to name: a person behind `@`, or an emoji between colons. Pure.
import { maxNameChars } from '../../protocol/limits';

export interface CompletionQuery {
  readonly kind: 'person' | 'emoji';
  /** The place of the `@` or `:`. What is put in replaces everything from here to the caret. */
  readonly start: number;
  /** What stands between that place and the caret. */
  readonly text: string;
}

/** Neither a person nor an emoji has a longer name; the colons come on top. */
const reachChars = maxNameChars + 2;

/** Behind one of these an `@` is part of an address, and a colon of a time. */
const wordChar = /[\p{L}\p{N}_]/u;
const emojiBegun = /:([a-z0-9_+-]{2,})$/i;
const emojiClosed = /:([a-z0-9_+-]+):$/i;

/** `undefined`: nothing is being named at the caret. */
export function queryAt(text: string, caret: number): CompletionQuery | undefined {
  const before = text.slice(Math.max(0, caret - reachChars), caret);
  const query = emojiQuery(before, text, caret) ?? personQuery(before, text, caret);
  return query && !isInCode(text, query.start) ? query : undefined;
}

/** The name between two colons of which the second stands right before the caret, and where the first stands. */
export function closedNameAt(
  text: string,
  caret: number,
): { readonly start: number; readonly name: string } | undefined {
  const [whole, name] = emojiClosed.exec(text.slice(Math.max(0, caret - reachChars), caret)) ?? [];
  if (whole === undefined || name === undefined) return undefined;
  const start = caret - whole.length;
  return mayBeginEmoji(text, start) && !isInCode(text, start) ? { start, name } : undefined;
}

function emojiQuery(before: string, text: string, caret: number): CompletionQuery | undefined {
  const [whole, name] = emojiBegun.exec(before) ?? [];
  if (whole === undefined || name === undefined) return undefined;
  const start = caret - whole.length;
  return mayBeginEmoji(text, start) ? { kind: 'emoji', start, text: name } : undefined;
}

function personQuery(before: string, text: string, caret: number): CompletionQuery | undefined {
  const at = before.lastIndexOf('@');
  if (at < 0) return undefined;
  const start = caret - before.length + at;
  const name = before.slice(at + 1);
  // Names may have spaces in them, but begin with none.
  if (/^\s|\n/.test(name) || name.length > maxNameChars) return undefined;
  return isBehindWord(text, start) ? undefined : { kind: 'person', start, text: name };
}

const isBehindWord = (text: string, start: number): boolean =>
  start > 0 && wordChar.test(text[start - 1] ?? '');

const mayBeginEmoji = (text: string, start: number): boolean =>
  !isBehindWord(text, start) && text[start - 1] !== ':';

/** In code nothing is meant but what stands there. */
function isInCode(text: string, place: number): boolean {
  let inside = false;
  for (let at = text.indexOf('`'); at >= 0 && at < place; at = text.indexOf('`', at + 1)) inside = !inside;
  return inside;
}
