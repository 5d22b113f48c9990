// What waits here, across all rooms, and what may be done with it.
import type { Db } from '../db/db';
import { readMessage } from '../db/fold';
import { isUnsent } from '../db/outbox';
import type { OutboxRow } from '../db/schema';
import { readAim, type Aim } from '../protocol/aim';
import { readChange } from '../protocol/room-change';
import type { EntryId, RoomId, UserId } from '../protocol/ids';
import { readReaction } from '../protocol/reaction';
import { readTextBody } from '../protocol/text-body';
import { viewOfChangeRow } from './change-view';
import type { DiscardedRow, OutboxItemView } from './state';

/** The text of a row that is a message. */
export const bodyText = (row: Pick<OutboxRow, 'body'>): string => readTextBody(row.body)?.text ?? '';

/** Oldest first. */
export async function readOutbox(
  db: Db,
  rows: readonly OutboxRow[],
  sent: ReadonlySet<EntryId>,
  {
    user,
    nameOf,
    roomName,
  }: { user: UserId; nameOf: (user: UserId) => string; roomName: (room: RoomId) => string },
): Promise<OutboxItemView[]> {
  return await Promise.all(
    rows.map(async (row) => {
      const aim = readAim(row);
      const reaction = readReaction(row);
      const underWay = sent.has(row.id) ? 'sent' : 'saved';
      const state = row.problem === undefined ? underWay : 'failed';
      const change = viewOfChangeRow(row, user, state, nameOf);
      return {
        id: row.id,
        room: row.room,
        roomName: roomName(row.room),
        what: (change && 'change') ?? (reaction && 'reaction') ?? whatItIs(aim),
        change,
        text: aim
          ? (aim.text ?? (await currentText(db, rows, aim.target)))
          : (reaction?.emoji ?? bodyText(row)),
        atMs: row.writtenAtMs,
        state,
        problem: row.problem,
        mayDiscard: isUnsent(row),
      };
    }),
  );
}

export function whatItIs(aim: Aim | undefined): 'message' | 'edit' | 'retract' {
  if (!aim) return 'message';
  return aim.text === undefined ? 'retract' : 'edit';
}

export function discardedRow(row: OutboxRow): DiscardedRow {
  const change = readChange(row);
  if (change) return { what: 'change', change };
  const reaction = readReaction(row);
  if (reaction) return { what: 'reaction', ...reaction };
  const aim = readAim(row);
  if (!aim) return { what: 'message', text: bodyText(row), replyTo: readTextBody(row.body)?.replyTo };
  const { target, text } = aim;
  return text === undefined ? { what: 'retract', target } : { what: 'edit', target, text };
}

async function currentText(db: Db, rows: readonly OutboxRow[], target: EntryId): Promise<string> {
  const message = await db.log.message(target);
  if (message) return readMessage(message).text;
  const row = rows.find((each) => each.id === target);
  return row ? bodyText(row) : '';
}
