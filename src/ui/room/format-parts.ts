// What of a text that somebody wrote is drawn in a way of its own: `*bold*`, `_italic_`, `` `code` ``, fenced code, links, and `@` with
// somebody's name. Nothing is lost: all parts together, the markers among them, are the text.
import { findMentions } from '../../protocol/mentions';
import { linkParts } from './link-parts';

export interface FormatPart {
  readonly text: string;
  /** A marker says how others are drawn, and is not drawn itself. */
  readonly kind: 'text' | 'marker' | 'code' | 'block' | 'link' | 'mention';
  readonly bold: boolean;
  readonly italic: boolean;
  /** Where it leads, if it is a link. */
  readonly href?: string | undefined;
}

type Piece = Pick<FormatPart, 'text' | 'kind' | 'href'>;

const boldFlag = 1;
const italicFlag = 2;
const markerFlag = 4;
/** Whoever writes more of them than that wants to annoy. */
const maxPairs = 300;

/** A fence may name its language; the lines that fences stand in are not drawn. */
const codes = /```(?:[\w+#.-]{0,20}\n)?([^]+?)```\n?|`([^`\n]+)`/g;
const isWordChar = /[\p{L}\p{N}]/u;
const isSpace = /\s/;

/** `names`: of the people who may be mentioned. */
export function formatParts(text: string, names: readonly string[]): FormatPart[] {
  const pieces = piecesOf(text, names);
  // What is not plain text counts as a letter, so that marks may stand around it, and fenced code as the end of a line.
  const plain = pieces
    .map(({ kind, text: said }) =>
      kind === 'text' ? said : (kind === 'block' ? '\n' : 'x').repeat(said.length),
    )
    .join('');
  const flags = flagsOf(plain);
  const parts: FormatPart[] = [];
  let at = 0;
  for (const piece of pieces) {
    const end = at + piece.text.length;
    while (at < end) {
      const flag = flags[at] ?? 0;
      let next = at + 1;
      while (next < end && (piece.kind !== 'text' || flags[next] === flag)) next++;
      const isMarker = (flag & markerFlag) !== 0;
      parts.push({
        ...piece,
        text: text.slice(at, next),
        kind: isMarker ? 'marker' : piece.kind,
        bold: (flag & boldFlag) !== 0,
        italic: (flag & italicFlag) !== 0,
      });
      at = next;
    }
  }
  return parts;
}

/** The text in pieces that mark nothing inside: code, links, names, and what is between them. */
function piecesOf(text: string, names: readonly string[]): Piece[] {
  const pieces: Piece[] = [];
  let end = 0;
  for (const { 0: whole, 1: block, 2: code, index } of text.matchAll(codes)) {
    pieces.push(...linksAndNames(text.slice(end, index), names));
    end = index + whole.length;
    if (code !== undefined) {
      pieces.push({ kind: 'marker', text: '`' }, { kind: 'code', text: code }, { kind: 'marker', text: '`' });
    } else if (block !== undefined) {
      const inside = block.endsWith('\n') ? block.slice(0, -1) : block;
      const from = whole.endsWith('\n') ? whole.length - 4 - block.length : whole.length - 3 - block.length;
      pieces.push(
        { kind: 'marker', text: whole.slice(0, from) },
        { kind: 'block', text: inside },
        { kind: 'marker', text: whole.slice(from + inside.length) },
      );
    }
  }
  pieces.push(...linksAndNames(text.slice(end), names));
  return pieces.filter((piece) => piece.text !== '');
}

function linksAndNames(text: string, names: readonly string[]): Piece[] {
  return linkParts(text).flatMap((part): Piece[] => {
    if (part.href !== undefined) return [{ kind: 'link', text: part.text, href: part.href }];
    const pieces: Piece[] = [];
    let from = 0;
    for (const { start, end } of findMentions(part.text, names)) {
      if (start < from) continue;
      pieces.push(
        { kind: 'text', text: part.text.slice(from, start) },
        { kind: 'mention', text: part.text.slice(start, end) },
      );
      from = end;
    }
    return [...pieces, { kind: 'text', text: part.text.slice(from) }];
  });
}

/** For each character whether it is bold, italic, or a mark itself. */
function flagsOf(plain: string): Uint8Array {
  const flags = new Uint8Array(plain.length);
  for (const [sign, flag] of [
    ['*', boldFlag],
    ['_', italicFlag],
  ] as const)
    for (const [from, to] of pairsOf(plain, sign)) {
      for (let at = from + 1; at < to; at++) flags[at] = (flags[at] ?? 0) | flag;
      flags[from] = (flags[from] ?? 0) | markerFlag;
      flags[to] = (flags[to] ?? 0) | markerFlag;
    }
  return flags;
}

/** Two signs in one line that stand around words: outside of them is no letter, inside no space. */
function pairsOf(plain: string, sign: '*' | '_'): [number, number][] {
  const pairs: [number, number][] = [];
  const opens = (at: number) => !isInWord(plain[at - 1], sign) && !isBlank(plain[at + 1]);
  const closes = (at: number) => !isInWord(plain[at + 1], sign) && !isBlank(plain[at - 1]);
  let from = plain.indexOf(sign);
  while (from >= 0 && pairs.length < maxPairs) {
    const to = plain.indexOf(sign, from + 1);
    if (to < 0) break;
    const isPair = to > from + 1 && opens(from) && closes(to) && !plain.slice(from, to).includes('\n');
    if (isPair) pairs.push([from, to]);
    from = isPair ? plain.indexOf(sign, to + 1) : to;
  }
  return pairs;
}

const isInWord = (char: string | undefined, sign: string): boolean =>
  char !== undefined && (char === sign || isWordChar.test(char));

const isBlank = (char: string | undefined): boolean => char === undefined || isSpace.test(char);
