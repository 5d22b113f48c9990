// The tables, taken over into a new database: marks and cursors follow the new numbers of their rooms, and the rows that only
// point to others are made from those.
import { foldName } from '../../src/protocol/names';
import type { RoomId, UserId } from '../../src/protocol/ids';
import { parseTopic } from '../../src/protocol/topics';
import type { Database, Operation } from './database';
import { decodeRow, encodeRow, rowKey } from './layout';
import type { Salvage } from './salvage';
import { plainTables, type ChangeTable, type Tables } from './tables';

/** Numbers `from`…`to`, both included. */
export interface Range {
  readonly from: number;
  readonly to: number;
}

export interface RoomFound {
  readonly room: RoomId;
  readonly kept: number;
  /** By their old numbers, ascending. */
  readonly gone: readonly Range[];
}

export interface RowsFound {
  readonly accounts: number;
  /** Accounts of which only the name is left. */
  readonly goneAccounts: readonly string[];
  /** Rooms of which only the log was left, and what they are called now. */
  readonly renamedRooms: readonly string[];
  /** By their keys in the database. */
  readonly unreadableRows: readonly string[];
  readonly roomNames: ReadonlyMap<RoomId, string>;
}

const lobbyName = 'lobby';

/** By their two members. */
function directRooms(
  rooms: ReadonlyMap<string, Tables['room']>,
  members: ReadonlyMap<string, Tables['member']>,
): [pair: string, row: Tables['direct']][] {
  const usersByRoom = new Map<string, string[]>();
  for (const key of members.keys()) {
    const [room = '', user = ''] = key.split('/');
    if (rooms.get(room)?.visibility !== 'direct') continue;
    usersByRoom.set(room, [...(usersByRoom.get(room) ?? []), user]);
  }
  return [...usersByRoom]
    .filter(([, users]) => users.length === 2)
    .map(([room, users]) => [users.toSorted().join('/'), { room: room as RoomId }]);
}

export async function rebuildRows(
  salvaged: Salvage,
  database: Database,
  found: readonly RoomFound[],
): Promise<RowsFound> {
  const foundByRoom = new Map<string, RoomFound>(found.map((room) => [room.room, room]));
  const operations: Operation[] = [];
  const unreadable = new Set<string>();

  const users = await table('user');
  const rooms = await table('room');
  const roomNames = await table('roomName');
  const renamedRooms: string[] = [];
  // A room without a row is in nobody's list, and its log out of reach.
  for (const { room, kept } of found) if (kept > 0 && !rooms.has(room)) rooms.set(room, nameless(room));

  for (const [key, row] of users) {
    put({ table: 'user', key, row });
    // A deleted account whose words were emptied has no name any more.
    for (const name of [row.name, row.displayName ?? ''])
      if (name !== '') put({ table: 'userName', key: foldName(name), row: { user: key as UserId } });
  }
  for (const [key, row] of rooms) {
    put({ table: 'room', key, row });
    if (row.visibility === 'public' && row.deleted === undefined)
      put({ table: 'roomName', key: foldName(row.name), row: { room: key as RoomId } });
  }
  for (const [key, row] of await table('device')) {
    put({ table: 'device', key, row });
    put({ table: 'token', key: row.tokenHash, row: { device: key as never } });
  }
  for (const [key, row] of await table('deviceSeen')) put({ table: 'deviceSeen', key, row });
  for (const [key, row] of await table('invite')) put({ table: 'invite', key, row });
  for (const [key, row] of await table('inviteUse')) put({ table: 'inviteUse', key, row });
  const members = await table('member');
  const left = await table('left');
  const bans = await table('ban');
  const lobby = [...rooms].find(
    ([, row]) => foldName(row.name) === lobbyName && row.visibility === 'public',
  )?.[0];
  // Everybody is in the lobby, but for those who did not stay.
  if (lobby !== undefined)
    for (const [user, { createdAtMs, deletedAtMs }] of users) {
      const key = `${lobby}/${user}`;
      if (deletedAtMs !== undefined) continue;
      if (!members.has(key) && !left.has(key) && !bans.has(key)) members.set(key, { sinceMs: createdAtMs });
    }
  for (const [key, row] of members) put({ table: 'member', key, row });
  for (const [key, row] of left) put({ table: 'left', key, row });
  for (const [key, row] of bans) put({ table: 'ban', key, row });
  for (const [key, row] of await table('block')) put({ table: 'block', key, row });
  for (const [key, row] of await table('direct')) put({ table: 'direct', key, row });
  // Two people have one room, or each of them would find another one.
  for (const [key, row] of directRooms(rooms, members)) put({ table: 'direct', key, row });
  for (const [key, { read, delivered }] of await table('marks')) {
    const room = key.slice(0, key.indexOf('/'));
    put({
      table: 'marks',
      key,
      row: { read: renumber(room, read), delivered: renumber(room, delivered) },
    });
  }
  for (const [key, row] of await table('session'))
    put({
      table: 'session',
      key,
      row: {
        ...row,
        subscriptions: row.subscriptions.map((subscription) => {
          const topic = parseTopic(subscription.filter);
          if (topic?.kind !== 'room' || subscription.cursor === undefined) return subscription;
          return { ...subscription, cursor: renumber(topic.room, subscription.cursor) };
        }),
      },
    });
  for (const name of plainTables)
    for (const [key, row] of await table(name)) put({ table: name, key, row } as ChangeTable);
  await database.batch(operations, { sync: false });

  const names = await table('userName');
  return {
    accounts: [...users.values()].filter(({ deletedAtMs }) => deletedAtMs === undefined).length,
    goneAccounts: [...names].filter(([, { user }]) => !users.has(user)).map(([name]) => name),
    renamedRooms,
    unreadableRows: [...unreadable],
    roomNames: new Map([...rooms].map(([room, { name }]) => [room as RoomId, name])),
  };

  function nameless(room: RoomId): Tables['room'] {
    const name = [...roomNames].find(([, row]) => row.room === room)?.[0];
    const row = {
      name: name ?? `Room ${room}`,
      visibility: name === undefined ? ('private' as const) : ('public' as const),
      creator: undefined,
      createdAtMs: 0,
    };
    renamedRooms.push(row.name);
    return row;
  }

  /** What was `seq` before, or the last one before it that is left. */
  function renumber(room: string, seq: number): number {
    const gone = foundByRoom.get(room)?.gone ?? [];
    return gone.reduce((sum, { from, to }) => sum - Math.max(0, Math.min(to, seq) - from + 1), seq);
  }

  async function table<T extends keyof Tables>(name: T): Promise<Map<string, Tables[T]>> {
    const rows = new Map<string, Tables[T]>();
    const prefix = rowKey(name, '');
    for await (const [key, value] of salvaged.rows(prefix)) {
      const row = decodeRow(name, value);
      if (row === undefined) unreadable.add(key);
      else rows.set(key.slice(prefix.length), row);
    }
    return rows;
  }

  function put({ table: name, key, row }: ChangeTable): void {
    if (row) operations.push({ type: 'put', key: rowKey(name, key), value: encodeRow(row) });
  }
}
