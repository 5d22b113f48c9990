// What of a room a person wants to be called for, by what they chose for it: all of it, what names them, or nothing.
// Where nothing was chosen it is all: nobody misses anything because they did not know of a setting, and muting is two presses away.
import { readMessage } from '../db/fold';
import type { Message, RoomChoices } from '../db/schema';
import type { UserId } from '../protocol/ids';
import { mentionsOne } from '../protocol/mentions';
import type { RoomView } from './state';

export type Notify = NonNullable<RoomChoices['notify']>;

export const notifyOf = (choices: RoomChoices | undefined): Notify => choices?.notify ?? 'all';

/** Of the unread messages those that count outside of the list: in the title of the window, and on the icon of the app. */
export function attentionOf({
  notify,
  unread,
  mentions,
}: Pick<RoomView, 'notify' | 'unread' | 'mentions'>): number {
  if (notify === 'none') return 0;
  return notify === 'mentions' ? mentions : unread;
}

/** Whoever reads: their account, and all names by which others name them. */
export interface Reader {
  readonly user: UserId;
  readonly names: readonly string[];
}

/** Somebody else wrote it, and this person wants to be called for it. */
export const callsFor = (
  notify: Notify,
  { from, text }: { readonly from: UserId; readonly text: string },
  { user, names }: Reader,
): boolean => from !== user && notify !== 'none' && (notify === 'all' || mentionsOne(text, names));

/** The same of a message as it is kept. What happened to the room, and what was taken back, calls nobody. */
export function messageCallsFor(notify: Notify, message: Message, reader: Reader): boolean {
  if (message.change) return false;
  const { text, retracted } = readMessage(message);
  return !retracted && callsFor(notify, { from: message.from, text }, reader);
}
