// How far the members of the rooms have it: marks only rise, and with each rise stands when this device learned it.
import type { PersonMarks } from '../protocol/marks';
import { mergeMarks } from '../protocol/merge-marks';
import type { RoomId } from '../protocol/ids';
import { allOrNothing } from './all-or-nothing';
import type { Changes } from './changes';
import type { AccountDatabase, MarksRow } from './schema';

export interface MarksCopy {
  list(room: RoomId): Promise<MarksRow[]>;
  /** Merges what the broker says. `learn`: it happened just now; otherwise it may have been long ago. */
  put(room: RoomId, marks: readonly PersonMarks[], learn: boolean): Promise<void>;
}

/** Rises that are remembered with their time, for each person and room. */
const maxLearned = 200;

export function createMarksCopy(database: AccountDatabase, changes: Changes, now: () => number): MarksCopy {
  return {
    list: (room) => database.getAll('marks', IDBKeyRange.bound([room], [room, []])),
    async put(room, marks, learn) {
      if (marks.length === 0) return;
      const tx = database.transaction('marks', 'readwrite');
      const rises = await allOrNothing(tx, async () => {
        const olds = await Promise.all(marks.map(({ user }) => tx.store.get([room, user])));
        const risen = marks
          .map((told, index) => raise(room, olds[index], told, learn ? now() : undefined))
          .filter((row) => row !== undefined);
        await Promise.all(risen.map((row) => tx.store.put(row)));
        return risen.length > 0;
      });
      if (rises) changes.announce({ in: 'marks', room });
    },
  };
}

/** `undefined` where nothing rose. */
function raise(
  room: RoomId,
  old: MarksRow | undefined,
  told: PersonMarks,
  atMs: number | undefined,
): MarksRow | undefined {
  const merged = old ? mergeMarks(old, told) : told;
  const { read, delivered } = merged;
  if (old && old.read === read && old.delivered === delivered) return undefined;
  const learned = [...(old?.learned ?? [])];
  if (atMs !== undefined) {
    if (delivered > (old?.delivered ?? 0)) learned.push({ mark: 'delivered', seq: delivered, atMs });
    if (read > (old?.read ?? 0)) learned.push({ mark: 'read', seq: read, atMs });
  }
  return { room, user: told.user, read, delivered, learned: learned.slice(-maxLearned) };
}
