// Questions about one's own account and devices, and about invites.
import * as v from 'valibot';
import {
  method,
  noParams,
  nothing,
  roomRow,
  roomRowToWire,
  shortText,
  uint,
  type RoomRow,
} from './ask-parts';
import type { AppRights, AppRooms } from './app-rights';
import { deviceIdSchema, roomIdSchema, userIdSchema } from './id-schemas';
import type { DeviceId, RoomId, UserId } from './ids';
import { inviteLimits, maxAppRooms, maxPasswordChars } from './limits';

/** An invite as those see it who may take it back. Its secret is with the device that made it. */
export interface InviteRow {
  /** Names it; nobody comes in by it. */
  readonly id: string;
  /** Without one it is to the server. */
  readonly room: RoomId | undefined;
  readonly by: UserId;
  readonly name: string;
  /** Unix seconds, like `expiresSec`. */
  readonly madeSec: number;
  readonly expiresSec: number;
  readonly uses: number;
  readonly usesLeft: number;
}

export const inviteRow = v.pipe(
  v.looseTuple([shortText, v.nullable(roomIdSchema), userIdSchema, shortText, uint, uint, uint, uint]),
  v.transform(([id, room, by, name, madeSec, expiresSec, uses, usesLeft]): InviteRow => ({
    id,
    room: room ?? undefined,
    by,
    name,
    madeSec,
    expiresSec,
    uses,
    usesLeft,
  })),
);
export const inviteRowToWire = (row: InviteRow): unknown[] => [
  row.id,
  row.room ?? null,
  row.by,
  row.name,
  row.madeSec,
  row.expiresSec,
  row.uses,
  row.usesLeft,
];

/** One of a person's devices, or one of their app tokens. */
export interface DeviceRow {
  readonly device: DeviceId;
  /** As it calls itself; empty where it does not. An app token has the name that it was given. */
  readonly name: string;
  /** Unix seconds: since when it is signed in. */
  readonly sinceSec: number;
  /** Unix seconds: when it was connected last, which for one that is connected is now. 0: never. */
  readonly seenSec: number;
  /** Left out: it is a device. Who does not know of app tokens takes one for a device, and can end it as one. */
  readonly app?: AppRights | undefined;
}

const appRooms = v.nullable(v.pipe(v.array(roomIdSchema), v.maxLength(maxAppRooms)));
const appRights = v.pipe(
  v.looseTuple([appRooms, appRooms, v.boolean()]),
  v.transform(([read, write, plain]): AppRights => ({ read: read ?? 'all', write: write ?? 'all', plain })),
);
const appRoomsToWire = (rooms: AppRooms) => (rooms === 'all' ? null : rooms);
const appRightsToWire = ({ read, write, plain }: AppRights) => [
  appRoomsToWire(read),
  appRoomsToWire(write),
  plain,
];

const deviceRow = v.pipe(
  v.looseTuple([deviceIdSchema, shortText, uint, uint, v.optional(appRights)]),
  v.transform(([device, name, sinceSec, seenSec, app]): DeviceRow => ({
    device,
    name,
    sinceSec,
    seenSec,
    ...(app && { app }),
  })),
);
const deviceRowToWire = ({ device, name, sinceSec, seenSec, app }: DeviceRow) => [
  device,
  name,
  sinceSec,
  seenSec,
  ...(app ? [appRightsToWire(app)] : []),
];

const inRange = (min: number, max: number) => v.pipe(uint, v.minValue(min), v.maxValue(max));
/** 16 random bytes. */
const inviteToken = v.pipe(v.string(), v.regex(/^[\w-]{22}$/));
const password = v.pipe(v.string(), v.maxLength(maxPasswordChars));

