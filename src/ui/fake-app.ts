// The app as a component test needs it: a state to set and a record of what was done. Never part of the product.
import { createStore } from 'zustand/vanilla';
import type { EntryId, RoomId, UserId } from '../protocol/ids';
import { emptyState } from '../store/empty-state';
import type {
  Actions,
  App,
  AppState,
  MessageView,
  OutboxItemView,
  RoomView,
  StoryView,
} from '../store/state';

const ok = { ok: true } as const;
const nobody = emptyState(0);

export interface FakeApp extends App {
  readonly set: (state: Partial<AppState>) => void;
}

export function createFakeApp(state: Partial<AppState> = {}, actions: Partial<Actions> = {}): FakeApp {
  const store = createStore<AppState>(() => ({
    stage: { at: 'signed-in', user: 'user-mira' as UserId, name: 'Mira' },
    ...nobody,
    connection: { ...nobody.connection, state: 'online' },
    ...state,
  }));
  return {
    getState: store.getState,
    getInitialState: store.getInitialState,
    subscribe: store.subscribe,
    set: (next) => store.setState(next),
    actions: {
      createAccount: () => Promise.resolve(ok),
      signIn: () => Promise.resolve(ok),
      signInByCode: () => Promise.resolve(ok),
      registration: () => Promise.resolve('open'),
      drafts: () => Promise.resolve([]),
      signOut: () => Promise.resolve(0),
      keepInvite: () => Promise.resolve(),
      forgetInvite: () => Promise.resolve(),
      lookAtInvite: () => Promise.resolve(undefined),
      openRoom: () => {},
      closeRoom: () => {},
      lookAtPeople: () => {},
      send: () => Promise.resolve(ok),
      saveDraft: () => {},
      addToDraft: () => Promise.resolve(ok),
      saveEdit: () => {},
      loadOlder: () => Promise.resolve(ok),
      react: () => Promise.resolve(ok),
      bring: (target) => Promise.resolve({ ok: true, at: target }),
      fillHole: () => Promise.resolve(ok),
      fillHoles: () => Promise.resolve(ok),
      markRead: () => {},
      retry: () => Promise.resolve(ok),
      discard: () => Promise.resolve(undefined),
      edit: () => Promise.resolve(ok),
      takeBack: () => Promise.resolve(ok),
      story: () => Promise.resolve(undefined),
      openSearch: () => Promise.resolve(undefined),
      takeOver: () => {},
      storage: () => Promise.resolve({ persisted: undefined, usedBytes: undefined, quotaBytes: undefined }),
      persistStorage: () => Promise.resolve(false),
      withKept: () => Promise.resolve(undefined),
      tryNow: () => {},
      linkReport: () => Promise.resolve(undefined),
      ask: () => Promise.resolve({ ok: false, message: 'Nobody answers.' }),
      createRoom: () => Promise.resolve({ ok: true, room: 'made' as RoomId }),
      joinRoom: (room) => Promise.resolve({ ok: true, room }),
      directRoom: () => Promise.resolve({ ok: true, room: 'direct' as RoomId }),
      enterByInvite: () => Promise.resolve({ ok: true, room: 'invited' as RoomId }),
      changeRoom: () => Promise.resolve(ok),
      unlistRoom: () => Promise.resolve(ok),
      peopleOf: () => Promise.resolve([]),
      chooseForRoom: () => Promise.resolve(ok),
      markRoomRead: () => Promise.resolve(ok),
      remembered: () => Promise.resolve(undefined),
      remember: () => Promise.resolve(),
      ...actions,
    },
  };
}

export function fakeRoom(name: string, facts: Partial<RoomView> = {}): RoomView {
  return {
    room: name.toLowerCase() as RoomId,
    name,
    visibility: 'public',
    role: undefined,
    topicLine: undefined,
    partner: undefined,
    unread: 0,
    mentions: 0,
    notify: 'all',
    pinned: false,
    archived: false,
    waiting: 0,
    last: undefined,
    ...facts,
  };
}

export function fakeMessage(seq: number | undefined, facts: Partial<MessageView> = {}): MessageView {
  return {
    type: 'message',
    id: `entry-${seq ?? 'new'}` as EntryId,
    seq,
    own: false,
    author: 'Asha',
    from: 'user-asha' as UserId,
    text: `words ${seq}`,
    atMs: 0,
    waitedSec: 0,
    state: undefined,
    edited: false,
    retracted: false,
    orphaned: false,
    problem: undefined,
    failedRow: undefined,
    failedWhat: undefined,
    unknownKind: false,
    reply: undefined,
    reactions: [],
    mentionsSelf: false,
    readBy: undefined,
    ...facts,
  };
}

export function fakeOutboxItem(id: string, facts: Partial<OutboxItemView> = {}): OutboxItemView {
  return {
    id: id as EntryId,
    room: 'lobby' as RoomId,
    roomName: 'Lobby',
    what: 'message',
    change: undefined,
    text: `words ${id}`,
    atMs: 0,
    state: 'saved',
    problem: undefined,
    mayDiscard: true,
    ...facts,
  };
}

export function fakeStory(facts: Partial<StoryView> = {}): StoryView {
  return {
    id: 'entry-7' as EntryId,
    author: 'Mira',
    text: 'the bridge',
    seq: 7,
    steps: [],
    waitedSec: 0,
    delivered: [],
    read: [],
    counts: undefined,
    ...facts,
  };
}
