// Where somebody shows an invite: is it still good, and if so, they come into its room. An invite is worth as much as the one
// who made it may do at that moment.
import type { AskError } from '../../src/protocol/ask';
import type { RoomId, UserId } from '../../src/protocol/ids';
import { changeEntry } from '../../src/protocol/room-change';
import type { Store } from '../store/store';
import { checkEntry } from './access';
import type { Invite, Invites } from './invites';
import type { OwnPlan, RoomLog } from './log';
import type { People } from './people';
import type { RoomQuotas } from './room-quotas';
import { joinRows, type Rooms } from './rooms';

export interface InviteDesk {
  mayInvite(room: RoomId | undefined, user: UserId): boolean;
  /** The invite, or why this person, or somebody new, does not come in by it. */
  check(secret: string, user?: UserId): Invite | AskError;
  /**
   * Makes somebody a member of the invite's room, if it has one and they are not in it. Asking twice does it once.
   * Rejects when the store fails.
   */
  enter(secret: string, user: UserId, asking?: string): Promise<Invite | AskError>;
}

export function createInviteDesk(deps: {
  store: Store;
  invites: Invites;
  rooms: Rooms;
  people: People;
  quotas: RoomQuotas;
  roomLog: Pick<RoomLog, 'write'>;
  clock: () => number;
}): InviteDesk {
  const { store, invites, rooms, people, quotas, roomLog, clock } = deps;

  function mayInvite(room: RoomId | undefined, user: UserId): boolean {
    if (!people.isHere(user) || people.isSuspended(user)) return false;
    if (room === undefined) return people.isServerAdmin(user);
    return checkEntry(room, { user }, changeEntry({ what: 'invite', user }), deps) === undefined;
  }

  function check(secret: string, user?: UserId): Invite | AskError {
    const invite = invites.find(secret);
    if (!invite) return bad('This invite is not known here. Perhaps the link is not complete.');
    const over = invites.whyOver(invite);
    const isTheirs = user !== undefined && invites.hasUsed(invite, user);
    if (over && !(over === 'used-up' && isTheirs)) return bad(overInWords[over]);
    if (!mayInvite(invite.room, invite.by)) return bad('Whoever made this invite may not invite any more.');
    return invite;
  }

  async function enter(secret: string, user: UserId, asking?: string): Promise<Invite | AskError> {
    const invite = check(secret, user);
    if ('code' in invite || invite.room === undefined || rooms.isMember(invite.room, user)) return invite;
    const { room } = invite;
    if (rooms.bansOf(room).has(user)) return { code: 'banned', text: 'You were banned from this room.' };
    const full = quotas.whyFull(room) ?? quotas.whyNotMore(user);
    if (full) return full;
    const left = await store.get('left', `${room}/${user}`);
    if (left?.why === 'removed' && left.atMs >= invite.createdAtMs)
      return bad('You were removed from this room since this invite was made. Ask for a new one.');

    let planned: OwnPlan | undefined;
    const isWritten = await roomLog.write(
      room,
      user,
      () => {
        const isOut = !rooms.isMember(room, user) && !rooms.bansOf(room).has(user);
        planned = isOut && !('code' in check(secret, user)) ? plan(invite, room, user) : undefined;
        return planned;
      },
      asking,
    );
    if (isWritten) invites.apply(planned?.changes ?? []);
    else await invites.readUses(invite);
    // Perhaps somebody else took the same use, and there is another one.
    return isWritten ? invite : enter(secret, user, asking);
  }

  function plan(invite: Invite, room: RoomId, user: UserId): OwnPlan {
    const use = invites.use(invite, user);
    return {
      change: { what: 'join', user },
      changes: [...joinRows(room, user, clock()), ...use.changes],
      absent: use.absent,
    };
  }

  return { mayInvite, check, enter };
}

const bad = (text: string): AskError => ({ code: 'bad-invite', text });

const overInWords = {
  revoked: 'This invite was taken back.',
  expired: 'This invite has expired. Ask for a new one.',
  'used-up': 'This invite was used already. Ask for a new one.',
} as const;
