// Rooms and who is in them: what the store's rows say, in memory. Only rows that are on disk get here.
import type { PublicRoom, Role, RoomRow } from '../../src/protocol/ask';
import type { RoomId, UserId } from '../../src/protocol/ids';
import type { Departure } from '../../src/protocol/user-change';
import type { Store } from '../store/store';
import type { ChangeTable, Tables } from '../store/tables';

export interface Rooms {
  /** The room that every account is in. Nobody owns it. */
  readonly lobby: RoomId;
  isMember(room: RoomId, user: UserId): boolean;
  /** `undefined` for somebody who is no member. */
  roleOf(room: RoomId, user: UserId): Role | undefined;
  /** Also of a deleted room; `undefined` where there never was one. */
  row(room: RoomId): Tables['room'] | undefined;
  roomsOf(user: UserId): RoomId[];
  membersOf(room: RoomId): ReadonlyMap<UserId, Tables['member']>;
  bansOf(room: RoomId): ReadonlyMap<UserId, Tables['ban']>;
  /** What a member sees of a room; `head` and `read` come from elsewhere. */
  describe(room: RoomId, user: UserId): Omit<RoomRow, 'head' | 'read'> | undefined;
  /** All that are not deleted, by id. */
  all(): RoomId[];
  /** Deleted ones too: their logs are still there. */
  ever(): RoomId[];
  /** The fullest first, then by name. */
  publicRooms(): PublicRoom[];
  /** How somebody's time in a room ended, if they were ever in it. Rejects when the store fails. */
  departure(room: RoomId, user: UserId): Promise<Departure | undefined>;
  /** These rows were written. Those of other tables are not looked at. */
  apply(changes: readonly ChangeTable[]): void;
  /** What the disk says of a room and memory does not know yet. Rejects when the store fails. */
  differences(room: RoomId): Promise<ChangeTable[]>;
}

interface Room {
  row: Tables['room'];
  readonly members: Map<UserId, Tables['member']>;
  readonly bans: Map<UserId, Tables['ban']>;
}

const nobody: ReadonlyMap<UserId, never> = new Map<UserId, never>();

