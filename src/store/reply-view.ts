// The message that another one answers, as it reads now. Pure.
import { readMessage } from '../db/fold';
import type { Message, OutboxRow } from '../db/schema';
import type { EntryId, UserId } from '../protocol/ids';
import { amendedText, type Pending } from './message-view';
import { bodyText } from './outbox-view';
import type { ReplyView } from './state';

/** Characters of it; more than two lines of any screen. */
const maxChars = 160;

/** Stored, or else waiting in the outbox; with what waits behind it. */
export function viewOfReply(
  id: EntryId,
  found: { readonly message: Message | undefined; readonly row: OutboxRow | undefined },
  { user, nameOf, pending }: { user: UserId; nameOf: (user: UserId) => string; pending: Pending | undefined },
): ReplyView {
  const { message, row } = found;
  if (!message && !row) return { id, author: undefined, text: '', state: 'not-here' };
  const reading = message ? readMessage(message) : { text: row ? bodyText(row) : '', retracted: false };
  const { text, retracted } = reading.retracted ? reading : (amendedText(pending) ?? reading);
  return {
    id,
    author: nameOf(message?.from ?? user),
    text: retracted ? '' : beginning(text),
    state: retracted ? 'retracted' : 'here',
  };
}

function beginning(text: string): string {
  if (text.length <= maxChars) return text;
  // Not within a character.
  const chars = Array.from(text.slice(0, 2 * maxChars));
  return chars.length <= maxChars && text.length <= 2 * maxChars
    ? text
    : `${chars.slice(0, maxChars).join('')}…`;
}
