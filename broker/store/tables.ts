// The rows of the store, besides the logs. Keys are made of ids, joined by `/`.
import type { SessionRecord } from '../application';
import type { Visibility } from '../../src/protocol/ask';
import type { Marks } from '../../src/protocol/marks';
import type { DeviceId, RoomId, UserId } from '../../src/protocol/ids';

export interface Tables {
  /** user id → account */
  user: { name: string; passwordHash: string; createdAtMs: number };
  /** folded name → user id */
  userName: { user: UserId };
  /** device id → device */
  device: { user: UserId; tokenHash: string; createdAtMs: number };
  /** token hash → device id */
  token: { device: DeviceId };
  /** room id → room */
  room: { name: string; visibility: Visibility; creator: UserId | undefined; createdAtMs: number };
  /** folded name → room id, for public rooms */
  roomName: { room: RoomId };
  /** `room/user` → membership */
  member: { sinceMs: number };
  /** `room/user` → marks */
  marks: Marks;
  /** `user/clientId` → MQTT session */
  session: SessionRecord;
}

/** A row to put, or, without `row`, to delete. */
export type ChangeTable = {
  [T in keyof Tables]: { readonly table: T; readonly key: string; readonly row: Tables[T] | undefined };
}[keyof Tables];
