// A person and the app: the real store and engine on a disk in memory, a model of the broker, and a clock turned by hand.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { deleteDb, type SettingName } from '../db/db';
import { bo, createFakeDisk, entryId, fillDisks, roomA, roomB, type FakeDisk } from '../db/fake-disk';
import type { SignedInAccount } from '../db/schema';
import { createFakeClock, settle, type FakeClock } from '../platform/fake-clock';
import { createFakeLocks } from '../platform/locks';
import { createFakeTabHub } from '../platform/tab-channel';
import { createFakeWakeUps } from '../platform/wake-ups';
import { endedWords } from '../protocol/ended';
import { entryKind } from '../protocol/entry-kind';
import type { DeviceId, RoomId, UserId } from '../protocol/ids';
import { createLead } from '../sync/lead';
import { createEngine, type Engine } from '../sync/engine';
import { createModelBroker, type ModelBroker } from '../sync/model-broker';
import { createSession } from '../sync/session';
import { createFakeHttp, type FakeHttp } from '../transport/fake-http';
import { createMessageActions } from './message-actions';
import { createSearchOpener } from './open-search';
import { readStory } from './story-view';
import { createApp } from './app';
import type { App, MessageView } from './state';

let disk: FakeDisk;
let broker: ModelBroker;
let http: FakeHttp;
let clock: FakeClock;
let app: App & { start(): Promise<void> };
let engines: Engine[];
let opened: number;
let troubles: string[];
let lastId: number;
let freeDisks = () => {};

beforeEach(async () => {
  disk = createFakeDisk();
  broker = createModelBroker();
  broker.addRoom(roomA, 'Lobby');
  http = createFakeHttp({ lobby: roomA });
  clock = createFakeClock();
  engines = [];
  troubles = [];
  lastId = 0;
  opened = 0;
  await openPage();
});
afterEach(() => {
  freeDisks();
  closePage();
});

/** What a reload does: everything but the disk is new. */
async function openPage() {
  const hub = createFakeTabHub();
  const locks = createFakeLocks();
  const trouble = (what: string) => void troubles.push(what);
  const deviceDb = await disk.openDeviceDb();
  app = createApp({
    deviceDb,
    session: createSession({
      deviceDb,
      http,
      newDeviceId: () => `device-${http.requests.length}` as DeviceId,
    }),
    loadStory: async () => readStory,
    loadMessageActions: async () => createMessageActions,
    loadSearch: async () => createSearchOpener({ startWorker, after: clock.after }),
    async startEngine(account: SignedInAccount, onStorageClosed) {
      opened++;
      const engine = createEngine({
        db: await disk.openDb(account.user, onStorageClosed),
        account,
        loadLead: async () => (given) =>
          createLead({
            ...given,
            link: broker.link,
            http: { postOutbox: async () => ({ outcome: 'unreachable' }) },
            url: 'ws://broker/mqtt',
          }),
        clock,
        locks,
        channel: hub.open(),
        wakeUps: createFakeWakeUps(),
        random: () => 0.5,
        newEntryId: () => entryId(++lastId),
        trouble,
      });
      engines.push(engine);
      return engine;
    },
    storage: {
      view: async () => ({ persisted: undefined, usedBytes: undefined, quotaBytes: undefined }),
      persist: async () => false,
    },
    deleteData: (user: UserId) => disk.on(() => deleteDb(user)),
    newRoomId: () => roomB,
    clock,
    trouble,
  });
  await app.start();
}
/** One that answers nothing. */
const startWorker = () => ({ post: () => {}, listen: () => {}, end: () => {} });
function closePage() {
  for (const engine of engines.splice(0)) {
    engine.stop();
    engine.db.close();
  }
}

/** Lets what is under way come to rest, the pauses between two readings included. */
const rest = async () => {
  await settle(200);
  await clock.advance(300);
  await settle(200);
  await clock.advance(300);
};
const password = 'correct horse';
const signUp = async (name = 'ann') => {
  expect(await app.actions.createAccount(name, password)).toEqual({ ok: true });
  await rest();
};
const openLobby = async () => {
  app.actions.openRoom(roomA);
  await rest();
};
const messages = () =>
  (app.getState().open?.items ?? []).filter((item): item is MessageView => item.type === 'message');
