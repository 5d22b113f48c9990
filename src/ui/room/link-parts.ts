// Finds what may be followed in a text that somebody wrote: https, http and mailto, and nothing else. The link says where it leads,
// letter by letter: no text stands for another address.

export interface TextPart {
  readonly text: string;
  /** Where it leads, if it is a link. */
  readonly href?: string;
}

/** Nothing invisible and nothing that turns the direction is part of an address. */
const candidates = /\b(?:https?:\/\/|mailto:)[^\s<>"`\\\p{C}\p{Default_Ignorable_Code_Point}]+/giu;
const maxLinks = 100;
const closing = new Map([
  [')', '('],
  [']', '['],
  ['}', '{'],
]);

export function linkParts(text: string): TextPart[] {
  const parts: TextPart[] = [];
  let end = 0;
  for (const { 0: found, index } of text.matchAll(candidates)) {
    const address = withoutSentence(found);
    const href = hrefOf(address);
    if (href === undefined || parts.length > 2 * maxLinks) continue;
    if (index > end) parts.push({ text: text.slice(end, index) });
    parts.push({ text: address, href });
    end = index + address.length;
  }
  if (end < text.length) parts.push({ text: text.slice(end) });
  return parts;
}

/** What ends a sentence or a bracket around it is not the address's. */
function withoutSentence(found: string): string {
  let address = found;
  for (;;) {
    const last = address.at(-1) ?? '';
    const opening = closing.get(last);
    const isSentence = opening
      ? address.split(last).length > address.split(opening).length
      : /[.,:;!?'’”»*_~]/.test(last);
    if (!isSentence) return address;
    address = address.slice(0, -1);
  }
}

function hrefOf(address: string): string | undefined {
  let url: URL;
  try {
    url = new URL(address);
  } catch {
    return undefined;
  }
  if (url.protocol === 'mailto:') return url.pathname.includes('@') ? url.href : undefined;
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return undefined;
  // https://my.bank@elsewhere.example leads elsewhere.
  return url.username === '' && url.password === '' ? url.href : undefined;
}
