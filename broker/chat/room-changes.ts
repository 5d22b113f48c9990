// What a change of a room does: which rows it writes, or why it cannot be. Whether its author may do such a thing at all was
// asked before (access.ts); here it is about whom and what it hits. Looks at memory alone, and changes nothing.
import type { RoomId, UserId } from '../../src/protocol/ids';
import { maxNameChars, maxTopicLineChars } from '../../src/protocol/limits';
import { checkName } from '../../src/protocol/names';
import { plainLine } from '../../src/protocol/plain-line';
import type { Change, MembershipChange, RoomChange } from '../../src/protocol/room-change';
import type { LeftWhy } from '../../src/protocol/user-change';
import type { Refusal } from '../application';
import type { ChangeTable, RowName, Tables } from '../store/tables';
import { notAuthorized, standingsIn, type Standing } from './access';
import type { Blocks } from './blocks';
import type { People } from './people';
import type { RoomQuotas } from './room-quotas';
import { joinRows, type Rooms } from './rooms';

/** What goes into the same batch as the entry. */
export interface Plan {
  readonly changes: readonly ChangeTable[];
  /** Rows that must not be there, and what is said when one is. */
  readonly absent?: readonly RowName[];
  readonly taken?: Refusal;
}

export interface RoomChanges {
  /** A device's change. */
  plan(room: RoomId, author: UserId, change: Change): Plan | Refusal;
}

const ranks: Readonly<Record<Standing, number>> = {
  owner: 4,
  overseer: 3,
  admin: 2,
  member: 1,
  partner: 1,
  stranger: 0,
};

