// The words of the parts of the screen that are loaded when they are first needed; otherwise as en.ts.
import { count, messages } from './counts';

export const later = {
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
          ? `${messages(waiting)} you wrote ${waiting === 1 ? 'is' : 'are'} safe on this device and ${waiting === 1 ? 'goes' : 'go'} out after you sign in again.`
          : 'Nothing you wrote is lost. Sign in again to go on where you were.',
      suspended: (waiting: number): string =>
        waiting > 0
          ? `The admin of this server did that; ask them why. ${messages(waiting)} you wrote ${waiting === 1 ? 'stays' : 'stay'} safe on this device and ${waiting === 1 ? 'goes' : 'go'} out when you are let in again.`
          : 'The admin of this server did that; ask them why. Nothing you wrote is lost.',
      deleted: (waiting: number): string =>
        waiting > 0
          ? `${messages(waiting)} you wrote here ${waiting === 1 ? 'was' : 'were'} not sent, and cannot be sent any more. You can still copy ${waiting === 1 ? 'it' : 'them'}.`
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

  /** Beside a button that copies something. */
  copy: {
    link: 'Copy link',
    text: 'Copy',
    copied: 'Copied',
    yourself: 'Copying is not allowed here. Select this text and copy it:',
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
    people: (n: number): string => count(n, 'person', 'people'),
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
} as const;
