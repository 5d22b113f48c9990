// Rooms and who is in them: in memory, written through to the store first.
import type { PublicRoom, RoomRow, Visibility } from '../../src/protocol/ask';
import type { RoomId, UserId } from '../../src/protocol/ids';
import { maxNameChars } from '../../src/protocol/limits';
import { checkName } from '../../src/protocol/names';
import type { Store } from '../store/store';
import type { ChangeTable } from '../store/tables';

type RoomProblem = {
  readonly code: 'bad-name' | 'name-taken' | 'room-taken' | 'no-such-room';
  readonly text: string;
};

export interface Rooms {
  isMember(room: RoomId, user: UserId): boolean;
  roomsOf(user: UserId): RoomId[];
  membersOf(room: RoomId): ReadonlySet<UserId>;
  /** What a member sees of a room; `head` and `read` come from elsewhere. */
  describe(room: RoomId): Pick<RoomRow, 'room' | 'name' | 'visibility'> | undefined;
  /** The fullest first, then by name. */
  publicRooms(): PublicRoom[];
  /** Makes a public room with its maker in it. Repeated by the same person it changes nothing. */
  create(room: RoomId, name: string, creator: UserId): Promise<{ created: boolean } | RoomProblem>;
  /** Joins a public room; `joined` is false for one who was in it already. */
  join(room: RoomId, user: UserId): Promise<{ joined: boolean } | RoomProblem>;
  /** After a commit that held the `memberRow`. */
  addMember(room: RoomId, user: UserId): void;
}

interface Room {
  readonly name: string;
  readonly visibility: Visibility;
  readonly members: Set<UserId>;
}

const nobody: ReadonlySet<UserId> = new Set();
const nameProblems = {
  empty: 'Please enter a name for the room.',
  'too-long': `A room's name has at most ${maxNameChars} characters.`,
  'control-character': 'This name has characters that cannot be seen. Please leave them out.',
} as const;
const noSuchRoom: RoomProblem = { code: 'no-such-room', text: 'There is no such public room.' };

export async function loadRooms(store: Store, clock: () => number): Promise<Rooms> {
  const roomsById = new Map<RoomId, Room>();
  const roomsByUser = new Map<UserId, Set<RoomId>>();

  for (const [room, { name, visibility }] of await store.list('room'))
    roomsById.set(room as RoomId, { name, visibility, members: new Set() });
  for (const [key] of await store.list('member')) {
    const [room, user] = key.split('/') as [RoomId, UserId];
    addMember(room, user);
  }

  function addMember(room: RoomId, user: UserId): void {
    roomsById.get(room)?.members.add(user);
    const own = roomsByUser.get(user);
    if (own) own.add(room);
    else roomsByUser.set(user, new Set([room]));
  }

  async function create(room: RoomId, name: string, creator: UserId): ReturnType<Rooms['create']> {
    const checked = checkName(name);
    if (!checked.ok) return { code: 'bad-name', text: nameProblems[checked.problem] };
    const now = clock();
    const created = await store.commit(
      [
        {
          table: 'room',
          key: room,
          row: { name: checked.name, visibility: 'public', creator, createdAtMs: now },
        },
        { table: 'roomName', key: checked.folded, row: { room } },
        memberRow(room, creator, now),
      ],
      [
        { table: 'room', key: room },
        { table: 'roomName', key: checked.folded },
      ],
    );
    if (created) {
      roomsById.set(room, { name: checked.name, visibility: 'public', members: new Set() });
      addMember(room, creator);
      return { created };
    }
    const existing = await store.get('room', room);
    if (!existing)
      return { code: 'name-taken', text: `There is a public room named "${checked.name}" already.` };
    if (existing.creator === creator) return { created };
    return { code: 'room-taken', text: 'This room exists already. Please try once more.' };
  }

  async function join(room: RoomId, user: UserId): ReturnType<Rooms['join']> {
    const known = roomsById.get(room);
    // A private room is not there for those who are not in it.
    if (known?.members.has(user)) return { joined: false };
    if (known?.visibility !== 'public') return noSuchRoom;
    const row = memberRow(room, user, clock());
    const joined = await store.commit([row], [row]);
    addMember(room, user);
    return { joined };
  }

  return {
    isMember: (room, user) => roomsById.get(room)?.members.has(user) ?? false,
    roomsOf: (user) => [...(roomsByUser.get(user) ?? [])],
    membersOf: (room) => roomsById.get(room)?.members ?? nobody,
    describe: (room) => {
      const known = roomsById.get(room);
      return known && { room, name: known.name, visibility: known.visibility };
    },
    publicRooms: () =>
      [...roomsById]
        .filter(([, { visibility }]) => visibility === 'public')
        .map(([room, { name, members }]) => ({ room, name, members: members.size }))
        .toSorted((a, b) => b.members - a.members || a.name.localeCompare(b.name)),
    create,
    join,
    addMember,
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

/** For a commit that makes somebody a member, perhaps along with other things; `addMember` follows it. */
export function memberRow(room: RoomId, user: UserId, sinceMs: number): ChangeTable {
  return { table: 'member', key: `${room}/${user}`, row: { sinceMs } };
}
