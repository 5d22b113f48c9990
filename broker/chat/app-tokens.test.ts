import { beforeEach, describe, expect, it } from 'vitest';
import type { AppRights } from '../../src/protocol/app-rights';
import type { DeviceRow } from '../../src/protocol/asks-account';
import type { AskMethod } from '../../src/protocol/ask';
import { editBodyOf, retractBodyOf } from '../../src/protocol/aim';
import { entryKind } from '../../src/protocol/entry';
import type { DeviceId, RoomId } from '../../src/protocol/ids';
import { changeEntry } from '../../src/protocol/room-change';
import { roomTopic } from '../../src/protocol/topics';
import { questionsAbout } from '../../e2e/fuzz/asks';
import type { SessionRecord } from '../application';
import { entryId } from '../store/entry-requests';
import { appAsks } from './app-access';
import {
  createFakeSession,
  openTestChat,
  password,
  textEntry,
  type FakeSession,
  type TestChat,
} from './chat-fakes';
import { hashAppToken, hashToken } from './devices';

const tokenOf = (letter: string) => `ob_${letter.repeat(24)}`;
const everything: AppRights = { read: 'all', write: 'all', plain: true };
const nothing: AppRights = { read: [], write: [], plain: false };
const cave = 'cave-room-1' as RoomId;

let chat: TestChat;
let ann: Awaited<ReturnType<TestChat['join']>>;
let lobby: RoomId;

beforeEach(async () => {
  chat = await openTestChat({ limits: { maxAppTokensPerUser: 3, maxDevicesPerUser: 2 } });
  ann = await chat.join('Ann');
  lobby = await chat.lobby();
  await chat.ask(ann, 'create', { room: cave, name: 'Cave' });
});

const make = (letter: string, app: AppRights, name = `App ${letter}`) =>
  chat.ask(ann, 'makeAppToken', { token: tokenOf(letter), name, app }) as Promise<DeviceRow>;
const rows = async () => (await chat.ask(ann, 'devices', undefined)) as DeviceRow[];
const logIn = (token: string, username: string | undefined = 'Ann', clientId = 'a-script') =>
  chat.application.authenticate({ clientId, username, password: Buffer.from(token) });
const notIn = { refused: 'not-authorized', reason: expect.stringMatching(/^The name or the token is wrong/) };

/** A client with a new token of these rights. */
async function connectApp(app: AppRights, clientId = 'a-script'): Promise<FakeSession> {
  const { device } = await make('c', app);
  return chat.connect(createFakeSession(ann.signedIn.user, device, { clientId, app }));
}

const record = (clientId: string, device: string): SessionRecord => ({
  user: ann.signedIn.user,
  clientId,
  device,
  expiresAtMs: 9e15,
  sessionExpirySec: 9,
  nextPacketId: 1,
  subscriptions: [],
});

describe('an app token', () => {
  it('is made once, however often it is asked for, and stands among the devices with its rights', async () => {
    const app: AppRights = { read: [lobby], write: [lobby, cave], plain: false };
    const made = await make('a', app, '  Door \u202e bell ');
    expect(made).toEqual({
      device: made.device,
      name: 'Door bell',
      sinceSec: 1_790_000_000,
      seenSec: 0,
      app,
    });
    expect(await make('a', everything, 'Another')).toEqual(made);
    expect(await rows()).toEqual([expect.not.objectContaining({ app }), made]);
    const again = await openTestChat({ data: chat.data });
    again.connect(ann);
    expect(await again.ask(ann, 'devices', undefined)).toContainEqual(made);
  });

  it('is kept as a hash that is no device’s, so that it signs nobody in where a device does', async () => {
    const { device } = await make('a', everything);
    expect(await chat.store.get('token', hashAppToken(tokenOf('a')))).toEqual({ device });
    expect(await chat.store.get('token', hashToken(tokenOf('a')))).toBeUndefined();
    expect(JSON.stringify([...chat.data.rows])).not.toContain(tokenOf('a'));
    expect(chat.outbox.writerOf(tokenOf('a'))).toBeUndefined();
    expect(await chat.accounts.signOut(tokenOf('a'))).toBe(false);
    expect(await rows()).toHaveLength(2);
  });

  it('needs a name, has to be the asker’s own, and there are so many of a person', async () => {
    expect(await make('a', everything, ' \u200b ')).toBe('bad-name');
    await make('a', everything);
    const bob = await chat.join('Bob');
    const taken = { token: tokenOf('a'), name: 'Mine', app: everything };
    expect(await chat.ask(bob, 'makeAppToken', taken)).toBe('token-taken');
    await make('b', everything);
    await make('c', everything);
    expect(await make('d', everything)).toBe('too-many');
    expect(chat.metrics.limitsMet.app_tokens_per_user).toBe(1);
    expect(await make('c', everything)).toHaveProperty('device');
  });

  it('counts among no devices: it takes nobody’s place, and nobody signs in as it', async () => {
    const { device } = await make('a', everything);
    const credentials = { name: 'Ann', password };
    expect(await chat.accounts.signIn({ ...credentials, device })).toMatchObject({ error: 'device-taken' });
    expect(await chat.accounts.createAccount({ ...credentials, device })).toMatchObject({
      error: 'device-taken',
    });
    chat.time.nowMs += 90 * 24 * 3600_000;
    const second = await chat.accounts.signIn({ ...credentials, device: 'device-two' as DeviceId });
    expect(second).toHaveProperty('token');
    // The device that was not seen for so long goes, and the token stays.
    chat.application.disconnected(ann);
    chat.time.nowMs += 90 * 24 * 3600_000;
    await chat.accounts.signIn({ ...credentials, device: 'device-three' as DeviceId });
    expect(await logIn(tokenOf('a'))).toMatchObject({ device });
  });

  it('is not made for a device that was signed out while it asked', async () => {
    const asked = make('a', everything);
    const ended = chat.accounts.signOut(ann.signedIn.token);
    await Promise.all([asked, ended]);
    expect(await make('b', everything)).toBe('not-authorized');
  });
});