export const accountAsks = {
  /** Makes an invite with a secret made by the device, so that asking twice makes one. `expiresInSec` counts from the first time. */
  invite: method<{ token: string; room: RoomId | undefined; expiresInSec: number; uses: number }, InviteRow>(
    v.pipe(
      v.looseTuple([
        inviteToken,
        v.nullable(roomIdSchema),
        inRange(inviteLimits.minSec, inviteLimits.maxSec),
        inRange(1, inviteLimits.maxUses),
      ]),
      v.transform(([token, room, expiresInSec, uses]) => ({
        token,
        room: room ?? undefined,
        expiresInSec,
        uses,
      })),
    ),
    inviteRow,
    {
      params: ({ token, room, expiresInSec, uses }) => [token, room ?? null, expiresInSec, uses],
      result: inviteRowToWire,
    },
  ),
  /** The invites into a room, or to the server, by which people may still come: all of them for those who keep order, else one's own. */
  invites: method<{ room: RoomId | undefined }, readonly InviteRow[]>(
    v.pipe(
      v.looseTuple([v.nullable(roomIdSchema)]),
      v.transform(([room]) => ({ room: room ?? undefined })),
    ),
    v.array(inviteRow),
    { params: ({ room }) => [room ?? null], result: (rows) => rows.map(inviteRowToWire) },
  ),
  revokeInvite: method<{ id: string }, undefined>(
    v.pipe(
      v.looseTuple([shortText]),
      v.transform(([id]) => ({ id })),
    ),
    noParams,
    { params: ({ id }) => [id], result: nothing },
  ),
  /** Comes in by an invite: the room that it leads to, or, for one to the server, the lobby. */
  useInvite: method<{ token: string }, RoomRow>(
    v.pipe(
      v.looseTuple([inviteToken]),
      v.transform(([token]) => ({ token })),
    ),
    roomRow,
    { params: ({ token }) => [token], result: roomRowToWire },
  ),
  /** The asker's own devices, this one too, and app tokens. */
  devices: method<undefined, readonly DeviceRow[]>(noParams, v.array(deviceRow), {
    params: nothing,
    result: (rows) => rows.map(deviceRowToWire),
  }),
  /** Makes an app token of a secret made by the device, so that asking twice makes one. `endDevice` ends it. */
  makeAppToken: method<{ token: string; name: string; app: AppRights }, DeviceRow>(
    v.pipe(
      v.looseTuple([v.pipe(v.string(), v.regex(/^ob_[\w-]{24}$/)), shortText, appRights]),
      v.transform(([token, name, app]) => ({ token, name, app })),
    ),
    deviceRow,
    { params: ({ token, name, app }) => [token, name, appRightsToWire(app)], result: deviceRowToWire },
  ),
  /** Signs one of the asker's devices out, or ends an app token. */
  endDevice: method<{ device: DeviceId }, undefined>(
    v.pipe(
      v.looseTuple([deviceIdSchema]),
      v.transform(([device]) => ({ device })),
    ),
    noParams,
    { params: ({ device }) => [device], result: nothing },
  ),
  /** Signs all devices of the asker out, or all but this one, and ends all app tokens. */
  endAllDevices: method<{ keepThis: boolean }, undefined>(
    v.pipe(
      v.looseTuple([v.boolean()]),
      v.transform(([keepThis]) => ({ keepThis })),
    ),
    noParams,
    { params: ({ keepThis }) => [keepThis], result: nothing },
  ),
  /** The other devices stay signed in, and app tokens good. */
  changePassword: method<{ old: string; new: string }, undefined>(
    v.pipe(
      v.looseTuple([password, password]),
      v.transform(([old, next]) => ({ old, new: next })),
    ),
    noParams,
    { params: (passwords) => [passwords.old, passwords.new], result: nothing },
  ),
  /** What is shown of the asker from now on; it is nobody else's, and signs in as the account's name does. Answers how it is written. */
  setName: method<{ name: string }, { name: string }>(
    v.pipe(
      v.looseTuple([shortText]),
      v.transform(([name]) => ({ name })),
    ),
    v.pipe(
      v.looseTuple([shortText]),
      v.transform(([name]) => ({ name })),
    ),
    { params: ({ name }) => [name], result: ({ name }) => [name] },
  ),
  /** A short code with which another device signs in, once: the one there is, or a new one. */
  linkCode: method<undefined, { code: string; expiresInSec: number }>(
    noParams,
    v.pipe(
      v.looseTuple([shortText, uint]),
      v.transform(([code, expiresInSec]) => ({ code, expiresInSec })),
    ),
    { params: nothing, result: ({ code, expiresInSec }) => [code, expiresInSec] },
  ),
  /** Deletes the asker's own account; the messages are kept, or their words are emptied. Rooms that they own get another owner. */
  deleteAccount: method<{ password: string; messages: 'keep' | 'empty' }, undefined>(
    v.pipe(
      v.looseTuple([password, v.picklist([0, 1])]),
      v.transform(([text, empty]) => ({
        password: text,
        messages: empty ? ('empty' as const) : ('keep' as const),
      })),
    ),
    noParams,
    { params: (asked) => [asked.password, asked.messages === 'empty' ? 1 : 0], result: nothing },
  ),
};
