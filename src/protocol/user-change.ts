// What a person's other devices hear at once on `user/<user>`; whatever is missed is repaired by `sync`.
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
 * another device.
 */
export type UserChange =
  | { readonly change: 'joined'; readonly room: RoomId }
  | ({ readonly change: 'left' } & Departure)
  | { readonly change: 'read'; readonly room: RoomId; readonly read: number };

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
]);

export function encodeUserChange(change: UserChange): Uint8Array {
  const start = [wireVersion, change.change, change.room];
  if (change.change === 'left') return encodePayload([...start, change.why, change.by]);
  return encodePayload(change.change === 'read' ? [...start, change.read] : start);
}

export const decodeUserChange = (bytes: Uint8Array): UserChange | undefined =>
  decodePayload(schema, bytes, 256);
