// Folds entries into messages, the same way in whatever order they come. Pure: what is written stands in the transaction of the entries.
import { readAim } from '../protocol/aim';
import { entryKind } from '../protocol/entry-kind';
import type { EntryId, UserId } from '../protocol/ids';
import { readReaction } from '../protocol/reaction';
import { readChange } from '../protocol/room-change';
import { readTextBody } from '../protocol/text-body';
import type { Amendment, EntryRow, Message, MessageKey, Placeholder } from './schema';

/** The message an entry belongs to: its own, or the one of the same author that it aims at. */
export const messageOf = (entry: EntryRow): EntryId => readAim(entry)?.target ?? entry.id;

/** The message that reads differently with it: one it aims at, or that it reacts to. */
export const amendedBy = (entry: EntryRow): EntryId | undefined =>
  readAim(entry)?.target ?? readReaction(entry)?.target;

export const messageKeyOf = (entry: EntryRow): MessageKey => [entry.room, entry.from, messageOf(entry)];

/**
 * `old` is what is known under `messageKeyOf(entry)`. Folding an entry again changes nothing. `undefined`: there is nothing to fold,
 * an edit that the log has emptied because its message was taken back, or a reaction (reactions.ts).
 */
export function foldEntry(
  entry: EntryRow,
  old: Message | Placeholder | undefined,
): Message | Placeholder | undefined {
  const { id, room, seq, from, ts, waitedSec } = entry;
  if (entry.kind === entryKind.reaction) return undefined;
  if (entry.kind === entryKind.edit && entry.body === null) return undefined;
  const aim = readAim(entry);
  if (aim) {
    const amendment: Amendment = { seq, from, ts, text: aim.text };
    const others = (old?.amendments ?? []).filter((each) => each.seq !== seq);
    const amendments = [...others, amendment].toSorted((a, b) => a.seq - b.seq);
    return { ...(old ?? { id: aim.target, room, from }), amendments };
  }
  const change = readChange(entry);
  const said = { ...wordsOf(entry), amendments: old?.amendments ?? [], ...(change && { change }) };
  return { id, room, seq, from, ts, waitedSec, ...said };
}

function wordsOf({ kind, body }: EntryRow): Pick<Message, 'text' | 'replyTo'> {
  // The log empties the body of what was taken back.
  if (kind === entryKind.text && body === null) return { text: null };
  const read = kind === entryKind.text ? readTextBody(body) : undefined;
  return read ?? { text: undefined };
}

/** Its author has taken it back. */
export const isTakenBack = (message: Message | Placeholder): boolean =>
  message.amendments.some(({ text, from }) => text === undefined && from === message.from);

/** What was taken back keeps no words, as in the broker's log: whoever comes later never sees any. */
export function withoutTakenBack<M extends Message | Placeholder>(message: M): M {
  if (!isTakenBack(message)) return message;
  const amendments = message.amendments.filter(({ text }) => text === undefined);
  return 'text' in message && typeof message.text === 'string'
    ? { ...message, text: null, replyTo: undefined, amendments }
    : { ...message, amendments };
}

/** A message as it reads now. */
export interface Reading {
  readonly text: string;
  readonly edited: boolean;
  readonly retracted: boolean;
  readonly unknownKind: boolean;
}

/** The last word of its author counts; what others aim at it does not. */
export function readMessage(message: {
  readonly from: UserId;
  readonly text: string | null | undefined;
  readonly amendments: readonly Amendment[];
}): Reading {
  const { text, from } = message;
  const own = message.amendments.filter((amendment) => amendment.from === from);
  const last = own.at(-1);
  const retracted = text === null || own.some((amendment) => amendment.text === undefined);
  return {
    text: retracted ? '' : (last?.text ?? text ?? ''),
    edited: !retracted && last !== undefined,
    retracted,
    unknownKind: text === undefined,
  };
}