export async function loadRooms({
  store,
  lobby,
  nameOf,
}: {
  store: Store;
  lobby: RoomId;
  nameOf: (user: UserId) => string | undefined;
}): Promise<Rooms> {
  const roomsById = new Map<RoomId, Room>();
  const roomsByUser = new Map<UserId, Set<RoomId>>();

  for (const [key, row] of await store.list('room')) apply([{ table: 'room', key, row }]);
  for (const [key, row] of await store.list('member')) apply([{ table: 'member', key, row }]);
  for (const [key, row] of await store.list('ban')) apply([{ table: 'ban', key, row }]);
  const owned = ownersFromBefore();
  if (owned.length > 0) await store.commit(owned);
  apply(owned);

  /** Rooms from before there were roles belong to who made them. */
  function ownersFromBefore(): ChangeTable[] {
    return [...roomsById].flatMap(([room, { row, members }]): ChangeTable[] => {
      const maker = row.creator === undefined ? undefined : members.get(row.creator);
      const isOwned = [...members.values()].some(({ role }) => role === 'owner');
      if (!maker || isOwned || row.visibility === 'direct') return [];
      return [{ table: 'member', key: `${room}/${row.creator}`, row: { ...maker, role: 'owner' } }];
    });
  }

  function apply(changes: readonly ChangeTable[]): void {
    for (const change of changes) {
      const [room, user] = change.key.split('/') as [RoomId, UserId];
      if (change.table === 'room' && change.row) putRoom(room, change.row);
      else if (change.table === 'member') putMember(room, user, change.row);
      else if (change.table === 'ban' && change.row) roomsById.get(room)?.bans.set(user, change.row);
      else if (change.table === 'ban') roomsById.get(room)?.bans.delete(user);
    }
  }

  function putRoom(room: RoomId, row: Tables['room']): void {
    const known = roomsById.get(room);
    if (known) known.row = row;
    else roomsById.set(room, { row, members: new Map(), bans: new Map() });
    if (row.deleted) for (const user of known?.members.keys() ?? []) putMember(room, user, undefined);
  }

  function putMember(room: RoomId, user: UserId, row: Tables['member'] | undefined): void {
    const known = roomsById.get(room);
    // The rows of a deleted room's members stay where they are.
    if (!known || (row && known.row.deleted)) return;
    if (!row) {
      known.members.delete(user);
      roomsByUser.get(user)?.delete(room);
      return;
    }
    known.members.set(user, row);
    const own = roomsByUser.get(user);
    if (own) own.add(room);
    else roomsByUser.set(user, new Set([room]));
  }

  async function differences(room: RoomId): Promise<ChangeTable[]> {
    const prefix = `${room}/`;
    const [row, members, left, bans] = await Promise.all([
      store.get('room', room),
      store.list('member', prefix),
      store.list('left', prefix),
      store.list('ban', prefix),
    ]);
    const known = roomsById.get(room);
    const lost = [...(known?.members.keys() ?? [])].filter(
      (user) => !members.some(([key]) => key === prefix + user),
    );
    return [
      ...(row ? [{ table: 'room', key: room, row } as const] : []),
      ...lost.map((user) => ({ table: 'member', key: prefix + user, row: undefined }) as const),
      ...left.map(([key, each]) => ({ table: 'left', key, row: each }) as const),
      ...members.map(([key, each]) => ({ table: 'member', key, row: each }) as const),
      ...[...(known?.bans.keys() ?? [])].map(
        (user) => ({ table: 'ban', key: prefix + user, row: undefined }) as const,
      ),
      ...bans.map(([key, each]) => ({ table: 'ban', key, row: each }) as const),
    ];
  }

  function describe(room: RoomId, user: UserId): ReturnType<Rooms['describe']> {
    const known = roomsById.get(room);
    if (!known || known.row.deleted) return undefined;
    const { name, visibility, topicLine } = known.row;
    const role = known.members.get(user)?.role;
    const partner =
      visibility === 'direct' ? [...known.members.keys()].find((member) => member !== user) : undefined;
    return {
      room,
      name: partner === undefined ? name : (nameOf(partner) ?? ''),
      visibility,
      ...(role && { role }),
      ...(topicLine !== undefined && { topicLine }),
      ...(partner !== undefined && { partner }),
    };
  }

  return {
    lobby,
    isMember: (room, user) => roomsById.get(room)?.members.has(user) ?? false,
    roleOf: (room, user) => {
      const member = roomsById.get(room)?.members.get(user);
      return member && (member.role ?? 'member');
    },
    row: (room) => roomsById.get(room)?.row,
    roomsOf: (user) => [...(roomsByUser.get(user) ?? [])],
    membersOf: (room) => roomsById.get(room)?.members ?? nobody,
    bansOf: (room) => roomsById.get(room)?.bans ?? nobody,
    describe,
    all: () => [...roomsById.keys()].filter((room) => !roomsById.get(room)?.row.deleted).toSorted(),
    ever: () => [...roomsById.keys()],
    publicRooms: () =>
      [...roomsById]
        .filter(([, { row }]) => row.visibility === 'public' && !row.deleted)
        .map(([room, { row, members }]) => ({ room, name: row.name, members: members.size }))
        .toSorted((a, b) => b.members - a.members || a.name.localeCompare(b.name)),
    departure: async (room, user) => {
      const deleted = roomsById.get(room)?.row.deleted;
      if (deleted) return { room, why: 'deleted', by: deleted.by };
      const left = await store.get('left', `${room}/${user}`);
      return left && { room, why: left.why, by: left.by };
    },
    apply,
    differences,
  };
}

/** The public room that every account is in. It is made at the first start; its readable name is `lobby`. */
export async function findOrMakeLobby(
  store: Store,
  { clock, random }: { clock: () => number; random: (bytes: number) => Uint8Array },
): Promise<RoomId> {
  const key = 'lobby';
  const existing = await store.get('roomName', key);
  if (existing) return existing.room;
  const room = Buffer.from(random(8)).toString('base64url') as RoomId;
  await store.commit([
    {
      table: 'room',
      key: room,
      row: { name: 'Lobby', visibility: 'public', creator: undefined, createdAtMs: clock() },
    },
    { table: 'roomName', key, row: { room } },
  ]);
  return room;
}

/** For a commit that makes somebody a member, perhaps along with other things; `apply` follows it. */
export function memberRow(room: RoomId, user: UserId, sinceMs: number): ChangeTable {
  return { table: 'member', key: `${room}/${user}`, row: { sinceMs } };
}

/** The same for somebody who may have been in it before. */
export function joinRows(room: RoomId, user: UserId, sinceMs: number): ChangeTable[] {
  return [memberRow(room, user, sinceMs), { table: 'left', key: `${room}/${user}`, row: undefined }];
}
