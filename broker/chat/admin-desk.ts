// What the server's admins see and do: in the app, and from the command line. Whether it is one who asks was looked at before.
import type { AskError } from '../../src/protocol/ask';
import type {
  AdminChange,
  AdminRoom,
  AdminServer,
  AdminUser,
  Registration,
} from '../../src/protocol/asks-admin';
import type { InviteRow } from '../../src/protocol/asks-account';
import type { RoomId, UserId } from '../../src/protocol/ids';
import { adminPage } from '../../src/protocol/limits';
import { foldName } from '../../src/protocol/names';
import type { Store } from '../store/store';
import type { AccountChanges, EndConnection } from './account-changes';
import type { AccountRemoval } from './account-removal';
import { appTokensOf, devicesProperOf } from './app-tokens';
import type { Devices } from './devices';
import { inviteRows } from './invite-asks';
import type { Invites } from './invites';
import type { RoomLog } from './log';
import type { People } from './people';
import type { RoomChanges } from './room-changes';
import type { Rooms } from './rooms';

/** All that write reject when the store fails. */
export interface AdminDesk {
  server(): AdminServer;
  users(text: string, after: UserId | undefined): Promise<AdminUser[]>;
  rooms(after: RoomId | undefined): Promise<AdminRoom[]>;
  invites(): InviteRow[];
  /** Resolves with what ends connections, of those that end. */
  set(user: UserId, change: AdminChange): Promise<readonly EndConnection[] | AskError>;
  deleteRoom(room: RoomId, by: UserId): Promise<AskError | undefined>;
  /** Who signs in by this name or is shown so, or whose id it is. */
  findUser(name: string): Promise<UserId | undefined>;
  /** The room of this id, or the public one of this name. */
  findRoom(name: string): Promise<RoomId | undefined>;
  /** In whose name something is done that nobody in the app does: the admin who is here for the longest time. */
  firstAdmin(): Promise<UserId | undefined>;
}

export interface AdminDeskDeps {
  readonly store: Store;
  readonly people: People;
  readonly devices: Devices;
  readonly rooms: Rooms;
  readonly invites: Invites;
  readonly accountChanges: AccountChanges;
  readonly accountRemoval: AccountRemoval;
  readonly roomChanges: RoomChanges;
  readonly roomLog: Pick<RoomLog, 'write'>;
  readonly registration: Registration;
}

export function createAdminDesk({
  store,
  people,
  devices,
  rooms,
  invites,
  accountChanges,
  accountRemoval,
  roomChanges,
  roomLog,
  registration,
}: AdminDeskDeps): AdminDesk {
  async function users(text: string, after: UserId | undefined): Promise<AdminUser[]> {
    const start = foldName(text.trim());
    const found = people
      .all()
      .filter((user) => (after === undefined || user > after) && people.isNamedLike(user, start))
      .slice(0, adminPage);
    return Promise.all(found.map(describeUser));
  }

  async function describeUser(user: UserId): Promise<AdminUser> {
    const own = devicesProperOf(user, devices);
    const apps = appTokensOf(user, devices).length;
    const seenMs = own.map(({ device }) => devices.lastSeenMs(device) ?? 0);
    return {
      user,
      name: people.accountNameOf(user) ?? '',
      shown: people.nameOf(user) ?? '',
      isAdmin: people.isServerAdmin(user),
      isSuspended: people.isSuspended(user),
      devices: own.length,
      ...(apps > 0 && { apps }),
      sinceSec: Math.floor(((await store.get('user', user))?.createdAtMs ?? 0) / 1000),
      seenSec: Math.floor(Math.max(0, ...seenMs) / 1000),
    };
  }

  async function pageOfRooms(after: RoomId | undefined): Promise<AdminRoom[]> {
    const found = rooms
      .all()
      .filter((room) => after === undefined || room > after)
      .slice(0, adminPage);
    const heads = await store.heads(found);
    return found.map((room, index) => {
      const { name = '', visibility = 'private' } = rooms.row(room) ?? {};
      return {
        room,
        // What a private room is called is its members' own business.
        name: visibility === 'public' ? name : '',
        visibility,
        members: rooms.membersOf(room).size,
        head: heads[index] ?? 0,
      };
    });
  }

  async function set(user: UserId, change: AdminChange): Promise<readonly EndConnection[] | AskError> {
    switch (change.what) {
      case 'suspend':
      case 'unsuspend':
        return (await accountChanges.setSuspended(user, change.what === 'suspend')) ?? [];
      case 'make-admin':
      case 'make-member':
        return (await accountChanges.setRole(user, change.what === 'make-admin' ? 'admin' : undefined)) ?? [];
      case 'sign-out':
        return accountChanges.endDevices(user, () => true);
      case 'password':
        return (await accountChanges.setPassword(user, change.password)) ?? accountChanges.endAppTokens(user);
      case 'delete':
    }
    return accountRemoval.begin(user, change.messages);
  }

  async function deleteRoom(room: RoomId, by: UserId): Promise<AskError | undefined> {
    const row = rooms.row(room);
    if (!row) return { code: 'no-such-room', text: 'There is no such room.' };
    if (row.deleted) return undefined;
    if (row.visibility === 'direct') return notThis;
    let refusal: AskError | undefined;
    await roomLog.write(room, by, () => {
      const plan = roomChanges.plan(room, by, { what: 'delete' });
      if (!('refused' in plan)) return { ...plan, change: { what: 'delete' } };
      // Perhaps its owner was quicker.
      if (!rooms.row(room)?.deleted) refusal = { code: 'not-authorized', text: plan.reason };
      return undefined;
    });
    return refusal;
  }

  async function findUser(name: string): Promise<UserId | undefined> {
    const named = (await store.get('userName', foldName(name.trim())))?.user;
    return [named, name as UserId].find((user) => user !== undefined && people.isHere(user));
  }

  async function findRoom(name: string): Promise<RoomId | undefined> {
    const named = (await store.get('roomName', foldName(name.trim())))?.room;
    return [name as RoomId, named].find((room) => room !== undefined && rooms.row(room));
  }

  async function firstAdmin(): Promise<UserId | undefined> {
    const admins = people.all().filter(people.isServerAdmin);
    const since = await Promise.all(
      admins.map(async (user) => (await store.get('user', user))?.createdAtMs ?? Infinity),
    );
    return admins[since.indexOf(Math.min(...since))];
  }

  return {
    server: () => ({ registration, people: people.all().length, rooms: rooms.all().length }),
    findUser,
    findRoom,
    firstAdmin,
    users,
    rooms: pageOfRooms,
    invites: () => inviteRows(invites.allOpen(), people),
    set,
    deleteRoom,
  };
}

const notThis: AskError = {
  code: 'not-authorized',
  text: 'A conversation of two people is theirs alone, and stays.',
};
