// The port `http`: the only fetch. Sign-in and sign-out; every answer is a value, the network's silence included.
import * as v from 'valibot';
import {
  accountErrorSchema,
  accountsPath,
  currentSessionPath,
  sessionsPath,
  signedInSchema,
  type AccountErrorCode,
  type Credentials,
  type SignedIn,
} from '../protocol/accounts';
import { decodeOutboxAnswers, outboxContentType, outboxPath, type OutboxAnswer } from '../protocol/outbox';

/** `unreachable`: no answer, so whether it happened is unknown; repeating is harmless. */
export type HttpOutcome<T> =
  | { readonly outcome: 'ok'; readonly value: T }
  | { readonly outcome: 'refused'; readonly error: AccountErrorCode; readonly message: string }
  | { readonly outcome: 'unreachable' };

export interface Http {
  /** `POST /api/accounts` */
  createAccount(credentials: Credentials): Promise<HttpOutcome<SignedIn>>;
  /** `POST /api/sessions` */
  signIn(credentials: Credentials): Promise<HttpOutcome<SignedIn>>;
  /** `POST /api/outbox`, with a body of `encodeOutbox`: one answer for each entry, in order. */
  postOutbox(token: string, body: Uint8Array): Promise<HttpOutcome<readonly OutboxAnswer[]>>;
  /** `DELETE /api/sessions/current` */
  signOut(token: string): Promise<HttpOutcome<undefined>>;
}

const timeoutMs = 60_000;

/** `origin` as in `https://chat.example`. */
export function createHttp({ origin, fetch }: { origin: string; fetch: typeof globalThis.fetch }): Http {
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

  const refusalIn = (body: unknown): HttpOutcome<never> => {
    const refusal = v.safeParse(accountErrorSchema, body);
    return refusal.success
      ? { outcome: 'refused', error: refusal.output.error, message: refusal.output.message }
      : { outcome: 'unreachable' };
  };

  const post = async (path: string, credentials: Credentials): Promise<HttpOutcome<SignedIn>> => {
    const answer = await request(path, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(credentials),
    });
    if (!answer) return { outcome: 'unreachable' };
    if (!answer.ok) return refusalIn(answer.body);
    const signedIn = v.safeParse(signedInSchema, answer.body);
    return signedIn.success ? { outcome: 'ok', value: signedIn.output } : { outcome: 'unreachable' };
  };

  return {
    createAccount: (credentials) => post(accountsPath, credentials),
    signIn: (credentials) => post(sessionsPath, credentials),
    async postOutbox(token, body) {
      try {
        const response = await fetch(new URL(outboxPath, origin), {
          method: 'POST',
          headers: { authorization: `Bearer ${token}`, 'content-type': outboxContentType },
          body: body as Uint8Array<ArrayBuffer>,
          signal: AbortSignal.timeout(timeoutMs),
        });
        if (!response.ok) return refusalIn(await response.json());
        const answers = decodeOutboxAnswers(new Uint8Array(await response.arrayBuffer()));
        return answers ? { outcome: 'ok', value: answers } : { outcome: 'unreachable' };
      } catch {
        // As above: whether it was stored is unknown, and asking again is harmless.
        return { outcome: 'unreachable' };
      }
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
