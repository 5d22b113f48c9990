// What a person's devices hear at once on `user/<user>`. Missed changes of rooms and read marks are repaired by `sync`, missed names are
// said again at the next connect.
import * as v from 'valibot';
import { roomIdSchema, userIdSchema } from './id-schemas';
import type { RoomId, UserId } from './ids';
import { wireVersion } from './limits';
import { decodePayload, encodePayload } from './payload';

/** Why a person is not in a room any more. */
export type LeftWhy = 'left' | 'removed' | 'banned' | 'deleted';

/** How somebody's time in a room ended. */
export interface Departure {
  readonly room: RoomId;
  readonly why: LeftWhy;
  /** Who did it; oneself for `left`. */
  readonly by: UserId;
}

/**
 * `joined`: this person became a member of the room. `left`: they are none any more. `read`: this person read up to there on
 * another device. `named`: somebody they share a room with, or they themselves, has another name from now on.
 * `removed`: entries of the room below the floor were removed, for their age or number. `admin`: this
 * person is an admin of the server now, or none any more; CONNACK says so too. `blocked`: whom this person blocked is another list
 * now, to be asked for. `presence`: whether this person shows when they are here is another thing now, and so is what they see of others.
 */
export type UserChange =
  | { readonly change: 'joined'; readonly room: RoomId }
  | ({ readonly change: 'left' } & Departure)
  | { readonly change: 'read'; readonly room: RoomId; readonly read: number }
  | { readonly change: 'removed'; readonly room: RoomId; readonly floor: number }
  | { readonly change: 'named'; readonly user: UserId; readonly name: string }
  | { readonly change: 'admin'; readonly isAdmin: boolean }
  | { readonly change: 'blocked' }
  | { readonly change: 'presence' };

/** A name of 40 characters of four bytes, and more. */
const maxBytes = 1024;

const uint = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
export const leftWhySchema = v.picklist(['left', 'removed', 'banned', 'deleted']);
const schema = v.union([
  v.pipe(
    v.looseTuple([v.literal(wireVersion), v.literal('joined'), roomIdSchema]),
    v.transform(([, , room]): UserChange => ({ change: 'joined', room })),
  ),
  v.pipe(
    v.looseTuple([v.literal(wireVersion), v.literal('left'), roomIdSchema, leftWhySchema, userIdSchema]),
    v.transform(([, , room, why, by]): UserChange => ({ change: 'left', room, why, by })),
  ),
  v.pipe(
    v.looseTuple([v.literal(wireVersion), v.literal('read'), roomIdSchema, uint]),
    v.transform(([, , room, read]): UserChange => ({ change: 'read', room, read })),
  ),
  v.pipe(
    v.looseTuple([
      v.literal(wireVersion),
      v.literal('named'),
      userIdSchema,
      v.pipe(v.string(), v.maxLength(200)),
    ]),
    v.transform(([, , user, name]): UserChange => ({ change: 'named', user, name })),
  ),
  v.pipe(
    v.looseTuple([v.literal(wireVersion), v.literal('removed'), roomIdSchema, uint]),
    v.transform(([, , room, floor]): UserChange => ({ change: 'removed', room, floor })),
  ),
  v.pipe(
    v.looseTuple([v.literal(wireVersion), v.literal('admin'), v.boolean()]),
    v.transform(([, , isAdmin]): UserChange => ({ change: 'admin', isAdmin })),
  ),
  v.pipe(
    v.looseTuple([v.literal(wireVersion), v.picklist(['blocked', 'presence'])]),
    v.transform(([, change]): UserChange => ({ change })),
  ),
]);

export function encodeUserChange(change: UserChange): Uint8Array {
  if (change.change === 'named') return encodePayload([wireVersion, 'named', change.user, change.name]);
  if (change.change === 'blocked' || change.change === 'presence')
    return encodePayload([wireVersion, change.change]);
  if (change.change === 'admin') return encodePayload([wireVersion, change.change, change.isAdmin]);
  const start = [wireVersion, change.change, change.room];
  if (change.change === 'left') return encodePayload([...start, change.why, change.by]);
  if (change.change === 'removed') return encodePayload([...start, change.floor]);
  return encodePayload(change.change === 'read' ? [...start, change.read] : start);
}

export const decodeUserChange = (bytes: Uint8Array): UserChange | undefined =>
  decodePayload(schema, bytes, maxBytes);
