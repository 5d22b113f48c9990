import { beforeEach, describe, expect, it } from 'vitest';
import type { NewAccount } from '../../src/protocol/accounts';
import type { InviteRow } from '../../src/protocol/asks-account';
import type { DeviceId, RoomId, UserId } from '../../src/protocol/ids';
import type { Change } from '../../src/protocol/room-change';
import { changeEntry } from '../../src/protocol/room-change';
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
const secret = (name: string) => name.padEnd(22, '-');
const bo = 'Bo' as UserId;

let chat: TestChat;
let asAnn: FakeSession;
let asBo: FakeSession;
let asCy: FakeSession;
let changes = 0;

const connect = (user: string) => chat.connect(createFakeSession(user, `device-of-${user}`));
const invite = (
  session: FakeSession,
  name: string,
  room: RoomId | undefined = cave,
  uses = 1,
  expiresInSec = 3600,
) => chat.ask(session, 'invite', { token: secret(name), room, uses, expiresInSec });
const serverInvite = (session: FakeSession) =>
  chat.ask(session, 'invite', { token: secret('s'), room: undefined, uses: 1, expiresInSec: 60 });
const use = (session: FakeSession, name: string) => chat.ask(session, 'useInvite', { token: secret(name) });
const change = (session: FakeSession, room: RoomId, what: Change) => {
  const { body, kind } = changeEntry(what);
  return chat.send(session, room, textEntry(9000 + changes++, body, kind));
};
const newcomer = (name: string, proofs: Partial<NewAccount> = {}) =>
  chat.accounts.createAccount({ name, password, device: `device-of-${name}` as DeviceId, ...proofs });

async function openAgain(): Promise<void> {
  chat = await openTestChat({
    data: chat.data,
    time: chat.time,
    registration: { mode: 'invite', firstAccount: 'is-admin' },
  });
  [asAnn, asBo, asCy] = ['Ann', 'Bo', 'Cy'].map(connect) as [FakeSession, FakeSession, FakeSession];
}

beforeEach(async () => {
  const data = createMemoryData();
  addPeople(data, ['Ann', 'Bo', 'Cy', 'Dee'], 'Dee');
  chat = await openTestChat({ data });
  await openAgain();
  await chat.ask(asAnn, 'create', { room: cave, name: 'Cave', visibility: 'private' });
});