const texts = () => messages().map(({ text }) => text);
const user = () => {
  const { stage } = app.getState();
  return 'user' in stage ? stage.user : undefined;
};

describe('coming in', () => {
  it('shows the form to somebody new, and the rooms after the account is made', async () => {
    expect(app.getState().stage).toEqual({ at: 'signed-out' });
    await signUp();
    expect(app.getState()).toMatchObject({
      stage: { at: 'signed-in', name: 'ann' },
      connection: { state: 'online' },
      rooms: [{ room: roomA, name: 'Lobby' }],
    });
  });

  it('lets a new account write in Lobby before there is a link, and sends it when there is one', async () => {
    broker.link.answerDials({ answer: 'unreachable' });
    await signUp();
    expect(app.getState()).toMatchObject({
      connection: { state: 'offline' },
      rooms: [{ room: roomA, name: 'Lobby' }],
    });
    await openLobby();
    expect(await app.actions.send(roomA, 'first words')).toEqual({ ok: true });
    await rest();
    expect(messages()).toMatchObject([{ text: 'first words', state: 'saved' }]);
    broker.link.answerDials({ answer: 'accept' });
    await clock.advance(60_000);
    await rest();
    expect(messages()).toMatchObject([{ text: 'first words', state: 'stored' }]);
    expect(troubles).toEqual([]);
  });

  it('stays signed in over a reload, with no network at all', async () => {
    await signUp();
    closePage();
    broker.link.answerDials({ answer: 'unreachable' });
    http.become('down');
    await openPage();
    await rest();
    expect(app.getState()).toMatchObject({
      stage: { at: 'signed-in', name: 'ann' },
      connection: { state: 'offline' },
      rooms: [{ name: 'Lobby' }],
    });
  });

  it('says why it did not work, and stays where it is', async () => {
    http.become('down');
    expect(await app.actions.createAccount('ann', password)).toMatchObject({
      ok: false,
      message: expect.stringContaining('still here'),
    });
    expect(app.getState().stage).toEqual({ at: 'signed-out' });
  });

  it('says so when the browser keeps no data', async () => {
    freeDisks = fillDisks();
    expect(await app.actions.createAccount('ann', password)).toMatchObject({
      ok: false,
      message: expect.stringMatching(/data|space/),
    });
  });

  it('shows that the broker no longer knows this device, and keeps what waits', async () => {
    await signUp();
    await openLobby();
    broker.link.answerDials({ answer: 'refuse', notAuthorized: true });
    broker.cut();
    await clock.advance(30_000);
    await app.actions.send(roomA, 'still mine');
    await rest();
    expect(app.getState()).toMatchObject({ stage: { at: 'refused', name: 'ann' }, waiting: 1 });
    expect(texts()).toEqual(['still mine']);
  });

  it('gives back all that was written or typed when this device is signed out, and sends it once after signing in again', async () => {
    await signUp();
    await openLobby();
    broker.link.answerDials({ answer: 'refuse', notAuthorized: true });
    broker.cut();
    await clock.advance(30_000);
    await app.actions.send(roomA, 'still mine');
    app.actions.saveDraft(roomA, 'half a thought');
    expect(await app.actions.drafts()).toEqual([{ room: roomA, text: 'half a thought' }]);
    await rest();
    expect(app.getState().outbox).toMatchObject([{ room: roomA, text: 'still mine' }]);
    broker.link.answerDials({ answer: 'accept' });
    expect(await app.actions.signIn('ann', password)).toMatchObject({ ok: true });
    await rest();
    expect(app.getState()).toMatchObject({ stage: { at: 'signed-in' }, waiting: 0 });
    expect(await app.actions.drafts()).toEqual([{ room: roomA, text: 'half a thought' }]);
  });

  it('is called as others see them, also after a reload', async () => {
    await signUp();
    await openLobby();
    await engines.at(-1)!.db.rooms.putPeople([{ user: user()!, name: 'Captain' }]);
    await rest();
    expect(app.getState().stage).toMatchObject({ at: 'signed-in', name: 'Captain' });
    closePage();
    await openPage();
    await rest();
    expect(app.getState().stage).toMatchObject({ at: 'signed-in', name: 'Captain' });
    // The account is still called as it was: with that name the device logs in.
    expect(broker.link.dials.at(-1)).toMatchObject({ username: 'ann' });
  });

  it('still knows after a reload that the account was deleted, though the broker knows nothing of it by then', async () => {
    await signUp();
    await openLobby();
    broker.link.peers.at(-1)!.disconnect('session-ended', endedWords.deleted);
    await rest();
    expect(app.getState().stage).toMatchObject({ at: 'refused', why: 'deleted' });
    broker.link.answerDials({ answer: 'refuse', notAuthorized: true });
    closePage();
    await openPage();
    await rest();
    expect(app.getState().stage).toMatchObject({ at: 'refused', why: 'deleted' });
  });

  it('signs in with a code from another device', async () => {
    await signUp();
    http.putCode('ABCD-EFGH', 'ann');
    await app.actions.signOut('delete');
    expect(await app.actions.signInByCode('WRONG')).toMatchObject({ ok: false });
    expect(await app.actions.signInByCode('ABCD-EFGH')).toMatchObject({ ok: true });
    expect(app.getState()).toMatchObject({ stage: { at: 'signed-in', name: 'ann' } });
  });
});

