import { beforeEach, describe, expect, it } from 'vitest';
import type { AdminChange, AdminUser } from '../../src/protocol/asks-admin';
import type { InviteRow } from '../../src/protocol/asks-account';
import type { DeviceId, RoomId, UserId } from '../../src/protocol/ids';
import { createMemoryData } from '../store/memory-store';
import {
  addPeople,
  createFakeSession,
  openTestChat,
  password,
  textEntry,
  type FakeSession,
  type TestChat,
} from './chat-fakes';

const cave = 'cave' as RoomId;
const bytes = (text: string) => new TextEncoder().encode(text);

let chat: TestChat;
let asRoot: FakeSession;
let asAnn: FakeSession & { signedIn: { token: string } };
let root: UserId;
let ann: UserId;

const set = (user: UserId, change: AdminChange, session = asRoot) =>
  chat.ask(session, 'adminSet', { user, change });
const users = async (text = '', after?: UserId) =>
  (await chat.ask(asRoot, 'adminUsers', { text, after })) as AdminUser[];
const login = () =>
  chat.application.authenticate({
    clientId: asAnn.clientId,
    username: 'Ann',
    password: bytes(asAnn.signedIn.token),
  });
const signIn = (secret: string) =>
  chat.accounts.signIn({ name: 'Ann', password: secret, device: 'another-device' as DeviceId });

beforeEach(async () => {
  chat = await openTestChat();
  asRoot = await chat.join('Root');
  asAnn = await chat.join('Ann');
  [root, ann] = [asRoot, asAnn].map(({ principal }) => principal.user) as [UserId, UserId];
});

describe('what only the server’s admins may ask', () => {
  it('is refused to everybody else, and at once to who is none any more', async () => {
    await chat.ask(asAnn, 'create', { room: cave, name: 'Cave' });
    const asks = async (session: FakeSession) => [
      await chat.ask(session, 'adminUsers', { text: '', after: undefined }),
      await chat.ask(session, 'adminRooms', { after: undefined }),
      await chat.ask(session, 'adminInvites', undefined),
      await chat.ask(session, 'adminSet', { user: root, change: { what: 'sign-out' } }),
      await chat.ask(session, 'adminDeleteRoom', { room: cave }),
    ];
    expect(new Set(await asks(asAnn))).toEqual(new Set(['not-authorized']));
    await set(ann, { what: 'make-admin' });
    expect(await chat.ask(asAnn, 'adminInvites', undefined)).toEqual([]);
    await set(ann, { what: 'make-member' });
    expect(new Set(await asks(asAnn))).toEqual(new Set(['not-authorized']));
    expect(chat.fanOut.ended).toEqual([]);
    expect((await chat.store.get('room', cave))?.deleted).toBeUndefined();
  });
});

