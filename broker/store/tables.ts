// The rows of the store, besides the logs. Keys are made of ids, joined by `/`.
import type { SessionRecord } from '../application';
import type { AppRights } from '../../src/protocol/app-rights';
import type { Visibility } from '../../src/protocol/ask';
import type { LeftWhy } from '../../src/protocol/user-change';
import type { Marks } from '../../src/protocol/marks';
import type { DeviceId, RoomId, UserId } from '../../src/protocol/ids';

export interface Tables {
  /** user id → account. The row of a deleted one stays: its id is never used again, and its words may still be there */
  user: UserTable;
  /** folded name → user id: of what somebody signs in with, and of what is shown of them */
  userName: { user: UserId };
  /** device id → device. `name`: as it calls itself. `app`: it is an app token, which may no more than this */
  device: { user: UserId; tokenHash: string; createdAtMs: number; name?: string; app?: AppRights };
  /** device id → when it was connected last, written now and then */
  deviceSeen: { atMs: number };
  /** token hash → device id */
  token: { device: DeviceId };
  /** hash of the link's secret → invite, into a room or, without one, to the server */
  invite: InviteTable;
  /** `invite/number` → who came by it: one row for each use, so that no use is given twice */
  inviteUse: { user: UserId; atMs: number };
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
  /** `user/clientId` → what the session has on plain topics. `sentUpTo`: of its queue; `undefined` while connected */
  plainSession: {
    device: string;
    expirySec: number;
    expiresAtMs: number | undefined;
    sentUpTo: number | undefined;
    subscriptions: PlainSubscriptionTable[];
  };
  /** a random word → a message on a plain topic that sessions wait for */
  plainMessage: PlainMessageTable;
  /** `user/clientId/seq` → a place in the session's queue. Without `message`: only its PUBREL is under way */
  plainQueued: {
    message: string | undefined;
    qos: 0 | 1 | 2;
    retain: boolean;
    ids: number[];
    isRetained: boolean;
    share?: string;
  };
  /** `user/clientId/packetId` → a PUBLISH at QoS 2 whose PUBREL has not come */
  plainReceived: object;
  /** topic → its retained message */
  retained: PlainMessageTable;
  /** `user/clientId` → the will of a connection that is open, or that was lost */
  plainWill: { message: PlainMessageTable; device: string; delaySec: number; dueAtMs: number | undefined };
}

interface PlainSubscriptionTable {
  filter: string;
  qos: 0 | 1 | 2;
  noLocal: boolean;
  retainAsPublished: boolean;
  id: number | undefined;
}

interface PlainMessageTable {
  topic: string;
  payload: Uint8Array;
  qos: 0 | 1 | 2;
  retain: boolean;
  /** MQTT 5's, as they came. */
  properties: Uint8Array;
  expiresAtMs: number | undefined;
}

interface UserTable {
  /** What they sign in with. */
  name: string;
  /** Empty: there is no password that would be right. */
  passwordHash: string;
  createdAtMs: number;
  /** The server's, not a room's. */
  role?: 'admin';
  /** What is shown, where it is not `name`. */
  displayName?: string;
  /** When what is shown changed last. */
  namedAtMs?: number;
  /** It is shown to nobody when they are here, and to them of nobody. */
  hidesPresence?: true;
  suspendedAtMs?: number;
  deletedAtMs?: number;
  /** Deleted, and still being taken out of the rooms: are the messages kept or emptied? */
  removing?: 'keep' | 'empty';
}

interface InviteTable {
  room?: RoomId;
  by: UserId;
  createdAtMs: number;
  expiresAtMs: number;
  /** How many people may come by it. */
  uses: number;
  revokedAtMs?: number;
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

/** What plain topics keep. */
export const plainTables = [
  'plainSession',
  'plainMessage',
  'plainQueued',
  'plainReceived',
  'retained',
  'plainWill',
] as const satisfies readonly (keyof Tables)[];