describe('writing', () => {
  beforeEach(async () => {
    await signUp();
    await openLobby();
  });

  it('lets the box be cleared only when the words are on disk', async () => {
    broker.byHand = true;
    const asked = app.actions.send(roomA, 'hello');
    let cleared = false;
    void asked.then(() => (cleared = true));
    await Promise.resolve();
    expect(cleared).toBe(false);
    expect(await asked).toEqual({ ok: true });
    const db = await disk.openDb(user());
    expect((await db.outbox.list()).map(({ body }) => body)).toEqual(['hello']);
    db.close();
  });

  it('shows words in the moment they are on disk, without reading the room again', async () => {
    broker.byHand = true;
    await app.actions.send(roomA, 'hello');
    expect(messages()).toMatchObject([{ text: 'hello', state: 'saved' }]);
    await app.actions.send(roomA, 'again');
    expect(texts()).toEqual(['hello', 'again']);
    await rest();
    expect(texts()).toEqual(['hello', 'again']);
    expect(app.getState()).toMatchObject({ waiting: 2, rooms: [{ last: { text: 'again' } }] });
  });

  it('shows each message once on its way: saved or sent, then stored', async () => {
    broker.byHand = true;
    await app.actions.send(roomA, 'hello');
    const seen: string[] = [];
    const unsubscribe = app.subscribe(() => {
      const shown = messages();
      if (shown.length > 0) seen.push(shown.map(({ text, state }) => `${text} ${state}`).join());
    });
    await rest();
    broker.arrive(9);
    broker.leave(9);
    await rest();
    unsubscribe();
    const changes = seen.filter((each, index) => each !== seen[index - 1]);
    expect(changes.at(-1)).toBe('hello stored');
    for (const each of changes) expect(each).toMatch(/^hello (saved|sent|stored)$/);
    expect(changes).toEqual(
      ['hello saved', 'hello sent', 'hello stored'].filter((each) => changes.includes(each)),
    );
  });

  it('keeps the words and the draft when they cannot be saved, and says so', async () => {
    app.actions.saveDraft(roomA, 'precious');
    await rest();
    freeDisks = fillDisks();
    expect(await app.actions.send(roomA, 'precious')).toMatchObject({
      ok: false,
      message: expect.stringContaining('still in the box'),
    });
    freeDisks();
    await rest();
    expect(messages()).toEqual([]);
    const db = await disk.openDb(user());
    expect(await db.rooms.draft(roomA)).toBe('precious');
    db.close();
    expect(troubles).toContain('A message could not be saved');
  });

  it('answers a message, and keeps what a draft answers over a reload', async () => {
    broker.append(roomA, bo, 'who comes?');
    await rest();
    const [question] = messages();
    app.actions.saveDraft(roomA, 'I d', question!.id);
    await rest();
    closePage();
    await openPage();
    await openLobby();
    const reply = { id: question!.id, text: 'who comes?', state: 'here' };
    expect(app.getState().open).toMatchObject({ draft: 'I d', draftReply: reply });
    expect(await app.actions.send(roomA, 'I do', question!.id)).toEqual({ ok: true });
    await rest();
    expect(messages().at(-1)).toMatchObject({ text: 'I do', state: 'stored', reply });
    expect(broker.log(roomA).at(-1)).toMatchObject({ body: ['I do', expect.any(Uint8Array)] });
    const db = await disk.openDb(user());
    expect(await db.rooms.draftReplyTo(roomA)).toBeUndefined();
    db.close();
  });

  it('shows a reaction at once, without a link too, and sends it once with a short id', async () => {
    broker.append(roomA, bo, 'who comes?');
    await rest();
    broker.link.answerDials({ answer: 'unreachable' });
    broker.cut();
    await rest();
    const given = () => messages()[0]?.reactions;
    expect(await app.actions.react(messages()[0]!.id, '👍')).toEqual({ ok: true });
    await rest();
    expect(given()).toEqual([{ emoji: '👍', count: 1, people: [undefined], own: true, state: 'saved' }]);
    expect(app.getState().outbox).toMatchObject([{ what: 'reaction', text: '👍', mayDiscard: true }]);
    closePage();
    await openPage();
    await openLobby();
    expect(given()).toMatchObject([{ emoji: '👍', state: 'saved' }]);
    broker.link.answerDials({ answer: 'accept' });
    app.actions.tryNow();
    await rest();
    expect(given()).toEqual([{ emoji: '👍', count: 1, people: [undefined], own: true, state: undefined }]);
    expect(broker.log(roomA).map(({ kind, id }) => [kind, id.startsWith('00000000-0000-0000-')])).toEqual([
      [entryKind.text, false],
      [entryKind.reaction, true],
    ]);
    expect(messages()).toHaveLength(1);
    await app.actions.react(messages()[0]!.id, undefined);
    await rest();
    expect(given()).toEqual([]);
  });

  it('gives a discarded reaction back, and lets one go with the message that it was for', async () => {
    broker.link.answerDials({ answer: 'unreachable' });
    broker.cut();
    await app.actions.send(roomA, 'mine');
    await rest();
    const { id } = messages()[0]!;
    await app.actions.react(id, '👍');
    await rest();
    const row = app.getState().outbox.find(({ what }) => what === 'reaction')!;
    expect(await app.actions.discard(row.id)).toEqual({ what: 'reaction', target: id, emoji: '👍' });
    await app.actions.react(id, '👍');
    expect(await app.actions.discard(id)).toMatchObject({ what: 'message', text: 'mine' });
    await rest();
    expect(app.getState().outbox).toEqual([]);
  });

  it('sends nothing that says nothing', async () => {
    expect(await app.actions.send(roomA, ' \n ')).toMatchObject({ ok: false });
    await rest();
    expect(messages()).toEqual([]);
    expect(broker.arrivals).toEqual([]);
  });

  it('finds the draft again after a reload, and not what was sent', async () => {
    app.actions.saveDraft(roomA, 'half a sen');
    await rest();
    closePage();
    await openPage();
    await openLobby();
    expect(app.getState().open?.draft).toBe('half a sen');
    app.actions.saveDraft(roomA, 'half a sentence');
    await app.actions.send(roomA, 'half a sentence');
    await rest();
    closePage();
    await openPage();
    await openLobby();
    expect(app.getState().open?.draft).toBe('');
  });

  it('finds every key of two drafts, however quickly one goes from room to room', async () => {
    await app.actions.createRoom('Garden');
    await rest();
    /** Not so long that a draft would be written down by itself. */
    const moment = async () => {
      await settle(200);
      await clock.advance(40);
      await settle(200);
    };
    app.actions.openRoom(roomA);
    app.actions.saveDraft(roomA, 'for the lobby');
    app.actions.openRoom(roomB);
    app.actions.saveDraft(roomB, 'for the garden');
    app.actions.openRoom(roomA);
    await moment();
    expect(app.getState().open).toMatchObject({ room: roomA, draft: 'for the lobby' });
    app.actions.openRoom(roomB);
    await moment();
    expect(app.getState().open).toMatchObject({ room: roomB, draft: 'for the garden' });
  });

  it('keeps what is written without a link, in order, over a reload, and sends it later, once', async () => {
    broker.link.answerDials({ answer: 'unreachable' });
    broker.cut();
    const written = ['one', 'two', 'three'];
    for (const text of written) expect(await app.actions.send(roomA, text)).toEqual({ ok: true });
    await rest();
    expect(app.getState().waiting).toBe(3);
    expect(messages().map(({ state }) => state)).toEqual(['saved', 'saved', 'saved']);
    closePage();
    await openPage();
    await openLobby();
    expect(texts()).toEqual(written);
    broker.link.answerDials({ answer: 'accept', sessionPresent: true });
    app.actions.tryNow();
    await rest();
    await rest();
    expect(broker.log(roomA).map(({ body }) => body)).toEqual(written);
    expect(app.getState().waiting).toBe(0);
    expect(messages().map(({ text, state }) => `${text} ${state}`)).toEqual(
      written.map((text) => `${text} stored`),
    );
  });
});

