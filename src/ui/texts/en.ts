// Every word a person reads, in English. `texts` is needed at once; everything else comes with the first part of the screen that is loaded later.
// Short, concrete, kind; what is safe comes before what failed. Another language is another file with the same sentences: what is a
// function here is one there, `#` stands for a number, and names, dates and spans of time come in as they are to be shown.
import { maxNameChars, minPasswordChars } from '../../protocol/limits';
import { numbersOf } from './numbers';

const { count, number } = numbersOf('en');
const messages = (n: number): string => count(n, { one: '# message', other: '# messages' });
const people = (n: number): string => count(n, { one: '# person', other: '# people' });

export const texts = {
  brand: 'Onebar',
  needsConnection: 'Needs a connection',
  unexpected: 'That did not work. What you wrote is still here. Please try again.',

  /** The title of the window. */
  title: (room: string | undefined, unread: number): string =>
    [unread > 0 ? `(${unread})` : '', room ? `${room} · Onebar` : 'Onebar'].filter(Boolean).join(' '),

  /** Moments and spans of time. How a day or a clock is written comes from the browser. */
  times: {
    today: 'Today',
    yesterday: 'Yesterday',
    seconds: (n: number): string => `${number(n)} s`,
    minutes: (n: number): string => `${number(n)} min`,
    hours: (n: number): string => `${number(n)} h`,
    days: (n: number): string => count(n, { one: '# day', other: '# days' }),
    /** A date, and the time of that day. */
    at: (date: string, time: string): string => `${date}, ${time}`,
  },

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
  },

  connection: {
    label: 'Connection',
    states: { online: 'Online', connecting: 'Connecting…', offline: 'Offline' },
    tryNow: 'Try now',
    lasting: (span: string): string => `for ${span}`,
    lastHeard: (span: string): string => `last heard ${span} ago`,
    waiting: (n: number): string =>
      count(n, { one: '# message waits here, safe', other: '# messages wait here, safe' }),
    nextTry: (span: string): string => `next try in ${span}`,
    serverSilent: 'The network is up, the server does not answer',
    slower: 'The server asks to go slower',
    details: 'Connection details',
  },

  /** How long the link takes. */
  link: {
    ms: (n: number): string => `${number(n)} ms`,
    there: (span: string): string => `${span} there and back`,
  },

  /** Who else is in the open room. */
  company: {
    typing: (names: readonly string[]): string => {
      if (names.length > 3) return `${number(names.length)} people are typing`;
      return names.length > 1
        ? `${names.slice(0, -1).join(', ')} and ${names.at(-1)} are typing`
        : `${names.join(', ')} is typing`;
    },
    here: 'here now',
    seen: (span: string): string => `last seen ${span} ago`,
  },

  rooms: {
    label: 'Rooms',
    none: 'You are in no room yet. Make one, or browse the public rooms.',
    newRoom: 'New room',
    browse: 'Browse rooms',
    you: 'You',
    line: (author: string, text: string): string => `${author}: ${text}`,
    nothingYet: 'Nothing written yet',
    unread: (n: number): string => `${number(n)} unread`,
    waiting: (n: number): string => `${number(n)} waiting`,
    failed: (n: number): string => `${number(n)} failed`,
    signedInAs: (name: string): string => `Signed in as ${name}`,
    settings: 'Settings',
    toPerson: 'New message to a person',
    pick: 'Pick a room to read and write.',
    mentions: (n: number): string => count(n, { one: '# mention', other: '# mentions' }),
    muted: 'muted',
    pinned: 'pinned',
    ways: (room: string): string => `Ways of ${room}`,
    goTo: 'Go to',
    close: 'Close',
  },

  /** The list of keys. */
  keys: {
    title: 'Keyboard',
  },

  newRoom: {
    title: 'New room',
    cancel: 'Cancel',
  },

  newMessage: {
    title: 'New message',
  },

  browse: {
    title: 'Browse rooms',
  },

  search: {
    title: 'Search',
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
    toNewest: 'To the newest',
    hole: (n: number): string => `${messages(n)} not here yet`,
    fetch: 'Fetch them',
    fetching: 'On their way',
    fetchAll: 'Fetch all',
    stopFetching: 'Stop',
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

  /** One message of a room, and going from one to another. */
  row: {
    /** In the place of the words of the message that is answered. */
    quotes: { retracted: 'Message taken back', 'not-here': 'Not on this device' },
    /** Said of the button that leads to it. */
    answers: (author: string | undefined, words: string): string =>
      author === undefined ? `In reply to: ${words}` : `In reply to ${author}: ${words}`,
    reactions: 'Reactions',
    reaction: (emoji: string, n: number, names: readonly string[]): string =>
      `${emoji} ${number(n)}: ${names.join(', ')}`,
    withState: (what: string, state: string): string => `${what} (${state})`,
    count: (n: number): string => number(n),
    you: 'you',
    mentionsYou: 'mentions you',
    /** Stands behind `states.read`. */
    by: (n: number, of: number): string => `by ${number(n)} of ${number(of)}`,
    newMessages: (n: number): string => count(n, { one: '# new message', other: '# new messages' }),
    toUnread: 'To the first unread',
    between: (n: number): string => count(n, { one: '# message between', other: '# messages between' }),
  },

  composer: {
    message: 'Message',
    send: 'Send',
    editing: 'Editing a message',
    save: 'Save',
    cancel: 'Cancel',
  },

  /** Around the box one writes in. */
  box: {
    emoji: 'Emoji',
    replyTo: (who?: string): string => (who === undefined ? 'Replying to a message' : `Replying to ${who}`),
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
    what: {
      message: '',
      edit: 'New text of a message',
      retract: 'Take a message back',
      reaction: 'Reaction',
      change: '',
    },
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

  /** What became of a room. `who` and `whom`: somebody's name; `undefined`: you. */
  changes: {
    join: (who?: string): string => `${who ?? 'You'} joined`,
    leave: (who?: string): string => `${who ?? 'You'} left`,
    invite: (who?: string, whom?: string): string => `${who ?? 'You'} added ${whom ?? 'you'}`,
    remove: (who?: string, whom?: string): string => `${who ?? 'You'} removed ${whom ?? 'you'}`,
    ban: (who?: string, whom?: string): string => `${who ?? 'You'} banned ${whom ?? 'you'}`,
    unban: (who?: string, whom?: string): string => `${who ?? 'You'} lifted the ban on ${whom ?? 'you'}`,
    'make-admin': (who?: string, whom?: string): string => `${who ?? 'You'} made ${whom ?? 'you'} an admin`,
    'make-member': (who?: string, whom?: string): string =>
      `${who ?? 'You'} made ${whom ?? 'you'} an ordinary member`,
    'make-owner': (who?: string, whom?: string): string => `${who ?? 'You'} made ${whom ?? 'you'} the owner`,
    name: (who: string | undefined, name: string): string => `${who ?? 'You'} named the room “${name}”`,
    made: (who: string | undefined, name: string): string =>
      name === '' ? `${who ?? 'You'} began this conversation` : `${who ?? 'You'} made the room “${name}”`,
    topic: (who: string | undefined, line: string): string =>
      line === ''
        ? `${who ?? 'You'} removed the line about the room`
        : `${who ?? 'You'} wrote about the room: ${line}`,
    public: (who?: string): string => `${who ?? 'You'} made the room public`,
    private: (who?: string): string => `${who ?? 'You'} made the room private`,
    retention: (who?: string): string => `${who ?? 'You'} changed how long messages are kept`,
    delete: (who?: string): string => `${who ?? 'You'} deleted the room`,
  },

  /** For screen readers: what came in while they read something else. */
  announce: {
    one: (author: string, text: string): string => `${author}: ${text}`,
    many: (n: number, authors: readonly string[]): string =>
      authors.length > 3
        ? `${number(n)} new messages from ${number(authors.length)} people`
        : `${number(n)} new messages from ${authors.join(', ')}`,
    failed: (n: number): string => `${messages(n)} could not be sent. The words are still here.`,
    sent: (n: number): string => count(n, { one: '# message was sent.', other: '# messages were sent.' }),
  },
};

/** Parts of the screen that are loaded when they are first needed. */
export const later = {
  newMessage: {
    which: 'In which room?',
    shared: 'Shared with Onebar',
    forwarded: 'Forwarded message',
  },

  signOut: {
    title: 'Sign out now?',
    ask: (waiting: number): string =>
      count(waiting, {
        one: '# message you wrote is not sent yet. Signing out deletes it from this device.',
        other: '# messages you wrote are not sent yet. Signing out deletes them from this device.',
      }),
    stay: 'Stay signed in',
    leave: 'Delete and sign out',
  },

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
          ? count(waiting, {
              one: '# message you wrote here is safe on this device and goes out when you go on here.',
              other: '# messages you wrote here are safe on this device and go out when you go on here.',
            })
          : 'Everything you wrote here is safe.',
      goOn: 'Use here',
    },
  },

  /** This device may not go on. */
  refused: {
    titles: {
      'signed-out': 'This device was signed out',
      suspended: 'Your account was suspended',
      deleted: 'Your account was deleted',
    },
    safe: {
      'signed-out': (waiting: number): string =>
        waiting > 0
          ? count(waiting, {
              one: '# message you wrote is safe on this device and goes out after you sign in again.',
              other: '# messages you wrote are safe on this device and go out after you sign in again.',
            })
          : 'Nothing you wrote is lost. Sign in again to go on where you were.',
      suspended: (waiting: number): string =>
        waiting > 0
          ? count(waiting, {
              one: 'The admin of this server did that; ask them why. # message you wrote stays safe on this device and goes out when you are let in again.',
              other:
                'The admin of this server did that; ask them why. # messages you wrote stay safe on this device and go out when you are let in again.',
            })
          : 'The admin of this server did that; ask them why. Nothing you wrote is lost.',
      deleted: (waiting: number): string =>
        waiting > 0
          ? count(waiting, {
              one: '# message you wrote here was not sent, and cannot be sent any more. You can still copy it.',
              other:
                '# messages you wrote here were not sent, and cannot be sent any more. You can still copy them.',
            })
          : 'Nothing can be read or written with it any more.',
    },
    unsent: {
      title: 'Not sent yet',
      draft: 'still in the box',
      copy: 'Copy all of it',
    },
    signInAgain: 'Sign in again',
    withCode: 'Use a code from another device',
    tryAgain: 'Try again',
    leave: 'Signing out removes what is left of it from this device.',
  },

  browse: {
    list: 'Public rooms',
    members: people,
    join: 'Join',
    joinRoom: (room: string): string => `Join ${room}`,
    open: 'Open',
    openRoom: (room: string): string => `Open ${room}`,
    asking: 'Asking for the list…',
    none: 'There is no public room yet. Make the first one with “New room”.',
    offline: 'The list comes with the connection. Your own rooms are here all the same.',
    retry: 'Ask again',
  },

  /** The list of rooms, and what somebody wants of a room on this device. */
  archived: {
    title: (n: number): string => `Archived (${number(n)})`,
  },
  roomFilter: {
    label: 'Filter rooms',
    none: (text: string): string => `No room is called “${text}”.`,
  },
  roomChoices: {
    title: 'On this device',
    notify: 'Notifications',
    kinds: { all: 'All messages', mentions: 'Only what names you with @', none: 'None: the room is muted' },
    pin: 'Pin',
    unpin: 'Unpin',
    archive: 'Archive',
    putBack: 'Put back',
    markRead: 'Mark as read',
    note: 'Kept on this device only. An archived room comes back by itself when a message there would notify you.',
  },

  /** A room or a person by a few letters. */
  goTo: {
    label: 'Room or person',
    hint: 'The arrows choose, Enter opens.',
    offline: 'People are found when there is a connection.',
    found: 'What fits',
    none: (text: string): string => `Nothing fits “${text}”.`,
    person: 'person',
    archived: 'archived',
  },

  keys: {
    why: 'All of Onebar can be used without a mouse.',
    show: 'Show the keys',
    key: 'Key',
    does: 'What it does',
    names: { mod: 'Ctrl', alt: 'Alt', shift: 'Shift', enter: 'Enter', escape: 'Esc', letters: 'Letters' },
    what: {
      goTo: 'Go to a room or a person',
      search: 'Search messages',
      rooms: 'The room above, the room below',
      filter: 'In the list of rooms: leave only what fits',
      send: 'Send the message',
      newLine: 'A new line in the message',
      editLast: 'In the empty box: edit your last message',
      messages: 'Among the messages: from one to the next',
      cancel: 'Close or cancel',
      showKeys: 'Show this list',
    },
    single: 'Keys that are pressed alone work, like ?',
  },

  /** What the system shows beside all windows. */
  notifications: {
    heading: 'Notifications',
    offer: 'Shall Onebar tell you of new messages while you look at something else?',
    turnOn: 'Turn on',
    notNow: 'Not now',
    title: (author: string, room: string): string => `${author} in ${room}`,
    sum: (n: number, rooms: number): string =>
      `${count(n, { one: '# new message', other: '# new messages' })} in ${count(rooms, { one: '# room', other: '# rooms' })}`,
    states: {
      on: 'You are told of new messages while you look at something else, as long as Onebar is open.',
      off: 'This device tells you of nothing.',
      ask: 'Onebar can tell you of new messages while you look at something else.',
      denied:
        'The browser does not let Onebar tell you of new messages. Its settings for this page can change that.',
      impossible:
        'This browser does not let a page tell you of new messages. On an iPhone or iPad it works once Onebar is installed.',
    },
    onDevice: 'Tell me on this device',
    sound: 'With a sound',
    which: 'For each room you choose beside it: all messages, only what names you, or none.',
  },

  /** Amounts of data. */
  sizes: {
    bytes: (n: string): string => `${n} bytes`,
    kB: (n: string): string => `${n} kB`,
    MB: (n: string): string => `${n} MB`,
    GB: (n: string): string => `${n} GB`,
    TB: (n: string): string => `${n} TB`,
  },

  settings: {
    serverTitle: 'This server',
    serverWhy: 'You are one of its admins.',
    storage: 'Storage',
    kept: 'Kept for good',
    keptWhy: 'The browser promised not to delete what Onebar keeps on this device.',
    mayClear: 'The browser may clear it when space is short',
    notSaid: 'The browser does not say whether it keeps what Onebar stores here.',
    askToKeep: 'Ask the browser to keep it',
    refused: 'Not yet. Browsers often agree after Onebar has been used for a while, or when it is installed.',
    used: (used: string, quota: string | undefined): string =>
      quota === undefined ? `Onebar uses ${used}.` : `Onebar uses ${used} of the ${quota} it may use.`,
    version: (version: string): string => `Version ${version}`,
  },

  /** What may be done with a message. */
  ways: {
    react: 'React',
    reply: 'Reply',
    forward: 'Forward',
    copyText: 'Copy text',
    more: 'More emoji',
  },

  /** While somebody names a person behind `@`, or an emoji between colons. */
  completion: {
    people: 'People',
    emoji: 'Emoji',
    offers: (n: number): string =>
      `${count(n, { one: '# suggestion', other: '# suggestions' })}. Arrow keys choose, Enter takes.`,
  },

  /** What the emoji themselves are called is English in every language. */
  emoji: {
    search: 'Search emoji',
    nothing: 'No emoji is called so.',
    groups: {
      recent: 'Recently used',
      found: 'Found',
      smileys: 'Smileys',
      people: 'People and gestures',
      nature: 'Nature',
      food: 'Food and drink',
      activities: 'Activities',
      travel: 'Places and travel',
      objects: 'Things',
      symbols: 'Hearts and signs',
    },
  },

  /** More than one message can hold. */
  longText: {
    tooLong: 'This is too long for one message.',
    editTooLong: 'This is too long for one message. Shorten it, or write the rest as another one.',
    over: (n: number): string =>
      count(n, { one: '# character does not fit.', other: '# characters do not fit.' }),
    send: (n: number): string => count(n, { one: 'Send as # message', other: 'Send as # messages' }),
  },

  /** The page about the connection. */
  link: {
    now: 'Now',
    hour: 'The last hour',
    drops: 'Interruptions',
    noDrops: 'No interruptions.',
    drop: (moment: string, span: string): string => `${moment}, for ${span}`,
    lasting: (moment: string): string => `${moment}, and still`,
    curve: (since: string, least: string, most: string): string =>
      `There and back since ${since}: at best ${least}, at worst ${most}.`,
    noCurve: 'How long the way there and back takes has not been measured yet.',
    today: 'Data today',
    room: 'Room',
    sent: 'Sent',
    received: 'Received',
    all: 'All in all',
    counted:
      'Counted is what goes between this device and the server, without what the network adds. It stays on this device, for 31 days.',
    saver: 'Data saver',
    saverIsOn: 'It is on. Typing, who is here and marks do not come by themselves.',
    saverWould: (spared: string, of: string): string =>
      `It is off. Today it would have spared at least ${spared} of ${of}.`,
    toSaver: 'Change it in the settings',
    tryBad: 'Try a bad link',
    tryBadWhy: 'While developing: everything takes longer, and the link goes away now and then.',
  },

  /** The first steps of somebody new. */
  firstRun: {
    label: 'First steps',
    name: 'You have a name.',
    room: 'You are in a room.',
    words: {
      begin: 'Now switch to airplane mode, and write something.',
      write: 'Good. Write something: it is kept here.',
      waits: 'It waits here, safe. Switch the network on again.',
      stored: 'Stored. That is all there is to know.',
    },
    skip: 'Skip this',
    done: 'Done',
  },

  /** Beside a button that copies something. */
  copy: {
    link: 'Copy link',
    text: 'Copy',
    copied: 'Copied',
    yourself: 'Copying is not allowed here. Select this text and copy it:',
  },

  search: {
    label: 'Search messages',
    what: 'Finds everything that is on this device, also without a connection: by the beginnings of words, by person, room and day.',
    typed: 'It can be typed, too:',
    filters: 'Person, room, days',
    room: 'Room',
    anyRoom: 'All rooms',
    person: 'Person',
    anyone: 'Anyone',
    since: 'From',
    until: 'Up to',
    found: (n: number): string => count(n, { one: '# message found', other: '# messages found' }),
    none: 'Nothing found on this device',
    reading: (read: number, of: number): string => `${number(read)} of ${number(of)} looked through`,
    list: 'Messages found',
    someone: 'Someone',
    waits: 'not sent yet',
    more: 'Show more',
    elsewhere: (n: number): string =>
      count(n, { one: '# message is only on the server.', other: '# messages are only on the server.' }),
    ask: 'Also look on the server',
    askFurther: 'Look further on the server',
    asking: 'Looking on the server…',
    foundThere: (n: number): string =>
      count(n, { one: '# message found on the server', other: '# messages found on the server' }),
    noneThere: 'Nothing found on the server',
  },

  /** The way of one message. */
  story: {
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
    people,
    nobodyYet: 'nobody else yet',
    beforeLooking: 'before this device looked',
    clock: 'Times are by the clock of this device.',
    line: (author: string, text: string): string => `${author}: ${text}`,
    copy: 'Copy as text',
    edit: 'Edit',
    takeBack: 'Take back',
    ask: 'It is removed for everyone. That it was taken back stays visible.',
    keep: 'Keep it',
  },

  installation: {
    updateLabel: 'Version',
    updateReady: 'Update ready.',
    updateSafe: 'What you wrote stays here.',
    unsaved: 'Please save or cancel what you are editing first.',
    update: 'Update',
    title: 'Install',
    offer:
      'Install Onebar on this device: it opens without a network, and sends what you wrote after you close it.',
    install: 'Install',
    notNow: 'Not now',
    ways: {
      installed: 'Onebar runs as an app on this device.',
      offered: 'As an app Onebar opens without a network, and sends what you wrote after you close it.',
      'by-hand': 'As an app Onebar opens without a network, and the system does not clear what it keeps.',
      unknown: 'Look for “Install” or “Add to Home Screen” in the menu of your browser.',
    },
    /** On an iPhone or iPad. */
    steps: [
      'Open this page in Safari and tap Share, the square with an arrow.',
      'Choose “Add to Home Screen”, then “Add”.',
      'Open Onebar from the home screen and sign in there once.',
    ],
  },
};

