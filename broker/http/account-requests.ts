// Sign-in over HTTP: reads a request, asks chat's accounts, and puts their answer into a status code.
// The words of a refusal are theirs; only a request that is no request is refused here.
import type { IncomingMessage } from 'node:http';
import * as v from 'valibot';
import type {
  AccountErrorCode,
  Credentials,
  InviteLook,
  RegistrationKind,
  ServerFacts,
  SignedIn,
} from '../../src/protocol/accounts';
import {
  credentialsSchema,
  inviteLookSchema,
  linkSchema,
  newAccountSchema,
} from '../../src/protocol/credentials';
import { maxPasswordChars } from '../../src/protocol/limits';
import type { AccountProblem } from '../chat/account-problems';
import type { Accounts } from '../chat/accounts';
import { emptyAnswer, jsonAnswer, type Answer } from './answer';
import { guessDeviceName } from './device-name';
import { readJson } from './read-body';
import { readToken } from './read-token';

const maxBodyBytes = 4096;

const statusOf: Readonly<Record<AccountErrorCode, number>> = {
  'bad-request': 400,
  'bad-name': 400,
  'bad-password': 400,
  'wrong-credentials': 401,
  'name-taken': 409,
  'device-taken': 409,
  'too-many-devices': 403,
  'needs-invite': 403,
  'bad-invite': 403,
  'bad-code': 403,
  closed: 403,
  suspended: 403,
  busy: 429,
  unavailable: 503,
};

/** `address` is whose request it is, as far as the settings let it be believed. */
export async function createAccount(
  accounts: Accounts,
  request: IncomingMessage,
  address: string,
): Promise<Answer> {
  return answerBody(request, newAccountSchema, 201, (asked) =>
    accounts.createAccount(named(asked, request), address),
  );
}

export async function signIn(accounts: Accounts, request: IncomingMessage, address: string): Promise<Answer> {
  return answerBody(request, credentialsSchema, 200, (asked) =>
    accounts.signIn(named(asked, request), address),
  );
}

export async function link(accounts: Accounts, request: IncomingMessage, address: string): Promise<Answer> {
  return answerBody(request, linkSchema, 200, (asked) => accounts.link(named(asked, request), address));
}

export async function lookAtInvite(
  accounts: Accounts,
  request: IncomingMessage,
  address: string,
): Promise<Answer> {
  return answerBody(request, inviteLookSchema, 200, ({ token }) => accounts.lookAtInvite(token, address));
}

/** Also 204 for an unknown token: a device that lost the first answer repeats the request, and that must do no harm. */
export async function signOut(accounts: Accounts, request: IncomingMessage): Promise<Answer> {
  const token = readToken(request);
  if (token === undefined)
    return refusal({ error: 'wrong-credentials', message: 'This request needs the token of a device.' });
  await accounts.signOut(token);
  return emptyAnswer;
}

/** For the form of a new account. A minute old is new enough, and another look at the form asks nobody. */
export const describeServer = (registration: RegistrationKind): Answer =>
  jsonAnswer(200, { registration } satisfies ServerFacts, { 'Cache-Control': 'max-age=60' });

async function answerBody<T>(
  request: IncomingMessage,
  schema: v.GenericSchema<unknown, T>,
  successStatus: number,
  ask: (asked: T) => Promise<SignedIn | InviteLook | AccountProblem>,
): Promise<Answer> {
  const body = await readJson(request, maxBodyBytes);
  if (!body.ok) return jsonAnswer(body.status, { error: 'bad-request', message: body.message });
  const parsed = v.safeParse(schema, body.value);
  if (!parsed.success) return refusal(whatIsWrong(parsed.issues[0]));
  const answer = await ask(parsed.output);
  return 'error' in answer ? refusal(answer) : jsonAnswer(successStatus, answer);
}

/** A browser says with each request what it is, so the app need not say it again. */
function named<T extends Pick<Credentials, 'deviceName'>>(asked: T, { headers }: IncomingMessage): T {
  return { ...asked, deviceName: asked.deviceName ?? guessDeviceName(headers['user-agent']) };
}

function whatIsWrong(issue: v.BaseIssue<unknown>): AccountProblem {
  const field = v.getDotPath(issue);
  if (issue.type === 'max_length' && field === 'password')
    return { error: 'bad-password', message: `A password has at most ${maxPasswordChars} characters.` };
  if (issue.type === 'max_length' && field === 'name')
    return { error: 'bad-name', message: 'This name is too long.' };
  return {
    error: 'bad-request',
    message: field === null ? 'This request is not an object.' : `"${field}" is missing or wrong.`,
  };
}

function refusal({ error, message, retryAfterSec }: AccountProblem): Answer {
  const status = statusOf[error];
  return jsonAnswer(
    status,
    { error, message },
    {
      ...(status === 401 && { 'WWW-Authenticate': 'Bearer' }),
      ...(retryAfterSec !== undefined && { 'Retry-After': String(retryAfterSec) }),
    },
  );
}
