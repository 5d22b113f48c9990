// What a room is, and what this person is in it: as far as the screen asks.
import type { RoomRecord } from '../db/schema';
import type { Retention, Visibility } from '../protocol/ask';
import type { UserId } from '../protocol/ids';

export interface RoomFacts {
  readonly visibility: Visibility;
  /** `undefined`: an ordinary member, or one of two. */
  readonly role: 'admin' | 'owner' | undefined;
  readonly topicLine: string | undefined;
  /** The other one in a direct room. */
  readonly partner: UserId | undefined;
  /** For how long, or how many, messages are kept; left out: all of them, for ever. */
  readonly retention?: Retention | undefined;
}

export const factsOf = ({ visibility, role, topicLine, partner, retention }: RoomRecord): RoomFacts => ({
  visibility,
  role,
  topicLine,
  partner,
  ...(retention && { retention }),
});