/** Rooms and the people in them. */
export const roomTexts = {
  panel: {
    close: 'Close',
    kinds: {
      public: 'Public room. Anyone can find it and join.',
      private: 'Private room. People come by invite.',
      direct: 'Just the two of you.',
    },
    roles: { owner: 'Owner', admin: 'Admin', member: '' },
    noTopicLine: 'No line about this room yet.',
    edit: 'Rename',
    name: 'Name',
    topicLine: 'What the room is for',
    topicHint: 'One line, up to 200 characters.',
    topicTooLong: 'This line is longer than 200 characters.',
    save: 'Save',
    cancel: 'Cancel',
    waiting: 'On its way',
    discard: 'Discard',
    left: 'Nothing changes here for you any more.',
  },

  members: {
    title: 'Members',
    you: 'you',
    since: (moment: string): string => `As of ${moment}`,
    asking: 'Asking who is here…',
    offline: 'Who is here comes with the connection.',
    more: 'Show more',
    remove: (who: string): string => `Remove ${who}`,
    removeWord: 'Remove',
    ban: (who: string): string => `Ban ${who}`,
    unban: (who: string): string => `Lift the ban on ${who}`,
    moreAbout: (who: string): string => `More about ${who}`,
    'make-admin': (who: string): string => `Make ${who} an admin`,
    'make-member': (who: string): string => `Make ${who} an ordinary member`,
    'make-owner': (who: string): string => `Make ${who} the owner`,
    banned: 'Banned people',
    nobodyBanned: 'Nobody is banned.',
    bannedBy: (who: string): string => `banned by ${who}`,
    someone: 'someone',
  },

  people: {
    find: 'Name of the person',
    findHint: 'The first letters will do.',
    nobody: (text: string): string => `Nobody here has a name that begins with “${text}”.`,
    found: 'People found',
    write: (who: string): string => `Write to ${who}`,
    writeWord: 'Write',
    invite: (who: string): string => `Invite ${who}`,
    inviteWord: 'Invite',
    invited: 'Invited',
    block: (who: string): string => `Block ${who}`,
    blockWhy: (who: string): string => `Direct messages from ${who} are hidden, and they cannot invite you.`,
    unblock: (who: string): string => `Unblock ${who}`,
    unblockWord: 'Unblock',
    blocked: 'Blocked people',
    blockedNote: 'Their direct messages are hidden, and they cannot invite you.',
    nobodyBlocked: 'You have blocked nobody.',
    isBlocked: 'blocked',
  },

  invite: {
    action: 'Invite',
    title: (room: string): string => `Invite to ${room}`,
    close: 'Close',
    people: 'Somebody who is here',
    link: 'With a link',
    linkWhy: 'Whoever opens it comes in, also people who are new here.',
    expires: 'Works for',
    spans: { hour: '1 hour', day: '1 day', week: '7 days', month: '30 days' },
    uses: 'For how many people',
    usesOf: people,
    make: 'Make a link',
    code: 'QR code of the link',
    open: 'Open links',
    left: (left: number, of: number): string => `${left} of ${of} left`,
    until: (moment: string): string => `until ${moment}`,
    by: (who: string): string => `by ${who}`,
    show: 'Show',
    takeBack: 'Take back',
    takeBackOf: (facts: string): string => `Take back the link: ${facts}`,
    takenBack: 'The link was taken back. Nobody comes in by it any more.',
    elsewhere: 'It was made on another device.',
  },

  retention: {
    title: 'How long messages are kept',
    rule: (days: number | undefined, newest: number | undefined): string => {
      if (days === undefined && newest === undefined) return 'For ever.';
      const byTime = days === undefined ? '' : count(days, { one: 'For # day.', other: 'For # days.' });
      const byNumber = newest === undefined ? '' : `The newest ${number(newest)}.`;
      return `${byTime} ${byNumber}`.trim();
    },
    server: (rule: string): string => `On this whole server: ${rule} Whichever keeps less holds.`,
    change: 'Change how long',
    days: 'Keep messages for',
    daysOf: (days: number): string => count(days, { one: '# day', other: '# days' }),
    forEver: 'ever',
    count: 'Keep of them',
    all: 'all',
    newest: (n: number): string => `the newest ${number(n)}`,
    warning:
      'What is beyond that is removed for everybody, on the server and on all devices, within some minutes. It does not come back.',
    keepsAll: 'Nothing is removed from now on. What was removed before does not come back.',
    cancel: 'Cancel',
    save: 'Remove the rest',
    keepAll: 'Keep all',
  },

  ways: {
    leave: 'Leave room',
    leaveTitle: 'Leave this room?',
    leaveAsk:
      'It is private: you come back only by an invite. What you have of it stays readable on this device.',
    stay: 'Stay',
    ownerStays: 'You own this room. To leave it, make somebody else the owner first.',
    makePublic: 'Make the room public',
    makePrivate: 'Make the room private',
    remove: 'Delete room',
    removeTitle: 'Delete this room?',
    removeAsk:
      'Nobody can write here any more, and it goes from the server for everybody. What people have on their devices stays there.',
    keepRoom: 'Keep the room',
    joinAgain: 'Join again',
    unlist: 'Take off the list',
    former: 'Rooms you left',
    formerNote: 'What you have of them stays readable on this device.',
  },

  join: {
    asking: 'Asking what this invite is to…',
    to: (room: string): string => `You are invited to ${room}.`,
    toARoom: 'You are invited to a room.',
    toServer: 'This is an invite to this server, and you are here already.',
    by: (who: string): string => `The invite is from ${who}.`,
    join: 'Join',
    joining: 'On the way in…',
    notNow: 'Not now',
    kept: 'There is no connection now. The invite is kept on this device, and you come in as soon as there is one.',
    forget: 'Forget the invite',
    toRooms: 'To your rooms',
    youAreIn: (room: string): string => `You are in ${room} now.`,
    inARoom: 'You are in the room you were invited to.',
    open: 'Open it',
    dismiss: 'Dismiss',
    signedOut: 'Create an account, or sign in, and you come in.',
  },

  newRoom: {
    name: 'Room name',
    create: 'Create',
    nameProblems: {
      empty: 'Please type a name for the room.',
      'too-long': 'This name is longer than 40 characters.',
      'control-character': 'This name has a character that cannot be seen. Please type it again.',
    },
    who: 'Who can come in',
    public: 'Public',
    publicHint: 'Anyone can find it and join.',
    private: 'Private',
    privateHint: 'People come by invite.',
  },
};

