// The rows of the store, besides the logs. Keys are made of ids, joined by `/`.
import type { SessionRecord } from '../application';
import type { Visibility } from '../../src/protocol/ask';
import type { LeftWhy } from '../../src/protocol/user-change';
import type { Marks } from '../../src/protocol/marks';
import type { DeviceId, RoomId, UserId } from '../../src/protocol/ids';

export interface Tables {
  /** user id → account. `role`: the server's, not a room's */
  user: { name: string; passwordHash: string; createdAtMs: number; role?: 'admin' };
  /** folded name → user id */
  userName: { user: UserId };
  /** device id → device */
  device: { user: UserId; tokenHash: string; createdAtMs: number };
  /** token hash → device id */
  token: { device: DeviceId };
  /** room id → room. The row of a deleted one stays: its id is never used again */
  room: RoomTable;
  /** folded name → room id, for public rooms */
  roomName: { room: RoomId };
  /** `room/user` → membership. Without a role: an ordinary member */
  member: { sinceMs: number; role?: 'owner' | 'admin' };
  /** `room/user` → how their time in the room ended, until they are in it again */
  left: { why: LeftWhy; by: UserId; atMs: number };
  /** `room/user` → who may not come back */
  ban: { by: UserId; atMs: number };
  /** `user/user`, in the order of their ids → the direct room of the two */
  direct: { room: RoomId };
  /** `user/other` → `user` has blocked `other` */
  block: { atMs: number };
  /** `room/user` → marks */
  marks: Marks;
  /** `user/clientId` → MQTT session */
  session: SessionRecord;
}

interface RoomTable {
  name: string;
  visibility: Visibility;
  creator: UserId | undefined;
  createdAtMs: number;
  topicLine?: string;
  /** Entries beyond that many days or that many are removed. */
  retention?: { days: number | undefined; count: number | undefined };
  deleted?: { by: UserId; atMs: number };
}

/** Names a row. */
export interface RowName {
  readonly table: keyof Tables;
  readonly key: string;
}

/** A row to put, or, without `row`, to delete. */
export type ChangeTable = {
  [T in keyof Tables]: { readonly table: T; readonly key: string; readonly row: Tables[T] | undefined };
}[keyof Tables];
