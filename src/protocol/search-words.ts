// How words are found in a text: by how its words begin, whatever their case and accents. The same on a device and at the broker, so that
// both find the same. Pure.

/** What is looked for, folded. */
export interface Needle {
  readonly text: string;
  /** Also within words: of scripts that put no spaces between them, and of what is no word at all. */
  readonly anywhere: boolean;
}

/** Accents of Latin, Greek and Cyrillic, vowels of Arabic and Hebrew, and what nobody sees. Of other scripts the marks are letters. */
const dropped =
  /(?![\u3099\u309a])(?=[\p{Script=Inherited}\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Cyrillic}])\p{M}|\p{Cf}/gu;

/** Letters that people write one for the other. */
const alike: Readonly<Record<string, string>> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ł: 'l',
  ħ: 'h',
  ı: 'i',
  ς: 'σ',
  ٱ: 'ا',
  ى: 'ي',
  ی: 'ي',
  ک: 'ك',
  ة: 'ه',
  ـ: '',
  '’': "'",
  '‘': "'",
};

const isAscii = /^\p{ASCII}*$/u;
const wordChar = /[\p{L}\p{N}\p{M}]/u;
/** No spaces stand between words there. */
const spaceless =
  /^[\p{scx=Han}\p{scx=Hiragana}\p{scx=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;
const arabic = /^\p{Script=Arabic}/u;
/** The article, and what is written in one with a word: `و` `ف` `ب` `ك` `ل`. */
const arabicPrefix = /^[وف]?(?:[بكل]?ال|لل|[بكل])?$/;
const maxPrefixChars = 4;

/** As it is compared. */
export function foldText(text: string): string {
  if (isAscii.test(text)) return text.toLowerCase().replaceAll(/\s/g, ' ');
  let folded = '';
  for (const char of text) folded += foldChar(char);
  return folded;
}

const foldedByChar = new Map<string, string>();
/** There are more characters than anybody writes, and a text may hold them all. */
const maxKnownChars = 20_000;

/** Each on its own, so that a place in what is folded has one in the text. */
function foldChar(char: string): string {
  const known = foldedByChar.get(char);
  if (known !== undefined) return known;
  let folded = '';
  for (const each of char.normalize('NFKD').replaceAll(dropped, '').toLowerCase())
    folded += alike[each] ?? digitOf(each);
  folded = folded.replaceAll(/\s/g, ' ');
  if (foldedByChar.size >= maxKnownChars) foldedByChar.clear();
  foldedByChar.set(char, folded);
  return folded;
}

/** Arabic and Persian digits are written ٠…٩ and ۰…۹. */
function digitOf(char: string): string {
  const code = char.charCodeAt(0);
  if (code >= 0x660 && code <= 0x669) return String(code - 0x660);
  return code >= 0x6f0 && code <= 0x6f9 ? String(code - 0x6f0) : char;
}

/** `undefined`: there is nothing to look for in it. Punctuation around a word is none of it. */
export function needleOf(words: string): Needle | undefined {
  const whole = foldText(words).replaceAll(/ +/g, ' ').trim();
  const bare = whole.replaceAll(/^(?:(?![#@])\p{P})+|(?:(?!#)\p{P})+$/gu, '').trim();
  const text = bare === '' ? whole : bare;
  if (text === '') return undefined;
  return { text, anywhere: spaceless.test(text) || !wordChar.test(text[0] ?? '') };
}

export const needlesOf = (words: readonly string[]): Needle[] =>
  words.map(needleOf).filter((needle) => needle !== undefined);

/** Where it stands first from `from` on; -1: nowhere. */
export function findNeedle(folded: string, { text, anywhere }: Needle, from = 0): number {
  for (let at = folded.indexOf(text, from); at >= 0; at = folded.indexOf(text, at + 1))
    if (anywhere || beginsWord(folded, at)) return at;
  return -1;
}

/** All of them stand there, in whatever order. */
export function hasAll(folded: string, needles: readonly Needle[]): boolean {
  for (const needle of needles) if (findNeedle(folded, needle) < 0) return false;
  return true;
}

function beginsWord(folded: string, at: number): boolean {
  const before = folded[at - 1];
  if (before === undefined || !wordChar.test(before) || spaceless.test(before)) return true;
  if (!arabic.test(folded[at] ?? '')) return false;
  let start = at;
  while (start > 0 && at - start <= maxPrefixChars && wordChar.test(folded[start - 1] ?? '')) start--;
  return arabicPrefix.test(folded.slice(start, at));
}

/** What is folded, and for each of its units where the character that it comes from begins and ends in the text. */
export function foldWithPlaces(text: string): {
  readonly folded: string;
  readonly starts: readonly number[];
  readonly ends: readonly number[];
} {
  let folded = '';
  const starts: number[] = [];
  const ends: number[] = [];
  let at = 0;
  for (const char of text) {
    const end = at + char.length;
    const own = foldChar(char);
    for (let unit = 0; unit < own.length; unit++) {
      starts.push(at);
      ends.push(end);
    }
    // An accent of its own belongs to the letter before it.
    if (own === '' && ends.length > 0) ends[ends.length - 1] = end;
    folded += own;
    at = end;
  }
  return { folded, starts, ends };
}
