import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Db } from '../db/db';
import { bo, createFakeDisk, me, roomA, roomB, textEntry } from '../db/fake-disk';
import { createFakeClock, settle, type FakeClock } from '../platform/fake-clock';
import { createFakeNotifications } from '../platform/notifications';
import type { DeviceId, RoomId } from '../protocol/ids';
import { firstStatus, type LinkStatus } from '../sync/link-status';
import { createSignal, type WritableSignal } from '../sync/signal';
import { createNotifier, type NotifiedPerson, type Notifier } from './notifier';

let db: Db;
let clock: FakeClock;
let notifications: ReturnType<typeof createFakeNotifications>;
let status: WritableSignal<LinkStatus>;
let leads: WritableSignal<boolean>;
let notifier: Notifier;
let person: NotifiedPerson | undefined;
let tellApp: () => void;
let [focused, visible] = [false, false];
let openRoom: RoomId | undefined;
let tones: number;

beforeEach(async () => {
  db = await createFakeDisk().openDb();
  clock = createFakeClock();
  notifications = createFakeNotifications();
  status = createSignal<LinkStatus>({ ...firstStatus(0), state: 'online' });
  leads = createSignal(true);
  [focused, visible, openRoom, tones] = [false, false, undefined, 0];
  await know(roomA, 1);
  await know(roomB, 0);
  await db.log.put(roomA, [textEntry(1)]);
  person = {
    db,
    nameOf: (user) => (user === bo ? 'Bo' : 'Ann'),
    engine: { account: { user: me, name: 'Ann', device: 'device' as DeviceId, token: '' }, status, leads },
  };
  await start();
});
afterEach(() => db.close());

async function start() {
  notifier = createNotifier({
    app: {
      getState: () => ({ open: openRoom && { room: openRoom } }) as never,
      subscribe(listener) {
        tellApp = listener as () => void;
        return () => {};
      },
      signedIn: () => person,
    },
    notifications,
    tone: { play: () => void tones++ },
    hasFocus: () => Promise.resolve(focused),
    isVisible: () => visible,
    words: async (telling) =>
      telling.what === 'sum'
        ? [{ title: 'Onebar', body: `${telling.messages} in ${telling.rooms}`, href: '/' }]
        : telling.news.map(({ room, newest }) => ({
            title: newest.author,
            body: newest.text,
            href: `/${room}`,
          })),
    clock,
    trouble: (what, error) => {
      throw new Error(what, { cause: error });
    },
  });
  await settle();
}

const know = (room: RoomId, head: number) =>
  db.rooms.put([{ room, name: room === roomA ? 'A' : 'B', visibility: 'public', head, read: 0 }]);
const comes = async (room: RoomId, ...seqs: number[]) => {
  await db.log.put(
    room,
    seqs.map((seq) => textEntry(seq)),
  );
};
const rest = async () => {
  await settle();
  await clock.advance(1_000);
  await settle();
};
const said = () => notifications.shown.map(({ body }) => body);

test('tells of what comes in, in a moment, with author and words, and where it leads', async () => {
  await comes(roomA, 2);
  await rest();
  expect(notifications.shown).toEqual([{ tag: roomA, title: 'Bo', body: 'text 2', href: `/${roomA}` }]);
});

test('tells nothing of what was here before', async () => {
  await db.putSetting('lastRoom', roomA);
  await know(roomA, 1);
  await rest();
  expect(said()).toEqual([]);
});

test('tells of nothing that is read within the moment', async () => {
  await comes(roomA, 2);
  await db.rooms.markRead(roomA, 2);
  await rest();
  expect(said()).toEqual([]);
});

test('tells nothing to somebody who has Onebar before them, now or later', async () => {
  focused = true;
  await comes(roomA, 2);
  await rest();
  focused = false;
  await know(roomB, 0);
  await rest();
  expect(said()).toEqual([]);
  await comes(roomA, 3);
  await rest();
  expect(said()).toEqual(['text 3']);
});

test('tells on a page beside the one with the focus of every room but the one on it', async () => {
  visible = true;
  openRoom = roomA;
  await comes(roomA, 2);
  await comes(roomB, 1);
  await rest();
  expect(notifications.shown.map(({ tag }) => tag)).toEqual([roomB]);
});

test('tells in one tab: in the one that leads; and one that leads later does not tell old things', async () => {
  leads.set(false);
  await comes(roomA, 2);
  await rest();
  leads.set(true);
  await know(roomB, 0);
  await rest();
  expect(said()).toEqual([]);
});

test('makes one sentence of what lay at the server while there was no link', async () => {
  status.set({ ...status.get(), state: 'online', sinceMs: clock.now() });
  await comes(roomA, 2, 3, 4);
  await clock.advance(1_000);
  await comes(roomB, 1, 2);
  await clock.advance(3_000);
  expect(said()).toEqual([]);
  await clock.advance(2_000);
  await settle();
  expect(said()).toEqual(['5 in 2']);
});

test('tells of one message behind a short gap as of any other', async () => {
  status.set({ ...status.get(), state: 'online', sinceMs: clock.now() });
  await comes(roomA, 2);
  await clock.advance(6_000);
  await settle();
  expect(said()).toEqual(['text 2']);
});

test('takes away what was read, wherever that was', async () => {
  await comes(roomA, 2);
  await rest();
  expect(said()).toHaveLength(1);
  await db.rooms.markRead(roomA, 2);
  await rest();
  expect(said()).toEqual([]);
});

test('takes all of it away when the person signs out', async () => {
  await comes(roomA, 2);
  await rest();
  person = undefined;
  tellApp();
  await settle();
  expect(said()).toEqual([]);
});

test('is silent unless somebody wants to hear it, and that is kept', async () => {
  await comes(roomA, 2);
  await rest();
  expect(tones).toBe(0);
  notifier.setSound(true);
  expect(tones).toBe(1);
  await settle();
  await start();
  expect(notifier.getState().sound).toBe(true);
  await comes(roomA, 3);
  await rest();
  expect(tones).toBeGreaterThan(1);
});

test('tells nothing where it was switched off on this device, and that is kept', async () => {
  notifier.turnOff();
  await settle();
  await start();
  expect(notifier.getState().on).toBe(false);
  await comes(roomA, 2);
  await rest();
  expect(said()).toEqual([]);
  await notifier.turnOn();
  await comes(roomA, 3);
  await rest();
  expect(said()).toEqual(['text 3']);
});

test('asks the browser when somebody turns it on, offers it once, and follows what the browser says', async () => {
  notifications.set('ask');
  expect(notifier.getState()).toMatchObject({ permission: 'ask', offer: true });
  await comes(roomA, 2);
  await rest();
  expect(said()).toEqual([]);
  await notifier.turnOn();
  expect(notifier.getState()).toMatchObject({ permission: 'granted', on: true, offer: false });
  notifications.set('denied');
  expect(notifier.getState().permission).toBe('denied');
  await settle();
  await start();
  expect(notifier.getState().offer).toBe(false);
});
