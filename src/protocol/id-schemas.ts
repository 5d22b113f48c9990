// The checks of ids in what arrives. Apart from the ids, so that the first screen needs no schemas.
import * as v from 'valibot';
import { isRoomId, isUserId, type DeviceId, type RoomId, type UserId } from './ids';

export const roomIdSchema = v.pipe(
  v.string(),
  v.check((text) => isRoomId(text)),
  v.transform((text) => text as RoomId),
);
export const userIdSchema = v.pipe(
  v.string(),
  v.check((text) => isUserId(text)),
  v.transform((text) => text as UserId),
);
export const deviceIdSchema = v.pipe(
  v.string(),
  v.regex(/^[A-Za-z0-9_-]{8,64}$/),
  v.transform((text) => text as DeviceId),
);
