// Sign-in and sign-out over HTTP; every answer is a value, the network's silence included.
import {
  accountsPath,
  currentSessionPath,
  linkPath,
  readServerFacts,
  readSignedIn,
  serverPath,
  sessionsPath,
  type Credentials,
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

  const post = async (path: string, asked: object): Promise<HttpOutcome<SignedIn>> => {
    const answer = await request(path, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(asked),
    });
    if (!answer) return { outcome: 'unreachable' };
    if (!answer.ok) return refusalIn(answer.body);
    const signedIn = readSignedIn(answer.body);
    return signedIn ? { outcome: 'ok', value: signedIn } : { outcome: 'unreachable' };
  };

  return {
    createAccount: (asked) => post(accountsPath, asked),
    signIn: (credentials) => post(sessionsPath, credentials),
    link: (asked) => post(linkPath, asked),
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
