// Why something about an account cannot be, in words for a person.
import type { AccountErrorCode } from '../../src/protocol/accounts';
import { maxNameChars, minPasswordChars } from '../../src/protocol/limits';
import { checkName } from '../../src/protocol/names';

/** Why not, for a program and, in a sentence, for a person. */
export interface AccountProblem {
  readonly error: AccountErrorCode;
  readonly message: string;
  /** It may help to try again so much later. */
  readonly retryAfterSec?: number;
}

export const problems = {
  name: {
    empty: 'Please enter a name.',
    'too-long': `A name has at most ${maxNameChars} characters.`,
    'control-character': 'This name has characters that cannot be seen. Please leave them out.',
  },
  shortPassword: {
    error: 'bad-password',
    message: `A password has at least ${minPasswordChars} characters.`,
  },
  nameTaken: { error: 'name-taken', message: 'This name is taken. Please choose another one.' },
  wrongCredentials: { error: 'wrong-credentials', message: 'The name or the password is wrong.' },
  deviceTaken: {
    error: 'device-taken',
    message: 'This device is signed in to another account. Please sign out there first.',
  },
  suspended: {
    error: 'suspended',
    message: 'This account was suspended by the admin of this server.',
  },
  badCode: {
    error: 'bad-code',
    message: 'This code is wrong, was used or has expired. Ask the other device for a new one.',
  },
  busy: {
    error: 'busy',
    message: 'Many people are signing in at this moment. Please try again in a few seconds.',
    retryAfterSec: 5,
  },
  registrations: {
    error: 'busy',
    message: 'Many accounts were made from your network of late. Please try again in an hour.',
    retryAfterSec: 3600,
  },
  unavailable: {
    error: 'unavailable',
    message: 'The server cannot store anything at the moment. Please try again later.',
  },
} as const;

/** Said to whoever was wrong too often, whether or not there is such a name. */
export const tooManyTries = (waitSec: number): AccountProblem => ({
  error: 'busy',
  message: `There were too many wrong tries. Please wait ${waitInWords(waitSec)}, then try again.`,
  retryAfterSec: waitSec,
});

function waitInWords(waitSec: number): string {
  const minutes = Math.ceil(waitSec / 60);
  if (waitSec > 90) return `${minutes} minutes`;
  return waitSec === 1 ? 'a second' : `${waitSec} seconds`;
}

export const tooManyDevices = (count: number): AccountProblem => ({
  error: 'too-many-devices',
  message: `You are signed in on ${count} devices, which is as many as this server allows. Sign one of them out, then try again.`,
});

/** A person's name as it is kept, or what is wrong with it. */
export function checkPersonsName(text: string): { name: string; folded: string } | AccountProblem {
  const checked = checkName(text);
  return checked.ok ? checked : { error: 'bad-name', message: problems.name[checked.problem] };
}

export const checkPassword = (password: string): AccountProblem | undefined =>
  Array.from(password).length < minPasswordChars ? problems.shortPassword : undefined;
