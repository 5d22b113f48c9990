// Answers about rooms and people: which there are, making and joining them, who is in them, and whom somebody has blocked.
// Making and joining are entries of the room's log, which the broker writes in the asker's name.
import type { AskError, RoomRow } from '../../src/protocol/ask';
import type { RoomId, UserId } from '../../src/protocol/ids';
import { membersInPage } from '../../src/protocol/limits';
import { userTopic } from '../../src/protocol/topics';
import { encodeUserChange } from '../../src/protocol/user-change';
import type { FanOut, SessionHandle } from '../application';
import type { Store } from '../store/store';
import type { ChangeTable } from '../store/tables';
import { standingsIn } from './access';
import { notAMember, type Handlers } from './ask-handlers';
import type { Blocks } from './blocks';
import type { OwnPlan, RoomLog } from './log';
import type { MarksBook } from './marks';
import type { People } from './people';
import type { Presence } from './presence';
import { checkRoomName, withPublicName } from './room-changes';
import type { RoomQuotas } from './room-quotas';
import { joinRows, memberRow, type Rooms } from './rooms';

const peopleFound = 20;

export interface RoomAsksDeps {
  readonly store: Store;
  readonly rooms: Rooms;
  readonly marks: MarksBook;
  /** What is kept of a room. */
  readonly kept: (room: RoomId) => Pick<RoomRow, 'floor' | 'retention'>;
  readonly people: People;
  readonly blocks: Blocks;
  readonly quotas: RoomQuotas;
  readonly roomLog: Pick<RoomLog, 'write'>;
  readonly presence: Pick<Presence, 'look'>;
  readonly fanOut: () => FanOut;
  /** Unix ms. */
  readonly clock: () => number;
}

/** A room as this member sees it now. */
export type RowOf = (room: RoomId, user: UserId) => Promise<{ result: RoomRow } | { error: AskError }>;

type RoomAsk =
  | 'rooms'
  | 'create'
  | 'join'
  | 'direct'
  | 'members'
  | 'bans'
  | 'findPeople'
  | 'block'
  | 'unblock'
  | 'blocked';