describe('a message that failed', () => {
  beforeEach(async () => {
    await signUp();
    await openLobby();
    broker.link.answerDials({ answer: 'accept', sessionPresent: true, maxPayloadBytes: 200 });
    broker.cut();
    await clock.advance(30_000);
    await app.actions.send(roomA, 'x'.repeat(300));
    await rest();
  });

  it('says why, and is not counted as waiting', () => {
    expect(messages()).toMatchObject([{ state: 'failed', problem: expect.stringContaining('kB') }]);
    expect(app.getState().waiting).toBe(0);
  });

  it('can be taken back into the box', async () => {
    const id = messages()[0]!.id;
    expect(await app.actions.discard(id)).toEqual({ what: 'message', text: 'x'.repeat(300) });
    await rest();
    expect(messages()).toEqual([]);
    expect(await app.actions.discard(id)).toBeUndefined();
  });

  it('can be tried again, and says so when it is on its way already', async () => {
    broker.link.answerDials({ answer: 'accept', sessionPresent: true });
    broker.cut();
    await clock.advance(30_000);
    const id = messages()[0]!.id;
    expect(await app.actions.retry(id)).toEqual({ ok: true });
    await rest();
    expect(broker.log(roomA)).toHaveLength(1);
    expect(await app.actions.retry(id)).toMatchObject({ ok: false });
  });
});

