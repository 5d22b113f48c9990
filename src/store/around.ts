// What stands around the messages of a window: what waits behind them, the messages that they answer, and the reactions to them.
import type { Db } from '../db/db';
import type { Message, OutboxRow } from '../db/schema';
import type { EntryId, RoomId, UserId } from '../protocol/ids';
import { readTextBody } from '../protocol/text-body';
import { isMessageRow, pendingByTarget, type MessageSurroundings, type Pending } from './message-view';
import { pendingReactions, viewOfReactions } from './reaction-view';
import { viewOfReply } from './reply-view';
import type { ReplyView } from './state';
import { createTargets, type Targets } from './targets';

/** As it was at one time. */
export interface Around {
  of(id: EntryId, replyTo: EntryId | undefined): MessageSurroundings;
  reply(id: EntryId): ReplyView;
}

export interface LookAround {
  readonly forget: Targets['forget'];
  look(window: {
    readonly messages: Iterable<Message>;
    /** All that waits in the room. */
    readonly rows: readonly OutboxRow[];
    readonly orphans: readonly Message[];
    readonly floor: number;
    /** The message that the draft answers. */
    readonly draftReplyTo: EntryId | undefined;
  }): Promise<Around>;
}

export function createLookAround({
  db,
  room,
  user,
  nameOf,
  rowState,
}: {
  db: Pick<Db, 'log' | 'reactions'>;
  room: RoomId;
  user: UserId;
  nameOf: (user: UserId) => string;
  rowState: (row: OutboxRow) => Pending['state'];
}): LookAround {
  const targets = createTargets(db, room);

  return {
    forget: targets.forget,
    async look({ messages, rows, orphans, floor, draftReplyTo }) {
      const shown = [...messages];
      const answered = [
        draftReplyTo,
        ...[...shown, ...orphans].map(({ replyTo }) => replyTo),
        ...rows.map(({ body }) => readTextBody(body)?.replyTo),
      ].flatMap((id) => id ?? []);
      await targets.load(
        [...shown, ...rows].map(({ id }) => id),
        answered,
      );
      const pending = pendingByTarget(rows, rowState);
      const reactions = pendingReactions(rows, rowState);

      const reply = (id: EntryId): ReplyView => {
        const stored = targets.message(id);
        const isKept = stored !== undefined && stored.seq >= floor;
        const message = isKept ? stored : orphans.find((orphan) => orphan.id === id);
        const row = rows.find((each) => each.id === id && isMessageRow(each));
        return viewOfReply(id, { message, row }, { user, nameOf, pending: pending.get(id) });
      };
      return {
        reply,
        of(id, replyTo) {
          const pendingReaction = reactions.get(id);
          const given = targets.reactionsTo(id).filter(({ seq }) => seq >= floor);
          return {
            pending: pending.get(id),
            pendingReaction,
            reply: replyTo && reply(replyTo),
            reactions: viewOfReactions(given, pendingReaction, { user, nameOf }),
          };
        },
      };
    },
  };
}
