// Questions about rooms and the people in them. What changes a room that is there already is an entry of its log instead.
import * as v from 'valibot';
import {
  method,
  noParams,
  nothing,
  person,
  personToWire,
  roleSchema,
  roleToWire,
  roomRow,
  roomRowToWire,
  shortText,
  uint,
  type Person,
  type Role,
  type RoomRow,
} from './ask-parts';
import { roomIdSchema, userIdSchema } from './id-schemas';
import type { RoomId, UserId } from './ids';

/** A public room as anyone sees it. */
export interface PublicRoom {
  readonly room: RoomId;
  readonly name: string;
  readonly members: number;
}

/** Somebody in a room. */
interface Member extends Person {
  readonly role: Role;
  /** Unix seconds. */
  readonly sinceSec: number;
}

/** Somebody who may not come back into a room. */
interface Ban extends Person {
  readonly by: UserId;
  /** Unix seconds. */
  readonly atSec: number;
}

const oneRoom = v.pipe(
  v.looseTuple([roomIdSchema]),
  v.transform(([room]) => ({ room })),
);
const roomToWire = ({ room }: { room: RoomId }) => [room];
const oneUser = v.pipe(
  v.looseTuple([userIdSchema]),
  v.transform(([user]) => ({ user })),
);
const userToWire = ({ user }: { user: UserId }) => [user];
const people = v.array(person);
const peopleToWire = (list: readonly Person[]) => list.map(personToWire);

export const roomAsks = {
  /** The public rooms. */
  rooms: method<undefined, readonly PublicRoom[]>(
    noParams,
    v.array(
      v.pipe(
        v.looseTuple([roomIdSchema, shortText, uint]),
        v.transform(([room, name, members]): PublicRoom => ({ room, name, members })),
      ),
    ),
    { params: nothing, result: (rooms) => rooms.map((r) => [r.room, r.name, r.members]) },
  ),
  /**
   * Makes a room with an id made by the device, so that asking twice makes one. The maker owns it. It is public unless it is
   * said to be private.
   */
  create: method<{ room: RoomId; name: string; visibility?: 'private' | undefined }, RoomRow>(
    v.pipe(
      v.looseTuple([roomIdSchema, shortText, v.optional(v.picklist([0, 1]))]),
      v.transform(([room, name, number]) => ({
        room,
        name,
        ...(number === 1 && { visibility: 'private' as const }),
      })),
    ),
    roomRow,
    {
      params: ({ room, name, visibility }) => (visibility ? [room, name, 1] : [room, name]),
      result: roomRowToWire,
    },
  ),
  /** Joins a public room. */
  join: method<{ room: RoomId }, RoomRow>(oneRoom, roomRow, { params: roomToWire, result: roomRowToWire }),
  /** The direct room with somebody: the one there is, or a new one with this id. */
  direct: method<{ room: RoomId; user: UserId }, RoomRow>(
    v.pipe(
      v.looseTuple([roomIdSchema, userIdSchema]),
      v.transform(([room, user]) => ({ room, user })),
    ),
    roomRow,
    { params: ({ room, user }) => [room, user], result: roomRowToWire },
  ),
  /** Who is in a room, by id, the page that comes after `after`. A page with fewer than `membersInPage` is the last one. */
  members: method<{ room: RoomId; after: UserId | undefined }, readonly Member[]>(
    v.pipe(
      v.looseTuple([roomIdSchema, v.nullable(userIdSchema)]),
      v.transform(([room, after]) => ({ room, after: after ?? undefined })),
    ),
    v.array(
      v.pipe(
        v.looseTuple([userIdSchema, shortText, roleSchema, uint]),
        v.transform(([user, name, role, sinceSec]): Member => ({ user, name, role, sinceSec })),
      ),
    ),
    {
      params: ({ room, after }) => [room, after ?? null],
      result: (members) =>
        members.map(({ user, name, role, sinceSec }) => [user, name, roleToWire(role), sinceSec]),
    },
  ),
  /** Who is banned from a room. */
  bans: method<{ room: RoomId }, readonly Ban[]>(
    oneRoom,
    v.array(
      v.pipe(
        v.looseTuple([userIdSchema, shortText, userIdSchema, uint]),
        v.transform(([user, name, by, atSec]): Ban => ({ user, name, by, atSec })),
      ),
    ),
    {
      params: roomToWire,
      result: (bans) => bans.map(({ user, name, by, atSec }) => [user, name, by, atSec]),
    },
  ),
  /** Those whose names begin like this, however it is spelled; at most 20. */
  findPeople: method<{ text: string }, readonly Person[]>(
    v.pipe(
      v.looseTuple([shortText]),
      v.transform(([text]) => ({ text })),
    ),
    people,
    { params: ({ text }) => [text], result: peopleToWire },
  ),
  /** No new direct room with this person, and no invites by them. Their direct messages are hidden by the device. */
  block: method<{ user: UserId }, undefined>(oneUser, noParams, { params: userToWire, result: nothing }),
  unblock: method<{ user: UserId }, undefined>(oneUser, noParams, { params: userToWire, result: nothing }),
  /** Whom the asker has blocked. */
  blocked: method<undefined, readonly Person[]>(noParams, people, { params: nothing, result: peopleToWire }),
};
