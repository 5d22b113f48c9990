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
  /** `client`: the device that said so. It knows, and is not told. */
  rose(room: RoomId, user: UserId, client: string): void;
  close(): void;
}

interface Gathered {
  readonly users: Set<UserId>;
  readonly clients: Set<string>;
  readonly timer: NodeJS.Timeout;
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
  const gathering = new Map<RoomId, Gathered>();

  function rose(room: RoomId, user: UserId, client: string): void {
    const begun = gathering.get(room);
    if (begun) {
      begun.users.add(user);
      begun.clients.add(client);
    } else if (rooms.membersOf(room).size <= marksRoomMembers) {
      const timer = setTimeout(() => tell(room), gatherMs);
      gathering.set(room, { users: new Set([user]), clients: new Set([client]), timer });
    }
  }

  function tell(room: RoomId): void {
    const gathered = gathering.get(room);
    gathering.delete(room);
    // Somebody may have joined meanwhile.
    if (!gathered || rooms.membersOf(room).size > marksRoomMembers) return;
    const risen = [...gathered.users].map((user) => ({ user, ...marks.of(room, user) }));
    const [first, second] = gathered.clients;
    fanOut().signal(marksTopic(room), encodePersonMarks(risen), second === undefined ? first : undefined);
  }

  return {
    rose,
    close: () => {
      for (const { timer } of gathering.values()) clearTimeout(timer);
      gathering.clear();
    },
  };
}
