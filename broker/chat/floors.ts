// Where each room's log begins, in memory, and when that rose: what the store says, for those who tell it.
import type { RoomId } from '../../src/protocol/ids';
import type { Store } from '../store/store';
import { behindOf, type Rises } from './rises';

export interface Floors {
  /** The oldest entry that is kept, 1 where nothing was removed. */
  of(room: RoomId): number;
  /** It is on disk. */
  rose(room: RoomId, floor: number): void;
  /** Those of `rooms` whose floor rose behind `since`. */
  since(rooms: readonly RoomId[], since: number): (readonly [RoomId, number])[];
}

/** Rejects when the store fails. */
export async function loadFloors(
  store: Pick<Store, 'floors'>,
  rooms: readonly RoomId[],
  rises: Rises,
): Promise<Floors> {
  const begun = rises.last();
  const floorByRoom = new Map<RoomId, { floor: number; rise: number }>();
  for (const [index, floor] of (await store.floors(rooms)).entries()) {
    const room = rooms[index];
    if (room !== undefined && floor > 1) floorByRoom.set(room, { floor, rise: begun });
  }

  return {
    of: (room) => floorByRoom.get(room)?.floor ?? 1,
    rose: (room, floor) => void floorByRoom.set(room, { floor, rise: rises.next() }),
    since: (among, since) => {
      const behind = behindOf(rises, since);
      return among.flatMap((room) => {
        const known = floorByRoom.get(room);
        return known && known.rise > behind ? [[room, known.floor] as const] : [];
      });
    },
  };
}

/** In a room's row: left out where nothing was removed. */
export const floorOrNone = (floor: number): { floor?: number } => (floor > 1 ? { floor } : {});
