import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { DeviceRow } from '../../src/protocol/asks-account';
import type { DeviceId, UserId } from '../../src/protocol/ids';
import { userTopic } from '../../src/protocol/topics';
import { decodeUserChange } from '../../src/protocol/user-change';
import { createMemoryData } from '../store/memory-store';
import { createFakeSession, openTestChat, password, type FakeSession, type TestChat } from './chat-fakes';

const bytes = (text: string) => new TextEncoder().encode(text);
const phone = 'phone-of-Ann' as DeviceId;
const laptop = 'laptop-of-Ann' as DeviceId;

let chat: TestChat;
let ann: UserId;
let onLaptop: FakeSession;
let onPhone: FakeSession;
let tokens: Record<string, string>;

const signIn = async (
  device: string,
  change: { name?: string; password?: string; deviceName?: string } = {},
) => {
  const signedIn = await chat.accounts.signIn({
    name: 'Ann',
    password,
    device: device as DeviceId,
    ...change,
  });
  if ('token' in signedIn) tokens[device] = signedIn.token;
  return signedIn;
};
const login = (device: string, username = 'Ann') =>
  chat.application.authenticate({ clientId: device, username, password: bytes(tokens[device] ?? '') });
const refused = { refused: 'not-authorized' };

beforeEach(async () => {
  tokens = {};
  chat = await openTestChat();
  onLaptop = await chat.join('Ann', laptop);
  ann = onLaptop.principal.user as UserId;
  await signIn(laptop);
  await signIn(phone, { deviceName: ' Chrome\u202e\n on Android ' });
  onPhone = chat.connect(createFakeSession(ann, phone));
});

describe('devices', () => {
  const list = async () => (await chat.ask(onLaptop, 'devices', undefined)) as DeviceRow[];

  it('are listed with their names and when they were seen', async () => {
    chat.time.nowMs += 60_000;
    chat.application.disconnected(onPhone);
    chat.time.nowMs += 60_000;
    const sec = chat.time.nowMs / 1000;
    expect(await list()).toEqual(
      expect.arrayContaining([
        { device: laptop, name: '', sinceSec: sec - 120, seenSec: sec },
        { device: phone, name: 'Chrome on Android', sinceSec: sec - 120, seenSec: sec - 60 },
      ]),
    );
    await chat.close();
    chat = await openTestChat({ data: chat.data, time: chat.time });
    chat.time.nowMs += 60_000;
    onLaptop = chat.connect(createFakeSession(ann, laptop));
    expect(await list()).toContainEqual({
      device: phone,
      name: 'Chrome on Android',
      sinceSec: sec - 120,
      seenSec: sec - 60,
    });
  });

  it('are signed out one by one: token, session and connection are gone at once', async () => {
    const session = {
      user: ann,
      clientId: phone,
      device: phone,
      expiresAtMs: 9,
      sessionExpirySec: 9,
      nextPacketId: 1,
      subscriptions: [],
    } as const;
    await chat.application.saveSessions([
      // Of an older version, which wrote down no device.
      { ...session, device: undefined },
      { ...session, clientId: 'another of its own' },
      { ...session, clientId: laptop, device: laptop },
    ]);
    expect(await login(phone)).toMatchObject({ user: ann });
    const { commit } = chat.store;
    let seenWhileWriting: unknown[] = [];
    Object.assign(chat.store, {
      commit: async (...what: Parameters<typeof commit>) => {
        seenWhileWriting = [await login(phone), chat.outbox.writerOf(tokens[phone] ?? '')];
        return commit(...what);
      },
    });
    await chat.ask(onLaptop, 'endDevice', { device: phone });
    expect(seenWhileWriting).toMatchObject([refused, undefined]);
    expect(chat.fanOut.ended).toEqual([{ device: phone, why: 'session-ended' }]);
    expect([...chat.data.rows.keys()].filter((key) => key.includes(phone))).toEqual([]);
    expect((await chat.store.list('session')).map(([key]) => key)).toEqual([`${ann}/${laptop}`]);
    expect(await login(laptop)).toMatchObject({ user: ann });
    await chat.ask(onLaptop, 'endDevice', { device: phone });
    expect(await list()).toHaveLength(1);
  });

  it('of others stay as they are', async () => {
    const asBo = await chat.join('Bo');
    await chat.ask(asBo, 'endDevice', { device: phone });
    await chat.ask(asBo, 'endAllDevices', { keepThis: true });
    expect(await login(phone)).toMatchObject({ user: ann });
    expect(chat.fanOut.ended).toEqual([]);
  });

  it('are signed out everywhere, the asking one last, when it has its answer', async () => {
    await chat.ask(onLaptop, 'endAllDevices', { keepThis: true });
    expect(await login(phone)).toMatchObject(refused);
    expect(await login(laptop)).toMatchObject({ user: ann });
    await signIn(phone);
    onLaptop.events.length = 0;
    const { send } = onLaptop;
    let endedBefore: readonly unknown[] = [];
    onLaptop.send = (topic, payload) => {
      endedBefore = chat.fanOut.ended.map(({ device }) => device);
      send(topic, payload);
    };
    await chat.ask(onLaptop, 'endAllDevices', { keepThis: false });
    expect(endedBefore).toEqual([phone, phone]);
    expect(chat.fanOut.ended.at(-1)).toEqual({ device: laptop, why: 'session-ended' });
    expect(await login(laptop)).toMatchObject(refused);
    expect([...chat.data.rows.keys()].filter((key) => /^(token|device)/.test(key))).toEqual([]);
  });

  it('stay signed in when it cannot be written', async () => {
    chat.data.failing = true;
    expect(await chat.ask(onLaptop, 'endDevice', { device: phone })).toBe('unavailable');
    expect(await login(phone)).toMatchObject({ user: ann });
    expect(chat.fanOut.ended).toEqual([]);
  });
});

