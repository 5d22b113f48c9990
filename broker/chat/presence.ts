// Who is here, from the connections there are: told to the devices that look at a room. What changes within some seconds goes out in
// one packet, and whoever is back within a moment was never gone: on a bad link connections come and go.
//
//   here ── last connection ends ──▶ in doubt ── the grace is over ──▶ gone since then
//     ▲                                 │                                 │
//     └────────────── connected ────────┴─────────────────────────────────┘
import type { PresenceResult } from '../../src/protocol/ask';
import type { RoomId, UserId } from '../../src/protocol/ids';
import { marksRoomMembers } from '../../src/protocol/limits';
import { encodePresence } from '../../src/protocol/presence';
import { presenceTopic } from '../../src/protocol/topics';
import type { FanOut } from '../application';
import { devicesProperOf } from './app-tokens';
import type { Devices } from './devices';
import { areParted, type PartedDeps } from './parted';
import type { People } from './people';
import type { Rooms } from './rooms';

export interface Presence {
  /** One of their connections began, or ended. */
  connected(user: UserId): void;
  disconnected(user: UserId): void;
  /** Who is in this room, or what they may see of each other, is another thing now. */
  look(room: RoomId): void;
  /** What a member sees. */
  of(room: RoomId): PresenceResult;
  close(): void;
}

const gatherMs = 5_000;
const graceMs = 15_000;
/** Nobody is told more exactly when somebody was here. */
const coarseSec = 60;

export function createPresence({
  rooms,
  people,
  blocks,
  devices,
  fanOut,
  clock,
}: PartedDeps & {
  readonly rooms: Pick<Rooms, 'row' | 'membersOf' | 'roomsOf'>;
  readonly people: Pick<People, 'showsPresence'>;
  readonly devices: Pick<Devices, 'of' | 'lastSeenMs'>;
  readonly fanOut: () => FanOut;
  /** Unix ms. */
  readonly clock: () => number;
}): Presence {
  const connections = new Map<UserId, number>();
  const inDoubtSinceMs = new Map<UserId, number>();
  /** What the rooms are still to be told. */
  let changed = new Map<UserId, 'came' | 'left'>();
  let looked = new Set<RoomId>();
  let timer: NodeJS.Timeout | undefined;

  function connected(user: UserId): void {
    const before = connections.get(user) ?? 0;
    const wasHere = isHere(user);
    connections.set(user, before + 1);
    inDoubtSinceMs.delete(user);
    if (before > 0) return;
    if (!wasHere) changed.set(user, 'came');
    // Back in time: nobody was told of anything.
    else if (changed.get(user) === 'left') changed.delete(user);
    tellSoon();
  }

  function disconnected(user: UserId): void {
    const left = (connections.get(user) ?? 1) - 1;
    if (left > 0) {
      connections.set(user, left);
      return;
    }
    connections.delete(user);
    inDoubtSinceMs.set(user, clock());
    // Whoever has just come and was told of to nobody has still come, if they are back in time.
    if (!changed.has(user)) changed.set(user, 'left');
    tellSoon();
  }

  function tellSoon(): void {
    timer ??= setTimeout(tell, gatherMs).unref();
  }

  function isHere(user: UserId): boolean {
    const sinceMs = inDoubtSinceMs.get(user);
    return connections.has(user) || (sinceMs !== undefined && Math.abs(clock() - sinceMs) < graceMs);
  }

  function tell(): void {
    timer = undefined;
    const [users, wholeRooms] = [changed, looked];
    changed = new Map();
    looked = new Set();
    const newsByRoom = new Map<RoomId, Set<UserId>>();
    for (const room of wholeRooms) newsByRoom.set(room, new Set(rooms.membersOf(room).keys()));
    for (const [user, what] of users)
      if (isInDoubt(user)) note(user, what);
      else if (people.showsPresence(user)) for (const room of rooms.roomsOf(user)) newsIn(room).add(user);
    for (const [room, about] of newsByRoom) {
      if (about.size === 0 || isLarge(room)) continue;
      const news = [...about].map((user) => ({ user, seenSec: seenIn(room, user) }));
      fanOut().signal(presenceTopic(room), encodePresence(news));
    }

    function newsIn(room: RoomId): Set<UserId> {
      const news = newsByRoom.get(room) ?? new Set<UserId>();
      newsByRoom.set(room, news);
      return news;
    }
  }

  function isInDoubt(user: UserId): boolean {
    if (!connections.has(user) && isHere(user)) return true;
    inDoubtSinceMs.delete(user);
    return false;
  }

  function note(user: UserId, what: 'came' | 'left'): void {
    changed.set(user, what);
    tellSoon();
  }

  function isLarge(room: RoomId): boolean {
    return rooms.membersOf(room).size > marksRoomMembers;
  }

  /** 0: here now; `undefined`: nothing is shown of them. */
  function seenIn(room: RoomId, user: UserId): number | undefined {
    if (!people.showsPresence(user) || areParted({ rooms, blocks }, room)) return undefined;
    if (isHere(user)) return 0;
    const own = devicesProperOf(user, devices);
    const seenMs = Math.max(0, ...own.map(({ device }) => devices.lastSeenMs(device) ?? 0));
    return seenMs === 0 ? undefined : Math.floor(seenMs / 1000 / coarseSec) * coarseSec;
  }

  return {
    connected,
    disconnected,
    look(room) {
      looked.add(room);
      tellSoon();
    },
    of(room) {
      const members = [...rooms.membersOf(room).keys()];
      if (isLarge(room))
        return { here: members.filter((user) => people.showsPresence(user) && isHere(user)).length };
      return {
        people: members.flatMap((user) => {
          const seenSec = seenIn(room, user);
          return seenSec === undefined ? [] : [{ user, seenSec }];
        }),
      };
    },
    close: () => clearTimeout(timer),
  };
}
