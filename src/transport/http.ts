// The port `http`: its files are the only ones that fetch.
import { createAccountsHttp, type AccountsHttp } from './accounts-http';
import type { HttpPlace } from './http-outcome';
import { createOutboxHttp, type OutboxHttp } from './outbox-http';

export type { HttpOutcome } from './http-outcome';

export type Http = AccountsHttp & OutboxHttp;

/** All of it, where nobody counts bytes; the app takes the halves. */
export const createHttp = (place: HttpPlace): Http => ({
  ...createAccountsHttp(place),
  ...createOutboxHttp(place),
});
