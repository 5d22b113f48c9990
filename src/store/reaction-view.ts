// The reactions to a message as the screen shows them: those that are stored, and the own one that waits. Pure.
import type { OutboxRow, ReactionRow } from '../db/schema';
import type { EntryId, UserId } from '../protocol/ids';
import { readReaction } from '../protocol/reaction';
import type { ReactionView } from './state';

/** A reaction of this person that waits in the outbox. */
export interface PendingReaction {
  readonly id: EntryId;
  /** Empty: the one before is taken away. */
  readonly emoji: string;
  readonly state: 'saved' | 'sent' | 'failed';
  readonly problem: string | undefined;
}

/** The last one to each message. */
export function pendingReactions(
  rows: readonly OutboxRow[],
  rowState: (row: OutboxRow) => PendingReaction['state'],
): ReadonlyMap<EntryId, PendingReaction> {
  const pending = new Map<EntryId, PendingReaction>();
  for (const row of rows) {
    const reaction = readReaction(row);
    if (!reaction) continue;
    const { target, emoji } = reaction;
    pending.set(target, { id: row.id, emoji, state: rowState(row), problem: row.problem });
  }
  return pending;
}

export const noReactions: readonly ReactionView[] = [];

/** `rows`: those to the message, by seq. */
export function viewOfReactions(
  rows: readonly ReactionRow[],
  pending: PendingReaction | undefined,
  { user, nameOf }: { user: UserId; nameOf: (user: UserId) => string },
): readonly ReactionView[] {
  if (rows.length === 0 && !pending) return noReactions;
  const stored = rows.find(({ from }) => from === user)?.emoji ?? '';
  // What could not be taken away is still there.
  const isKept = pending?.emoji === '' && pending.state === 'failed';
  const own = pending && !isKept ? pending.emoji : stored;
  const given = rows
    .filter(({ from, emoji }) => emoji !== '' && (from !== user || emoji === own))
    .map(({ from, emoji }) => ({ from, emoji }));
  if (own !== '' && own !== stored) given.push({ from: user, emoji: own });
  const fromByEmoji = new Map<string, UserId[]>();
  for (const { from, emoji } of given) fromByEmoji.set(emoji, [...(fromByEmoji.get(emoji) ?? []), from]);
  return [...fromByEmoji].map(([emoji, people]) => {
    const isOwn = people.includes(user);
    return {
      emoji,
      count: people.length,
      people: people.map((each) => (each === user ? undefined : nameOf(each))),
      own: isOwn,
      state: isOwn ? pending?.state : undefined,
    };
  });
}