/** The ways in that not everybody takes: with a code, by a set-up link, and where no account can be made. */
export const entryTexts = {
  code: {
    title: 'Sign in with a code',
    label: 'Code',
    hint: 'On a device where you are signed in: Settings, “Link a device”.',
    empty: 'Please type the code that your other device shows.',
    signIn: 'Sign in',
    fromLink: 'This signs in this device as the person who showed you the code.',
  },
  /** The link of such a code was opened where somebody is signed in. */
  codeLink: {
    what: 'This link signs in another device: as the person who showed it, without their password.',
    here: (name: string): string =>
      `On this device you are signed in already, as ${name}. Nothing was done with the link.`,
    instead:
      'To sign in here as the person who showed it, sign out first. What Onebar keeps on this device is deleted then; what was sent stays on the server.',
    use: 'Sign out and use the link',
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
};

/** One’s own account and devices. */
export const settingsTexts = {
  profile: {
    title: 'Profile',
    name: 'Display name',
    hint: `Others see it. Up to ${maxNameChars} characters.`,
    save: 'Save name',
    saved: 'Saved.',
  },

  language: {
    title: 'Language',
    automatic: (name: string): string => `Automatic: ${name}`,
    failed: 'This language has not come through yet. Please try again when there is a connection.',
  },

  privacy: {
    title: 'Privacy',
    typing: 'Show when I am typing',
    typingWhy: 'On this device. When it is off, you do not see it of others here either.',
    presence: 'Show when I am here, and when I was last',
    presenceWhy: 'On all your devices. When it is off, you do not see it of others either.',
  },

  saver: {
    title: 'Data saver',
    why: 'Without signs of who types and who is here, marks only when a room is opened, and older messages page by page.',
    choices: { auto: 'Automatic: as the browser says', on: 'On', off: 'Off' },
    isOn: 'It is on now.',
    isOff: 'It is off now.',
  },

  password: {
    title: 'Password',
    why: 'Your other devices stay signed in when it changes, and your app tokens stay good.',
    change: 'Change password',
    old: 'Current password',
    new: 'New password',
    newHint: `At least ${minPasswordChars} characters, no other rule.`,
    cancel: 'Cancel',
    changed: 'Your password was changed.',
  },

  devices: {
    title: 'Devices',
    list: 'Your devices',
    nameless: 'A device without a name',
    thisOne: 'this device',
    connected: 'Connected now',
    seen: (span: string): string => `Last seen ${span} ago`,
    neverSeen: 'Not seen yet',
    since: (day: string, isDate: boolean): string =>
      isDate ? `signed in on ${day}` : `signed in ${day.toLowerCase()}`,
    facts: (seen: string, since: string): string => `${seen}, ${since}`,
    signOut: 'Sign out this device',
    signOutOthers: 'Sign out everywhere else',
    asking: 'Asking for the list…',
    offline: 'The list comes with the connection.',
    askOne: (name: string): string => `Sign out ${name}?`,
    askOneWhy:
      'It cannot read or write any more from that moment. What was written there and not sent stays on it, and goes out when you sign in there again.',
    askOthers: 'Sign out all your other devices?',
    stay: 'Keep it signed in',
    gone: (name: string): string => `${name} was signed out.`,
    othersGone: 'All your other devices were signed out.',
    link: 'Link a device',
    linkWhy: 'Signs in another device without typing your password.',
    appsToo: (n: number): string =>
      count(n, { one: 'Your app token ends as well.', other: 'Your # app tokens end as well.' }),
  },

  apps: {
    title: 'App tokens',
    why: 'For scripts and things that read or write in your name over MQTT, without your password. Each may do only what you allow it.',
    list: 'Your app tokens',
    none: 'You have none yet.',
    start: 'New app token',
    reads: 'Reads all rooms.',
    readsSome: (rooms: string): string => `Reads ${rooms}.`,
    writes: 'Writes in all rooms.',
    writesSome: (rooms: string): string => `Writes in ${rooms}.`,
    others: (n: number): string =>
      count(n, { one: '# room you are not in', other: '# rooms you are not in' }),
    comma: ', ',
    andPlain: 'Plain topics.',
    since: (day: string, isDate: boolean): string =>
      isDate ? `made on ${day}` : `made ${day.toLowerCase()}`,
    used: (span: string): string => `Used ${span} ago`,
    unused: 'Not used yet',
    revoke: 'Revoke',
    ask: (name: string): string => `Revoke ${name}?`,
    askWhy:
      'Whatever uses it is cut off at once, and can neither read nor write any more. What it wrote stays.',
    keep: 'Keep it',
    revoked: (name: string): string => `${name} was revoked.`,
    name: 'Name',
    nameHint: 'What it is for, so that you know it again.',
    read: 'Rooms that it reads',
    write: 'Rooms that it writes in',
    rooms: { none: 'None', some: 'Some', all: 'All' },
    readPicks: 'Which rooms it reads',
    writePicks: 'Which rooms it writes in',
    plain: 'Plain topics',
    plainWhy: 'Topics beside the rooms, by which things speak with each other, if this server has any.',
    pick: 'Please choose a room.',
    tooMany: (n: number): string => `Please choose at most ${n} rooms, or all of them.`,
    nothing: 'Please allow it something: to read, to write, or the plain topics.',
    make: 'Make the token',
    cancel: 'Cancel',
    madeTitle: (name: string): string => `The token “${name}”`,
    once: 'It is shown only now. Whoever has it may do what you allowed it, so keep it like a password.',
    token: 'Token',
    copy: 'Copy token',
    example: 'Try it in a terminal',
    copyExample: 'Copy the line',
    port: '1883 is the usual port for MQTT. Whoever runs this server knows if it is another one.',
    done: 'Done',
  },

  link: {
    title: 'Link a device',
    close: 'Close',
    how: 'Scan this with the camera of the other device, or open Onebar there, choose “Sign in with a code”, and type this code:',
    qr: 'QR code to sign in another device',
    code: 'Code',
    left: (time: string): string => `Works once. ${time} left.`,
    careful: 'Whoever has this code is signed in as you. Show it to nobody.',
    expired: 'This code has expired.',
    another: 'New code',
    asking: 'Asking for a code…',
    done: (name: string): string => `${name} is signed in.`,
  },

  remove: {
    title: 'Delete account',
    why: 'Deletes your account for good.',
    start: 'Delete my account…',
    what: 'All your devices are signed out at once, and you leave all rooms. A room that you own gets another owner, or is deleted when nobody else is in it. This cannot be undone.',
    unsent: (n: number): string =>
      count(n, {
        one: '# message not sent yet is deleted from this device.',
        other: '# messages not sent yet are deleted from this device.',
      }),
    messages: 'Your messages',
    keep: 'Keep them',
    keepWhy: 'Others still read them, with your name.',
    empty: 'Empty them',
    emptyWhy:
      'Their words are removed for everybody, and your name with them. That something was written stays visible.',
    password: 'Your password',
    stay: 'Keep my account',
    go: 'Delete account',
  },

  /** What belongs together, and the ways there. */
  parts: {
    label: 'Parts of the settings',
    you: 'You',
    look: 'Look',
    people: 'Messages and people',
    device: 'This device',
    account: 'Account',
  },

  look: {
    title: 'Appearance',
    theme: 'Theme',
    themes: { auto: 'Automatic', light: 'Light', dark: 'Dark' },
    size: 'Text size',
    sizes: { small: 'Small', normal: 'Normal', large: 'Large', largest: 'Very large' },
    density: 'Spacing',
    densities: { comfortable: 'Comfortable', compact: 'Compact' },
    note: 'For everybody who uses Onebar on this device.',
  },

  /** Of the account, on this device. */
  kept: {
    title: 'What is kept here',
    messages: (n: number, rooms: number): string =>
      `${messages(n)} in ${count(rooms, { one: '# room', other: '# rooms' })}`,
    unsent: (n: number): string => `${number(n)} not sent yet`,
    drafts: (n: number): string => count(n, { one: '# draft', other: '# drafts' }),
  },

  clear: {
    start: 'Remove old messages here…',
    title: 'Remove old messages from this device?',
    what: (n: number): string =>
      count(n, {
        one: '# old message goes from this device and stays on the server. Scroll up in its room, and it comes back when there is a connection.',
        other:
          '# old messages go from this device and stay on the server. Scroll up in a room, and they come back when there is a connection.',
      }),
    safe: 'The newest messages of each room stay, and all that you have not read. What you wrote and is not sent yet is safe, and so are your drafts and the rooms you left.',
    keep: 'Keep them',
    go: 'Remove them',
    stop: 'Stop',
    progress: (done: number, of: number): string => `${number(done)} of ${number(of)} removed`,
    done: (n: number): string =>
      count(n, {
        one: '# message was removed from this device.',
        other: '# messages were removed from this device.',
      }),
    nothing: 'There is nothing old here to remove.',
  },

  exported: {
    title: 'Take your data along',
    why: 'All that this device holds, in one file (JSON): rooms, messages, what waits here and what you chose. It is made here, also without a connection.',
    careful: 'Whoever has the file can read all of it.',
    start: 'Export my data',
    stop: 'Stop',
    progress: (done: number, of: number): string => `${number(done)} of ${messages(of)}`,
    ready: 'The file is ready.',
    save: (size: string): string => `Save the file, ${size}`,
  },
};

/** The screen for the server’s admins. */
export const serverTexts = {
  adminsOnly: 'This screen is for the admins of this server.',
  asking: 'Asking the server…',
  counts: (peopleHere: number, roomsHere: number): string =>
    `${people(peopleHere)}, ${count(roomsHere, { one: '# room', other: '# rooms' })}.`,
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
    devices: (n: number): string => count(n, { one: '# device', other: '# devices' }),
    apps: (n: number): string => count(n, { one: '# app token', other: '# app tokens' }),
    since: (day: string, isDate: boolean): string => `came ${isDate ? day : day.toLowerCase()}`,
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
  appsToo: (n: number): string =>
    count(n, { one: 'Their app token ends as well.', other: 'Their # app tokens end as well.' }),
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
    members: people,
    others: (privates: number, directs: number): string =>
      `Not shown: ${[
        privates > 0 && count(privates, { one: '# private room', other: '# private rooms' }),
        directs > 0 && count(directs, { one: '# conversation of two', other: '# conversations of two' }),
      ]
        .filter(Boolean)
        .join(', ')}. What is in them is their members’ own business.`,
    remove: (name: string): string => `Delete ${name}`,
    removeWord: 'Delete room',
    what: (name: string): string =>
      `The room “${name}” is deleted for ever, and everybody in it is told. What they have of it on their devices stays readable to them. Nobody can write there any more.`,
    done: (name: string): string => `The room “${name}” was deleted.`,
  },
};

/**
 * What the server and the engine answer is English already. Another language has it here, by the English sentence; `#` stands for what
 * changes in one, in the same order.
 */
export const answers: Readonly<Record<string, string>> = {};
