// Answers about invites: making them, who may see and take them back, and coming in by one.
import type { AskError } from '../../src/protocol/ask';
import type { InviteRow } from '../../src/protocol/asks-account';
import type { RoomId, UserId } from '../../src/protocol/ids';
import { standingsIn } from './access';
import type { Handlers } from './ask-handlers';
import type { InviteDesk } from './invite-desk';
import type { Invite, Invites } from './invites';
import type { People } from './people';
import type { RowOf } from './room-asks';
import type { Rooms } from './rooms';

export interface InviteAsksDeps {
  readonly invites: Invites;
  readonly inviteDesk: InviteDesk;
  readonly rooms: Rooms;
  readonly people: People;
  /** That are open at the same time. */
  readonly maxInvitesPerUser: number;
  readonly limitMet?: (limit: 'invites_per_user') => void;
  /** Unix ms. */
  readonly clock: () => number;
}

type InviteAsk = 'invite' | 'invites' | 'revokeInvite' | 'useInvite';

export function createInviteAsks(deps: InviteAsksDeps, rowOf: RowOf): Pick<Handlers, InviteAsk> {
  const { invites, inviteDesk, rooms, people, maxInvitesPerUser, limitMet = () => undefined, clock } = deps;

  /** May they see and take back what others made? */
  function isKeeper(room: RoomId | undefined, user: UserId): boolean {
    if (room === undefined) return people.isServerAdmin(user);
    const keepers = ['owner', 'admin', 'overseer'];
    return standingsIn(room, user, deps).some((standing) => keepers.includes(standing));
  }

  return {
    invite: async (_session, { token, room, expiresInSec, uses }, user) => {
      const existing = invites.find(token);
      if (existing) return existing.by === user && existing.room === room ? told(existing) : taken;
      if (!inviteDesk.mayInvite(room, user)) return room === undefined ? adminsAlone : mayNotInvite;
      if (invites.openBy(user).length >= maxInvitesPerUser) {
        limitMet('invites_per_user');
        return tooMany(maxInvitesPerUser);
      }
      const nowMs = clock();
      const row = { by: user, createdAtMs: nowMs, expiresAtMs: nowMs + expiresInSec * 1000, uses };
      await invites.make(token, room === undefined ? row : { ...row, room });
      const made = invites.find(token);
      return made?.by === user ? told(made) : taken;
    },

    invites: (_session, { room }, user) => {
      const open = invites.openOnes(room);
      return {
        result: inviteRows(isKeeper(room, user) ? open : open.filter(({ by }) => by === user), people),
      };
    },

    revokeInvite: async (_session, { id }, user) => {
      const invite = invites.byId(id);
      const may = invite && (invite.by === user || isKeeper(invite.room, user) || people.isServerAdmin(user));
      // One that is none of theirs is not there for them.
      if (may) await invites.revoke(id);
      return { result: undefined };
    },

    useInvite: async (session, { token }, user) => {
      const entered = await inviteDesk.enter(token, user, session.clientId);
      if ('code' in entered) return { error: entered };
      const room = entered.room ?? rooms.lobby;
      return rooms.isMember(room, user) ? rowOf(room, user) : hereAlready;
    },
  };

  function told(invite: Invite): { result: InviteRow } | { error: AskError } {
    const [row] = inviteRows([invite], people);
    return row ? { result: row } : taken;
  }
}

export const inviteRows = (invites: readonly Invite[], people: Pick<People, 'nameOf'>): InviteRow[] =>
  invites.map(({ id, room, by, createdAtMs, expiresAtMs, uses, usesLeft }) => ({
    id,
    room,
    by,
    name: people.nameOf(by) ?? '',
    madeSec: Math.floor(createdAtMs / 1000),
    expiresSec: Math.floor(expiresAtMs / 1000),
    uses,
    usesLeft,
  }));

const taken = {
  error: { code: 'invite-taken', text: 'There is such an invite already. Please try once more.' },
};
const adminsAlone = {
  error: {
    code: 'not-authorized',
    text: 'Only an admin of this server may invite to it. You can invite into a room.',
  },
};
const hereAlready = { error: { code: 'here-already', text: 'You have an account here already.' } };
const mayNotInvite = { error: { code: 'not-authorized', text: 'You may not invite into this room.' } };
const tooMany = (count: number) => ({
  error: {
    code: 'too-many',
    text: `You have ${count} open invites. Take some back before you make more.`,
  },
});
