// What there is to show while nobody is signed in.
import type { AppState } from './state';

export const signedOut = { ok: false, message: 'You are signed out.' } as const;
/** Nothing was done. */
export const notFetched = {
  ok: false,
  message: 'This part of the app is not on this device yet. It comes when there is a connection.',
} as const;

export const emptyState = (nowMs: number): Omit<AppState, 'stage'> => ({
  connection: {
    state: 'connecting',
    sinceMs: nowMs,
    nextTryAtMs: undefined,
    lastHeardAtMs: undefined,
    serverSilent: false,
    slower: false,
  },
  rooms: [],
  unlisted: [],
  blocked: [],
  invites: [],
  lastRoom: undefined,
  open: undefined,
  waiting: 0,
  outbox: [],
  storageTrouble: undefined,
  isAdmin: false,
  company: undefined,
  firstRun: undefined,
});