describe('a password', () => {
  const change = (old: string, next: string) => chat.ask(onLaptop, 'changePassword', { old, new: next });

  it('is changed by who knows it, again when the answer got lost, and the devices stay', async () => {
    expect(await change('wrong horse', 'new password')).toBe('wrong-password');
    expect(await change(password, 'short')).toBe('bad-password');
    expect(await change(password, 'new password')).toBeUndefined();
    expect(await change(password, 'new password')).toBeUndefined();
    expect(await change(password, 'newer password')).toBe('wrong-password');
    expect(await signIn('tablet-of-Ann')).toMatchObject({ error: 'wrong-credentials' });
    expect(await signIn('tablet-of-Ann', { password: 'new password' })).toHaveProperty('token');
    expect(await login(phone)).toMatchObject({ user: ann });
  });
});

describe('a display name', () => {
  const set = (name: string, session = onLaptop) => chat.ask(session, 'setName', { name });
  const shown = async () => chat.ask(onLaptop, 'people', { users: [ann] });

  it('is what others see, while the account’s name and the shown one both sign in', async () => {
    expect(await set('  Ann  of Green Gables ')).toEqual({ name: 'Ann of Green Gables' });
    expect(await shown()).toEqual([{ user: ann, name: 'Ann of Green Gables' }]);
    expect(await chat.ask(onLaptop, 'findPeople', { text: 'ann OF' })).toHaveLength(1);
    expect(await login(phone)).toMatchObject({ user: ann });
    expect(await login(phone, 'ann of green gables')).toMatchObject({ user: ann });
    expect(await signIn('tablet-of-Ann', { name: 'Ann of Green Gables' })).toMatchObject({
      name: 'Ann',
      displayName: 'Ann of Green Gables',
    });
    const again = await openTestChat({ data: chat.data });
    const session = again.connect(createFakeSession(ann, laptop));
    expect(await again.ask(session, 'people', { users: [ann] })).toEqual([
      { user: ann, name: 'Ann of Green Gables' },
    ]);
  });

  it('is nobody else’s, and free again when it was given up', async () => {
    const asBo = await chat.join('Bo');
    expect(await set('BO')).toBe('name-taken');
    expect(await set('ann', asBo)).toBe('name-taken');
    await set('Captain');
    expect(await set('captain', asBo)).toBe('name-taken');
    expect(
      await chat.accounts.createAccount({ name: 'Captain', password, device: 'other-device' as DeviceId }),
    ).toMatchObject({ error: 'name-taken' });
    await set('Ann');
    expect(await set('captain', asBo)).toEqual({ name: 'captain' });
    expect(await set('Annie')).toEqual({ name: 'Annie' });
    expect(await set('ANNIE')).toEqual({ name: 'ANNIE' });
    expect(await set('ANN')).toEqual({ name: 'ANN' });
    expect(await signIn(phone)).toHaveProperty('token');
    expect(await set('\u202e')).toBe('bad-name');
  });
});

