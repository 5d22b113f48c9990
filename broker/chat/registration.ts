// May somebody make an account here, and what are they then? While there is none, the first one is the server's admin: made at
// this machine, or through the one-time set-up link that the broker prints.
import type { RegistrationKind } from '../../src/protocol/accounts';
import type { AccountProblem } from './account-problems';
import { createToken, hashToken } from './devices';
import type { People } from './people';

export interface RegistrationRules {
  /** `closed`: nobody any more. The first account is made all the same. */
  readonly mode: 'open' | 'invite' | 'closed';
  readonly firstAccount: 'is-admin' | 'by-setup-link';
}

/** What somebody brings who wants an account. */
export interface Proofs {
  readonly setup?: string | undefined;
  readonly invite?: string | undefined;
}

export interface Registration {
  /** The secret of the set-up link while it is needed; in memory alone, another one after each start. */
  setupToken(): string | undefined;
  /** What somebody needs who wants an account, for the form. */
  kind(): RegistrationKind;
  /** To be asked again in the moment of writing: meanwhile somebody else may have been the first. */
  admit(proofs: Proofs): { readonly role?: 'admin'; readonly byInvite?: string } | AccountProblem;
}

export function createRegistration({
  rules: { mode, firstAccount },
  people,
  random,
}: {
  rules: RegistrationRules;
  people: Pick<People, 'isEmpty'>;
  random: (bytes: number) => Uint8Array;
}): Registration {
  const token = createToken(random);
  const needsSetupLink = () => firstAccount === 'by-setup-link' && people.isEmpty();

  return {
    setupToken: () => (needsSetupLink() ? token : undefined),
    kind: () => {
      if (needsSetupLink()) return 'setup';
      return people.isEmpty() ? 'open' : mode;
    },
    admit: ({ setup, invite }) => {
      if (people.isEmpty()) {
        if (firstAccount === 'is-admin') return { role: 'admin' };
        return setup !== undefined && hashToken(setup) === hashToken(token) ? { role: 'admin' } : needsSetup;
      }
      if (mode === 'closed') return closed;
      if (invite !== undefined) return { byInvite: invite };
      if (setup !== undefined) return setUpAlready;
      return mode === 'open' ? {} : needsInvite;
    },
  };
}

const needsSetup: AccountProblem = {
  error: 'needs-invite',
  message:
    'This server is being set up. Its first account is made with the set-up link that it printed when it started.',
};
const setUpAlready: AccountProblem = {
  error: 'bad-invite',
  message: 'This server is set up already. Sign in, or ask its admin for an invite.',
};
const needsInvite: AccountProblem = {
  error: 'needs-invite',
  message: 'New people come to this server by invite. Ask somebody who is here for one.',
};
const closed: AccountProblem = {
  error: 'closed',
  message: 'This server does not take new people. If you have an account, sign in.',
};
