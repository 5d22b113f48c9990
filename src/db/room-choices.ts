// What this person wants of each room on this device: how loud it is, and where it stands among the others.
import type { RoomId } from '../protocol/ids';
import { allOrNothing } from './all-or-nothing';
import type { Changes } from './changes';
import type { AccountDatabase, RoomChoices } from './schema';

export type RoomChoice =
  | { readonly notify: NonNullable<RoomChoices['notify']> }
  | { readonly pinned: boolean }
  | { readonly archived: boolean };

export interface ChoicesCopy {
  /** Of the rooms of which something was chosen. */
  list(): Promise<RoomChoices[]>;
  choose(room: RoomId, choice: RoomChoice): Promise<void>;
}

export function createRoomChoices(
  database: AccountDatabase,
  changes: Changes,
  now: () => number,
): ChoicesCopy {
  return {
    list: () => database.getAll('choices'),
    async choose(room, choice) {
      const tx = database.transaction(['choices', 'rooms'], 'readwrite');
      const choices = tx.objectStore('choices');
      await allOrNothing(tx, async () => {
        const [old, record] = await Promise.all([choices.get(room), tx.objectStore('rooms').get(room)]);
        await choices.put(chosen(old ?? { room }, choice, { nowMs: now(), head: record?.head ?? 0 }));
      });
      changes.announce({ in: 'rooms' });
    },
  };
}

/** Above the others and put away are opposites: what was said last holds. */
function chosen(
  old: RoomChoices,
  choice: RoomChoice,
  { nowMs, head }: { nowMs: number; head: number },
): RoomChoices {
  if ('notify' in choice) return { ...old, notify: choice.notify };
  if ('pinned' in choice)
    return choice.pinned
      ? { ...old, pinnedAtMs: old.pinnedAtMs ?? nowMs, archivedAt: undefined }
      : { ...old, pinnedAtMs: undefined };
  return choice.archived
    ? { ...old, archivedAt: head, pinnedAtMs: undefined }
    : { ...old, archivedAt: undefined };
}
