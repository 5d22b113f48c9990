// Every word a person reads, in English. Another language is another file of this shape.
// Short, concrete, kind; what is safe comes before what failed.
import { minPasswordChars } from '../../protocol/limits';

const count = (n: number, one: string, many: string): string => `${n} ${n === 1 ? one : many}`;
const messages = (n: number): string => count(n, 'message', 'messages');

export const texts = {
  brand: 'Onebar',
  needsConnection: 'Needs a connection',
  unexpected: 'That did not work. What you wrote is still here. Please try again.',

  /** The title of the window. */
  title: (room: string | undefined, unread: number): string =>
    [unread > 0 ? `(${unread})` : '', room ? `${room} · Onebar` : 'Onebar'].filter(Boolean).join(' '),

  start: {
    needsHttps: {
      title: 'Needs HTTPS',
      why: 'Over plain http the browser switches off what Onebar needs to keep your words safe on this device.',
      how: 'Open this page with https:// in front, or on the machine itself as http://localhost.',
      secureLink: 'Open with https',
      forAdmin: 'If you run this server: put a reverse proxy with a certificate in front of it.',
    },
    noStorage: {
      title: 'This browser keeps nothing for Onebar',
      safe: 'What you sent before is safe on the server.',
      todo: 'A private window or blocked site data is the usual reason. Open Onebar in a normal window, or allow it to store data, then reload.',
      reload: 'Reload',
    },
    newerVersion: {
      title: 'A newer version of Onebar is open in another tab.',
      safe: 'What you wrote is safe on this device. Reload to go on here with the newer version.',
      reload: 'Reload',
    },
    openElsewhere: {
      title: 'Open elsewhere',
      why: 'This browser profile is also in use somewhere else, perhaps as a copy. Only one of them can be connected at a time.',
      safe: (waiting: number): string =>
        waiting > 0
          ? `${messages(waiting)} you wrote here ${waiting === 1 ? 'is' : 'are'} safe on this device and ${waiting === 1 ? 'goes' : 'go'} out when you go on here.`
          : 'Everything you wrote here is safe.',
      goOn: 'Use here',
    },
  },

  crash: {
    title: 'This screen stopped working',
    safe: 'What you wrote is safe on this device.',
    todo: 'Reload to go on.',
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

  refused: {
    title: 'This device was signed out',
    safe: (waiting: number): string =>
      waiting > 0
        ? `${messages(waiting)} you wrote ${waiting === 1 ? 'is' : 'are'} safe on this device and ${waiting === 1 ? 'goes' : 'go'} out after you sign in again.`
        : 'Nothing you wrote is lost.',
    signInAgain: 'Sign in again',
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
    pick: 'Pick a room to read and write.',
  },

  newRoom: {
    title: 'New room',
    name: 'Room name',
    hint: 'Anyone can find it and join.',
    create: 'Create',
    cancel: 'Cancel',
    nameProblems: {
      empty: 'Please type a name for the room.',
      'too-long': 'This name is longer than 40 characters.',
      'control-character': 'This name has a character that cannot be seen. Please type it again.',
    },
  },

  browse: {
    title: 'Browse rooms',
    list: 'Public rooms',
    members: (n: number): string => count(n, 'person', 'people'),
    join: 'Join',
    joinRoom: (room: string): string => `Join ${room}`,
    open: 'Open',
    openRoom: (room: string): string => `Open ${room}`,
    asking: 'Asking for the list…',
    none: 'There is no public room yet. Make the first one with “New room”.',
    offline: 'The list comes with the connection. Your own rooms are here all the same.',
    retry: 'Ask again',
  },

  room: {
    back: 'Back to rooms',
    completeUpTo: (moment: string): string => `Complete up to ${moment}`,
    notMine: 'You are not in this room, or it has not reached this device yet.',
    seeAll: 'See the public rooms',
    messages: 'Messages',
    empty: 'Nothing here yet. Write the first message.',
    beginning: (room: string): string => `This is where ${room} begins`,
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
    gone: 'This message is not on this device any more.',
    steps: {
      saved: 'Saved on this device',
      tried: 'Sent',
      refused: 'Refused',
      stored: 'Stored by the server',
      edited: 'Edited',
      retracted: 'Taken back',
      received: 'Arrived on this device',
    },
    triedAgain: (n: number): string => `Sent again, try ${n}`,
    number: (seq: number): string => `No. ${seq} in this room`,
    waited: (span: string): string => `Waited ${span} on its writer’s device before it was stored`,
    deliveredTo: 'Delivered to',
    readBy: 'Read by',
    people: (n: number): string => count(n, 'person', 'people'),
    nobodyYet: 'nobody else yet',
    beforeLooking: 'before this device looked',
    clock: 'Times are by the clock of this device.',
    line: (author: string, text: string): string => `${author}: ${text}`,
    copy: 'Copy as text',
    copied: 'Copied.',
    copyYourself: 'Copying is not allowed here. Select this text and copy it:',
    edit: 'Edit',
    takeBack: 'Take back',
    ask: 'It is removed for everyone. That it was taken back stays visible.',
    keep: 'Keep it',
  },

  outbox: {
    title: 'Outbox',
    empty: 'Everything you wrote has been stored.',
    safe: 'Kept on this device until the server has it.',
    what: { message: '', edit: 'New text of a message', retract: 'Take a message back' },
    openRoom: 'Open room',
    discarded: 'Message discarded.',
    changeDiscarded: 'Change discarded.',
    notDiscarded: 'It is on its way already. Open its details to take it back.',
    undo: 'Undo',
    putBack: 'Put it back in the box',
    dismiss: 'Dismiss',
  },

  settings: {
    title: 'Settings',
    account: 'Account',
    storage: 'Storage',
    kept: 'Kept for good',
    keptWhy: 'The browser promised not to delete what Onebar keeps on this device.',
    mayClear: 'The browser may clear it when space is short',
    notSaid: 'The browser does not say whether it keeps what Onebar stores here.',
    askToKeep: 'Ask the browser to keep it',
    refused: 'Not yet. Browsers often agree after Onebar has been used for a while, or when it is installed.',
    used: (used: string, quota: string | undefined): string =>
      quota === undefined ? `Onebar uses ${used}.` : `Onebar uses ${used} of the ${quota} it may use.`,
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
