// What waits here, across all rooms, and what may be done with it.
import type { Db } from '../db/db';
import { readMessage } from '../db/fold';
import { isUnsent } from '../db/outbox';
import type { OutboxRow } from '../db/schema';
import { readAim, type Aim } from '../protocol/aim';
import type { EntryId, RoomId } from '../protocol/ids';
import type { DiscardedRow, OutboxItemView } from './state';

/** The text of a row that is a message. */
export const bodyText = (row: Pick<OutboxRow, 'body'>): string =>
  typeof row.body === 'string' ? row.body : '';

/** Oldest first. `roomName` for rooms that are known. */
export async function readOutbox(
  db: Db,
  rows: readonly OutboxRow[],
  sent: ReadonlySet<EntryId>,
  roomName: (room: RoomId) => string,
): Promise<OutboxItemView[]> {
  return await Promise.all(
    rows.map(async (row) => {
      const aim = readAim(row);
      const underWay = sent.has(row.id) ? 'sent' : 'saved';
      return {
        id: row.id,
        room: row.room,
        roomName: roomName(row.room),
        what: whatItIs(aim),
        text: aim ? (aim.text ?? (await currentText(db, rows, aim.target))) : bodyText(row),
        atMs: row.writtenAtMs,
        state: row.problem === undefined ? underWay : 'failed',
        problem: row.problem,
        mayDiscard: isUnsent(row),
      };
    }),
  );
}

export function whatItIs(aim: Aim | undefined): OutboxItemView['what'] {
  if (!aim) return 'message';
  return aim.text === undefined ? 'retract' : 'edit';
}

export function discardedRow(row: OutboxRow): DiscardedRow {
  const aim = readAim(row);
  if (!aim) return { what: 'message', text: bodyText(row) };
  const { target, text } = aim;
  return text === undefined ? { what: 'retract', target } : { what: 'edit', target, text };
}

async function currentText(db: Db, rows: readonly OutboxRow[], target: EntryId): Promise<string> {
  const message = await db.log.message(target);
  if (message) return readMessage(message).text;
  const row = rows.find((each) => each.id === target);
  return row ? bodyText(row) : '';
}
