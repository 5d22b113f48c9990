// One message as the screen shows it: stored, or waiting in the outbox, with what waits behind it. Pure.
import { readMessage } from '../db/fold';
import type { MarksRow, Message, OutboxRow } from '../db/schema';
import { readAim, type Aim } from '../protocol/aim';
import type { EntryId, UserId } from '../protocol/ids';
import { bodyText, whatItIs } from './outbox-view';
import type { ChangeView, MessageView } from './state';

/** An edit or retract that waits in the outbox. */
export interface Pending {
  readonly id: EntryId;
  readonly aim: Aim;
  readonly state: 'saved' | 'sent' | 'failed';
  readonly problem: string | undefined;
}

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

/** The message reads as it will. A retract that failed removes nothing; the words of an edit that failed are still the person's. */
function amendedText(
  pending: Pending | undefined,
): Pick<MessageView, 'text' | 'edited' | 'retracted'> | undefined {
  if (!pending) return undefined;
  const { text } = pending.aim;
  if (text !== undefined) return { text, edited: true, retracted: false };
  return pending.state === 'failed' ? undefined : { text: '', edited: false, retracted: true };
}

type Failure = Pick<MessageView, 'problem' | 'failedRow' | 'failedWhat'>;
const noFailure: Failure = { problem: undefined, failedRow: undefined, failedWhat: undefined };
const failureOf = (pending: Pending | undefined): Failure =>
  pending?.problem === undefined
    ? noFailure
    : { problem: pending.problem, failedRow: pending.id, failedWhat: whatItIs(pending.aim) };

export function viewOfMessage(
  message: Message,
  {
    user,
    author,
    marks,
    pending,
  }: { user: UserId; author: string; marks: readonly MarksRow[]; pending: Pending | undefined },
): MessageView {
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
    ...failureOf(pending),
    unknownKind: reading.unknownKind,
    orphaned: false,
  };
}

export function viewOfRow(
  row: OutboxRow,
  {
    user,
    author,
    state,
    pending,
  }: { user: UserId; author: string; state: Pending['state']; pending: Pending | undefined },
): MessageView {
  const failed = row.problem !== undefined;
  return {
    type: 'message',
    id: row.id,
    seq: undefined,
    own: true,
    author,
    from: user,
    ...(amendedText(pending) ?? { text: bodyText(row), edited: false, retracted: false }),
    atMs: row.writtenAtMs,
    waitedSec: 0,
    // What failed is not there, whatever waits behind it.
    state: failed ? state : (pending?.state ?? state),
    ...(failed ? { problem: row.problem, failedRow: row.id, failedWhat: 'message' } : failureOf(pending)),
    unknownKind: false,
    orphaned: false,
  };
}

/** What is no object of its own is the same; a change never becomes another one. */
export function sameView<V extends MessageView | ChangeView>(a: V, b: V): boolean {
  return (Object.keys(b) as (keyof V)[]).every((key) => a[key] === b[key] || typeof b[key] === 'object');
}

function seenState(seq: number, marks: readonly MarksRow[], user: UserId): 'stored' | 'delivered' | 'read' {
  const others = marks.filter((row) => row.user !== user);
  if (others.some((row) => row.read >= seq)) return 'read';
  return others.some((row) => row.delivered >= seq) ? 'delivered' : 'stored';
}
