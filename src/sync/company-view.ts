// What the leading tab tells all tabs of the people in the room on the screen.
import type { RoomId, UserId } from '../protocol/ids';

/** Who else is in the room on the screen, as far as signals tell. */
export interface Company {
  readonly room: RoomId;
  readonly typing: readonly UserId[];
  /** Those who show it; `undefined`: nobody says. */
  readonly presence: readonly Present[] | undefined;
}

export interface Present {
  readonly user: UserId;
  /** When they were here last, Unix ms in whole minutes; `undefined`: they are here now. */
  readonly seenMs: number | undefined;
}
