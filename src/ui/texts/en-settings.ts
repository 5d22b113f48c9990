// The words of Settings: about one's own account and devices. Otherwise as en.ts.
import { maxNameChars, minPasswordChars } from '../../protocol/limits';
import { messages } from './counts';

export const settingsTexts = {
  profile: {
    title: 'Profile',
    name: 'Display name',
    hint: `Others see it. Up to ${maxNameChars} characters.`,
    save: 'Save name',
    saved: 'Saved.',
  },

  password: {
    title: 'Password',
    why: 'Your other devices stay signed in when it changes.',
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
    since: (day: string): string =>
      /^(Today|Yesterday)$/.test(day) ? `signed in ${day.toLowerCase()}` : `signed in on ${day}`,
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
      `${messages(n)} not sent yet ${n === 1 ? 'is' : 'are'} deleted from this device.`,
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
} as const;
