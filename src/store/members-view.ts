// Who is in a room, as the panel shows it: what this person may do to whom (docs/access.md), and what waits to be done. Pure.
import type { Role } from '../protocol/ask';
import type { UserId } from '../protocol/ids';
import type { MembershipChange } from '../protocol/room-change';
import type { RoomFacts } from './room-facts';
import type { ChangeView, ItemView } from './state';

/** What the broker says of somebody in a room. */
export interface KnownMember {
  readonly user: UserId;
  readonly name: string;
  readonly role: Role;
}

type Done = Extract<MembershipChange['what'], 'remove' | 'ban' | 'make-admin' | 'make-member' | 'make-owner'>;

export interface MemberView extends KnownMember {
  readonly isSelf: boolean;
  readonly may: readonly Done[];
  /** What is to become of them as soon as there is a link. */
  readonly waits: ChangeView | undefined;
}

export interface RoomRights {
  readonly invite: boolean;
  /** Name, topic line, bans. */
  readonly keep: boolean;
  /** Whom they may put out: those who have less to say. */
  readonly putOut: readonly Role[];
  /** For how long messages are kept. */
  readonly retain: boolean;
  /** Visibility, roles, deleting it. */
  readonly own: boolean;
  readonly leave: boolean;
}

/** The server's admins keep order in public rooms, the lobby above all, which nobody owns. */
export function rightsIn(
  { visibility, role }: Pick<RoomFacts, 'visibility' | 'role'>,
  isServerAdmin: boolean,
): RoomRights {
  const isDirect = visibility === 'direct';
  const retain = !isDirect && role !== undefined;
  const own = !isDirect && role === 'owner';
  const oversees = isServerAdmin && visibility === 'public';
  const keep = retain || oversees;
  return {
    keep,
    putOut: withLessToSay(own || oversees, keep),
    retain,
    own,
    invite: keep || visibility === 'public',
    leave: !isDirect && !own,
  };
}

function withLessToSay(mostHaveLess: boolean, membersHaveLess: boolean): Role[] {
  if (mostHaveLess) return ['admin', 'member'];
  return membersHaveLess ? ['member'] : [];
}

export function membersView(
  members: readonly KnownMember[],
  rights: RoomRights,
  self: UserId,
  items: readonly ItemView[],
): MemberView[] {
  const pending = pendingChanges(items);
  return members.map((member) => ({
    ...member,
    isSelf: member.user === self,
    may: member.user === self ? [] : mayDoTo(member.role, rights),
    waits: pending.findLast(
      ({ change, state }) => state !== 'failed' && 'user' in change && change.user === member.user,
    ),
  }));
}

function mayDoTo(role: Role, { putOut, own }: RoomRights): Done[] {
  return [
    ...(putOut.includes(role) ? (['remove', 'ban'] as const) : []),
    ...(own ? ([role === 'admin' ? 'make-member' : 'make-admin', 'make-owner'] as const) : []),
  ];
}

/** Changes of the room that wait here or failed. */
export const pendingChanges = (items: readonly ItemView[]): ChangeView[] =>
  items.filter((item): item is ChangeView => item.type === 'change' && item.state !== undefined);

/** The newest change that is stored: what was known of the room before it may be true no more. */
export const newestChangeSeq = (items: readonly ItemView[]): number =>
  items.findLast((item): item is ChangeView => item.type === 'change' && item.seq !== undefined)?.seq ?? 0;
