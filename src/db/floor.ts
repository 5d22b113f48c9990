// What a room's retention removed is removed on this device as well. The floor rises first, in one small transaction: from then on
// what lies below it counts as held, so it is no hole, no cursor waits for it, and nothing of it comes in any more. Then it is
// swept away bit by bit, so nothing that is written meanwhile waits for long; what a closed tab left over is swept the next time.
import type { RoomId } from '../protocol/ids';
import { allOrNothing } from './all-or-nothing';
import type { Db } from './db';
import { messageKeyOf } from './fold';
import { addRange } from './held-ranges';
import { isOfThisHistory } from './log';
import { reactionKeyOf, reactionOf, reactionsTo } from './reactions';
import type { EntryRow } from './schema';

/** Entries in one transaction. */
const sweptAtOnce = 200;

/** `epoch`: of the store that says so. True when a floor rose: then there is something to sweep. */
export async function raiseFloors(
  { database, changes }: Db,
  floors: readonly (readonly [RoomId, number])[],
  epoch: string | undefined,
): Promise<boolean> {
  if (floors.length === 0) return false;
  const tx = database.transaction(['rooms', 'held', 'settings'], 'readwrite');
  const risen = await allOrNothing(tx, async () => {
    if (!(await isOfThisHistory(tx, epoch))) return false;
    let rose = false;
    for (const [room, floor] of floors) {
      const [record, held] = await Promise.all([
        tx.objectStore('rooms').get(room),
        tx.objectStore('held').get(room),
      ]);
      if (!record || floor <= (record.floor ?? 1)) continue;
      rose = true;
      const { line, head } = record;
      const kept = line && line.seq >= floor ? line : undefined;
      await tx.objectStore('rooms').put({ ...record, floor, line: kept, head: Math.max(head, floor - 1) });
      await tx.objectStore('held').put({ room, ranges: addRange(held?.ranges ?? [], 1, floor - 1) });
    }
    return rose;
  });
  if (risen) changes.announce({ in: 'rooms' });
  return risen;
}

/** In all rooms. Resolves when nothing is left below a floor. */
export async function sweepRemoved(db: Db): Promise<void> {
  for (const { room, floor = 1 } of await db.rooms.list()) {
    if (floor === 1) continue;
    let swept = false;
    while (await sweepSome(db, room, floor)) swept = true;
    if (swept) db.changes.announce({ in: 'log', room, amended: [] });
  }
}

/** False when there was nothing left. */
async function sweepSome({ database }: Db, room: RoomId, floor: number): Promise<boolean> {
  const below = IDBKeyRange.bound([room, 0], [room, floor], false, true);
  const tx = database.transaction(['entries', 'messages', 'stories', 'orphans', 'reactions'], 'readwrite');
  return await allOrNothing(tx, async () => {
    const messages = tx.objectStore('messages');
    const reactions = tx.objectStore('reactions');
    const [entries, keys, orphans] = await Promise.all([
      tx.objectStore('entries').getAll(below, sweptAtOnce),
      messages.index('seq').getAllKeys(below, sweptAtOnce),
      tx.objectStore('orphans').index('room').getAll(room),
    ]);
    const old = orphans.filter(({ seq }) => seq < floor);
    const aimless = async (entry: EntryRow) => {
      // Its message never came, or it is among those that go.
      const message = await messages.get(messageKeyOf(entry));
      if (!message || 'seq' in message) return;
      const amendments = message.amendments.filter(({ seq }) => seq >= floor);
      if (amendments.length > 0) await messages.put({ ...message, amendments });
      else await messages.delete(messageKeyOf(entry));
    };
    const forgetReaction = async (entry: EntryRow) => {
      const row = reactionOf(entry);
      const last = row && (await reactions.get(reactionKeyOf(row)));
      if (last && last.seq < floor) await reactions.delete(reactionKeyOf(last));
    };
    await Promise.all([
      ...entries.map(async ({ seq }) => await tx.objectStore('entries').delete([room, seq])),
      ...entries.map(async ({ id }) => await tx.objectStore('stories').delete(id)),
      ...entries.map(aimless),
      ...entries.map(forgetReaction),
      ...keys.map(async (key) => await messages.delete(key)),
      ...keys.map(async ([, , id]) => await reactions.delete(reactionsTo(room, id))),
      ...old.map(async ({ from, id }) => await tx.objectStore('orphans').delete([room, from, id])),
    ]);
    return entries.length + keys.length + old.length > 0;
  });
}