describe('reading', () => {
  it('shows what others write, with their names', async () => {
    await signUp();
    await openLobby();
    broker.append(roomA, bo, 'hello ann');
    await rest();
    expect(messages()).toMatchObject([{ text: 'hello ann', author: `Name of ${bo}`, own: false }]);
  });

  it('brings older messages from the disk first, then from the broker, until there are none', async () => {
    for (let i = 1; i <= 450; i++) broker.append(roomA, bo, `text ${i}`);
    await signUp();
    await openLobby();
    await settle(2000);
    await rest();
    for (let i = 0; i < 8 && app.getState().open?.older !== 'none'; i++) {
      expect(await app.actions.loadOlder()).toEqual({ ok: true });
      await settle(2000);
      await rest();
    }
    expect(texts()).toEqual(Array.from({ length: 450 }, (_, i) => `text ${i + 1}`));
  });

  it('says in words when older ones cannot be brought', async () => {
    for (let i = 1; i <= 450; i++) broker.append(roomA, bo, `text ${i}`);
    await signUp();
    await openLobby();
    await settle(2000);
    broker.link.answerDials({ answer: 'unreachable' });
    broker.cut();
    let outcome = await app.actions.loadOlder();
    for (let i = 0; i < 5 && outcome.ok; i++) outcome = await app.actions.loadOlder();
    expect(outcome).toMatchObject({ ok: false, message: expect.stringContaining('connection') });
  });

  it('fills a hole, and shows that it does', async () => {
    await signUp();
    broker.append(roomA, bo, 'text 1');
    await rest();
    broker.link.answerDials({ answer: 'unreachable' });
    broker.cut();
    for (let i = 2; i <= 1400; i++) broker.append(roomA, bo, `text ${i}`);
    broker.link.answerDials({ answer: 'accept', sessionPresent: true });
    await clock.advance(30_000);
    await openLobby();
    await settle(2000);
    await rest();
    await app.actions.loadOlder();
    await rest();
    const hole = app.getState().open?.items.find((item) => item.type === 'hole');
    expect(hole).toMatchObject({ from: 2, loading: false });
    if (hole?.type !== 'hole') return;
    const loading: boolean[] = [];
    app.subscribe(({ open }) => {
      for (const item of open?.items ?? []) if (item.type === 'hole') loading.push(item.loading);
    });
    broker.byHand = true;
    const filled = app.actions.fillHole(hole);
    await rest();
    broker.byHand = false;
    broker.arrive(9);
    broker.leave(9);
    expect(await filled).toEqual({ ok: true });
    await settle(2000);
    await rest();
    expect(loading).toContain(true);
    expect(loading.at(-1)).toBe(false);
    expect(app.getState().open?.items.find((item) => item.type === 'hole')).toMatchObject({
      from: 2,
      to: hole.to - 200,
    });
  });

  describe('all holes of a room', () => {
    /** Far behind: one hole, of which nothing came by itself. */
    const farBehind = async () => {
      await signUp();
      broker.append(roomA, bo, 'text 1');
      await rest();
      broker.cut();
      for (let i = 2; i <= 1400; i++) broker.append(roomA, bo, `text ${i}`);
      broker.link.answerDials({ answer: 'accept', sessionPresent: true });
      await clock.advance(30_000);
      await openLobby();
      await settle(2000);
      await rest();
      expect(app.getState().open?.missing).toBeGreaterThan(1000);
    };

    it('are filled page by page, without having been drawn', async () => {
      await farBehind();
      expect(await app.actions.fillHoles(new AbortController().signal)).toEqual({ ok: true });
      await settle(2000);
      await rest();
      expect(app.getState().open).toMatchObject({ missing: 0, completeUpToMs: undefined });
    });

    it('are left alone once it is stopped, and what has come stays', async () => {
      await farBehind();
      const before = app.getState().open!.missing;
      const stop = new AbortController();
      broker.byHand = true;
      const filled = app.actions.fillHoles(stop.signal);
      await rest();
      stop.abort();
      broker.byHand = false;
      broker.arrive(9);
      broker.leave(9);
      expect(await filled).toEqual({ ok: true });
      await settle(2000);
      await rest();
      expect(app.getState().open?.missing).toBe(before - 200);
    });

    it('stay, with a sentence, when the link goes', async () => {
      await farBehind();
      broker.cut();
      expect(await app.actions.fillHoles(new AbortController().signal)).toMatchObject({ ok: false });
    });
  });

  it('marks everything read that is on the screen', async () => {
    await signUp();
    for (const text of ['one', 'two']) broker.append(roomA, bo, text);
    await rest();
    expect(app.getState().rooms[0]).toMatchObject({ unread: 2 });
    await openLobby();
    app.actions.markRead();
    await rest();
    expect(app.getState().rooms[0]).toMatchObject({ unread: 0 });
  });
});

