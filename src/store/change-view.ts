// A change of a room as the screen shows it: stored, or waiting in the outbox. Pure.
import type { Message, OutboxRow, RoomRecord } from '../db/schema';
import type { UserId } from '../protocol/ids';
import { readChange, type Change } from '../protocol/room-change';
import type { ChangeView, LeftView } from './state';

/** `undefined`: it is a message. */
export function viewOfChange(
  message: Message,
  user: UserId,
  nameOf: (user: UserId) => string,
): ChangeView | undefined {
  const { id, seq, from, ts, change } = message;
  if (!change) return undefined;
  const facts = { id, seq, from, atMs: ts * 1000, state: undefined, problem: undefined };
  return { ...facts, ...inNames(change, from, user, nameOf) };
}

export function viewOfChangeRow(
  row: OutboxRow,
  user: UserId,
  state: NonNullable<ChangeView['state']>,
  nameOf: (user: UserId) => string,
): ChangeView | undefined {
  const change = readChange(row);
  if (!change) return undefined;
  const { id, writtenAtMs: atMs, problem } = row;
  return { id, seq: undefined, from: user, atMs, state, problem, ...inNames(change, user, user, nameOf) };
}

function inNames(change: Change, from: UserId, user: UserId, nameOf: (user: UserId) => string) {
  const nameUnlessSelf = (who: UserId) => (who === user ? undefined : nameOf(who));
  const isAbout = 'user' in change && change.user !== from;
  return {
    type: 'change' as const,
    actor: nameUnlessSelf(from),
    change,
    target: isAbout ? nameUnlessSelf(change.user) : undefined,
    targetsSelf: isAbout && change.user === user,
  };
}

export const leftView = ({ left }: RoomRecord, nameOf: (user: UserId) => string): LeftView | undefined =>
  left && { why: left.why, by: left.by === undefined ? undefined : nameOf(left.by) };