describe('invites into a room', () => {
  it('bring somebody in, as an entry that all see, as often as was said', async () => {
    expect(await invite(asAnn, 'one')).toMatchObject({ room: cave, by: 'Ann', uses: 1, usesLeft: 1 });
    expect(await use(asBo, 'one')).toMatchObject({ room: cave, name: 'Cave' });
    expect(await use(asBo, 'one')).toMatchObject({ room: cave });
    expect(await use(asCy, 'one')).toBe('bad-invite');
    expect(await chat.send(asBo, cave, textEntry(1))).toHaveProperty('receipt');
    expect(await chat.store.heads([cave])).toEqual([3]);
  });

  it('give no use twice, however many come at once', async () => {
    await invite(asAnn, 'one', cave, 2);
    const answers = await Promise.all([
      newcomer('Eve', { invite: secret('one') }),
      newcomer('Fay', { invite: secret('one') }),
      use(asBo, 'one'),
      use(asCy, 'one'),
    ]);
    const came = answers.filter(
      (answer) => typeof answer === 'object' && answer !== null && 'room' in answer,
    );
    expect(came).toHaveLength(2);
    expect([...chat.data.rows.keys()].filter((key) => key.startsWith('inviteUse/'))).toHaveLength(2);
    const members = await chat.ask(asAnn, 'members', { room: cave, after: undefined });
    expect(members).toHaveLength(3);
  });

  it('are made once, whatever is asked again, and only by those who may invite', async () => {
    const first = await invite(asAnn, 'one', cave, 3);
    chat.time.nowMs += 5000;
    expect(await invite(asAnn, 'one', cave, 9, 7200)).toEqual(first);
    expect(await invite(asBo, 'one')).toBe('invite-taken');
    expect(await invite(asBo, 'two')).toBe('not-authorized');
    expect(await invite(asAnn, 'two', 'nowhere' as RoomId)).toBe('not-authorized');
    await invite(asAnn, 'three');
    await use(asBo, 'three');
    expect(await invite(asBo, 'four')).toBe('not-authorized');
    expect(JSON.stringify([...chat.data.rows])).not.toContain(secret('one'));
  });

  it('are worth nothing once they are over: expired, taken back, or their maker may not invite any more', async () => {
    for (const name of ['old', 'back', 'left']) await invite(asAnn, name, cave, 5);
    const row = (await invite(asAnn, 'back')) as InviteRow;
    await chat.ask(asBo, 'revokeInvite', { id: row.id });
    expect(await chat.ask(asBo, 'invites', { room: cave })).toEqual([]);
    expect(await chat.ask(asAnn, 'invites', { room: cave })).toHaveLength(3);
    await chat.ask(asAnn, 'revokeInvite', { id: row.id });
    expect(await use(asBo, 'back')).toBe('bad-invite');
    expect(await use(asBo, 'left')).toMatchObject({ room: cave });
    await change(asAnn, cave, { what: 'make-owner', user: bo });
    await change(asBo, cave, { what: 'make-member', user: 'Ann' as UserId });
    expect(await use(asCy, 'left')).toBe('bad-invite');
    await change(asBo, cave, { what: 'make-admin', user: 'Ann' as UserId });
    chat.time.nowMs += 3600_000;
    expect(await use(asCy, 'old')).toBe('bad-invite');
    expect(await use(asCy, 'never-made')).toBe('bad-invite');
  });

  it('do not bring back who was removed since or banned, but who left', async () => {
    await invite(asAnn, 'one', cave, 2);
    await use(asBo, 'one');
    await change(asBo, cave, { what: 'leave', user: bo });
    expect(await use(asBo, 'one')).toMatchObject({ room: cave });
    await change(asAnn, cave, { what: 'remove', user: bo });
    expect(await use(asBo, 'one')).toBe('bad-invite');
    await change(asAnn, cave, { what: 'ban', user: 'Cy' as UserId });
    expect(await use(asCy, 'one')).toBe('banned');
    chat.time.nowMs += 1000;
    await invite(asAnn, 'two');
    expect(await use(asBo, 'two')).toMatchObject({ room: cave });
  });

  it('are known again after a restart, with what was used and taken back', async () => {
    await invite(asAnn, 'one');
    const back = (await invite(asAnn, 'two', cave, 3)) as InviteRow;
    await use(asBo, 'one');
    await chat.ask(asAnn, 'revokeInvite', { id: back.id });
    await invite(asAnn, 'three');
    await openAgain();
    expect(await use(asCy, 'one')).toBe('bad-invite');
    expect(await use(asCy, 'two')).toBe('bad-invite');
    expect(await chat.ask(asAnn, 'invites', { room: cave })).toHaveLength(1);
    expect(await use(asCy, 'three')).toMatchObject({ room: cave });
    chat.time.nowMs += 40 * 86_400_000;
    await openAgain();
    expect([...chat.data.rows.keys()].filter((key) => key.startsWith('invite'))).toEqual([]);
  });

  it('stay as they were when a revocation cannot be written', async () => {
    const row = (await invite(asAnn, 'one')) as InviteRow;
    chat.data.failing = true;
    expect(await chat.ask(asAnn, 'revokeInvite', { id: row.id })).toBe('unavailable');
    expect(await use(asBo, 'one')).toBe('unavailable');
    chat.data.failing = false;
    expect(await use(asBo, 'one')).toMatchObject({ room: cave });
  });
});

describe('coming to the server by invite', () => {
  it('makes the account and a member of the room, also when the answer gets lost', async () => {
    await invite(asAnn, 'one');
    expect(await newcomer('Eve')).toMatchObject({ error: 'needs-invite' });
    expect(await newcomer('Eve', { invite: secret('none') })).toMatchObject({ error: 'bad-invite' });
    const eve = await newcomer('Eve', { invite: secret('one') });
    expect(eve).toMatchObject({ name: 'Eve', room: cave });
    expect(await newcomer('Eve', { invite: secret('one') })).toMatchObject({
      user: 'user' in eve && eve.user,
      room: cave,
    });
    expect(await newcomer('Fay', { invite: secret('one') })).toMatchObject({ error: 'bad-invite' });
    expect(await chat.store.get('userName', 'fay')).toBeUndefined();
  });

  it('is something that the server’s admins alone offer without a room, and leads to the lobby', async () => {
    const asDee = connect('Dee');
    expect(await serverInvite(asAnn)).toBe('not-authorized');
    expect(await serverInvite(asDee)).toMatchObject({ uses: 1 });
    const eve = await newcomer('Eve', { invite: secret('s') });
    expect(eve).toMatchObject({ name: 'Eve' });
    expect(eve).not.toHaveProperty('room');
    const asEve = connect('user' in eve ? eve.user : '');
    expect(await use(asEve, 's')).toMatchObject({ name: 'Lobby' });
    expect(await chat.ask(asAnn, 'invites', { room: undefined })).toEqual([]);
  });

  it('shows whoever holds a link what it leads to', async () => {
    await invite(asAnn, 'one');
    expect(await chat.accounts.lookAtInvite(secret('one'))).toEqual({
      room: 'Cave',
      by: 'Ann',
      makesAccounts: true,
    });
    expect(await chat.accounts.lookAtInvite(secret('two'))).toMatchObject({ error: 'bad-invite' });
  });
});
