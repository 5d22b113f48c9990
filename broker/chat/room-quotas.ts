// How many rooms somebody is in, and how many people a room has, at most. Said in words to the one who would be one too many.
import type { AskError } from '../../src/protocol/ask';
import type { RoomId, UserId } from '../../src/protocol/ids';
import type { Rooms } from './rooms';

export interface RoomQuotas {
  /** Why this person comes into no other room, or none besides the rooms they are in: said to themselves … */
  whyNotMore(user: UserId): AskError | undefined;
  /** … or to somebody who would have them in one. */
  whyNotThem(user: UserId): AskError | undefined;
  /** Why nobody else comes into this room. Everybody is in the lobby. */
  whyFull(room: RoomId): AskError | undefined;
}

export function createRoomQuotas({
  rooms,
  maxRoomsPerUser,
  maxMembersPerRoom,
  met = () => undefined,
}: {
  rooms: Pick<Rooms, 'lobby' | 'roomsOf' | 'membersOf'>;
  maxRoomsPerUser: number;
  maxMembersPerRoom: number;
  met?: (quota: 'rooms_per_user' | 'members_per_room') => void;
}): RoomQuotas {
  function hasAll(user: UserId): boolean {
    const isFull = rooms.roomsOf(user).length >= maxRoomsPerUser;
    if (isFull) met('rooms_per_user');
    return isFull;
  }

  return {
    whyNotMore: (user) =>
      hasAll(user)
        ? {
            code: 'too-many-rooms',
            text: `You are in ${maxRoomsPerUser} rooms, which is as many as this server allows. Leave one first.`,
          }
        : undefined,
    whyNotThem: (user) =>
      hasAll(user)
        ? { code: 'too-many-rooms', text: 'This person is in as many rooms as this server allows.' }
        : undefined,
    whyFull: (room) => {
      if (room === rooms.lobby || rooms.membersOf(room).size < maxMembersPerRoom) return undefined;
      met('members_per_room');
      const text = `This room has ${maxMembersPerRoom} members, which is as many as this server allows.`;
      return { code: 'room-full', text };
    },
  };
}
