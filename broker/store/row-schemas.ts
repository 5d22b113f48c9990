// How each table's row looks on disk. A row that looks otherwise was written by a bug or damaged below LevelDB's checksums.
import * as v from 'valibot';
import type { DeviceId, RoomId, UserId } from '../../src/protocol/ids';
import { leftWhySchema } from '../../src/protocol/user-change';
import type { Tables } from './tables';

// Ids are only known to be texts: whether they name something is for the readers to find.
const userId = v.custom<UserId>((value) => typeof value === 'string');
const roomId = v.custom<RoomId>((value) => typeof value === 'string');
const deviceId = v.custom<DeviceId>((value) => typeof value === 'string');
const uint = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const unixMs = v.pipe(v.number(), v.finite());
/** On disk what is `undefined` is left out. */
const orNothing = <S extends v.GenericSchema>(schema: S) => v.optional(schema, () => undefined);

const appRooms = v.union([v.literal('all'), v.array(roomId)]);

const subscription = v.looseObject({
  filter: v.string(),
  qos: v.picklist([0, 1]),
  noLocal: v.boolean(),
  cursor: orNothing(uint),
  cursors: orNothing(v.array(v.tuple([v.string(), uint]))),
});

const qos = v.picklist([0, 1, 2]);
const bytes = v.custom<Uint8Array>((value) => value instanceof Uint8Array);
const plainMessage = v.looseObject({
  topic: v.string(),
  payload: bytes,
  qos,
  retain: v.boolean(),
  properties: bytes,
  expiresAtMs: orNothing(unixMs),
});

/** Loose: what a newer version added to a row stays in it. */
export const rowSchemas: { readonly [T in keyof Tables]: v.GenericSchema<unknown, Tables[T]> } = {
  user: v.looseObject({
    name: v.string(),
    passwordHash: v.string(),
    createdAtMs: unixMs,
    role: v.optional(v.literal('admin')),
    displayName: v.optional(v.string()),
    namedAtMs: v.optional(unixMs),
    hidesPresence: v.optional(v.literal(true)),
    suspendedAtMs: v.optional(unixMs),
    deletedAtMs: v.optional(unixMs),
    removing: v.optional(v.picklist(['keep', 'empty'])),
  }),
  userName: v.looseObject({ user: userId }),
  device: v.looseObject({
    user: userId,
    tokenHash: v.string(),
    createdAtMs: unixMs,
    name: v.optional(v.string()),
    // Without its rights a token would be a device's: a row whose rights cannot be read is none.
    app: v.optional(v.looseObject({ read: appRooms, write: appRooms, plain: v.boolean() })),
  }),
  deviceSeen: v.looseObject({ atMs: unixMs }),
  token: v.looseObject({ device: deviceId }),
  invite: v.looseObject({
    room: v.optional(roomId),
    by: userId,
    createdAtMs: unixMs,
    expiresAtMs: unixMs,
    uses: uint,
    revokedAtMs: v.optional(unixMs),
  }),
  inviteUse: v.looseObject({ user: userId, atMs: unixMs }),
  room: v.looseObject({
    name: v.string(),
    visibility: v.picklist(['public', 'private', 'direct']),
    creator: orNothing(userId),
    createdAtMs: unixMs,
    topicLine: v.optional(v.string()),
    retention: v.optional(v.looseObject({ days: orNothing(v.number()), count: orNothing(uint) })),
    deleted: v.optional(v.looseObject({ by: userId, atMs: unixMs })),
  }),
  roomName: v.looseObject({ room: roomId }),
  member: v.looseObject({ sinceMs: unixMs, role: v.optional(v.picklist(['owner', 'admin'])) }),
  left: v.looseObject({ why: leftWhySchema, by: userId, atMs: unixMs }),
  ban: v.looseObject({ by: userId, atMs: unixMs }),
  direct: v.looseObject({ room: roomId }),
  block: v.looseObject({ atMs: unixMs }),
  marks: v.looseObject({ read: uint, delivered: uint }),
  session: v.looseObject({
    user: v.string(),
    clientId: v.string(),
    device: orNothing(v.string()),
    expiresAtMs: orNothing(unixMs),
    sessionExpirySec: uint,
    nextPacketId: v.pipe(uint, v.minValue(1), v.maxValue(65_535)),
    subscriptions: v.array(subscription),
  }),
  plainSession: v.looseObject({
    device: v.string(),
    expirySec: uint,
    expiresAtMs: orNothing(unixMs),
    sentUpTo: orNothing(uint),
    subscriptions: v.array(
      v.looseObject({
        filter: v.string(),
        qos,
        noLocal: v.boolean(),
        retainAsPublished: v.boolean(),
        id: orNothing(uint),
      }),
    ),
  }),
  plainMessage,
  plainQueued: v.looseObject({
    message: orNothing(v.string()),
    qos,
    retain: v.boolean(),
    ids: v.array(uint),
    isRetained: v.boolean(),
    share: v.optional(v.string()),
  }),
  plainReceived: v.looseObject({}),
  retained: plainMessage,
  plainWill: v.looseObject({
    message: plainMessage,
    device: v.string(),
    delaySec: uint,
    dueAtMs: orNothing(unixMs),
  }),
};
