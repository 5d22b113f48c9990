// An app in memory: the contract of src/store/state.ts without a device or a broker behind it.
import { createStore } from 'zustand/vanilla';
import type { EntryId, RoomId, UserId } from '../../../src/protocol/ids';
import type {
  Actions,
  App,
  AppState,
  ItemView,
  MessageView,
  OpenRoomView,
  RoomView,
} from '../../../src/store/state';

const room = (n: string) => n as RoomId;
let n = 0;
export const message = (part: Partial<MessageView>): MessageView => ({
  type: 'message',
  id: `m${++n}` as EntryId,
  seq: undefined,
  own: false,
  author: 'Tomás',
  from: 'u-t' as UserId,
  text: 'x',
  atMs: Date.now(),
  state: undefined,
  problem: undefined,
  unknownKind: false,
  ...part,
});
const at = (h: number, m: number, day = 0) => {
  const d = new Date();
  d.setHours(h, m, 0, 0);
  return d.getTime() - day * 86_400_000;
};

export function mockItems(): ItemView[] {
  const asha = { author: 'Asha', from: 'u-a' as UserId };
  const me = { author: 'Mira', from: 'u-m' as UserId, own: true };
  return [
    message({ seq: 1, text: 'Morning. Two of us start from the lower camp.', atMs: at(8, 2, 1) }),
    message({ seq: 2, ...asha, text: 'صباح الخير، الطريق مفتوح 👍', atMs: at(8, 5, 1) }),
    message({ seq: 3, text: 'Road is open until the bridge. After that only on foot.', atMs: at(13, 40) }),
    message({ seq: 4, text: 'Taking the upper path.', atMs: at(13, 41) }),
    { type: 'hole', from: 5, to: 11, loading: false },
    message({ seq: 12, ...asha, text: 'Water at the ford is knee high and rising.', atMs: at(14, 2) }),
    message({
      seq: 13,
      ...me,
      text: 'Understood. Nobody crosses after three.',
      atMs: at(14, 3),
      state: 'stored',
    }),
    message({
      ...me,
      text: 'The culvert at km 41 is gone, we walk back to the lower camp and try again at first light.',
      atMs: at(14, 6),
      state: 'saved',
    }),
    message({ ...me, text: 'Please tell Joel.', atMs: at(14, 6), state: 'saved' }),
    message({
      ...me,
      text: 'A very long report that nobody could ever send',
      atMs: at(14, 7),
      state: 'failed',
      problem: 'This message is larger than 16 kB.',
    }),
  ];
}
export function bulk(count: number, from = 1): ItemView[] {
  return Array.from({ length: count }, (_, i) => {
    const own = i % 7 === 3;
    return message({
      seq: from + i,
      own,
      author: own ? 'Mira' : i % 3 ? 'Tomás' : 'Asha',
      from: (own ? 'u-m' : i % 3 ? 'u-t' : 'u-a') as UserId,
      text: i % 11 === 0 ? `line ${from + i} `.repeat(30) : `line ${from + i}`,
      atMs: at(6, 0) - (count - i) * 20_000,
      state: own ? 'stored' : undefined,
    });
  });
}
const rooms: RoomView[] = [
  {
    room: room('north'),
    name: 'North slope team',
    unread: 0,
    waiting: 2,
    last: { author: undefined, text: 'The culvert at km 41 is gone', atMs: at(14, 6) },
  },
  {
    room: room('asha'),
    name: 'Asha',
    unread: 2,
    waiting: 0,
    last: { author: 'Asha', text: 'Can you bring the second battery?', atMs: at(13, 58) },
  },
  {
    room: room('clinic'),
    name: 'Clinic Kasese',
    unread: 14,
    waiting: 0,
    last: { author: 'Joel', text: 'cold chain is fine, 4 °C', atMs: at(11, 20) },
  },
  {
    room: room('lobby'),
    name: 'Lobby',
    unread: 0,
    waiting: 0,
    last: { author: 'Mira', text: 'hello all', atMs: at(10, 0, 3) },
  },
  { room: room('big'), name: 'Ten thousand', unread: 0, waiting: 0, last: undefined },
  { room: room('empty'), name: 'Empty', unread: 0, waiting: 0, last: undefined },
];
export function createFakeApp(stageName: string, connection: string) {
  const itemsOf: Record<string, ItemView[]> = {
    north: mockItems(),
    asha: bulk(3),
    clinic: bulk(40),
    lobby: bulk(80),
    big: bulk(10_000),
    empty: [],
  };
  const drafts: Record<string, string> = {};
  const at = (s: string): AppState['stage'] =>
    s === 'signed-in'
      ? { at: s, user: 'u-m' as UserId, name: 'Mira' }
      : s === 'refused'
        ? { at: s, user: 'u-m' as UserId, name: 'Mira', reason: 'It was signed out from another device.' }
        : s === 'no-storage'
          ? { at: s, reason: 'The browser said: storage is blocked.' }
          : ({ at: s } as AppState['stage']);
  const conn = (s: string): AppState['connection'] => ({
    state: s as 'online',
    sinceMs: Date.now() - 6 * 60_000,
    nextTryAtMs: s === 'offline' ? Date.now() + 8000 : undefined,
    lastHeardAtMs: Date.now() - 6 * 60_000,
  });
  const store = createStore<AppState>(() => ({
    stage: at(stageName),
    connection: conn(connection),
    rooms,
    open: undefined,
    waiting: connection === 'online' ? 0 : 2,
  }));
  const view = (id: RoomId): OpenRoomView => ({
    room: id,
    name: rooms.find((r) => r.room === id)?.name ?? '',
    items: itemsOf[id] ?? [],
    older: id === 'big' ? 'none' : id === 'lobby' ? 'here' : 'none',
    completeUpToMs:
      id === 'north'
        ? mockItems()[3]!.type === 'message'
          ? (mockItems()[3] as MessageView).atMs
          : 0
        : undefined,
    draft: drafts[id] ?? '',
    firstUnreadSeq: id === 'clinic' ? 27 : undefined,
  });
  const refresh = (id: RoomId) =>
    store.setState((s) => (s.open?.room === id ? { open: { ...s.open, items: itemsOf[id] ?? [] } } : {}));
  const log: string[] = [];
  const actions: Actions = {
    createAccount: async () => {
      await new Promise((r) => setTimeout(r, 300));
      if (stageName === 'no-server')
        return {
          ok: false,
          message: 'The server cannot be reached. What you typed is still here; try again in a moment.',
        };
      store.setState({ stage: at('signed-in') });
      return { ok: true };
    },
    signIn: async () => ({ ok: false, message: 'This name and password do not belong together.' }),
    signOut: async () => store.setState({ stage: { at: 'signed-out' } }),
    openRoom: (id) => store.setState({ open: rooms.some((r) => r.room === id) ? view(id) : undefined }),
    closeRoom: () => store.setState({ open: undefined }),
    send: async (id, text) => {
      await new Promise((r) => setTimeout(r, 20));
      const m = message({ own: true, author: 'Mira', from: 'u-m' as UserId, text, state: 'saved' });
      itemsOf[id] = [...(itemsOf[id] ?? []), m];
      refresh(id);
      return { ok: true };
    },
    saveDraft: (id, text) => {
      drafts[id] = text;
    },
    loadOlder: async () => {
      log.push('older');
      await new Promise((r) => setTimeout(r, 200));
      const id = store.getState().open!.room;
      const first = itemsOf[id]![0] as MessageView;
      itemsOf[id] = [
        ...bulk(50, (first.seq ?? 0) - 50).map((m) => ({ ...m, atMs: first.atMs - 60_000 }) as ItemView),
        ...itemsOf[id]!,
      ];
      refresh(id);
      return { ok: true };
    },
    fillHole: async (hole) => {
      const id = store.getState().open!.room;
      itemsOf[id] = itemsOf[id]!.flatMap((i) =>
        i === hole ? bulk(hole.to - hole.from + 1, hole.from) : [i],
      );
      refresh(id);
      return { ok: true };
    },
    markRead: () => {
      log.push('read');
    },
    retry: async () => ({ ok: false, message: 'Still too large.' }),
    discard: async (id) => {
      const r = store.getState().open!.room;
      const m = itemsOf[r]!.find((i) => i.type === 'message' && i.id === id) as MessageView;
      itemsOf[r] = itemsOf[r]!.filter((i) => i !== m);
      refresh(r);
      return m.text;
    },
    tryNow: () => store.setState({ connection: conn('connecting') }),
    loadPublicRooms: async () => ({
      ok: true,
      rooms: [
        { room: room('lobby'), name: 'Lobby', members: 12 },
        { room: room('kitchen'), name: 'Kitchen', members: 1 },
        { room: room('w'), name: 'Weather on the pass', members: 40 },
      ],
    }),
    createRoom: async (name) =>
      name === 'no'
        ? { ok: false, message: 'A room of this name exists already.' }
        : { ok: true, room: room('empty') },
    joinRoom: async () => ({ ok: true, room: room('lobby') }),
  };
  const app: App = {
    getState: store.getState,
    getInitialState: store.getInitialState,
    subscribe: store.subscribe,
    actions,
  };
  return {
    app,
    log,
    store,
    conn,
    receive(id: string, count = 1) {
      const list = itemsOf[id]!;
      const last = (list.at(-1) as MessageView).seq ?? 0;
      itemsOf[id] = [
        ...list,
        ...bulk(count, last + 1).map(
          (m) =>
            ({
              ...m,
              own: false,
              state: undefined,
              from: 'u-t',
              author: 'Tomás',
              atMs: Date.now(),
            }) as ItemView,
        ),
      ];
      refresh(id as RoomId);
    },
  };
}
