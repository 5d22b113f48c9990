// Signing in and out. A request whose answer was lost is asked again with the same device id, so it never becomes "name taken";
// a sign-out works without a link and is carried out when there is one.
import type { DeviceDb } from '../db/device-db';
import type { SignedInAccount } from '../db/schema';
import type { SignedIn } from '../protocol/accounts';
import type { DeviceId, RoomId } from '../protocol/ids';
import type { AccountsHttp } from '../transport/accounts-http';
import type { HttpOutcome } from '../transport/http';

export type SignInOutcome =
  /** `lobby`: this account is new, and that is the room it is in. */
  | { readonly ok: true; readonly account: SignedInAccount; readonly lobby?: RoomId | undefined }
  | { readonly ok: false; readonly message: string };

export interface Session {
  current(): Promise<SignedInAccount | undefined>;
  createAccount(name: string, password: string): Promise<SignInOutcome>;
  signIn(name: string, password: string): Promise<SignInOutcome>;
  /** At once here; at the broker by `settleSignOuts`. */
  signOut(): Promise<void>;
  /** Tells the broker of sign-outs it has not heard of. Harmless at any time. */
  settleSignOuts(): Promise<void>;
}

const unreachable =
  'The server does not answer. What you typed is still here; try again when there is a connection.';

export function createSession({
  deviceDb,
  http,
  newDeviceId,
}: {
  deviceDb: DeviceDb;
  http: AccountsHttp;
  newDeviceId: () => DeviceId;
}): Session {
  const enter = async (
    request: AccountsHttp['createAccount'],
    name: string,
    password: string,
  ): Promise<SignInOutcome> => {
    for (let tries = 0; ; tries++) {
      const device = await deviceDb.deviceId(newDeviceId);
      const outcome: HttpOutcome<SignedIn> = await request({ name, password, device });
      if (outcome.outcome === 'ok') {
        const { lobby, ...signedIn } = outcome.value;
        const account: SignedInAccount = { ...signedIn, device };
        await deviceDb.putAccount(account);
        return { ok: true, account, lobby };
      }
      if (outcome.outcome === 'unreachable') return { ok: false, message: unreachable };
      // The id belongs to another account: somebody else's answer was lost on this device.
      if (outcome.error === 'device-taken' && tries === 0) {
        await deviceDb.forgetDeviceId();
        continue;
      }
      return { ok: false, message: outcome.message };
    }
  };

  return {
    current: deviceDb.account,
    createAccount: (name, password) => enter(http.createAccount, name, password),
    signIn: (name, password) => enter(http.signIn, name, password),
    signOut: deviceDb.removeAccount,
    async settleSignOuts() {
      for (const token of await deviceDb.signOuts()) {
        const outcome = await http.signOut(token);
        // Not heard, or not now: it is still owed. Any other no means that the broker knows no such device.
        if (outcome.outcome === 'unreachable') return;
        if (outcome.outcome === 'refused' && (outcome.error === 'busy' || outcome.error === 'unavailable'))
          return;
        await deviceDb.signOutDone(token);
      }
    },
  };
}
