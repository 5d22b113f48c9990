// What the messages of a window point at, and what points at them: the messages that they answer, in the window or not, and reactions.
// Read at one time for all that is not known yet, and kept until it is said that one of them reads differently now.
import type { Db } from '../db/db';
import type { Message, ReactionRow } from '../db/schema';
import type { EntryId, RoomId } from '../protocol/ids';

export interface Targets {
  /** These read differently now. `cameIn`: more is here than before, so what was missing may have come. */
  forget(amended: ReadonlySet<EntryId>, cameIn: boolean): void;
  /** Brings in the reactions to what is shown, and the messages that are answered. */
  load(shown: readonly EntryId[], answered: readonly EntryId[]): Promise<void>;
  reactionsTo(id: EntryId): readonly ReactionRow[];
  message(id: EntryId): Message | undefined;
}

const none: readonly ReactionRow[] = [];

export function createTargets(db: Pick<Db, 'log' | 'reactions'>, room: RoomId): Targets {
  const reactionsById = new Map<EntryId, readonly ReactionRow[]>();
  const messageById = new Map<EntryId, Message>();
  const missing = new Set<EntryId>();

  return {
    forget(amended, cameIn) {
      for (const id of amended) {
        reactionsById.delete(id);
        messageById.delete(id);
      }
      if (cameIn) missing.clear();
    },
    async load(shown, answered) {
      const unread = [...new Set(shown)].filter((id) => !reactionsById.has(id));
      const unknown = [...new Set(answered)].filter((id) => !messageById.has(id) && !missing.has(id));
      const [reactions, messages] = await Promise.all([
        unread.length > 0 ? db.reactions.of(room, unread) : undefined,
        unknown.length > 0 ? db.log.inRoom(room, unknown) : undefined,
      ]);
      for (const id of unread) reactionsById.set(id, reactions?.get(id) ?? none);
      for (const id of unknown) {
        const message = messages?.get(id);
        if (message) messageById.set(id, message);
        else missing.add(id);
      }
    },
    reactionsTo: (id) => reactionsById.get(id) ?? none,
    message: (id) => messageById.get(id),
  };
}
