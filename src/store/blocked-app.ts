// The app where it cannot start.
import { createStore } from 'zustand/vanilla';
import { emptyState, signedOut } from './empty-state';
import type { Actions, App, AppState, Stage } from './state';

/** An app that cannot start here: it shows the stage that says why, and no action leads on. */
export function createBlockedApp(stage: Stage, nowMs: number): App {
  const store = createStore<AppState>(() => ({ stage, ...emptyState(nowMs) }));
  const no = () => Promise.resolve(signedOut);
  const nothing = () => undefined;
  const actions: Actions = {
    createAccount: no,
    signIn: no,
    signInByCode: no,
    registration: async () => undefined,
    drafts: async () => [],
    signOut: async () => 0,
    keepInvite: async () => undefined,
    forgetInvite: async () => undefined,
    lookAtInvite: async () => undefined,
    openRoom: nothing,
    closeRoom: nothing,
    lookAtPeople: nothing,
    bring: no,
    send: no,
    react: no,
    saveDraft: nothing,
    addToDraft: no,
    saveEdit: nothing,
    loadOlder: no,
    fillHole: no,
    fillHoles: no,
    markRead: nothing,
    retry: no,
    discard: async () => undefined,
    edit: no,
    takeBack: no,
    story: async () => undefined,
    openSearch: async () => undefined,
    takeOver: nothing,
    storage: async () => ({ persisted: undefined, usedBytes: undefined, quotaBytes: undefined }),
    persistStorage: async () => false,
    withKept: async () => undefined,
    tryNow: nothing,
    linkReport: async () => undefined,
    ask: no,
    createRoom: no,
    joinRoom: no,
    directRoom: no,
    enterByInvite: no,
    changeRoom: no,
    unlistRoom: no,
    peopleOf: async () => [],
    chooseForRoom: no,
    markRoomRead: no,
    remembered: async () => undefined,
    remember: async () => undefined,
  };
  return {
    getState: store.getState,
    getInitialState: store.getInitialState,
    subscribe: store.subscribe,
    actions,
  };
}
