// Somebody types: told at once to the devices that look at the room, and kept nowhere.
import type { RoomId, UserId } from '../../src/protocol/ids';
import { marksRoomMembers, typingEveryMs } from '../../src/protocol/limits';
import { typingTopic } from '../../src/protocol/topics';
import { encodeTyping, isOwnTyping } from '../../src/protocol/typing';
import type { FanOut, PublishAnswer, SessionHandle } from '../application';
import { areParted, type PartedDeps } from './parted';

type PublishTyping = (session: SessionHandle, room: RoomId, payload: Uint8Array) => PublishAnswer;

/** A little less than what devices keep to: on the way here the times between two grow and shrink. */
const leastMs = typingEveryMs - 1_000;
const firstSweepAt = 1024;

export function createPublishTyping({
  rooms,
  blocks,
  fanOut,
  clock,
}: PartedDeps & {
  readonly fanOut: () => FanOut;
  /** Unix ms. */
  readonly clock: () => number;
}): PublishTyping {
  /** By person and room: of all their devices together. */
  const toldAtMs = new Map<string, number>();
  let sweepAt = firstSweepAt;

  const isFresh = (atMs: number, nowMs: number) => Math.abs(nowMs - atMs) < leastMs;

  return (session, room, payload): PublishAnswer => {
    if (!isOwnTyping(payload))
      return { refused: 'payload-invalid', reason: 'This is not what typing looks like.' };
    if (rooms.membersOf(room).size > marksRoomMembers || areParted({ rooms, blocks }, room)) return {};
    const user = session.principal.user as UserId;
    const key = `${room}/${user}`;
    const nowMs = clock();
    const lastMs = toldAtMs.get(key);
    if (lastMs !== undefined && isFresh(lastMs, nowMs)) return {};
    if (toldAtMs.size >= sweepAt) {
      for (const [each, atMs] of toldAtMs) if (!isFresh(atMs, nowMs)) toldAtMs.delete(each);
      sweepAt = Math.max(firstSweepAt, 2 * toldAtMs.size);
    }
    toldAtMs.set(key, nowMs);
    fanOut().signal(typingTopic(room), encodeTyping(user), session.clientId);
    return {};
  };
}
