// What an answer of the broker does to a row of the outbox: the same on every path, MQTT or POST.
import type { Db } from '../db/db';
import type { EntryId, UserId } from '../protocol/ids';
import type { Receipt } from '../protocol/receipt';

export type EntryAnswer =
  /** `epoch`: of the store that answered. */
  | { readonly outcome: 'accepted'; readonly receipt: Receipt; readonly epoch: string | undefined }
  | { readonly outcome: 'refused'; readonly permanent: boolean; readonly reason: string };

/**
 * `underWayElsewhere`: the same row is unanswered on another path. What this one refuses that one may have stored, so only the last
 * answer can prove that a row is not stored. `later`: the row stays, and nothing behind it may go before it. Rejects when it could
 * not be noted: the row stays as well.
 */
export async function settleRow(
  db: Db,
  user: UserId,
  id: EntryId,
  answer: EntryAnswer,
  underWayElsewhere: boolean,
): Promise<'settled' | 'later'> {
  if (answer.outcome === 'accepted') {
    await db.outbox.end(id, answer.receipt, user, answer.epoch);
    return 'settled';
  }
  if (!answer.permanent || underWayElsewhere) return 'later';
  await db.outbox.fail(id, answer.reason);
  return 'settled';
}
