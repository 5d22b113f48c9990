// The words of the screen for the server's admins. Otherwise as en.ts.
const people = (n: number): string => (n === 1 ? '1 person' : `${n.toLocaleString('en')} people`);
const rooms = (n: number): string => (n === 1 ? '1 room' : `${n.toLocaleString('en')} rooms`);

export const serverTexts = {
  adminsOnly: 'This screen is for the admins of this server.',
  asking: 'Asking the server…',
  counts: (peopleHere: number, roomsHere: number): string => `${people(peopleHere)}, ${rooms(roomsHere)}.`,
  registration: {
    open: 'Everybody who comes to this address may make an account.',
    invite: 'New people come by invite.',
    closed: 'Nobody may make a new account.',
  },
  registrationWhy:
    'This is the setting REGISTRATION of the server. Backups are made on its command line: npm run admin -- help.',

  invites: {
    title: 'Invites to this server',
    why: 'Whoever has such a link can make an account here, until it expires or is used up.',
  },

  people: {
    title: 'People',
    find: 'Find people',
    list: 'People',
    none: 'Nobody is called so.',
    more: 'More people',
    manage: (name: string): string => `Manage ${name}`,
    manageWord: 'Manage',
    you: 'you',
    admin: 'admin',
    suspended: 'suspended',
    signsInAs: (name: string): string => `signs in as ${name}`,
    hereNow: 'Here now',
    seen: (span: string): string => `Last seen ${span} ago`,
    neverSeen: 'Not seen yet',
    devices: (n: number): string => (n === 1 ? '1 device' : `${n} devices`),
    since: (day: string): string =>
      `came ${day.replace(/^(Today|Yesterday)$/, (word) => word.toLowerCase())}`,
    close: 'Close',
  },

  /** What is done to an account: the button, what happens, the button that does it, and what is said when it is done. */
  acts: {
    'make-admin': {
      action: 'Make admin',
      what: (name: string): string =>
        `${name} sees this screen then, and can do all that stands on it, to you as well.`,
      done: (name: string): string => `${name} is an admin now.`,
    },
    'make-member': {
      action: 'Make ordinary member',
      what: (name: string): string => `${name} does not see this screen any more. Nothing else changes.`,
      done: (name: string): string => `${name} is an ordinary member now.`,
    },
    password: {
      action: 'Reset password',
      what: (name: string): string =>
        `A new password is made, and shown to you once. ${name} signs in with it from then on; the old one is worth nothing. Devices that are signed in stay so.`,
      done: (name: string): string =>
        `This is the new password of ${name}. Pass it on; it is not shown again.`,
    },
    'sign-out': {
      action: 'Sign out everywhere',
      what: (name: string): string =>
        `All devices of ${name} are signed out at once. What waits on them and is not sent yet stays there, and goes out when they sign in there again.`,
      done: (name: string): string => `${name} is signed out everywhere.`,
    },
    suspend: {
      action: 'Suspend',
      what: (name: string): string =>
        `${name} is put out at once, and cannot come in until you lift it. Their messages, rooms and devices stay as they are.`,
      done: (name: string): string => `${name} is suspended.`,
    },
    unsuspend: {
      action: 'Lift suspension',
      what: (name: string): string => `${name} can come in again, with what they had.`,
      done: (name: string): string => `${name} can come in again.`,
    },
    delete: {
      action: 'Delete account',
      what: (name: string): string =>
        `The account of ${name} is deleted for ever. They are signed out at once and leave all rooms; a room that they own gets another owner, or is deleted when nobody else is in it.`,
      done: (name: string): string => `The account of ${name} was deleted.`,
    },
  },
  leaveIt: 'Leave it',
  copyPassword: 'Copy password',
  messages: {
    legend: 'Their messages',
    keep: 'Keep them',
    keepWhy: 'Others still read them, with their name.',
    empty: 'Empty them',
    emptyWhy: 'Their words are removed for everybody, and their name with them.',
  },

  rooms: {
    title: 'Rooms',
    list: 'Public rooms',
    members: (n: number): string => people(n),
    others: (privates: number, directs: number): string =>
      `Not shown: ${[
        privates === 1 ? '1 private room' : privates > 0 && `${privates} private rooms`,
        directs === 1 ? '1 conversation of two' : directs > 0 && `${directs} conversations of two`,
      ]
        .filter(Boolean)
        .join(', ')}. What is in them is their members’ own business.`,
    remove: (name: string): string => `Delete ${name}`,
    removeWord: 'Delete room',
    what: (name: string): string =>
      `The room “${name}” is deleted for ever, and everybody in it is told. What they have of it on their devices stays readable to them. Nobody can write there any more.`,
    done: (name: string): string => `The room “${name}” was deleted.`,
  },
} as const;