export function createRoomChanges(deps: {
  rooms: Rooms;
  people: Pick<People, 'nameOf' | 'isHere' | 'isServerAdmin'>;
  blocks: Pick<Blocks, 'has'>;
  quotas: RoomQuotas;
  /** Unix ms. */
  clock: () => number;
}): RoomChanges {
  const { rooms, people, blocks, quotas, clock } = deps;

  function planMembership(room: RoomId, author: UserId, { what, user }: MembershipChange): Plan | Refusal {
    const role = rooms.roleOf(room, user);
    const isBanned = rooms.bansOf(room).has(user);
    if (people.nameOf(user) === undefined) return notAuthorized('There is no such person.');
    switch (what) {
      case 'leave':
        if (user !== author) return notAuthorized('You can leave only yourself.');
        return { changes: gone(room, user, 'left', author) };
      case 'invite': {
        if (!people.isHere(user)) return notAuthorized('There is no such person.');
        if (role) return notAuthorized('This person is in this room already.');
        if (isBanned) return notAuthorized('This person is banned from this room.');
        if (blocks.has(user, author)) return notAuthorized('This person does not want to be invited by you.');
        const tooMany = quotas.whyFull(room) ?? quotas.whyNotThem(user);
        return tooMany ? notAuthorized(tooMany.text) : { changes: joinRows(room, user, clock()) };
      }
      case 'remove':
        if (!role) return notAuthorized('This person is not in this room any more.');
        return whyNotOver(room, author, user) ?? { changes: gone(room, user, 'removed', author) };
      case 'ban': {
        if (isBanned) return notAuthorized('This person is banned already.');
        const ban = { table: 'ban', key: `${room}/${user}`, row: { by: author, atMs: clock() } } as const;
        const changes = [...(role ? gone(room, user, 'banned', author) : []), ban];
        return whyNotOver(room, author, user) ?? { changes };
      }
      case 'unban':
        if (!isBanned) return notAuthorized('This person is not banned.');
        return { changes: [{ table: 'ban', key: `${room}/${user}`, row: undefined }] };
      case 'make-admin':
      case 'make-member':
        if (!role || user === author || role === 'owner') return notAMember;
        return { changes: [withRole(room, user, what === 'make-admin' ? 'admin' : undefined)] };
      case 'make-owner':
        if (room === rooms.lobby) return notTheLobby;
        if (!role || user === author) return notAMember;
        return { changes: [withRole(room, user, 'owner'), withRole(room, author, 'admin')] };
      case 'join':
    }
    return brokerAlone;
  }

  function planRoom(room: RoomId, author: UserId, row: Tables['room'], change: RoomChange): Plan | Refusal {
    switch (change.what) {
      case 'name': {
        if (room === rooms.lobby) return notTheLobby;
        const checked = checkRoomName(change.name);
        if ('refused' in checked) return checked;
        const renamed: ChangeTable = { table: 'room', key: room, row: { ...row, name: checked.name } };
        if (row.visibility !== 'public') return { changes: [renamed] };
        const old = foldedName(row.name);
        if (old === checked.folded) return { changes: [renamed] };
        const changes: ChangeTable[] = [renamed, { table: 'roomName', key: old, row: undefined }];
        return withPublicName(room, checked, changes);
      }
      case 'topic': {
        const topicLine = checkTopicLine(change.topicLine);
        if (topicLine === undefined)
          return invalid(`The line about a room has at most ${maxTopicLineChars} characters.`);
        const { topicLine: _old, ...rest } = row;
        const changed = topicLine === '' ? rest : { ...rest, topicLine };
        return { changes: [{ table: 'room', key: room, row: changed }] };
      }
      case 'visibility': {
        if (room === rooms.lobby) return notTheLobby;
        const { visibility } = change;
        if (row.visibility === visibility) return notAuthorized(`This room is ${visibility} already.`);
        const changed: ChangeTable = { table: 'room', key: room, row: { ...row, visibility } };
        const folded = foldedName(row.name);
        if (visibility === 'private')
          return { changes: [changed, { table: 'roomName', key: folded, row: undefined }] };
        return withPublicName(room, { name: row.name, folded }, [changed]);
      }
      case 'retention': {
        const { days, count } = change;
        const { retention: _old, ...rest } = row;
        const changed =
          days === undefined && count === undefined ? rest : { ...rest, retention: { days, count } };
        return { changes: [{ table: 'room', key: room, row: changed }] };
      }
      case 'delete': {
        if (room === rooms.lobby) return notTheLobby;
        const deleted = { ...row, deleted: { by: author, atMs: clock() } };
        const changes: ChangeTable[] = [{ table: 'room', key: room, row: deleted }];
        if (row.visibility === 'public')
          changes.push({ table: 'roomName', key: foldedName(row.name), row: undefined });
        return { changes };
      }
      case 'made':
    }
    return brokerAlone;
  }

  /** Nobody does it to those who have as much to say as they. */
  function whyNotOver(room: RoomId, author: UserId, user: UserId): Refusal | undefined {
    const rank = (who: UserId) =>
      Math.max(...standingsIn(room, who, deps).map((standing) => ranks[standing]));
    if (user === author) return notAuthorized('You cannot do this to yourself. You can leave the room.');
    const other = rooms.roleOf(room, user) ?? 'stranger';
    return rank(author) > ranks[other]
      ? undefined
      : notAuthorized('This can be done only to those who have less to say in this room.');
  }

  function withRole(room: RoomId, user: UserId, role: 'owner' | 'admin' | undefined): ChangeTable {
    const { sinceMs } = rooms.membersOf(room).get(user) ?? { sinceMs: clock() };
    return { table: 'member', key: `${room}/${user}`, row: { sinceMs, ...(role && { role }) } };
  }

  function gone(room: RoomId, user: UserId, why: LeftWhy, by: UserId): ChangeTable[] {
    return [
      { table: 'member', key: `${room}/${user}`, row: undefined },
      { table: 'left', key: `${room}/${user}`, row: { why, by, atMs: clock() } },
    ];
  }

  return {
    plan(room, author, change) {
      const row = rooms.row(room);
      if (!row || row.deleted) return notAuthorized('This room is not there any more.');
      return 'user' in change ? planMembership(room, author, change) : planRoom(room, author, row, change);
    },
  };
}

/** Public rooms have names that are theirs alone. */
export function withPublicName(
  room: RoomId,
  { name, folded }: { name: string; folded: string },
  changes: readonly ChangeTable[],
): Required<Plan> {
  const roomName = { table: 'roomName', key: folded } as const;
  return {
    changes: [...changes, { ...roomName, row: { room } }],
    absent: [roomName],
    taken: notAuthorized(`There is a public room named "${name}" already.`),
  };
}

const nameProblems = {
  empty: 'Please enter a name for the room.',
  'too-long': `A room's name has at most ${maxNameChars} characters.`,
  'control-character': 'This name has characters that cannot be seen. Please leave them out.',
} as const;

export function checkRoomName(text: string): { name: string; folded: string } | Refusal {
  const checked = checkName(text);
  return checked.ok ? checked : invalid(nameProblems[checked.problem]);
}

/** What stands in the table: the name passed this check when it was given. */
function foldedName(name: string): string {
  const checked = checkName(name);
  return checked.ok ? checked.folded : name;
}

/** One line; `undefined`: too long. */
function checkTopicLine(text: string): string | undefined {
  const line = plainLine(text);
  return Array.from(line).length > maxTopicLineChars ? undefined : line;
}

const invalid = (reason: string): Refusal => ({ refused: 'payload-invalid', reason });
const brokerAlone = invalid('Only the server writes this.');
const notAMember = notAuthorized('Only for other members of this room.');
const notTheLobby = notAuthorized('The lobby is for everybody, and stays as it is.');