describe('rooms', () => {
  beforeEach(() => signUp());

  it('are made and joined with a connection', async () => {
    expect(await app.actions.createRoom('Garden')).toEqual({ ok: true, room: roomB });
    await rest();
    expect(
      app
        .getState()
        .rooms.map(({ name }) => name)
        .toSorted(),
    ).toEqual(['Garden', 'Lobby']);
    const listed = await app.actions.ask('rooms', undefined);
    expect(listed.ok && listed.value.map(({ name }) => name)).toEqual(['Lobby', 'Garden']);
    expect(await app.actions.joinRoom('nowhere' as RoomId)).toMatchObject({
      ok: false,
      message: 'There is no such room.',
    });
  });

  it('say that they need one', async () => {
    broker.link.answerDials({ answer: 'unreachable' });
    broker.cut();
    const message = expect.stringContaining('Needs a connection');
    expect(await app.actions.createRoom('Garden')).toMatchObject({ ok: false, message });
    expect(await app.actions.joinRoom(roomA)).toMatchObject({ ok: false, message });
    expect(await app.actions.ask('rooms', undefined)).toMatchObject({ ok: false, message });
  });

  it('go from the screen at once when another one is opened, and none is left when it is closed', async () => {
    await openLobby();
    expect(app.getState().open?.room).toBe(roomA);
    app.actions.closeRoom();
    await rest();
    expect(app.getState().open).toBeUndefined();
  });
});

