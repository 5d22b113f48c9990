// What is kept of the rooms, put together: the rules, the floors that follow from them, and who hears when one rose.
import type { RetentionRule, RoomRow } from '../../src/protocol/ask';
import type { RoomId } from '../../src/protocol/ids';
import { userTopic } from '../../src/protocol/topics';
import { encodeUserChange } from '../../src/protocol/user-change';
import type { FanOut } from '../application';
import type { Log } from '../log';
import type { Store } from '../store/store';
import { floorOrNone, type Floors } from './floors';
import type { RoomLog } from './log';
import { createRetention, retentionOrNone, keepAll, type Retention } from './retention';
import type { Rooms } from './rooms';

export interface Keeping extends Retention {
  /** In a room's row. */
  kept(room: RoomId): Pick<RoomRow, 'floor' | 'retention'>;
}

export function createKeeping({
  store,
  rooms,
  floors,
  roomLog,
  fanOut,
  serverRule,
  clock,
  log,
}: {
  store: Store;
  rooms: Rooms;
  floors: Floors;
  roomLog: Pick<RoomLog, 'removed'>;
  fanOut: () => FanOut;
  /** For all rooms; a room's own rule may keep less. */
  serverRule: RetentionRule;
  /** Unix ms. */
  clock: () => number;
  log: Log;
}): Keeping {
  const retention = createRetention({
    store,
    rooms,
    floorOf: floors.of,
    serverRule,
    rose(room, floor) {
      floors.rose(room, floor);
      roomLog.removed(room, floor);
    },
    finished(room, floor) {
      const told = encodeUserChange({ change: 'removed', room, floor });
      for (const user of rooms.membersOf(room).keys()) fanOut().signal(userTopic(user), told);
    },
    clock,
    log,
  });
  return {
    ...retention,
    kept: (room) => ({
      ...floorOrNone(floors.of(room)),
      ...retentionOrNone(rooms.row(room)?.retention ?? keepAll, serverRule),
    }),
  };
}
