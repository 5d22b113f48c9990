// Signing in and out. A request whose answer was lost is asked again with the same device id, so it never becomes "name taken";
// a sign-out works without a link and is carried out when there is one.
import type { DeviceDb } from '../db/device-db';
import type { SignedInAccount } from '../db/schema';
import type { InviteLook, NewAccount, RegistrationKind, SignedIn } from '../protocol/accounts';
import type { DeviceId, RoomId } from '../protocol/ids';
import type { AccountsHttp } from '../transport/accounts-http';
import type { HttpOutcome } from '../transport/http';
import { unreachable } from './late-session';

export type SignInOutcome =
  | {
      readonly ok: true;
      readonly account: SignedInAccount;
      /** This account is new, and that is the room it is in. */
      readonly lobby?: RoomId | undefined;
      /** The room of the invite that somebody new came by. */
      readonly room?: RoomId | undefined;
      /** What others see, where it is not the account's name. */
      readonly displayName?: string | undefined;
    }
  | { readonly ok: false; readonly message: string };

/** What somebody brings along who may not make an account just so. */
export type Proofs = Pick<NewAccount, 'invite' | 'setup'>;

export interface Session {
  current(): Promise<SignedInAccount | undefined>;
  createAccount(name: string, password: string, proofs?: Proofs): Promise<SignInOutcome>;
  signIn(name: string, password: string): Promise<SignInOutcome>;
  /** With a code that another device shows, as somebody typed it. */
  signInByCode(code: string): Promise<SignInOutcome>;
  /** Who may make an account; `undefined`: no answer. */
  registration(): Promise<RegistrationKind | undefined>;
  /** What an invite is to; a sentence why nobody comes in by it; `undefined`: no answer. */
  lookAtInvite(token: string): Promise<InviteLook | { readonly problem: string } | undefined>;
  /** At once here; at the broker by `settleSignOuts`. */
  signOut(): Promise<void>;
  /** Tells the broker of sign-outs it has not heard of. Harmless at any time. */
  settleSignOuts(): Promise<void>;
}

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
    request: (device: DeviceId) => Promise<HttpOutcome<SignedIn>>,
  ): Promise<SignInOutcome> => {
    for (let tries = 0; ; tries++) {
      const device = await deviceDb.deviceId(newDeviceId);
      const outcome = await request(device);
      if (outcome.outcome === 'ok') {
        const { user, name, token, ...more } = outcome.value;
        const account: SignedInAccount = { user, name, token, device };
        await deviceDb.putAccount(account);
        return { ok: true, account, ...more };
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
    createAccount: (name, password, proofs) =>
      enter((device) => http.createAccount({ name, password, device, ...proofs })),
    signIn: (name, password) => enter((device) => http.signIn({ name, password, device })),
    signInByCode: (code) => enter((device) => http.link({ code, device })),
    async registration() {
      const outcome = await http.server();
      return outcome.outcome === 'ok' ? outcome.value.registration : undefined;
    },
    async lookAtInvite(token) {
      const outcome = await http.lookAtInvite(token);
      if (outcome.outcome === 'ok') return outcome.value;
      if (outcome.outcome === 'unreachable' || outcome.error !== 'bad-invite') return undefined;
      return { problem: outcome.message };
    },
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
