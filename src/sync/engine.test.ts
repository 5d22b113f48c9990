// Several tabs of one person on one device: one db, one lock, one channel, and one broker behind one link.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Change } from '../db/changes';
import type { Db } from '../db/db';
import { bo, createFakeDisk, entryId, me, roomA, roomB, type FakeDisk } from '../db/fake-disk';
import { createFakeClock, settle, type FakeClock } from '../platform/fake-clock';
import { createFakeLocks, type Locks } from '../platform/locks';
import { createFakeTabHub, type TabChannel } from '../platform/tab-channel';
import { createFakeWakeUps } from '../platform/wake-ups';
import { entryKind } from '../protocol/entry';
import type { DeviceId } from '../protocol/ids';
import { createLead } from './lead';
import { createEngine, type Engine } from './engine';
import { createModelBroker, type ModelBroker } from './model-broker';

/** What the browser does with a page. */
interface Page {
  /** It hears and says nothing, but keeps its lock. */
  frozen: boolean;
  visible: boolean;
}

interface Tab {
  readonly engine: Engine;
  readonly db: Db;
  readonly heard: Change[];
  readonly wakeUps: ReturnType<typeof createFakeWakeUps>;
  readonly page: Page;
  close(): void;
}

let disk: FakeDisk;
let broker: ModelBroker;
let clock: FakeClock;
let locks: Locks;
let hub: ReturnType<typeof createFakeTabHub>;
let tabs: Tab[];
let troubles: unknown[];
let lastId: number;

beforeEach(() => {
  disk = createFakeDisk();
  broker = createModelBroker();
  broker.addRoom(roomA, 'A');
  clock = createFakeClock();
  locks = createFakeLocks();
  hub = createFakeTabHub();
  tabs = [];
  troubles = [];
  lastId = 0;
});
afterEach(() => {
  for (const tab of tabs) tab.close();
  // Unexpected in every test of this file.
  if (troubles.length > 0) throw new Error(JSON.stringify(troubles));
});

async function openTab(): Promise<Tab> {
  const db = await disk.openDb();
  const heard: Change[] = [];
  db.changes.subscribe((change) => heard.push(change));
  const page: Page = { frozen: false, visible: true };
  const wakeUps = { ...createFakeWakeUps(), visible: () => page.visible };
  const open = hub.open();
  const channel: TabChannel = {
    ...open,
    post(message) {
      if (!page.frozen) open.post(message);
    },
    subscribe: (listener) =>
      open.subscribe((message) => {
        if (!page.frozen) listener(message);
      }),
  };
  const engine = createEngine({
    db,
    account: { user: me, name: me, device: 'device-1' as DeviceId, token: 'token' },
    loadLead: async () => (given) =>
      createLead({
        ...given,
        link: broker.link,
        http: { postOutbox: async () => ({ outcome: 'unreachable' }) },
        url: 'ws://broker/mqtt',
      }),
    clock,
    locks,
    channel,
    wakeUps,
    random: () => 0.5,
    newEntryId: () => entryId(++lastId),
    trouble: (what, error) => troubles.push([what, error]),
  });
  const tab = {
    engine,
    db,
    heard,
    wakeUps,
    page,
    close() {
      engine.stop();
      db.close();
    },
  };
  tabs.push(tab);
  await rest();
  return tab;
}
const rest = () => settle(400);
const close = (tab: Tab) => {
  tabs = tabs.filter((each) => each !== tab);
  tab.close();
};
const write = (tab: Tab, text: string) => tab.engine.write(roomA, entryKind.text, text);
const stored = () => broker.log(roomA).map(({ body }) => body);

