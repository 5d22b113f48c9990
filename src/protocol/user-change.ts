// What a person's other devices hear at once on `user/<user>`; whatever is missed is repaired by `sync`.
import * as v from 'valibot';
import { roomIdSchema, type RoomId } from './ids';
import { wireVersion } from './limits';
import { decodePayload, encodePayload } from './payload';

/** `joined`: this person became a member of the room. `read`: this person read up to there on another device. */
export type UserChange =
  | { readonly change: 'joined'; readonly room: RoomId }
  | { readonly change: 'read'; readonly room: RoomId; readonly read: number };

const uint = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const schema = v.union([
  v.pipe(
    v.looseTuple([v.literal(wireVersion), v.literal('joined'), roomIdSchema]),
    v.transform(([, , room]): UserChange => ({ change: 'joined', room })),
  ),
  v.pipe(
    v.looseTuple([v.literal(wireVersion), v.literal('read'), roomIdSchema, uint]),
    v.transform(([, , room, read]): UserChange => ({ change: 'read', room, read })),
  ),
]);

export const encodeUserChange = (change: UserChange): Uint8Array =>
  encodePayload(
    change.change === 'joined'
      ? [wireVersion, 'joined', change.room]
      : [wireVersion, 'read', change.room, change.read],
  );

export const decodeUserChange = (bytes: Uint8Array): UserChange | undefined =>
  decodePayload(schema, bytes, 256);
