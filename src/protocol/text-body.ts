// The body of a text: what it says, and the message that it answers, where it answers one.
import { entryIdToBytes, readEntryId, type EntryId } from './ids';

export interface TextBody {
  readonly text: string;
  /** In the same room. It may be unknown there, or still unsent. */
  readonly replyTo?: EntryId | undefined;
}

/** The text alone, or `[text, 16 bytes of the message that it answers]`. */
export const textBodyOf = (text: string, replyTo?: EntryId): unknown =>
  replyTo === undefined ? text : [text, entryIdToBytes(replyTo)];

/** `undefined` for what is no body of a text. */
export function readTextBody(body: unknown): TextBody | undefined {
  if (typeof body === 'string') return { text: body };
  if (!Array.isArray(body) || body.length !== 2) return undefined;
  const [text, named] = body as unknown[];
  const replyTo = readEntryId(named);
  return typeof text === 'string' && replyTo !== undefined ? { text, replyTo } : undefined;
}