describe('its clients', () => {
  it('log in with the account’s name or none, with any client id', async () => {
    const { device } = await make('a', everything);
    const principal = { user: ann.signedIn.user, device, app: everything };
    for (const username of ['Ann', 'ANN', '', undefined])
      expect(
        await chat.application.authenticate({
          clientId: `script ${username}`,
          username,
          password: Buffer.from(tokenOf('a')),
        }),
      ).toEqual(principal);
    expect(await logIn(tokenOf('a'), 'Bob')).toMatchObject(notIn);
    expect(await logIn(tokenOf('b'))).toMatchObject(notIn);
    // A device says whose it is.
    const nameless = { clientId: 'x', username: '', password: Buffer.from(ann.signedIn.token) };
    expect(await chat.application.authenticate(nameless)).toMatchObject(notIn);
  });

  it('take over no session of a device or of another token', async () => {
    const one = await make('a', everything);
    const two = await make('b', everything);
    const taken = { refused: 'not-authorized', reason: expect.stringMatching(/client id/) };
    expect(await logIn(tokenOf('a'), 'Ann', ann.clientId)).toMatchObject(taken);
    expect(await logIn(tokenOf('a'), 'Ann', two.device)).toMatchObject(taken);
    await chat.application.saveSessions([record('shared', two.device), record('own', one.device)]);
    expect(await logIn(tokenOf('a'), 'Ann', 'shared')).toMatchObject(taken);
    expect(await logIn(tokenOf('a'), 'Ann', 'own')).toHaveProperty('device');
    const connected = createFakeSession(ann.signedIn.user, two.device, { clientId: 'now', app: everything });
    chat.connect(connected);
    expect(await logIn(tokenOf('a'), 'Ann', 'now')).toMatchObject(taken);
    chat.application.disconnected(connected);
    expect(await logIn(tokenOf('a'), 'Ann', 'now')).toHaveProperty('device');
    // A device has the person's whole right, and what a token leaves behind is nobody's.
    const device = { clientId: 'shared', username: 'Ann', password: Buffer.from(ann.signedIn.token) };
    expect(await chat.application.authenticate(device)).toHaveProperty('device');
    await chat.ask(ann, 'endDevice', { device: two.device });
    await chat.application.saveSessions([record('shared', two.device)]);
    expect(await logIn(tokenOf('a'), 'Ann', 'shared')).toHaveProperty('device');
  });

  it('read and write where its rights say, while the person may', async () => {
    const app = await connectApp({ read: [cave], write: [lobby], plain: false });
    const subscribe = (room: RoomId) => chat.application.subscribe(app.principal, roomTopic(room));
    expect(subscribe(cave)).toEqual({ log: true });
    expect(subscribe(lobby)).toMatchObject({ reason: 'This app token may not read this room.' });
    expect(await chat.send(app, lobby, textEntry(1))).toHaveProperty('receipt');
    expect(await chat.send(app, cave, textEntry(2))).toMatchObject({
      reason: 'This app token may not write into this room.',
    });
    await chat.send(
      ann,
      lobby,
      textEntry(3, changeEntry({ what: 'leave', user: ann.signedIn.user }).body, entryKind.membership),
    );
    expect(await chat.send(app, lobby, textEntry(4))).toMatchObject({
      reason: 'You are not a member of this room.',
    });
  });

  it('change and take back nothing, and change no room, whatever their rights are', async () => {
    const app = await connectApp(everything);
    await chat.send(ann, lobby, textEntry(1));
    const tries = [
      textEntry(2, editBodyOf(entryId(1), 'better'), entryKind.edit),
      textEntry(3, retractBodyOf(entryId(1)), entryKind.retract),
      textEntry(4, changeEntry({ what: 'name', name: 'New' }).body, entryKind.room),
      textEntry(5, changeEntry({ what: 'leave', user: ann.signedIn.user }).body, entryKind.membership),
    ];
    for (const entry of tries)
      expect(await chat.send(app, cave, entry)).toMatchObject({ refused: 'not-authorized' });
    expect(await chat.send(app, lobby, textEntry(7))).toHaveProperty('receipt');
  });

  it('are answered what a reader of messages needs, and nothing else', async () => {
    const app = await connectApp(everything);
    const outsider = chat.connect(
      createFakeSession(ann.signedIn.user, (await make('d', nothing)).device, {
        clientId: 'other',
        app: nothing,
      }),
    );
    const questions = questionsAbout(ann.signedIn.user, cave);
    for (const method of Object.keys(questions) as AskMethod[]) {
      const [params] = questions[method];
      const answer = await chat.ask(app, method, params);
      expect([method, answer === 'not-authorized']).toEqual([method, !Object.hasOwn(appAsks, method)]);
      expect([method, await chat.ask(outsider, method, params as never)]).toEqual([method, 'not-authorized']);
    }
    expect(await rows()).toHaveLength(3);
    // Nothing waits for a `sync` that never comes.
    expect(chat.application.subscribe(app.principal, 'answer')).toEqual({ log: false });
    for (const topic of [
      `${roomTopic(cave)}/marks`,
      `${roomTopic(cave)}/typing`,
      `user/${ann.signedIn.user}`,
    ])
      expect(chat.application.subscribe(app.principal, topic)).toMatchObject({ refused: 'not-authorized' });
  });

  it('are not the person: nobody is here by them, and nothing is delivered', async () => {
    await chat.ask(ann, 'setPresence', { shown: true });
    chat.application.disconnected(ann);
    const bob = await chat.join('Bob');
    const seen = async () =>
      (
        (await chat.ask(bob, 'presence', { room: lobby })) as { people: { user: string; seenSec: number }[] }
      ).people.find(({ user }) => user === ann.signedIn.user)?.seenSec;
    chat.time.nowMs += 3600_000;
    const before = await seen();
    expect(before).toBeGreaterThan(0);
    chat.connect(ann);
    const app = await connectApp(everything);
    chat.application.disconnected(app);
    chat.time.nowMs += 60_000;
    expect(await seen()).toBe(0);
    chat.connect(app);
    chat.application.disconnected(ann);
    const leftSec = chat.time.nowMs / 1000;
    chat.time.nowMs += 3600_000;
    expect(await seen()).toBe(leftSec - (leftSec % 60));
    await chat.send(bob, lobby, textEntry(1));
    chat.application.acknowledged(app, roomTopic(lobby), 0, 1);
    const marks = (await chat.ask(bob, 'marks', { room: lobby, seq: 1 })) as {
      members: { user: string; delivered: number }[];
    };
    expect(marks.members.find(({ user }) => user === ann.signedIn.user)).toMatchObject({ delivered: 0 });
  });
});