export function createRoomAsks(deps: RoomAsksDeps, rowOf: RowOf): Pick<Handlers, RoomAsk> {
  const { store, rooms, people, blocks, quotas, roomLog, presence, fanOut, clock } = deps;

  /** The asking one knows. */
  const tellDevices = (user: UserId, { clientId }: SessionHandle) =>
    fanOut().signal(userTopic(user), encodeUserChange({ change: 'blocked' }), clientId);
  /** What the two see of each other in their room begins, or ends. */
  const lookAtPair = async (...pair: [UserId, UserId]) => {
    const made = await store.get('direct', pair.toSorted().join('/'));
    if (made) presence.look(made.room);
  };

  async function create(
    session: SessionHandle,
    {
      room,
      name,
      visibility = 'public',
    }: { room: RoomId; name: string; visibility?: 'private' | 'public' | undefined },
    user: UserId,
  ): Promise<{ result: RoomRow } | { error: AskError }> {
    const checked = checkRoomName(name);
    if ('refused' in checked) return { error: { code: 'bad-name', text: checked.reason } };
    // One that is there already is their own, asked for again, or somebody else's: that is said below.
    const tooMany = rooms.row(room) ? undefined : quotas.whyNotMore(user);
    if (tooMany) return { error: tooMany };
    const nowMs = clock();
    const row = { name: checked.name, visibility, creator: user, createdAtMs: nowMs };
    const changes: ChangeTable[] = [
      { table: 'room', key: room, row },
      { table: 'member', key: `${room}/${user}`, row: { sinceMs: nowMs, role: 'owner' } },
    ];
    const named = visibility === 'public' ? withPublicName(room, checked, changes) : undefined;
    const plan: OwnPlan = {
      change: { what: 'made', name: checked.name },
      changes: named?.changes ?? changes,
      absent: [{ table: 'room', key: room }, ...(named?.absent ?? [])],
    };
    if (await roomLog.write(room, user, () => plan, session.clientId)) return rowOf(room, user);
    const existing = await store.get('room', room);
    if (!existing) return { error: { code: 'name-taken', text: named?.taken.reason ?? '' } };
    if (existing.creator === user && rooms.isMember(room, user)) return rowOf(room, user);
    return { error: { code: 'room-taken', text: 'This room exists already. Please try once more.' } };
  }

  async function join(session: SessionHandle, { room }: { room: RoomId }, user: UserId) {
    await roomLog.write(
      room,
      user,
      () =>
        whyNotJoin(room, user)
          ? undefined
          : { change: { what: 'join', user }, changes: joinRows(room, user, clock()) },
      session.clientId,
    );
    if (rooms.isMember(room, user)) return rowOf(room, user);
    return { error: whyNotJoin(room, user) ?? noSuchRoom };
  }

  function whyNotJoin(room: RoomId, user: UserId): AskError | undefined {
    if (rooms.isMember(room, user)) return { code: 'in-it', text: 'You are in this room already.' };
    const row = rooms.row(room);
    // A private room is not there for those who are not in it.
    if (row?.visibility !== 'public' || row.deleted) return noSuchRoom;
    if (rooms.bansOf(room).has(user)) return { code: 'banned', text: 'You were banned from this room.' };
    return quotas.whyFull(room) ?? quotas.whyNotMore(user);
  }

  async function direct(
    session: SessionHandle,
    { room, user: other }: { room: RoomId; user: UserId },
    user: UserId,
  ): Promise<{ result: RoomRow } | { error: AskError }> {
    if (other === user || !people.isHere(other)) return { error: noSuchPerson };
    const pair = { table: 'direct', key: [user, other].toSorted().join('/') } as const;
    const existing = await store.get('direct', pair.key);
    if (existing) return await rowOfPair(existing.room, session, user);
    if (blocks.has(other, user)) return { error: blockedByThem };
    if (blocks.has(user, other)) return { error: blockedByYou };
    const tooMany = quotas.whyNotMore(user) ?? quotas.whyNotThem(other);
    if (tooMany) return { error: tooMany };
    const nowMs = clock();
    const row = { name: '', visibility: 'direct', creator: user, createdAtMs: nowMs } as const;
    const plan: OwnPlan = {
      change: { what: 'made', name: '' },
      changes: [
        { table: 'room', key: room, row },
        { ...pair, row: { room } },
        memberRow(room, user, nowMs),
        memberRow(room, other, nowMs),
      ],
      absent: [pair, { table: 'room', key: room }],
    };
    await roomLog.write(room, user, () => plan, session.clientId);
    // Perhaps the other one was quicker.
    const made = await store.get('direct', pair.key);
    if (made) return await rowOfPair(made.room, session, user);
    return { error: { code: 'room-taken', text: 'This room exists already. Please try once more.' } };
  }

  /** Both may have begun it at once: then it is on disk, and what it changes is perhaps not done yet. That has its turn first. */
  async function rowOfPair(room: RoomId, { clientId }: SessionHandle, user: UserId) {
    if (!rooms.isMember(room, user)) await roomLog.write(room, user, () => undefined, clientId);
    return rowOf(room, user);
  }

  const isKeeper = (room: RoomId, user: UserId): boolean =>
    standingsIn(room, user, deps).some((each) => each === 'owner' || each === 'admin' || each === 'overseer');

  return {
    rooms: () => ({ result: rooms.publicRooms() }),
    create,
    join,
    direct,

    members: (_session, { room, after }, user) => {
      if (!rooms.isMember(room, user) && !isKeeper(room, user)) return { error: notAMember };
      const members = rooms.membersOf(room);
      const page = [...members.keys()]
        .filter((member) => after === undefined || member > after)
        .toSorted()
        .slice(0, membersInPage);
      return {
        result: page.map((member) => {
          const { sinceMs = 0, role = 'member' } = members.get(member) ?? {};
          const name = people.nameOf(member) ?? '';
          return { user: member, name, role, sinceSec: Math.floor(sinceMs / 1000) };
        }),
      };
    },

    bans: (_session, { room }, user) => {
      if (!isKeeper(room, user)) return { error: rooms.isMember(room, user) ? keepersAlone : notAMember };
      return {
        result: [...rooms.bansOf(room)].map(([banned, { by, atMs }]) => {
          const name = people.nameOf(banned) ?? '';
          return { user: banned, name, by, atSec: Math.floor(atMs / 1000) };
        }),
      };
    },

    findPeople: (_session, { text }) => ({ result: people.find(text, peopleFound) }),

    block: async (session, { user: other }, user) => {
      if (other === user || !people.isHere(other)) return { error: noSuchPerson };
      await blocks.put(user, other);
      await lookAtPair(user, other);
      tellDevices(user, session);
      return { result: undefined };
    },
    unblock: async (session, { user: other }, user) => {
      await blocks.remove(user, other);
      await lookAtPair(user, other);
      tellDevices(user, session);
      return { result: undefined };
    },
    blocked: (_session, _params, user) => ({ result: people.named(blocks.of(user)) }),
  };
}

const noSuchRoom: AskError = { code: 'no-such-room', text: 'There is no such public room.' };
const noSuchPerson: AskError = { code: 'no-such-person', text: 'There is no such person.' };
const keepersAlone: AskError = {
  code: 'not-authorized',
  text: 'Only the owner and admins of this room may see this.',
};
const blockedByThem: AskError = { code: 'blocked', text: 'This person does not want messages from you.' };
const blockedByYou: AskError = {
  code: 'blocked-by-you',
  text: 'You have blocked this person. Unblock them first.',
};

export function createRowOf({
  store,
  rooms,
  marks,
  kept,
}: Pick<RoomAsksDeps, 'store' | 'rooms' | 'marks' | 'kept'>): RowOf {
  return async (room, user) => {
    const [head = 0] = await store.heads([room]);
    const described = rooms.isMember(room, user) ? rooms.describe(room, user) : undefined;
    if (!described) return { error: notAMember };
    return { result: { ...described, ...kept(room), head, read: marks.of(room, user).read } };
  };
}