describe('a new display name', () => {
  afterEach(() => vi.useRealTimers());

  const set = (name: string) => chat.ask(onLaptop, 'setName', { name });
  const told = () =>
    chat.fanOut.signals.flatMap(({ topic, payload }) => {
      const change = decodeUserChange(payload);
      return change?.change === 'named' ? [[topic, change.user, change.name]] : [];
    });
  /** What the session hears of names with the answer to its first question. */
  const heardOnSync = async (session: FakeSession) => {
    session.sent.length = 0;
    await chat.ask(session, 'sync', { cursors: [], open: undefined });
    return session.sent.flatMap((payload) => {
      const change = decodeUserChange(payload);
      return change?.change === 'named' ? [change.name] : [];
    });
  };

  it('is told at once to all who share a room, and to others at most once in 10 s', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const asBo = await chat.join('Bo');
    const bo = asBo.principal.user as UserId;
    await set('Annie');
    const first = told();
    expect(first).toHaveLength(2);
    expect(first).toEqual(
      expect.arrayContaining([
        [userTopic(ann), ann, 'Annie'],
        [userTopic(bo), ann, 'Annie'],
      ]),
    );
    for (const name of ['Anna', 'Anne', 'Anny']) await set(name);
    const toldTo = (user: UserId) =>
      told().flatMap(([topic, , name]) => (topic === userTopic(user) ? [name] : []));
    const toAnn = ['Annie', 'Anna', 'Anne', 'Anny'];
    expect([toldTo(ann), toldTo(bo)]).toEqual([toAnn, ['Annie']]);
    vi.advanceTimersByTime(60_000);
    expect(toldTo(bo)).toEqual(['Annie', 'Anny']);
    // The same again is nothing new.
    await set('Anny');
    vi.advanceTimersByTime(60_000);
    expect([toldTo(ann), toldTo(bo)]).toEqual([toAnn, ['Annie', 'Anny']]);
  });

  it('is told to those who were away when they come back, once, also after a restart', async () => {
    const asBo = await chat.join('Bo');
    chat.application.disconnected(asBo);
    chat.application.disconnected(onPhone);
    chat.time.nowMs += 3_600_000;
    await set('Annie');
    const bo = asBo.principal.user;
    await chat.close();
    chat = await openTestChat({ data: chat.data, time: chat.time });
    chat.time.nowMs += 3_600_000;
    const back = chat.connect(createFakeSession(bo, asBo.clientId));
    expect(await heardOnSync(back)).toEqual(['Annie']);
    expect(await heardOnSync(back)).toEqual([]);
    expect(await heardOnSync(chat.connect(createFakeSession(ann, phone)))).toEqual(['Annie']);
    // Long after it was told it is not said again.
    chat.application.disconnected(back);
    chat.time.nowMs += 3_600_000;
    expect(await heardOnSync(chat.connect(createFakeSession(bo, asBo.clientId)))).toEqual([]);
  });

  it('of an account that was deleted with its messages is nobody’s', async () => {
    const asBo = await chat.join('Bo');
    await chat.ask(asBo, 'deleteAccount', { password, messages: 'empty' });
    await chat.accountsIdle();
    expect(told().map(([, , name]) => name)).toContain('Deleted account');
  });
});

describe('a code for another device', () => {
  const tablet = 'tablet-of-Ann' as DeviceId;
  const make = async (session = onLaptop) =>
    (await chat.ask(session, 'linkCode', undefined)) as { code: string; expiresInSec: number };
  const link = (code: string, device = tablet) => chat.accounts.link({ code, device, deviceName: 'Tablet' });
  const bad = { error: 'bad-code' };

  it('signs it in once, however it is typed, and answers it again', async () => {
    const { code, expiresInSec } = await make();
    expect(code).toMatch(/^[0-9A-HJKMNP-TV-Z]{8}$/);
    expect(expiresInSec).toBe(300);
    expect(await make()).toEqual({ code, expiresInSec });
    const typed = ` ${code.toLowerCase().slice(0, 4)}-${code.slice(4).replaceAll('0', 'o').replaceAll('1', 'l')} `;
    const answers = await Promise.all([link(typed), link(code, 'thief-device' as DeviceId)]);
    expect(answers).toMatchObject([{ user: ann, name: 'Ann' }, bad]);
    expect(await link(code)).toHaveProperty('token');
    expect(await link(code, 'thief-device' as DeviceId)).toMatchObject(bad);
    expect((await make()).code).not.toBe(code);
    expect(await chat.ask(onLaptop, 'devices', undefined)).toHaveLength(3);
  });

  it('is worth nothing after five minutes, when another one was made, or without the device that shows it', async () => {
    const first = await make();
    const second = await make(onPhone);
    expect(await link(first.code)).toMatchObject(bad);
    await chat.ask(onLaptop, 'endDevice', { device: phone });
    expect(await link(second.code)).toMatchObject(bad);
    const third = await make();
    chat.time.nowMs += 300_000;
    expect(await link(third.code)).toMatchObject(bad);
    expect(await link('')).toMatchObject(bad);
  });

  it('is still good when a device of somebody else or a failing disk stood in the way', async () => {
    const asBo = await chat.join('Bo');
    const { code } = await make();
    expect(await link(code, asBo.clientId as DeviceId)).toMatchObject({ error: 'device-taken' });
    chat.data.failing = true;
    expect(await link(code)).toMatchObject({ error: 'unavailable' });
    chat.data.failing = false;
    expect(await link(code)).toHaveProperty('token');
  });
});

it('suspended people come in nowhere', async () => {
  const data = createMemoryData();
  const before = await openTestChat({ data });
  const session = await before.join('Ann');
  const user = session.signedIn.user;
  const row = await before.store.get('user', user);
  if (row) data.rows.set(`user/${user}`, { ...row, suspendedAtMs: 1 });
  const { accounts, application, outbox } = await openTestChat({ data });
  const device = session.clientId as DeviceId;
  expect(await accounts.signIn({ name: 'Ann', password, device })).toMatchObject({ error: 'suspended' });
  expect(await accounts.signIn({ name: 'Ann', password: 'wrong horse', device })).toMatchObject({
    error: 'wrong-credentials',
  });
  expect(
    await application.authenticate({
      clientId: device,
      username: 'Ann',
      password: bytes(session.signedIn.token),
    }),
  ).toMatchObject(refused);
  expect(outbox.writerOf(session.signedIn.token)).toBeUndefined();
});
