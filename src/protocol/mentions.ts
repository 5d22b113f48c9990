// Who is named in a text: `@` and somebody's name, as it stands in the room's list of people. Plain text on the wire, so that every
// client can write and read it.

export interface Mention {
  /** Places in the text: of the `@`, and behind the name. */
  readonly start: number;
  readonly end: number;
  /** As it stands in `names`. */
  readonly name: string;
}

const isWordChar = /[\p{L}\p{N}_]/u;

/** From left to right. Of two names that fit the longer one counts; upper and lower case are the same. */
export function findMentions(text: string, names: readonly string[]): Mention[] {
  if (!text.includes('@')) return [];
  const longestFirst = names.filter((name) => name !== '').toSorted((a, b) => b.length - a.length);
  const found: Mention[] = [];
  for (let start = text.indexOf('@'); start >= 0; start = text.indexOf('@', start + 1)) {
    if (start > 0 && isWordChar.test(text[start - 1]!)) continue;
    const name = longestFirst.find((each) => standsAt(text, start + 1, each));
    if (name !== undefined) found.push({ start, end: start + 1 + name.length, name });
  }
  return found;
}

export const mentionsOne = (text: string, names: readonly string[]): boolean =>
  findMentions(text, names).length > 0;

function standsAt(text: string, at: number, name: string): boolean {
  const end = at + name.length;
  return (
    text.slice(at, end).toLocaleLowerCase() === name.toLocaleLowerCase() &&
    (end >= text.length || !isWordChar.test(text[end]!))
  );
}
