// One message as the screen shows it: stored, or waiting in the outbox, with what waits behind it. Pure.
import { readMessage } from '../db/fold';
import type { MarksRow, Message, OutboxRow } from '../db/schema';
import { readAim, type Aim } from '../protocol/aim';
import type { EntryId, UserId } from '../protocol/ids';
import { mentionsOne } from '../protocol/mentions';
import { readReaction } from '../protocol/reaction';
import { bodyText, whatItIs } from './outbox-view';
import { noReactions, type PendingReaction } from './reaction-view';
import type { MessageView } from './state';

/** An edit or retract that waits in the outbox. */
export interface Pending {
  readonly id: EntryId;
  readonly aim: Aim;
  readonly state: 'saved' | 'sent' | 'failed';
  readonly problem: string | undefined;
}

/** A row that is drawn among the messages; the others change what is there. */
export const isMessageRow = (row: OutboxRow): boolean => !readAim(row) && !readReaction(row);

/** The last one for each message. */
export function pendingByTarget(
  rows: readonly OutboxRow[],
  rowState: (row: OutboxRow) => Pending['state'],
): ReadonlyMap<EntryId, Pending> {
  const pending = new Map<EntryId, Pending>();
  for (const row of rows) {
    const aim = readAim(row);
    if (aim) pending.set(aim.target, { id: row.id, aim, state: rowState(row), problem: row.problem });
  }
  return pending;
}

/** What of a message's view is looked up elsewhere. */
export interface MessageSurroundings {
  /** An edit or retract of it that waits. */
  readonly pending: Pending | undefined;
  readonly pendingReaction: PendingReaction | undefined;
  readonly reply: MessageView['reply'];
  readonly reactions: MessageView['reactions'];
}

/** The message reads as it will. A retract that failed removes nothing; the words of an edit that failed are still the person's. */
export function amendedText(
  pending: Pending | undefined,
): Pick<MessageView, 'text' | 'edited' | 'retracted'> | undefined {
  if (!pending) return undefined;
  const { text } = pending.aim;
  if (text !== undefined) return { text, edited: true, retracted: false };
  return pending.state === 'failed' ? undefined : { text: '', edited: false, retracted: true };
}

type Failure = Pick<MessageView, 'problem' | 'failedRow' | 'failedWhat'>;
const noFailure: Failure = { problem: undefined, failedRow: undefined, failedWhat: undefined };
function failureOf({ pending, pendingReaction }: MessageSurroundings): Failure {
  if (pending?.problem !== undefined)
    return { problem: pending.problem, failedRow: pending.id, failedWhat: whatItIs(pending.aim) };
  if (pendingReaction?.problem === undefined) return noFailure;
  return { problem: pendingReaction.problem, failedRow: pendingReaction.id, failedWhat: 'reaction' };
}

export function viewOfMessage(
  message: Message,
  {
    user,
    author,
    marks,
    ownNames,
    ...around
  }: MessageSurroundings & {
    user: UserId;
    author: string;
    marks: readonly MarksRow[];
    /** By which this person is mentioned. */
    ownNames: readonly string[];
  },
): MessageView {
  const { pending } = around;
  const { id, seq, from, ts, waitedSec } = message;
  const own = from === user;
  const reading = readMessage(message);
  // What was taken back stays so, whatever still waits.
  const amended = reading.retracted ? undefined : amendedText(pending);
  const { text, edited, retracted } = amended ?? reading;
  return {
    type: 'message',
    id,
    seq,
    own,
    author,
    from,
    text,
    atMs: ts * 1000,
    waitedSec,
    state: own ? (pending?.state ?? seenState(seq, marks, user)) : undefined,
    edited,
    retracted,
    ...failureOf(around),
    unknownKind: reading.unknownKind,
    orphaned: false,
    ...(retracted ? bare : { reply: around.reply, reactions: around.reactions }),
    mentionsSelf: !own && !retracted && mentionsOne(text, ownNames),
    readBy: own ? readBy(seq, marks, user) : undefined,
  };
}

/** Nothing stands around what was taken back. */
const bare: Pick<MessageView, 'reply' | 'reactions'> = { reply: undefined, reactions: noReactions };

export function viewOfRow(
  row: OutboxRow,
  {
    user,
    author,
    state,
    ...around
  }: MessageSurroundings & { user: UserId; author: string; state: Pending['state'] },
): MessageView {
  const { pending } = around;
  const failed = row.problem !== undefined;
  const reading = amendedText(pending) ?? { text: bodyText(row), edited: false, retracted: false };
  return {
    type: 'message',
    id: row.id,
    seq: undefined,
    own: true,
    author,
    from: user,
    ...reading,
    atMs: row.writtenAtMs,
    waitedSec: 0,
    // What failed is not there, whatever waits behind it.
    state: failed ? state : (pending?.state ?? state),
    ...(failed ? { problem: row.problem, failedRow: row.id, failedWhat: 'message' } : failureOf(around)),
    unknownKind: false,
    orphaned: false,
    ...(reading.retracted ? bare : { reply: around.reply, reactions: around.reactions }),
    mentionsSelf: false,
    readBy: undefined,
  };
}

/** Two views, or parts of them, that say the same: plain objects, lists and values, compared to the bottom. */
export function sameView(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  const keys = Object.keys(b);
  return (
    Array.isArray(a) === Array.isArray(b) &&
    keys.length === Object.keys(a).length &&
    keys.every((key) => sameView(a[key as keyof typeof a], b[key as keyof typeof b]))
  );
}

/** In a room of two the state says it already. */
function readBy(seq: number, marks: readonly MarksRow[], user: UserId): MessageView['readBy'] {
  const others = marks.filter((row) => row.user !== user);
  const read = others.filter((row) => row.read >= seq).length;
  return others.length > 1 && read > 0 ? { read, of: others.length } : undefined;
}

function seenState(seq: number, marks: readonly MarksRow[], user: UserId): 'stored' | 'delivered' | 'read' {
  const others = marks.filter((row) => row.user !== user);
  if (others.some((row) => row.read >= seq)) return 'read';
  return others.some((row) => row.delivered >= seq) ? 'delivered' : 'stored';
}
