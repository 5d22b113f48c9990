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
  /** Visibility, roles, deleting it. */
  readonly own: boolean;
  readonly leave: boolean;
}

export function rightsIn({ visibility, role }: Pick<RoomFacts, 'visibility' | 'role'>): RoomRights {
  const isDirect = visibility === 'direct';
  const keep = !isDirect && role !== undefined;
  const own = !isDirect && role === 'owner';
  return { keep, own, invite: keep || visibility === 'public', leave: !isDirect && !own };
}

export function membersView(
  members: readonly KnownMember[],
  facts: Pick<RoomFacts, 'visibility' | 'role'>,
  self: UserId,
  items: readonly ItemView[],
): MemberView[] {
  const pending = pendingChanges(items);
  return members.map((member) => ({
    ...member,
    isSelf: member.user === self,
    may: member.user === self ? [] : mayDoTo(member.role, facts),
    waits: pending.findLast(
      ({ change, state }) => state !== 'failed' && 'user' in change && change.user === member.user,
    ),
  }));
}

/** Only those who have less to say. */
function mayDoTo(role: Role, facts: Pick<RoomFacts, 'visibility' | 'role'>): Done[] {
  const { own, keep } = rightsIn(facts);
  if (own) return ['remove', 'ban', role === 'admin' ? 'make-member' : 'make-admin', 'make-owner'];
  return keep && role === 'member' ? ['remove', 'ban'] : [];
}

/** Changes of the room that wait here or failed. */
export const pendingChanges = (items: readonly ItemView[]): ChangeView[] =>
  items.filter((item): item is ChangeView => item.type === 'change' && item.state !== undefined);

/** The newest change that is stored: what was known of the room before it may be true no more. */
export const newestChangeSeq = (items: readonly ItemView[]): number =>
  items.findLast((item): item is ChangeView => item.type === 'change' && item.seq !== undefined)?.seq ?? 0;
