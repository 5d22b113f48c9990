// What an app token may: in which rooms it reads and writes, and whether the plain topics are open to it.
import type { RoomId } from './ids';

/** An empty list: none. */
export type AppRooms = 'all' | readonly RoomId[];

/** Never more than the person whose token it is: in `all` rooms means in all of theirs, at that moment. */
export interface AppRights {
  readonly read: AppRooms;
  readonly write: AppRooms;
  /** Topics that are not Onebar's own. */
  readonly plain: boolean;
}

export const includesRoom = (rooms: AppRooms, room: RoomId): boolean =>
  rooms === 'all' || rooms.includes(room);