describe('one link for all tabs', () => {
  it('is dialed once, as this device, and every tab shows it', async () => {
    const [first, second] = [await openTab(), await openTab()];
    expect(broker.link.dials).toEqual([
      { url: 'ws://broker/mqtt', clientId: 'device-1', username: me, token: 'token' },
    ]);
    expect([first, second].map(({ engine }) => engine.status.get().state)).toEqual(['online', 'online']);
    broker.link.answerDials({ answer: 'unreachable' });
    broker.cut();
    await rest();
    expect([first, second].map(({ engine }) => engine.status.get().state)).toEqual(['offline', 'offline']);
  });

  it('carries what any tab writes, and what comes in reaches the screens of all', async () => {
    const [leader, follower] = [await openTab(), await openTab()];
    for (const tab of [leader, follower]) tab.heard.length = 0;
    await write(follower, 'from the second tab');
    await rest();
    expect(stored()).toEqual(['from the second tab']);
    const expected = [
      { in: 'outbox', room: roomA },
      { in: 'outbox', room: roomA },
      { in: 'log', room: roomA },
    ];
    expect([leader.heard, follower.heard]).toMatchObject([expected, expected]);
    for (const tab of [leader, follower]) tab.heard.length = 0;
    broker.append(roomA, bo, 'hello');
    await rest();
    const ofLog = (heard: Change[]) => heard.filter((change) => change.in === 'log');
    expect([ofLog(leader.heard), ofLog(follower.heard)]).toMatchObject([
      [{ in: 'log', room: roomA }],
      [{ in: 'log', room: roomA }],
    ]);
  });

  it('tells each change to each tab once, however many tabs there are', async () => {
    const all = [await openTab(), await openTab(), await openTab()];
    for (const tab of all) tab.heard.length = 0;
    await all[1]!.db.rooms.put([{ room: roomB, name: 'B', visibility: 'public', head: 0, read: 0 }]);
    await rest();
    expect(all.map(({ heard }) => heard)).toEqual([[{ in: 'rooms' }], [{ in: 'rooms' }], [{ in: 'rooms' }]]);
  });

  it('shows in every tab what is under way', async () => {
    const [leader, follower] = [await openTab(), await openTab()];
    broker.byHand = true;
    const id = await write(follower, 'on its way');
    await rest();
    expect([leader.engine.sent.get(), follower.engine.sent.get()]).toEqual([new Set([id]), new Set([id])]);
    broker.arrive(1);
    broker.leave(1);
    await rest();
    expect([leader.engine.sent.get(), follower.engine.sent.get()]).toEqual([new Set(), new Set()]);
  });
});

describe('calls of a follower', () => {
  it('are carried out by the leader', async () => {
    const follower = (await openTab(), await openTab());
    expect(await follower.engine.calls.enter('create', { room: roomB, name: 'B' })).toEqual({
      ok: true,
      value: roomB,
    });
    expect((await follower.db.rooms.list()).map(({ name }) => name)).toEqual(['A', 'B']);
    expect(await follower.engine.calls.ask('rooms', undefined)).toMatchObject({ ok: true, value: [{}, {}] });
    expect(await follower.engine.calls.enter('join', { room: 'nowhere' as typeof roomA })).toMatchObject({
      ok: false,
      message: 'There is no such room.',
    });
  });

  it('say in words that they need a connection', async () => {
    broker.link.answerDials({ answer: 'unreachable' });
    const follower = (await openTab(), await openTab());
    expect(await follower.engine.calls.enter('join', { room: roomA })).toMatchObject({
      ok: false,
      message: expect.stringContaining('Needs a connection'),
    });
  });

  it('try now', async () => {
    broker.link.answerDials({ answer: 'unreachable' });
    const follower = (await openTab(), await openTab());
    const before = broker.link.dials.length;
    broker.link.answerDials({ answer: 'accept', sessionPresent: true });
    await follower.engine.calls.tryNow();
    await rest();
    expect(broker.link.dials).toHaveLength(before + 1);
    expect(follower.engine.status.get().state).toBe('online');
  });
});

describe('a leader that is closed', () => {
  it('is replaced by the next tab, which dials and goes on', async () => {
    const [first, second, third] = [await openTab(), await openTab(), await openTab()];
    const [peer] = broker.link.peers;
    close(first);
    expect(peer?.over).toBe(true);
    await rest();
    expect(broker.link.peers.map(({ over }) => over)).toEqual([true, false]);
    await write(third, 'after the change');
    await rest();
    expect(stored()).toEqual(['after the change']);
    expect(second.engine.status.get().state).toBe('online');
    expect(third.engine.status.get().state).toBe('online');
  });

  it('leaves unanswered calls to the next one', async () => {
    const [first, second, third] = [await openTab(), await openTab(), await openTab()];
    broker.mute = true;
    const answer = third.engine.calls.ask('rooms', undefined);
    await rest();
    broker.mute = false;
    close(first);
    await rest();
    // The next leader may not be online yet when it is asked; it says so, and never leaves the call open.
    expect(await answer).toMatchObject({ ok: expect.any(Boolean) });
    expect(await third.engine.calls.ask('rooms', undefined)).toMatchObject({ ok: true });
    expect(second.engine.status.get().state).toBe('online');
  });

  it('leaves the room on the screen of another tab to the next one: its holes are filled as before', async () => {
    const [first, , third] = [await openTab(), await openTab(), await openTab()];
    third.engine.openRoom(roomA);
    await rest();
    close(first);
    await rest();
    broker.link.answerDials({ answer: 'unreachable' });
    broker.cut();
    for (let i = 0; i < 300; i++) broker.append(roomA, bo, `text ${i}`);
    broker.link.answerDials({ answer: 'accept', sessionPresent: true });
    await clock.advance(30_000);
    await settle(4000);
    // A page, not only the newest entry for the list of rooms.
    expect(await third.db.log.held(roomA)).toEqual([[101, 300]]);
  });

  it('loses nothing of what was on its way', async () => {
    const [first, second] = [await openTab(), await openTab()];
    broker.byHand = true;
    for (const text of ['one', 'two', 'three']) await write(second, text);
    await rest();
    broker.arrive(2);
    close(first);
    broker.byHand = false;
    await rest();
    broker.arrive(9);
    broker.leave(9);
    await rest();
    expect(stored()).toEqual(['one', 'two', 'three']);
    expect(await second.db.outbox.list()).toEqual([]);
    expect(await second.db.log.entries(roomA)).toHaveLength(3);
  });
});

