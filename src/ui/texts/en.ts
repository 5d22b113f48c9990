// Every word a person reads, in English. Another language is another file of this shape.
// Short, concrete, kind; what is safe comes before what failed.
import { minPasswordChars } from '../../protocol/limits';
import { messages } from './counts';

export const texts = {
  brand: 'Onebar',
  needsConnection: 'Needs a connection',
  unexpected: 'That did not work. What you wrote is still here. Please try again.',

  /** The title of the window. */
  title: (room: string | undefined, unread: number): string =>
    [unread > 0 ? `(${unread})` : '', room ? `${room} · Onebar` : 'Onebar'].filter(Boolean).join(' '),

  crash: {
    title: 'This screen stopped working',
    safe: 'What you wrote is safe on this device.',
    todo: 'Reload to go on.',
    reload: 'Reload',
  },

  /** A part of the screen that is loaded when it is first needed. */
  part: {
    loading: 'Loading …',
    failed: 'This part of Onebar has not come through yet. What you wrote is safe.',
    reloadWhy:
      'If the server has a newer version by now, a reload brings it; for that you need a connection.',
    tryAgain: 'Try again',
    reload: 'Reload',
  },

  account: {
    createTitle: 'Create an account',
    signInTitle: 'Sign in',
    name: 'Name',
    nameHint: 'Others see it. Up to 40 characters.',
    password: 'Password',
    passwordHint: `At least ${minPasswordChars} characters, no other rule.`,
    showPassword: 'Show password',
    create: 'Create account',
    signIn: 'Sign in',
    toSignIn: 'I have an account',
    toCreate: 'Create a new account',
    toCode: 'Sign in with a code',
    asking: 'Asking the server…',
    promise: 'A messenger for bad connections. What you write is kept until it arrives.',
    nameProblems: {
      empty: 'Please type a name.',
      'too-long': 'This name is longer than 40 characters.',
      'control-character': 'This name has a character that cannot be seen. Please type it again.',
    },
    passwordEmpty: 'Please type your password.',
    passwordShort: `This password is shorter than ${minPasswordChars} characters.`,
  },

  signOut: {
    action: 'Sign out',
    title: 'Sign out now?',
    ask: (waiting: number): string =>
      `${messages(waiting)} you wrote ${waiting === 1 ? 'is' : 'are'} not sent yet. Signing out deletes ${waiting === 1 ? 'it' : 'them'} from this device.`,
    stay: 'Stay signed in',
    leave: 'Delete and sign out',
  },

  connection: {
    label: 'Connection',
    states: { online: 'Online', connecting: 'Connecting…', offline: 'Offline' },
    tryNow: 'Try now',
    lasting: (span: string): string => `for ${span}`,
    lastHeard: (span: string): string => `last heard ${span} ago`,
    waiting: (n: number): string => `${messages(n)} ${n === 1 ? 'waits' : 'wait'} here, safe`,
    nextTry: (span: string): string => `next try in ${span}`,
    serverSilent: 'The network is up, the server does not answer',
    slower: 'The server asks to go slower',
    details: 'Connection details',
  },

  rooms: {
    label: 'Rooms',
    none: 'You are in no room yet. Make one, or browse the public rooms.',
    newRoom: 'New room',
    browse: 'Browse rooms',
    you: 'You',
    line: (author: string, text: string): string => `${author}: ${text}`,
    nothingYet: 'Nothing written yet',
    unread: (n: number): string => `${n} unread`,
    waiting: (n: number): string => `${n} waiting`,
    failed: (n: number): string => `${n} failed`,
    signedInAs: (name: string): string => `Signed in as ${name}`,
    settings: 'Settings',
    toPerson: 'New message to a person',
    pick: 'Pick a room to read and write.',
  },

  newRoom: {
    title: 'New room',
    name: 'Room name',
    create: 'Create',
    cancel: 'Cancel',
    nameProblems: {
      empty: 'Please type a name for the room.',
      'too-long': 'This name is longer than 40 characters.',
      'control-character': 'This name has a character that cannot be seen. Please type it again.',
    },
  },

  newMessage: {
    title: 'New message',
    which: 'In which room?',
    shared: 'Shared with Onebar',
  },

  browse: {
    title: 'Browse rooms',
  },

  people: {
    title: 'New message to a person',
  },

  join: {
    title: 'Invite',
  },

  room: {
    back: 'Back to rooms',
    backToRoom: 'Back to the room',
    members: 'Members',
    person: 'About this person',
    completeUpTo: (moment: string): string => `Complete up to ${moment}`,
    notMine: 'You are not in this room, or it has not reached this device yet.',
    seeAll: 'See the public rooms',
    messages: 'Messages',
    empty: 'Nothing here yet. Write the first message.',
    beginning: (room: string): string => `This is where ${room} begins`,
    olderRemoved: 'Older was removed',
    olderComing: 'Older messages are on their way',
    olderMissing: 'Older messages are not here yet',
    fetchOlder: 'Fetch older',
    newLine: 'New',
    newMessages: 'New messages',
    toNewest: 'To the newest',
    hole: (n: number): string => `${messages(n)} not here yet`,
    fetch: 'Fetch them',
    fetching: 'On their way',
    unknownKind: 'Written with a newer Onebar. Reload to get it, then this can be read.',
    /** Nothing can be written there any more. */
    left: {
      left: (): string => 'You left this room',
      removed: (by: string): string => `You were removed by ${by}`,
      banned: (by: string): string => `You were banned by ${by}`,
      deleted: (by: string): string => `${by} deleted this room`,
      unknown: (): string => 'You are not in this room any more',
    },
    /** In the place of the box. */
    instead: {
      left: (why: string): string => `${why}. What you have of it stays readable here.`,
      leave: 'You leave this room as soon as there is a connection.',
      delete: 'This room is deleted as soon as there is a connection.',
      blocked: (who: string): string => `You blocked ${who}. Their messages are hidden.`,
    },
    states: {
      saved: 'saved',
      sent: 'sent',
      stored: 'stored',
      delivered: 'delivered',
      read: 'read',
      failed: 'failed',
    },
    late: (span: string): string => `written ${span} ago`,
    edited: 'edited',
    orphaned: 'no longer on the server',
    retracted: 'taken back',
    tryAgain: 'Try again',
    discard: 'Discard',
    details: 'Details',
  },

  composer: {
    message: 'Message',
    send: 'Send',
    editing: 'Editing a message',
    save: 'Save',
    cancel: 'Cancel',
  },

  /** The way of one message. */
  story: {
    title: 'Delivery story',
    close: 'Close',
  },

  outbox: {
    title: 'Outbox',
    empty: 'Everything you wrote has been stored.',
    safe: 'Kept on this device until the server has it.',
    what: { message: '', edit: 'New text of a message', retract: 'Take a message back', change: '' },
    openRoom: 'Open room',
    discarded: 'Message discarded.',
    changeDiscarded: 'Change discarded.',
    notDiscarded: 'It is on its way already. Open its details to take it back.',
    changeNotDiscarded: 'It is on its way already.',
    undo: 'Undo',
    putBack: 'Put it back in the box',
    dismiss: 'Dismiss',
  },

  settings: {
    title: 'Settings',
  },

  server: {
    title: 'Server',
  },

  /** What became of a room. `who` may be "You", `whom` "you". */
  changes: {
    you: 'You',
    yourself: 'you',
    join: (who: string): string => `${who} joined`,
    leave: (who: string): string => `${who} left`,
    invite: (who: string, whom: string): string => `${who} added ${whom}`,
    remove: (who: string, whom: string): string => `${who} removed ${whom}`,
    ban: (who: string, whom: string): string => `${who} banned ${whom}`,
    unban: (who: string, whom: string): string => `${who} lifted the ban on ${whom}`,
    'make-admin': (who: string, whom: string): string => `${who} made ${whom} an admin`,
    'make-member': (who: string, whom: string): string => `${who} made ${whom} an ordinary member`,
    'make-owner': (who: string, whom: string): string => `${who} made ${whom} the owner`,
    name: (who: string, name: string): string => `${who} named the room “${name}”`,
    made: (who: string, name: string): string =>
      name === '' ? `${who} began this conversation` : `${who} made the room “${name}”`,
    topic: (who: string, line: string): string =>
      line === '' ? `${who} removed the line about the room` : `${who} wrote about the room: ${line}`,
    public: (who: string): string => `${who} made the room public`,
    private: (who: string): string => `${who} made the room private`,
    retention: (who: string): string => `${who} changed how long messages are kept`,
    delete: (who: string): string => `${who} deleted the room`,
  },

  /** For screen readers: what came in while they read something else. */
  announce: {
    one: (author: string, text: string): string => `${author}: ${text}`,
    many: (n: number, authors: readonly string[]): string =>
      authors.length > 3
        ? `${n} new messages from ${authors.length} people`
        : `${n} new messages from ${authors.join(', ')}`,
    failed: (n: number): string => `${messages(n)} could not be sent. The words are still here.`,
    sent: (n: number): string => `${messages(n)} ${n === 1 ? 'was' : 'were'} sent.`,
  },
} as const;
