// Another epoch: the broker's logs were restored from a backup or repaired. Each room goes back to the last entry that both have,
// found by halving; what comes after follows by the ordinary catch-up.
import type { Db } from '../db/db';
import type { EntryRow } from '../db/schema';
import { decodeLogEntry } from '../protocol/entry';
import type { RoomId, UserId } from '../protocol/ids';
import type { Asker } from './asker';

/** The largest payload any broker may hand out, and its stamp. */
const maxEntryBytes = 1024 * 1024 + 64;

/** `false` when the link went before it was done, or the broker could not answer: it is begun again on the next. */
export async function rejoin({ db, asker, user }: { db: Db; asker: Asker; user: UserId }): Promise<boolean> {
  for (const { room } of await db.rooms.list()) {
    const entries = await db.log.entries(room);
    const common = await lastCommon(asker, room, entries);
    if (common === undefined) return false;
    // Also where nothing held is cut: the head and the marks this device was told of may lie behind the new end.
    await db.epochCut.cutBehind(room, common, user);
  }
  return true;
}

/**
 * The seq of the last entry that is the same there, 0 for none. Once they part they never meet again, so halving finds it:
 * what its writer put back may by chance stand in its old place, but it was stored at another time.
 */
async function lastCommon(
  asker: Asker,
  room: RoomId,
  entries: readonly EntryRow[],
): Promise<number | undefined> {
  let same = -1;
  let parted = entries.length;
  while (parted - same > 1) {
    const middle = Math.floor((same + parted) / 2);
    const mine = entries[middle]!;
    const answer = await asker.ask('range', { room, from: mine.seq, to: mine.seq });
    // A room that is no more has nothing in common; `sync` tells the rest. Any other refusal says nothing of the log.
    if (answer.outcome === 'lost') return undefined;
    if (answer.outcome === 'refused' && answer.code !== 'not-a-member') return undefined;
    const payload = answer.outcome === 'answered' ? answer.value.entries[0] : undefined;
    const theirs = payload && decodeLogEntry(payload, maxEntryBytes);
    if (theirs?.id === mine.id && theirs.seq === mine.seq && theirs.ts === mine.ts) same = middle;
    else parted = middle;
  }
  return same < 0 ? 0 : entries[same]!.seq;
}