describe('the server’s admins', () => {
  it('see all people, in pages, and find them by both their names', async () => {
    await chat.ask(asAnn, 'setName', { name: 'Zoe' });
    expect(await users()).toHaveLength(2);
    const row = {
      user: ann,
      name: 'Ann',
      shown: 'Zoe',
      isAdmin: false,
      isSuspended: false,
      devices: 1,
      sinceSec: chat.time.nowMs / 1000,
      seenSec: chat.time.nowMs / 1000,
    };
    expect(await users('zo')).toEqual([row]);
    expect(await users('AN')).toEqual([row]);
    const data = createMemoryData();
    const many = Array.from({ length: 150 }, (_, n) => `user-${String(n).padStart(3, '0')}`);
    addPeople(data, [...many, 'boss'], 'boss');
    chat = await openTestChat({ data });
    asRoot = chat.connect(createFakeSession('boss', 'device-of-boss'));
    const first = await users('user');
    expect(first).toHaveLength(100);
    const rest = await users('user', first.at(-1)?.user);
    expect([...first, ...rest].map(({ user }) => user)).toEqual(many);
  });

  it('see that private rooms are there, but not what they are called, and delete all but the lobby and direct ones', async () => {
    const loft = 'loft' as RoomId;
    const two = 'two' as RoomId;
    await chat.ask(asAnn, 'create', { room: cave, name: 'Cave', visibility: 'private' });
    await chat.ask(asAnn, 'create', { room: loft, name: 'Loft' });
    await chat.ask(asAnn, 'direct', { room: two, user: root });
    const lobby = await chat.lobby();
    const rooms = async () => chat.ask(asRoot, 'adminRooms', { after: undefined });
    expect(await rooms()).toEqual(
      expect.arrayContaining([
        { room: cave, name: '', visibility: 'private', members: 1, head: 1 },
        { room: loft, name: 'Loft', visibility: 'public', members: 1, head: 1 },
        { room: two, name: '', visibility: 'direct', members: 2, head: 1 },
      ]),
    );
    const remove = (room: RoomId) => chat.ask(asRoot, 'adminDeleteRoom', { room });
    expect(await remove(cave)).toBeUndefined();
    expect(await remove(cave)).toBeUndefined();
    expect(await chat.send(asAnn, cave, textEntry(1))).toMatchObject({ refused: 'not-authorized' });
    expect(await remove(two)).toBe('not-authorized');
    expect(await remove(lobby)).toBe('not-authorized');
    expect(await remove('nowhere' as RoomId)).toBe('no-such-room');
    expect(await rooms()).toHaveLength(3);
  });

  it('see and take back every invite', async () => {
    await chat.ask(asAnn, 'create', { room: cave, name: 'Cave', visibility: 'private' });
    await chat.ask(asAnn, 'invite', { token: 'a'.repeat(22), room: cave, uses: 2, expiresInSec: 60 });
    const [invite] = (await chat.ask(asRoot, 'adminInvites', undefined)) as InviteRow[];
    expect(invite).toMatchObject({ room: cave, by: ann, usesLeft: 2 });
    await chat.ask(asRoot, 'revokeInvite', { id: invite?.id ?? '' });
    expect(await chat.ask(asRoot, 'adminInvites', undefined)).toEqual([]);
  });

  it('suspend people, whose connections end while all they have stays, and let them in again', async () => {
    expect(await set(ann, { what: 'suspend' })).toBeUndefined();
    expect(chat.fanOut.ended).toEqual([{ device: asAnn.clientId, why: 'administrative' }]);
    expect(await login()).toMatchObject({ refused: 'not-authorized' });
    expect(await signIn(password)).toMatchObject({ error: 'suspended' });
    expect(await users('ann')).toMatchObject([{ isSuspended: true, devices: 1 }]);
    await set(ann, { what: 'unsuspend' });
    expect(await login()).toMatchObject({ user: ann });
  });

  it('set passwords, sign people out, and delete accounts', async () => {
    expect(await set(ann, { what: 'password', password: 'short' })).toBe('bad-password');
    await set(ann, { what: 'password', password: 'set by the admin' });
    expect(await login()).toMatchObject({ user: ann });
    expect(await signIn(password)).toMatchObject({ error: 'wrong-credentials' });
    expect(await signIn('set by the admin')).toHaveProperty('token');
    await set(ann, { what: 'sign-out' });
    expect(await login()).toMatchObject({ refused: 'not-authorized' });
    expect(chat.fanOut.ended.map(({ why }) => why)).toEqual(['session-ended', 'session-ended']);
    await set(ann, { what: 'delete', messages: 'empty' });
    expect(await set(ann, { what: 'suspend' })).toBe('no-such-person');
    expect(await users()).toHaveLength(1);
  });

  it('are at least one, as long as others are here', async () => {
    for (const change of [{ what: 'make-member' }, { what: 'suspend' }] as const)
      expect(await set(root, change)).toBe('only-admin');
    expect(await set(root, { what: 'delete', messages: 'keep' })).toBe('only-admin');
    await set(ann, { what: 'make-admin' });
    expect(await set(root, { what: 'make-member' })).toBeUndefined();
    expect(await users()).toBe('not-authorized');
  });
});
