// The app as a component test needs it: a state to set and a record of what was done. Never part of the product.
import { createStore } from 'zustand/vanilla';
import type { EntryId, RoomId, UserId } from '../protocol/ids';
import type { Actions, App, AppState, MessageView, RoomView } from '../store/state';

const ok = { ok: true } as const;

export interface FakeApp extends App {
  readonly set: (state: Partial<AppState>) => void;
}

export function createFakeApp(state: Partial<AppState> = {}, actions: Partial<Actions> = {}): FakeApp {
  const store = createStore<AppState>(() => ({
    stage: { at: 'signed-in', user: 'user-mira' as UserId, name: 'Mira' },
    connection: { state: 'online', sinceMs: 0, nextTryAtMs: undefined, lastHeardAtMs: undefined },
    rooms: [],
    open: undefined,
    waiting: 0,
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
      signOut: () => Promise.resolve(),
      openRoom: () => {},
      closeRoom: () => {},
      send: () => Promise.resolve(ok),
      saveDraft: () => {},
      loadOlder: () => Promise.resolve(ok),
      fillHole: () => Promise.resolve(ok),
      markRead: () => {},
      retry: () => Promise.resolve(ok),
      discard: () => Promise.resolve(undefined),
      tryNow: () => {},
      loadPublicRooms: () => Promise.resolve({ ok: true, rooms: [] }),
      createRoom: () => Promise.resolve({ ok: true, room: 'made' as RoomId }),
      joinRoom: (room) => Promise.resolve({ ok: true, room }),
      ...actions,
    },
  };
}

export function fakeRoom(name: string, facts: Partial<RoomView> = {}): RoomView {
  return { room: name.toLowerCase() as RoomId, name, unread: 0, waiting: 0, last: undefined, ...facts };
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
    state: undefined,
    problem: undefined,
    unknownKind: false,
    ...facts,
  };
}
