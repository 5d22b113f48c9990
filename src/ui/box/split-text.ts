// A text that is too long for one message, in as few as are needed: cut between paragraphs, lines, sentences or words, wherever that is not far
// from the end of what fits. Code that is cut is closed before and opened again behind. Pure.
import type { BoxPart } from '../room/box';

/** What a reopened block may repeat of its first line: a language. */
const fenceLine = /^`{3}[\w+#.-]{0,20}$/;
const fence = '```';
const begun = /^`{3}[^`]*$/;
const endOfCode = /^`{3}[^\S\n]*(?:\n|$)/;
/** A line break and the fence that ends the code. */
const closingBytes = 4;

/** The sources of all parts together are the text. `maxBytes`: of each part in UTF-8; at least 100. */
export function splitText(text: string, maxBytes: number): readonly BoxPart[] {
  const parts: BoxPart[] = [];
  let source = '';
  let at = 0;
  /** The line that opened the code in the middle of which the last part ended. */
  let open: string | undefined;
  while (at < text.length) {
    const isInCode = open !== undefined && text[at - 1] === '\n';
    const ended = isInCode ? endOfCode.exec(text.slice(at, at + maxBytes))?.[0] : undefined;
    if (ended !== undefined) {
      // The last part has said so itself.
      source += ended;
      at += ended.length;
      open = undefined;
      continue;
    }
    const opening = open === undefined ? '' : `${open}\n`;
    const end = endOfPart(text, at, maxBytes - opening.length - closingBytes, open);
    const piece = text.slice(at, end);
    // Within code what stands at the beginning of a line means something.
    const words = (open === undefined ? piece.trimStart() : piece).trimEnd();
    const openAfter = fenceAfter(words, open);
    const closing = openAfter === undefined || end === text.length ? '' : `\n${fence}`;
    source += piece;
    if (words.trim() !== '') {
      parts.push({ source, text: opening + words + closing });
      source = '';
    }
    open = openAfter;
    at = end;
  }
  const last = parts.pop();
  if (last) parts.push({ ...last, source: last.source + source });
  return parts;
}

export const utf8Bytes = (text: string): number => new TextEncoder().encode(text).length;

/** How much of the text from `at` on has so many bytes at the most, in whole characters. */
export function fittingChars(text: string, at: number, maxBytes: number): number {
  let bytes = 0;
  let next = at;
  while (next < text.length) {
    const code = text.codePointAt(next) ?? 0;
    bytes += bytesOf(code);
    if (bytes > maxBytes) break;
    next += code > 0xffff ? 2 : 1;
  }
  return next - at;
}

function bytesOf(code: number): number {
  if (code < 0x80) return 1;
  if (code < 0x800) return 2;
  return code < 0x10000 ? 3 : 4;
}

function endOfPart(text: string, at: number, maxBytes: number, open: string | undefined): number {
  const chars = fittingChars(text, at, maxBytes);
  if (at + chars >= text.length) return text.length;
  // A space behind the last word that fits goes without saying.
  const behind = /\s/.test(text[at + chars] ?? '') ? 1 : 0;
  return at + cutWithin(text.slice(at, at + chars + behind), open);
}

/** Where to cut, in a piece that just fits: not in its first half, unless there is no other place. */
function cutWithin(piece: string, open: string | undefined): number {
  const half = piece.length / 2;
  const code = beginOfCode(piece, open);
  if (code !== undefined && code >= half) return code;
  const places = [
    piece.lastIndexOf('\n\n') + 2,
    piece.lastIndexOf('\n') + 1,
    lastEnd(piece, /[.!?…。！？؟]["')\]»”]?\s/g),
    lastEnd(piece, /\s/g),
  ];
  return places.find((place) => place >= half && place > 2) ?? piece.length;
}

function lastEnd(piece: string, pattern: RegExp): number {
  const from = Math.floor(piece.length / 2);
  let end = 0;
  for (const match of piece.slice(from).matchAll(pattern)) end = from + match.index + match[0].length;
  return end;
}

/** The line that opened the code in which the piece ends; `undefined`: it ends in none. `open`: in which it begins. */
function fenceAfter(piece: string, open: string | undefined): string | undefined {
  let opened = open;
  for (const line of piece.split('\n')) {
    if (opened !== undefined && line.trimEnd() === fence) opened = undefined;
    else if (opened === undefined && begun.test(line))
      opened = fenceLine.test(line.trimEnd()) ? line.trimEnd() : fence;
  }
  return opened;
}

/** Where the code begins in which the piece ends; `undefined`: before the piece, or it ends in none. */
function beginOfCode(piece: string, open: string | undefined): number | undefined {
  let opened = open !== undefined;
  let begin: number | undefined;
  let place = 0;
  for (const line of piece.split('\n')) {
    if (opened && line.trimEnd() === fence) [opened, begin] = [false, undefined];
    else if (!opened && begun.test(line)) [opened, begin] = [true, place];
    place += line.length + 1;
  }
  return begin;
}
