// Giving a message an emoji in place of the one before, or none: what never left is rewritten or dropped where it waits, otherwise an
// entry goes behind it.
import type { Db } from '../db/db';
import { isUnsent } from '../db/outbox';
import type { OutboxRow } from '../db/schema';
import { entryKind } from '../protocol/entry-kind';
import type { EntryId, RoomId } from '../protocol/ids';
import { reactionBodyOf, readReaction } from '../protocol/reaction';
import type { Engine } from '../sync/engine';
import type { Outcome } from './state';

export const notHere: Outcome = { ok: false, message: 'This message is not on this device any more.' };
const noEmoji: Outcome = { ok: false, message: 'Only an emoji can be given to a message.' };

export function createReacting({ db, account, write }: Pick<Engine, 'db' | 'account' | 'write'>) {
  /** Somebody may have used its id in another room: where one looks at it, it is that one. */
  const roomOf = async (id: EntryId, open: RoomId | undefined): Promise<RoomId | undefined> => {
    const isThere = open !== undefined && (await db.log.inRoom(open, [id])).has(id);
    if (isThere) return open;
    const row = (await db.outbox.list()).find((each) => each.id === id);
    return row?.room ?? (await db.log.message(id))?.room;
  };

  /** What counts before the last of these rows; what failed does not. */
  const emojiBefore = async (id: EntryId, room: RoomId, rows: readonly OutboxRow[]): Promise<string> => {
    const row = rows.slice(0, -1).findLast(({ problem }) => problem === undefined);
    if (row) return emojiOf(row);
    const stored = (await db.reactions.of(room, [id])).get(id);
    return stored?.find(({ from }) => from === account.user)?.emoji ?? '';
  };

  return {
    /** `open`: the room on the screen. */
    async react(id: EntryId, emoji: string | undefined, open?: RoomId): Promise<Outcome> {
      const wanted = emoji ?? '';
      const kind = entryKind.reaction;
      const body = reactionBodyOf(id, wanted);
      if (!readReaction({ kind, body })) return noEmoji;
      const room = await roomOf(id, open);
      if (room === undefined) return notHere;
      const rows = await reactionRows(db, room, id);
      const last = rows.at(-1);
      const before = await emojiBefore(id, room, rows);
      if (last && isUnsent(last)) {
        const went = await (wanted === before
          ? db.outbox.discard(last.id)
          : db.outbox.rewrite(last.id, body));
        if (went) return { ok: true };
      } else if (wanted === (last ? emojiOf(last) : before)) return { ok: true };
      await write(room, kind, body);
      return { ok: true };
    },
  };
}

/** With a message that never left goes what was given to it here. */
export async function discardReactions(db: Db, room: RoomId, target: EntryId): Promise<void> {
  for (const { id } of await reactionRows(db, room, target)) await db.outbox.discard(id);
}

async function reactionRows(db: Db, room: RoomId, target: EntryId): Promise<OutboxRow[]> {
  return (await db.outbox.list(room)).filter((row) => readReaction(row)?.target === target);
}

const emojiOf = (row: OutboxRow): string => readReaction(row)?.emoji ?? '';
