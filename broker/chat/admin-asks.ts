// Answers to the server's admins. Whether it is one is looked at each time anew: a role that was taken away is worth nothing at once.
import type { AskMethod } from '../../src/protocol/ask';
import type { SessionHandle } from '../application';
import type { AdminDesk } from './admin-desk';
import type { Answer, Handlers } from './ask-handlers';
import { createEndAfterwards } from './end-afterwards';
import type { People } from './people';

export interface AdminAsksDeps {
  readonly adminDesk: AdminDesk;
  readonly people: Pick<People, 'isServerAdmin'>;
  readonly isConnected: (session: SessionHandle) => boolean;
}

type AdminAsk = Extract<AskMethod, `admin${string}`>;

export function createAdminAsks({ adminDesk, people, isConnected }: AdminAsksDeps): Pick<Handlers, AdminAsk> {
  const endAfterwards = createEndAfterwards(isConnected);

  /** A handler for admins alone. */
  const forAdmins =
    <M extends AdminAsk>(handler: Handlers[M]) =>
    (...asked: Parameters<Handlers[M]>): Answer<M> | Promise<Answer<M>> => {
      const [session, params, user, ask] = asked;
      return people.isServerAdmin(user) ? handler(session, params, user, ask) : { error: adminsAlone };
    };

  return {
    adminServer: forAdmins<'adminServer'>(() => ({ result: adminDesk.server() })),
    adminUsers: forAdmins<'adminUsers'>(async (_session, { text, after }) => ({
      result: await adminDesk.users(text, after),
    })),
    adminRooms: forAdmins<'adminRooms'>(async (_session, { after }) => ({
      result: await adminDesk.rooms(after),
    })),
    adminInvites: forAdmins<'adminInvites'>(() => ({ result: adminDesk.invites() })),
    adminSet: forAdmins<'adminSet'>(async (session, { user, change }) => {
      const ended = await adminDesk.set(user, change);
      return 'code' in ended ? { error: ended } : endAfterwards(session, ended);
    }),
    adminDeleteRoom: forAdmins<'adminDeleteRoom'>(async (_session, { room }, user) => {
      const error = await adminDesk.deleteRoom(room, user);
      return error ? { error } : { result: undefined };
    }),
  };
}

const adminsAlone = { code: 'not-authorized', text: 'Only for the admins of this server.' };
