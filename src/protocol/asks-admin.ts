// Questions of the server's admins, about all people, rooms and invites.
import * as v from 'valibot';
import {
  method,
  noParams,
  nothing,
  shortText,
  uint,
  visibilitySchema,
  visibilityToWire,
  type Visibility,
} from './ask-parts';
import { inviteRow, inviteRowToWire, type InviteRow } from './asks-account';
import { roomIdSchema, userIdSchema } from './id-schemas';
import type { RoomId, UserId } from './ids';
import { maxPasswordChars } from './limits';

/** An account as the server's admins see it. */
export interface AdminUser {
  readonly user: UserId;
  /** What they sign in with. */
  readonly name: string;
  /** What is shown of them. */
  readonly shown: string;
  readonly isAdmin: boolean;
  readonly isSuspended: boolean;
  readonly devices: number;
  /** App tokens; left out: none. */
  readonly apps?: number;
  /** Unix seconds, like `seenSec`, which is 0 for somebody who never was connected. */
  readonly sinceSec: number;
  readonly seenSec: number;
}

/** A room as the server's admins see it: of one that is not public only that it is there. */
export interface AdminRoom {
  readonly room: RoomId;
  readonly name: string;
  readonly visibility: Visibility;
  readonly members: number;
  /** Entries that were ever written. */
  readonly head: number;
}

/** The server itself. */
export interface AdminServer {
  /** Who may make an account: everybody, whoever has an invite, nobody. */
  readonly registration: Registration;
  readonly people: number;
  readonly rooms: number;
}

export type Registration = 'open' | 'invite' | 'closed';
const registrations: readonly Registration[] = ['open', 'invite', 'closed'];

/** What an admin does to an account. `delete`: their messages are kept, or their words are emptied. */
export type AdminChange =
  | { readonly what: 'suspend' | 'unsuspend' | 'make-admin' | 'make-member' | 'sign-out' }
  | { readonly what: 'password'; readonly password: string }
  | { readonly what: 'delete'; readonly messages: 'keep' | 'empty' };

const flags = { admin: 1, suspended: 2 } as const;

const change = v.union([
  v.pipe(
    v.looseTuple([
      userIdSchema,
      v.picklist(['suspend', 'unsuspend', 'make-admin', 'make-member', 'sign-out']),
    ]),
    v.transform(([user, what]): { user: UserId; change: AdminChange } => ({ user, change: { what } })),
  ),
  v.pipe(
    v.looseTuple([userIdSchema, v.literal('password'), v.pipe(v.string(), v.maxLength(maxPasswordChars))]),
    v.transform(([user, what, password]): { user: UserId; change: AdminChange } => ({
      user,
      change: { what, password },
    })),
  ),
  v.pipe(
    v.looseTuple([userIdSchema, v.literal('delete'), v.picklist(['keep', 'empty'])]),
    v.transform(([user, what, messages]): { user: UserId; change: AdminChange } => ({
      user,
      change: { what, messages },
    })),
  ),
]);

function changeToWire({ user, change: { what, ...more } }: { user: UserId; change: AdminChange }): unknown[] {
  return [user, what, ...Object.values(more)];
}

export const adminAsks = {
  adminServer: method<undefined, AdminServer>(
    noParams,
    v.pipe(
      v.looseTuple([v.picklist([0, 1, 2]), uint, uint]),
      v.transform(([index, people, rooms]) => ({
        registration: registrations[index] as Registration,
        people,
        rooms,
      })),
    ),
    {
      params: nothing,
      result: ({ registration, people, rooms }) => [registrations.indexOf(registration), people, rooms],
    },
  ),
  /** Those whose names begin like `text`, by id, the page that comes after `after`. One with fewer than `adminPage` is the last. */
  adminUsers: method<{ text: string; after: UserId | undefined }, readonly AdminUser[]>(
    v.pipe(
      v.looseTuple([shortText, v.nullable(userIdSchema)]),
      v.transform(([text, after]) => ({ text, after: after ?? undefined })),
    ),
    v.array(
      v.pipe(
        v.looseTuple([userIdSchema, shortText, shortText, uint, uint, uint, uint, v.optional(uint)]),
        v.transform(([user, name, shown, bits, devices, sinceSec, seenSec, apps]): AdminUser => ({
          user,
          name,
          shown,
          isAdmin: (bits & flags.admin) > 0,
          isSuspended: (bits & flags.suspended) > 0,
          devices,
          ...(apps && { apps }),
          sinceSec,
          seenSec,
        })),
      ),
    ),
    {
      params: ({ text, after }) => [text, after ?? null],
      result: (rows) =>
        rows.map((row) => [
          row.user,
          row.name,
          row.shown,
          (row.isAdmin ? flags.admin : 0) + (row.isSuspended ? flags.suspended : 0),
          row.devices,
          row.sinceSec,
          row.seenSec,
          ...(row.apps ? [row.apps] : []),
        ]),
    },
  ),
  /** By id, in pages like people. */
  adminRooms: method<{ after: RoomId | undefined }, readonly AdminRoom[]>(
    v.pipe(
      v.looseTuple([v.nullable(roomIdSchema)]),
      v.transform(([after]) => ({ after: after ?? undefined })),
    ),
    v.array(
      v.pipe(
        v.looseTuple([roomIdSchema, shortText, visibilitySchema, uint, uint]),
        v.transform(([room, name, visibility, members, head]): AdminRoom => ({
          room,
          name,
          visibility,
          members,
          head,
        })),
      ),
    ),
    {
      params: ({ after }) => [after ?? null],
      result: (rows) =>
        rows.map((row) => [row.room, row.name, visibilityToWire(row.visibility), row.members, row.head]),
    },
  ),
  /** All by which people may still come. */
  adminInvites: method<undefined, readonly InviteRow[]>(noParams, v.array(inviteRow), {
    params: nothing,
    result: (rows) => rows.map(inviteRowToWire),
  }),
  adminSet: method<{ user: UserId; change: AdminChange }, undefined>(change, noParams, {
    params: changeToWire,
    result: nothing,
  }),
  /** Any room but the lobby and those of two people. */
  adminDeleteRoom: method<{ room: RoomId }, undefined>(
    v.pipe(
      v.looseTuple([roomIdSchema]),
      v.transform(([room]) => ({ room })),
    ),
    noParams,
    { params: ({ room }) => [room], result: nothing },
  ),
};
