// Rows of people and rooms for the tests about access: one of each standing, with a device for each version of MQTT, whose token is
// its own name. Written straight into the store, because argon2 is slow on purpose.
import { deviceRows, hashToken } from '../../broker/chat/devices';
import type { ChangeTable } from '../../broker/store/tables';
import type { DeviceId, RoomId, UserId } from '../../src/protocol/ids';

export type Version = 4 | 5;
export const versions: readonly Version[] = [4, 5];
export type Visibility = 'public' | 'private' | 'direct';

export function account(user: string): ChangeTable[] {
  const row = {
    name: user,
    passwordHash: '-',
    createdAtMs: 0,
    ...(user === 'overseer' && { role: 'admin' as const }),
  };
  return [
    { table: 'user', key: user, row },
    { table: 'userName', key: user, row: { user: user as UserId } },
    ...versions.flatMap((version) => {
      const device = deviceOf(user, version);
      return deviceRows({ user: user as UserId, device, tokenHash: hashToken(device) }, 0, undefined);
    }),
  ];
}

export const deviceOf = (user: string, version: Version) => `device-${version}-of-${user}` as DeviceId;

export function member(room: RoomId, user: string, role?: 'owner' | 'admin'): ChangeTable {
  return { table: 'member', key: `${room}/${user}`, row: { sinceMs: 0, ...(role && { role }) } };
}

export function roomRows(room: RoomId, visibility: Visibility): ChangeTable[] {
  const row = { name: `Room ${room}`, visibility, creator: undefined, createdAtMs: 0 };
  const members =
    visibility === 'direct'
      ? [member(room, 'partner'), member(room, 'bystander')]
      : [member(room, 'owner', 'owner'), member(room, 'admin', 'admin'), member(room, 'member')];
  return [{ table: 'room', key: room, row }, ...members];
}
