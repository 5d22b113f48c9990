// Reactions: somebody gives a message an emoji. Each person has one for each message, and the last one counts.
import type { Entry } from './entry';
import { entryKind } from './entry-kind';
import { entryIdToBytes, readEntryId, type EntryId } from './ids';

export interface Reaction {
  /** Whoever wrote it; it may be unknown in the room, or still unsent. */
  readonly target: EntryId;
  /** Empty: none any more. */
  readonly emoji: string;
}

/** In UTF-8: a family of four takes 25, a flag of a region 28. */
export const maxEmojiBytes = 32;

/** `[16 bytes of the message, emoji]`. */
export const reactionBodyOf = (target: EntryId, emoji: string): unknown => [entryIdToBytes(target), emoji];

/** `undefined` for other kinds of entry, and for a body that cannot be read. */
export function readReaction({ kind, body }: Pick<Entry, 'kind' | 'body'>): Reaction | undefined {
  if (kind !== entryKind.reaction || !Array.isArray(body) || body.length !== 2) return undefined;
  const [named, emoji] = body as unknown[];
  const target = readEntryId(named);
  return target !== undefined && typeof emoji === 'string' && (emoji === '' || isEmoji(emoji))
    ? { target, emoji }
    : undefined;
}

// Only what pictures are made of, so nothing in it hides or turns the direction. Those of a newer Unicode are in it already.
const pictures = /^[\p{Extended_Pictographic}\p{Emoji_Component}]+$/u;
/** The other parts alone show nothing, or are the digits. */
const picture = /[\p{Extended_Pictographic}\p{Regional_Indicator}\u20e3]/u;

/** One, or as few as fit. */
const isEmoji = (text: string): boolean =>
  text.length <= maxEmojiBytes &&
  pictures.test(text) &&
  picture.test(text) &&
  new TextEncoder().encode(text).length <= maxEmojiBytes;
