// Another epoch: the broker's logs were restored from a backup or repaired. Each room goes back to the last entry that both have,
// found by halving; what comes after follows by the ordinary catch-up.
import type { Db } from '../db/db';
import { cutBehind } from '../db/epoch-cut';
import type { HeldRanges } from '../db/held-ranges';
import { decodeLogEntry } from '../protocol/entry';
import type { RoomId, UserId } from '../protocol/ids';
import type { Asker } from './asker';

/** The largest payload any broker may hand out, and its stamp. */
const maxEntryBytes = 1024 * 1024 + 64;

/**
 * `false` when the link went before it was done, or the broker could not answer: it is begun again on the next. `epoch`: of the
 * store as it is now. Meanwhile nothing of it is kept (isOfThisHistory), so what is compared does not change under our hands.
 */
export async function rejoin({
  db,
  asker,
  user,
  epoch,
}: {
  db: Db;
  asker: Asker;
  user: UserId;
  epoch: string;
}): Promise<boolean> {
  // Of a room that this person left the copy stays as it was.
  const rooms = (await db.rooms.list()).filter(({ left }) => !left);
  const found = await Promise.all(
    rooms.map(async ({ room }) => ({ room, common: await lastCommon(db, asker, room) })),
  );
  const commonByRoom = new Map<RoomId, number>();
  for (const { room, common } of found) {
    if (common === undefined) return false;
    // Also where nothing held is cut: the head and the marks this device was told of may lie behind the new end.
    commonByRoom.set(room, common);
  }
  await cutBehind(db, commonByRoom, user, epoch);
  return true;
}

/**
 * The seq of the last entry that is the same there, 0 for none. Once they part they never meet again, so halving finds it:
 * what its writer put back may by chance stand in its old place, but it was stored at another time.
 */
async function lastCommon(db: Db, asker: Asker, room: RoomId): Promise<number | undefined> {
  // What was removed here cannot be compared.
  const floor = (await db.rooms.get(room))?.floor ?? 1;
  const held = (await db.log.held(room))
    .filter(([, to]) => to >= floor)
    .map(([from, to]) => [Math.max(from, floor), to] as const);
  let same = -1;
  let parted = held.reduce((count, [from, to]) => count + to - from + 1, 0);
  while (parted - same > 1) {
    const middle = Math.floor((same + parted) / 2);
    const seq = seqAt(held, middle);
    const answer = await asker.ask('range', { room, from: seq, to: seq });
    // A room that is no more has nothing in common; `sync` tells the rest. Any other refusal says nothing of the log.
    if (answer.outcome === 'lost') return undefined;
    if (answer.outcome === 'refused' && answer.code !== 'not-a-member') return undefined;
    const page = answer.outcome === 'answered' ? answer.value : undefined;
    // What was removed there cannot either, and goes here as well: it says nothing of where they part.
    if (seq < (page?.floor ?? 1)) {
      same = middle;
      continue;
    }
    const payload = page?.entries[0];
    const theirs = payload && decodeLogEntry(payload, maxEntryBytes);
    const mine = await db.log.entry(room, seq);
    if (mine && theirs?.id === mine.id && theirs.seq === seq && theirs.ts === mine.ts) same = middle;
    else parted = middle;
  }
  return same < 0 ? 0 : seqAt(held, same);
}

/** The seq of the so-and-so-many-th held entry, from 0 on. */
function seqAt(held: HeldRanges, index: number): number {
  let left = index;
  for (const [from, to] of held) {
    if (from + left <= to) return from + left;
    left -= to - from + 1;
  }
  return 0;
}
