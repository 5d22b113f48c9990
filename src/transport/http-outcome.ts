// What any request over HTTP comes to, and how a refusal is read.
import { readAccountError, type AccountErrorCode } from '../protocol/accounts';

/** `unreachable`: no answer, so whether it happened is unknown; repeating is harmless. */
export type HttpOutcome<T> =
  | { readonly outcome: 'ok'; readonly value: T }
  | { readonly outcome: 'refused'; readonly error: AccountErrorCode; readonly message: string }
  | { readonly outcome: 'unreachable' };

export interface HttpPlace {
  /** As in `https://chat.example`. */
  readonly origin: string;
  readonly fetch: typeof globalThis.fetch;
}

export const timeoutMs = 60_000;

export const refusalIn = (body: unknown): HttpOutcome<never> => {
  const refusal = readAccountError(body);
  return refusal ? { outcome: 'refused', ...refusal } : { outcome: 'unreachable' };
};