describe('signing out', () => {
  beforeEach(async () => {
    await signUp();
    await openLobby();
  });

  it('works without a link: nothing is left here, and the broker hears of it at the next start', async () => {
    const account = user()!;
    broker.link.answerDials({ answer: 'unreachable' });
    broker.cut();
    http.become('down');
    await app.actions.send(roomA, 'never sent');
    await app.actions.signOut('delete');
    expect(app.getState()).toMatchObject({
      stage: { at: 'signed-out' },
      rooms: [],
      open: undefined,
      waiting: 0,
    });
    expect(http.tokens.size).toBe(1);
    const left = await disk.openDb(account);
    expect([await left.outbox.list(), await left.rooms.list()]).toEqual([[], []]);
    left.close();
    closePage();
    http.become('up');
    await openPage();
    expect(app.getState().stage).toEqual({ at: 'signed-out' });
    expect(http.tokens.size).toBe(0);
  });

  it('deletes nothing unsent unless that is wanted, also what the screen does not show yet', async () => {
    broker.cut();
    const sent = app.actions.send(roomA, 'only just saved');
    await sent;
    expect(await app.actions.signOut('keep')).toBe(1);
    expect(app.getState().stage.at).toBe('signed-in');
    expect(await app.actions.signOut('delete')).toBe(0);
    expect(app.getState().stage.at).toBe('signed-out');
  });

  it('is not undone by names that are being read in that moment', async () => {
    const { db } = engines.at(-1)!;
    const { setting } = db;
    let release = () => {};
    const held = new Promise<void>((resolve) => (release = resolve));
    Object.assign(db, {
      setting: async (name: SettingName) => {
        const value = await setting(name);
        if (name === 'deleted') await held;
        return value;
      },
    });
    await db.rooms.putPeople([{ user: user()!, name: 'Captain' }]);
    await rest();
    await app.actions.signOut('delete');
    release();
    await rest();
    expect(app.getState().stage).toEqual({ at: 'signed-out' });
  });

  it('ends the link, and no late answer brings anything back', async () => {
    broker.byHand = true;
    await app.actions.send(roomA, 'on its way');
    const older = app.actions.loadOlder();
    await app.actions.signOut('delete');
    broker.byHand = false;
    broker.arrive(9);
    broker.leave(9);
    await rest();
    await older;
    expect(app.getState()).toMatchObject({ stage: { at: 'signed-out' }, rooms: [], open: undefined });
    expect(broker.link.peers.every(({ over }) => over)).toBe(true);
  });

  it('tells the broker at once when there is a link', async () => {
    await app.actions.signOut('delete');
    expect(http.tokens.size).toBe(0);
  });

  it('lets somebody else in on the same device', async () => {
    await app.actions.signOut('delete');
    await signUp('bo');
    expect(app.getState()).toMatchObject({ stage: { at: 'signed-in', name: 'bo' } });
    expect(opened).toBe(2);
  });

  it('answers every action in words afterwards', async () => {
    await app.actions.signOut('delete');
    for (const outcome of [
      await app.actions.send(roomA, 'hello'),
      await app.actions.retry(entryId(1)),
      await app.actions.loadOlder(),
      await app.actions.createRoom('Garden'),
      await app.actions.ask('rooms', undefined),
      await app.actions.changeRoom(roomA, { what: 'name', name: 'Garden' }),
    ])
      expect(outcome).toEqual({ ok: false, message: 'You are signed out.' });
    app.actions.openRoom(roomA);
    app.actions.tryNow();
    app.actions.markRead();
    expect(await app.actions.discard(entryId(1))).toBeUndefined();
  });
});

describe('a storage that is taken away', () => {
  it('is said, and what was saved is safe', async () => {
    await signUp();
    const account = user()!;
    await disk.on(() => deleteDb(account));
    await rest();
    expect(app.getState().stage).toMatchObject({
      at: 'no-storage',
      reason: expect.stringContaining('reload'),
    });
    expect(broker.link.peers.every(({ over }) => over)).toBe(true);
  });

  it('means signed out when another tab signed out', async () => {
    await signUp();
    const account = user()!;
    await (await disk.openDeviceDb()).removeAccount();
    await disk.on(() => deleteDb(account));
    await rest();
    expect(app.getState()).toMatchObject({ stage: { at: 'signed-out' }, rooms: [] });
  });
});