describe('a leader that is frozen', () => {
  let leader: Tab;
  let follower: Tab;
  const dials = () => broker.link.dials.length;

  beforeEach(async () => {
    [leader, follower] = [await openTab(), await openTab()];
    leader.page.frozen = true;
  });

  it('is replaced within 3 s of the doubt, and what waits goes out', async () => {
    await write(follower, 'is anybody there?');
    // A second of patience, then three for the answer.
    await clock.advance(3_999);
    expect(dials()).toBe(1);
    await clock.advance(1);
    await rest();
    expect(dials()).toBe(2);
    expect(stored()).toEqual(['is anybody there?']);
    expect(follower.engine.status.get().state).toBe('online');
    expect(broker.link.peers.map(({ over }) => over)).toEqual([true, false]);
  });

  it('is replaced within 3 s when a page comes back to the screen', async () => {
    follower.wakeUps.wake();
    await clock.advance(2_999);
    expect(dials()).toBe(1);
    await clock.advance(1);
    await rest();
    expect(dials()).toBe(2);
    expect(follower.engine.status.get().state).toBe('online');
  });

  it('is left alone by a page that nobody sees, until somebody does', async () => {
    follower.page.visible = false;
    await write(follower, 'for later');
    follower.wakeUps.wake();
    await clock.advance(60_000);
    expect(dials()).toBe(1);
    follower.page.visible = true;
    follower.wakeUps.wake();
    await clock.advance(3_000);
    await rest();
    expect(dials()).toBe(2);
    expect(stored()).toEqual(['for later']);
  });

  it('is replaced once, however often it is missed', async () => {
    for (const text of ['one', 'two', 'three']) await write(follower, text);
    follower.wakeUps.wake();
    await clock.advance(60_000);
    expect(dials()).toBe(2);
    expect(stored()).toEqual(['one', 'two', 'three']);
  });

  it('follows when it wakes, and leads again after the one that took its place', async () => {
    follower.wakeUps.wake();
    await clock.advance(3_000);
    leader.page.frozen = false;
    await write(leader, 'from behind');
    await rest();
    expect(stored()).toEqual(['from behind']);
    expect(dials()).toBe(2);
    close(follower);
    await rest();
    expect(dials()).toBe(3);
    expect(leader.engine.status.get().state).toBe('online');
    close(leader);
    expect(broker.link.peers.every(({ over }) => over)).toBe(true);
  });
});

it('leaves a leader in its place that answers, however slow the broker is', async () => {
  const [leader, follower] = [await openTab(), await openTab()];
  broker.mute = true;
  void follower.engine.calls.ask('rooms', undefined);
  void leader.engine.calls.ask('rooms', undefined);
  await write(follower, 'hello');
  for (const tab of [leader, follower]) tab.wakeUps.wake();
  // So that the link itself is not found silent.
  for (let i = 0; i < 20; i++) {
    broker.append(roomA, bo, `text ${i}`);
    await clock.advance(500);
  }
  expect(broker.link.dials).toHaveLength(1);
});

it('raises nothing when it is stopped in the middle of everything', async () => {
  const [leader, follower] = [await openTab(), await openTab()];
  broker.mute = true;
  const calls = [leader.engine.calls.ask('rooms', undefined), follower.engine.calls.ask('rooms', undefined)];
  await write(follower, 'last words');
  leader.engine.stop();
  follower.engine.stop();
  leader.engine.openRoom(roomA);
  follower.engine.openRoom(roomA);
  void leader.engine.calls.markRead(roomA, 1);
  await follower.db.outbox.add({ id: entryId(900), room: roomA, kind: 1, body: '', writtenAtMs: 1 });
  await clock.advance(120_000);
  expect(await calls[1]).toMatchObject({ ok: false });
  expect(broker.link.peers.every(({ over }) => over)).toBe(true);
});
