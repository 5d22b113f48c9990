// The words of the ways in that not everybody takes: with a code, by a set-up link, and where no account can be made. Otherwise as en.ts.
export const entryTexts = {
  code: {
    title: 'Sign in with a code',
    label: 'Code',
    hint: 'On a device where you are signed in: Settings, “Link a device”.',
    empty: 'Please type the code that your other device shows.',
    signIn: 'Sign in',
    fromLink: 'This signs in this device as the person who showed you the code.',
  },
  admission: {
    invite:
      'New people come here by invite. If somebody sent you one, open its link. If you have an account, sign in.',
    closed: 'This server does not take new people at the moment. If you have an account, sign in.',
    setup:
      'This server is being set up. Open the set-up link that it printed when it started: it makes the first account.',
    first: 'You are setting up this server. The first account is its admin’s.',
    deleted: 'Your account was deleted. Nothing of it is left on this device.',
  },
} as const;
