// The session before its script is there: who reads and writes needs no more of it than who is signed in.
import type { DeviceDb } from '../db/device-db';
import type { Session, SignInOutcome } from './session';

/** Whether it is the answer or the script that does not come. */
export const unreachable =
  'The server does not answer. What you typed is still here; try again when there is a connection.';

/** `load` may fail, and is called again then. */
export function createLateSession(deviceDb: DeviceDb, load: () => Promise<Session>): Session {
  const late =
    <A extends unknown[]>(pick: (session: Session) => (...args: A) => Promise<SignInOutcome>) =>
    async (...args: A): Promise<SignInOutcome> => {
      const session = await load().catch(() => undefined);
      return session ? await pick(session)(...args) : { ok: false, message: unreachable };
    };

  return {
    current: deviceDb.account,
    createAccount: late((session) => session.createAccount),
    signIn: late((session) => session.signIn),
    signInByCode: late((session) => session.signInByCode),
    registration: () =>
      load().then(
        (session) => session.registration(),
        () => undefined,
      ),
    lookAtInvite: (token) =>
      load().then(
        (session) => session.lookAtInvite(token),
        () => undefined,
      ),
    signOut: deviceDb.removeAccount,
    async settleSignOuts() {
      if ((await deviceDb.signOuts()).length === 0) return;
      const session = await load().catch(() => undefined);
      await session?.settleSignOuts();
    },
  };
}
