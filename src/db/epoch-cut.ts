// The broker's log was restored or repaired: behind the last entry that both have, this device's copy tells of another history.
// Own entries go back to the outbox under their ids; what others wrote is kept as "no longer on the server".
import { readAim } from '../protocol/aim';
import type { EntryId, RoomId, UserId } from '../protocol/ids';
import { allOrNothing } from './all-or-nothing';
import type { Changes } from './changes';
import { messageKeyOf } from './fold';
import type { AccountDatabase, EntryRow, MessageKey, Orphan, OutboxRow } from './schema';

export interface EpochCut {
  /** Undoes everything in the room behind `common`, in one transaction. */
  cutBehind(room: RoomId, common: number, user: UserId): Promise<void>;
  /** What others wrote and the server no longer has, oldest first. */
  orphans(room: RoomId): Promise<Orphan[]>;
}

const stores = ['outbox', 'entries', 'held', 'messages', 'rooms', 'marks', 'orphans'] as const;

export function createEpochCut(database: AccountDatabase, changes: Changes): EpochCut {
  return {
    async cutBehind(room, common, user) {
      const tx = database.transaction([...stores], 'readwrite', { durability: 'strict' });
      const amended = await allOrNothing(tx, async () => {
        const behind = IDBKeyRange.bound([room, common], [room, Infinity], true);
        const messages = tx.objectStore('messages');
        const [cut, inRoom, rows, held, record, marks] = await Promise.all([
          tx.objectStore('entries').getAll(behind),
          messages.index('seq').getAll(IDBKeyRange.bound([room, 0], [room, Infinity])),
          tx.objectStore('outbox').getAll(),
          tx.objectStore('held').get(room),
          tx.objectStore('rooms').get(room),
          tx.objectStore('marks').getAll(IDBKeyRange.bound([room], [room, []])),
        ]);
        // What amends a message may be folded in long before its own turn comes, so it is not among the entries yet.
        const ahead = inRoom.filter((message) => message.amendments.some(({ seq }) => seq > common));
        const keys = [
          ...cut.map(messageKeyOf),
          ...ahead.map((message): MessageKey => [room, message.from, message.id]),
        ];
        const byName = new Map(keys.map((key) => [key.join(), key]));
        const olds = await Promise.all([...byName.values()].map((key) => messages.get(key)));
        const isCut = new Set(cut.map((entry) => `${entry.from},${entry.id}`));
        await Promise.all([
          tx.objectStore('entries').delete(behind),
          ...ownAgain(cut, rows, user).map((row) => tx.objectStore('outbox').put(row)),
          ...olds.map(async (message) => {
            if (!message) return;
            const amendments = message.amendments.filter(({ seq }) => seq <= common);
            if (!isCut.has(`${message.from},${message.id}`)) await messages.put({ ...message, amendments });
            else {
              await messages.delete([room, message.from, message.id]);
              if ('seq' in message && message.from !== user) await tx.objectStore('orphans').put(message);
            }
          }),
          held && tx.objectStore('held').put({ room, ranges: rangesUpTo(held.ranges, common) }),
          record &&
            tx.objectStore('rooms').put({ ...record, head: common, read: Math.min(record.read, common) }),
          ...marks.map((row) =>
            tx.objectStore('marks').put({
              ...row,
              read: Math.min(row.read, common),
              delivered: Math.min(row.delivered, common),
              learned: row.learned.filter(({ seq }) => seq <= common),
            }),
          ),
        ]);
        return [...byName.values()].map(([, , id]) => id);
      });
      changes.announce({ in: 'outbox', room });
      changes.announce({ in: 'rooms' });
      changes.announce({ in: 'log', room, amended });
    },

    orphans: async (room) =>
      (await database.getAllFromIndex('orphans', 'room', room)).toSorted(
        (a, b) => a.ts - b.ts || a.seq - b.seq,
      ),
  };
}

/** Own entries as rows before all that wait, in the order of seq. What was taken back needs no second life, nor what aims at it. */
function ownAgain(cut: readonly EntryRow[], rows: readonly OutboxRow[], user: UserId): OutboxRow[] {
  const waiting = new Set<EntryId>(rows.map((row) => row.id));
  const emptied = new Set(cut.filter((entry) => entry.body === null).map((entry) => entry.id));
  const own = cut.filter(
    (entry) =>
      entry.from === user &&
      entry.body !== null &&
      !emptied.has(readAim(entry)?.target ?? entry.id) &&
      !waiting.has(entry.id),
  );
  const firstN = rows.reduce((least, row) => Math.min(least, row.n), 0);
  return own.map(({ id, room, kind, body, waitedSec, ts }, index) => ({
    n: firstN - own.length + index,
    id,
    room,
    kind,
    body,
    writtenAtMs: (ts - waitedSec) * 1000,
    tried: true,
    waitedSec,
    problem: undefined,
  }));
}

const rangesUpTo = (ranges: readonly (readonly [number, number])[], common: number) =>
  ranges.filter(([from]) => from <= common).map(([from, to]) => [from, Math.min(to, common)] as const);
