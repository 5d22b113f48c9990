// Counts how often somebody is wrong at the door, before anything is looked at: passwords, codes, links, and names looked through.
import type { AccountErrorCode } from '../../src/protocol/accounts';
import { foldName } from '../../src/protocol/names';
import { problems, tooManyTries, type AccountProblem } from './account-problems';
import type { Accounts, UncountedAccounts } from './accounts';
import type { Attempt, Attempts, Where } from './attempts';
import type { Registrations } from './registrations';

export function createCountedAccounts({
  accounts,
  attempts,
  registrations,
}: {
  accounts: UncountedAccounts;
  attempts: Attempts;
  registrations: Registrations;
}): Accounts {
  async function counted<T extends object>(
    where: Where,
    ask: (attempt: Attempt) => Promise<T | AccountProblem> | T | AccountProblem,
    isGuess = (error: AccountErrorCode) => guesses.has(error),
  ): Promise<T | AccountProblem> {
    const attempt = attempts.begin(where);
    if ('waitSec' in attempt) return tooManyTries(attempt.waitSec);
    let answer: T | AccountProblem | undefined;
    try {
      answer = await ask(attempt);
      return answer;
    } finally {
      // Only who got in is known here from now on.
      if (!answer) attempt.neither();
      else if (!('error' in answer)) attempt.right();
      else if (isGuess(answer.error)) attempt.wrong();
      else attempt.neither();
    }
  }

  return {
    signIn: (asked, address) =>
      counted({ address, name: asCounted(asked.name) }, ({ isSuspect }) =>
        accounts.signIn(asked, isSuspect ? 'last' : 'first'),
      ),

    async createAccount(asked, address) {
      if (address !== undefined && registrations.isFull(address)) return problems.registrations;
      const made = await counted(
        { address, name: asCounted(asked.name) },
        ({ isSuspect }) => accounts.createAccount(asked, isSuspect ? 'last' : 'first'),
        // Without the set-up link it is no guess of it.
        (error) => guesses.has(error) || (error === 'needs-invite' && asked.setup !== undefined),
      );
      if (address !== undefined && !('error' in made)) registrations.add(address);
      return made;
    },

    link: (asked, address) => counted({ address }, () => accounts.link(asked)),
    lookAtInvite: (secret, address) => counted({ address }, () => accounts.lookAtInvite(secret)),
    signOut: accounts.signOut,
  };
}

/** Whether or not it is a name, and whether or not it is anybody's. */
const asCounted = (name: string): string => foldName(name.trim().slice(0, maxCountedChars));
const maxCountedChars = 200;

const guesses: ReadonlySet<AccountErrorCode> = new Set([
  'wrong-credentials',
  'bad-code',
  'bad-invite',
  'name-taken',
]);
