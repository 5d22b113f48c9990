// Sign-in and sign-out over HTTP; every answer is a value, the network's silence included.
import {
  accountsPath,
  currentSessionPath,
  inviteLookPath,
  linkPath,
  readInviteLook,
  readServerFacts,
  readSignedIn,
  serverPath,
  sessionsPath,
  type Credentials,
  type InviteLook,
  type LinkRequest,
  type NewAccount,
  type ServerFacts,
  type SignedIn,
} from '../protocol/accounts';
import { refusalIn, timeoutMs, type HttpOutcome, type HttpPlace } from './http-outcome';

export interface AccountsHttp {
  /** `POST /api/accounts` */
  createAccount(asked: NewAccount): Promise<HttpOutcome<SignedIn>>;
  /** `POST /api/sessions` */
  signIn(credentials: Credentials): Promise<HttpOutcome<SignedIn>>;
  /** `POST /api/sessions/link` */
  link(asked: LinkRequest): Promise<HttpOutcome<SignedIn>>;
  /** `GET /api/server` */
  server(): Promise<HttpOutcome<ServerFacts>>;
  /** `POST /api/invites/look` */
  lookAtInvite(token: string): Promise<HttpOutcome<InviteLook>>;
  /** `DELETE /api/sessions/current` */
  signOut(token: string): Promise<HttpOutcome<undefined>>;
}

export function createAccountsHttp({ origin, fetch }: HttpPlace): AccountsHttp {
  const request = async (path: string, init: RequestInit) => {
    try {
      const response = await fetch(new URL(path, origin), {
        ...init,
        signal: AbortSignal.timeout(timeoutMs),
      });
      const body: unknown = response.status === 204 ? undefined : await response.json();
      return { ok: response.ok, body };
    } catch {
      // No answer, a cut in the middle of it, or a captive portal's page instead of JSON.
      return undefined;
    }
  };

  const post = async <T>(
    path: string,
    what: unknown,
    read: (body: unknown) => T | undefined,
  ): Promise<HttpOutcome<T>> => {
    const answer = await request(path, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(what),
    });
    if (!answer) return { outcome: 'unreachable' };
    if (!answer.ok) return refusalIn(answer.body);
    const value = read(answer.body);
    return value ? { outcome: 'ok', value } : { outcome: 'unreachable' };
  };

  return {
    createAccount: (asked) => post(accountsPath, asked, readSignedIn),
    signIn: (credentials) => post(sessionsPath, credentials, readSignedIn),
    link: (asked) => post(linkPath, asked, readSignedIn),
    lookAtInvite: (token) => post(inviteLookPath, { token }, readInviteLook),
    async server() {
      const answer = await request(serverPath, {});
      const facts = answer?.ok && readServerFacts(answer.body);
      return facts ? { outcome: 'ok', value: facts } : { outcome: 'unreachable' };
    },
    async signOut(token) {
      const answer = await request(currentSessionPath, {
        method: 'DELETE',
        headers: { authorization: `Bearer ${token}` },
      });
      if (!answer) return { outcome: 'unreachable' };
      return answer.ok ? { outcome: 'ok', value: undefined } : refusalIn(answer.body);
    },
  };
}
