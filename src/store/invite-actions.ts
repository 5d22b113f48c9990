// Invites whose links were opened here: kept on the device, whoever is signed in, until they are used or of no use.
import type { DeviceDb } from '../db/device-db';
import type { Session } from '../sync/session';

export interface InviteActions {
  /** An invite's link was opened: it is used as soon as that is possible. Resolves when it is on disk. */
  keepInvite(token: string): Promise<void>;
  /** It was used, or it is of no use. */
  forgetInvite(token: string): Promise<void>;
  /** What an invite is to, as far as the server can be asked. */
  lookAtInvite: Session['lookAtInvite'];
}

export function createInviteActions({
  deviceDb,
  session,
  show,
}: {
  deviceDb: Pick<DeviceDb, 'invites' | 'keepInvite' | 'forgetInvite'>;
  session: Pick<Session, 'lookAtInvite'>;
  show: (invites: readonly string[]) => void;
}): { actions: InviteActions; read: () => Promise<void> } {
  const read = async () => show(await deviceDb.invites());
  return {
    read,
    actions: {
      async keepInvite(token) {
        await deviceDb.keepInvite(token);
        await read();
      },
      async forgetInvite(token) {
        await deviceDb.forgetInvite(token);
        await read();
      },
      lookAtInvite: session.lookAtInvite,
    },
  };
}