describe('revoked', () => {
  it('is worth nothing at once, and all its sessions are gone, under whatever client ids', async () => {
    const one = await make('a', everything);
    const two = await make('b', everything);
    await chat.application.saveSessions([
      record('sensor 1', one.device),
      record('sensor 2', one.device),
      record('other', two.device),
    ]);
    await chat.ask(ann, 'endDevice', { device: one.device });
    expect(chat.fanOut.ended).toEqual([{ device: one.device, why: 'session-ended' }]);
    expect((await chat.store.list('session')).map(([, row]) => row.clientId)).toEqual(['other']);
    expect(await logIn(tokenOf('a'))).toMatchObject(notIn);
    expect(await logIn(tokenOf('b'))).toHaveProperty('device');
    expect([...chat.data.rows.keys()].filter((key) => key.includes(one.device))).toEqual([]);
  });

  it('is done by signing out everywhere, by an admin’s new password, and with the account; not by a changed password', async () => {
    const count = async () => (await rows()).filter(({ app }) => app).length;
    await make('a', everything);
    await chat.ask(ann, 'changePassword', { old: password, new: 'another password' });
    expect(await count()).toBe(1);
    expect(await chat.ask(ann, 'adminUsers', { text: 'ann', after: undefined })).toMatchObject([
      { devices: 1, apps: 1 },
    ]);
    const { user } = ann.signedIn;
    const reset = await chat.adminDesk.set(user, { what: 'password', password: 'set by the admin' });
    expect(reset).toMatchObject([{ isApp: true }]);
    expect(await count()).toBe(0);
    expect(await rows()).toHaveLength(1);

    await make('b', everything);
    await chat.ask(ann, 'endAllDevices', { keepThis: true });
    expect(await count()).toBe(0);

    await make('c', everything);
    const bob = await chat.join('Bob');
    await chat.adminDesk.set(bob.signedIn.user, { what: 'make-admin' });
    await chat.adminDesk.set(user, { what: 'suspend' });
    expect(await logIn(tokenOf('c'))).toMatchObject({ reason: expect.stringMatching(/suspended/) });
    await chat.adminDesk.set(user, { what: 'unsuspend' });
    expect(await logIn(tokenOf('c'))).toHaveProperty('device');
    await chat.adminDesk.set(user, { what: 'delete', messages: 'keep' });
    expect(await logIn(tokenOf('c'))).toMatchObject(notIn);
    expect(await chat.store.list('token')).toHaveLength(1);
  });
});
