// A data folder with thousands of accounts, written straight into the store while no broker runs: to sign up as many
// people would take an hour, because argon2 is slow on purpose.
import { quietLog } from '../broker/quiet-log';
import { deviceRows, hashToken } from '../broker/chat/devices';
import { memberRow } from '../broker/chat/rooms';
import { openLevelStore } from '../broker/store/level-store';
import type { ChangeTable } from '../broker/store/tables';
import type { DeviceId, RoomId, UserId } from '../src/protocol/ids';
import { foldName } from '../src/protocol/names';
import type { Login } from './wire-client';

/** Who the clients are and where they write; the peers are given the same. */
export interface Population {
  login(client: number): Login;
  /** One client that is in every `ownTopic`. */
  readonly publisher: Login;
  /** Five clients each. */
  roomTopic(client: number): string;
  /** Of one client and the publisher. */
  ownTopic(client: number): string;
}

const people = 1000;
const roomSize = 5;
const changesInCommit = 2000;

const userOf = (client: number) => `user-${client % people}` as UserId;
const deviceOf = (client: number) => `device-${client}`.padEnd(16, '-') as DeviceId;
const roomOf = (client: number) => `room-${Math.floor(client / roomSize)}`.padEnd(11, '-') as RoomId;
const ownRoomOf = (client: number) => `own-${client}`.padEnd(11, '-') as RoomId;
const tokenOf = (client: number) => `token-${client}`.padEnd(24, '-');
const publisherIs = people * 1000;
const publisherUser = 'publisher' as UserId;

const loginOf = (client: number, username: string): Login => ({
  clientId: deviceOf(client),
  username,
  password: tokenOf(client),
});

export const population: Population = {
  login: (client) => loginOf(client, userOf(client)),
  publisher: loginOf(publisherIs, publisherUser),
  roomTopic: (client) => `room/${roomOf(client)}`,
  ownTopic: (client) => `room/${ownRoomOf(client)}`,
};

/** Clients 0 … `clients` - 1 exist afterwards, each in its room; the first `ownRooms` of them have one of their own as well. */
export async function fillStore(
  path: string,
  { clients, ownRooms }: { clients: number; ownRooms: number },
): Promise<void> {
  const store = await openLevelStore({ path, clock: Date.now, log: quietLog, sync: false });
  const nowMs = Date.now();
  let changes: ChangeTable[] = [];
  const add = async (...some: ChangeTable[]) => {
    changes.push(...some);
    if (changes.length < changesInCommit) return;
    await store.commit(changes);
    changes = [];
  };
  const account = (user: UserId): ChangeTable[] => [
    { table: 'user', key: user, row: { name: user, passwordHash: '-', createdAtMs: nowMs } },
    { table: 'userName', key: foldName(user), row: { user } },
  ];
  const device = (client: number, user: UserId) =>
    deviceRows({ user, device: deviceOf(client), tokenHash: hashToken(tokenOf(client)) }, nowMs, undefined);
  const room = (key: RoomId): ChangeTable => ({
    table: 'room',
    key,
    row: { name: key, visibility: 'public', creator: undefined, createdAtMs: nowMs },
  });

  await add(...account(publisherUser), ...device(publisherIs, publisherUser));
  for (let client = 0; client < clients; client++) {
    const user = userOf(client);
    if (client < people) await add(...account(user));
    if (client % roomSize === 0) await add(room(roomOf(client)));
    await add(...device(client, user), memberRow(roomOf(client), user, nowMs));
    if (client < ownRooms)
      await add(
        room(ownRoomOf(client)),
        memberRow(ownRoomOf(client), user, nowMs),
        memberRow(ownRoomOf(client), publisherUser, nowMs),
      );
  }
  await store.commit(changes);
  await store.close();
}
