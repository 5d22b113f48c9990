// Tells the devices that have a room open whose marks rose: what rose within a second goes out in one packet.
import type { RoomId, UserId } from '../../src/protocol/ids';
import { marksRoomMembers } from '../../src/protocol/limits';
import { encodePersonMarks } from '../../src/protocol/marks';
import { marksTopic } from '../../src/protocol/topics';
import type { FanOut } from '../application';
import type { MarksBook } from './marks';
import type { Rooms } from './rooms';

const gatherMs = 1000;

export interface MarksBroadcast {
  rose(room: RoomId, user: UserId): void;
  close(): void;
}

export function createMarksBroadcast({
  rooms,
  marks,
  fanOut,
}: {
  rooms: Rooms;
  marks: MarksBook;
  fanOut: () => FanOut;
}): MarksBroadcast {
  const gathering = new Map<RoomId, { readonly users: Set<UserId>; readonly timer: NodeJS.Timeout }>();

  function rose(room: RoomId, user: UserId): void {
    const begun = gathering.get(room);
    if (begun) begun.users.add(user);
    else if (rooms.membersOf(room).size <= marksRoomMembers)
      gathering.set(room, { users: new Set([user]), timer: setTimeout(() => tell(room), gatherMs) });
  }

  function tell(room: RoomId): void {
    const users = [...(gathering.get(room)?.users ?? [])];
    gathering.delete(room);
    // Somebody may have joined meanwhile.
    if (rooms.membersOf(room).size > marksRoomMembers) return;
    const risen = users.map((user) => ({ user, ...marks.of(room, user) }));
    fanOut().signal(marksTopic(room), encodePersonMarks(risen));
  }

  return {
    rose,
    close: () => {
      for (const { timer } of gathering.values()) clearTimeout(timer);
      gathering.clear();
    },
  };
}
