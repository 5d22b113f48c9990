import { beforeEach, describe, expect, it } from 'vitest';
import { decodeEntry } from '../../src/protocol/entry';
import type { DeviceId, RoomId, UserId } from '../../src/protocol/ids';
import { changeEntry, readChange, type Change } from '../../src/protocol/room-change';
import { readPlainRules } from '../plain-rules';
import {
  createFakeSession,
  openTestChat,
  password,
  textEntry,
  type FakeSession,
  type TestChat,
} from './chat-fakes';

const cave = 'cave' as RoomId;
const loft = 'loft' as RoomId;
const den = 'den' as RoomId;

let chat: TestChat;
let asAnn: FakeSession;
let asBo: FakeSession;
let asCy: FakeSession;
let ann: UserId;
let bo: UserId;
let cy: UserId;
let sent = 0;

const change = (session: FakeSession, room: RoomId, what: Change) => {
  const { body, kind } = changeEntry(what);
  return chat.send(session, room, textEntry(9000 + sent++, body, kind));
};
const remove = (session: FakeSession, messages: 'keep' | 'empty' = 'keep') =>
  chat.ask(session, 'deleteAccount', { password, messages });
/** All that stands in the room's log: texts as they are, changes by name. */
const logOf = (room: RoomId) =>
  (chat.data.logs.get(room) ?? []).map(({ payload }) => {
    const entry = decodeEntry(payload, payload.length);
    const what = entry && readChange(entry);
    return what ? `${what.what}${'user' in what ? ` ${what.user}` : ''}` : (entry?.body ?? null);
  });
const rowsAbout = (text: string) => [...chat.data.rows].filter((row) => JSON.stringify(row).includes(text));

beforeEach(async () => {
  chat = await openTestChat();
  // The server's admin, whom none of this is about.
  await chat.join('Root');
  [asAnn, asBo, asCy] = [await chat.join('Ann'), await chat.join('Bo'), await chat.join('Cy')];
  [ann, bo, cy] = [asAnn, asBo, asCy].map(({ principal }) => principal.user) as [UserId, UserId, UserId];
  for (const room of [cave, loft, den]) await chat.ask(asAnn, 'create', { room, name: room });
  for (const session of [asCy, asBo]) {
    chat.time.nowMs += 1000;
    await chat.ask(session, 'join', { room: cave });
    await chat.ask(session, 'join', { room: loft });
  }
});

describe('deleting an account', () => {
  it('needs the password, and lets nobody in any more at once', async () => {
    expect(await chat.ask(asAnn, 'deleteAccount', { password: 'wrong horse', messages: 'keep' })).toBe(
      'wrong-password',
    );
    expect(chat.fanOut.ended).toEqual([]);
    expect(await remove(asAnn)).toBeUndefined();
    expect(chat.fanOut.ended).toEqual([{ device: asAnn.clientId, why: 'session-ended' }]);
    const device = 'another-device' as DeviceId;
    expect(await chat.accounts.signIn({ name: 'Ann', password, device })).toMatchObject({
      error: 'wrong-credentials',
    });
    expect(
      await chat.accounts.createAccount({ name: 'Ann', password, device: asAnn.clientId as DeviceId }),
    ).toMatchObject({ error: 'name-taken' });
    expect(rowsAbout(asAnn.clientId)).toEqual([]);
    expect(await chat.ask(asBo, 'findPeople', { text: 'ann' })).toEqual([]);
    expect(await chat.ask(asBo, 'direct', { room: 'x' as RoomId, user: ann })).toBe('no-such-person');
    expect(await chat.ask(asBo, 'people', { users: [ann] })).toEqual([{ user: ann, name: 'Ann' }]);
  });

  it('frees the name without what was retained on the topics that were its own', async () => {
    const row = {
      topic: '',
      payload: Buffer.from('x'),
      qos: 1,
      retain: true,
      properties: Buffer.alloc(0),
      expiresAtMs: undefined,
    } as const;
    const plain = {
      rules: readPlainRules('read:#,write:things/%u/#,!things/%u/key') ?? [],
      anonymous: false,
    };
    chat = await openTestChat({ plain });
    await chat.join('Root');
    [asAnn, asBo] = [await chat.join('Ann'), await chat.join('Bo')];
    const topics = ['things/Ann', 'things/Ann/lamp', 'things/Bo', 'things/Annie/lamp', 'Ann'];
    const left = () => [...chat.data.rows.keys()].filter((key) => key.startsWith('retained/'));
    for (const topic of topics) chat.data.rows.set(`retained/${topic}`, { ...row, topic });
    expect(chat.plainAccess.isSignedOut(asAnn.principal)).toBe(false);
    expect(await remove(asAnn, 'empty')).toBeUndefined();
    expect(chat.plainAccess.isSignedOut(asAnn.principal)).toBe(true);
    expect(left()).toEqual(['retained/things/Bo', 'retained/things/Annie/lamp', 'retained/Ann']);
    expect(chat.fanOut.forgotten).toEqual(['things/Ann/#']);
    // This name stays taken.
    expect(await remove(asBo, 'keep')).toBeUndefined();
    expect(left()).toContain('retained/things/Bo');
  });

  it('gives each room to its oldest admin, or else to its oldest member, and deletes it where there is nobody', async () => {
    await change(asAnn, cave, { what: 'make-admin', user: bo });
    // Rows are read in the order of their ids, which must not be what counts.
    const [younger, elder] = [bo, cy].toSorted() as [UserId, UserId];
    chat.data.rows.set(`member/${loft}/${elder}`, { sinceMs: 1 });
    chat.data.rows.set(`member/${loft}/${younger}`, { sinceMs: 2 });
    chat = await openTestChat({ data: chat.data, time: chat.time });
    [asAnn, asBo] = [asAnn, asBo].map(chat.connect) as [FakeSession, FakeSession];
    await remove(asAnn);
    await chat.accountsIdle();
    expect(logOf(cave).slice(-2)).toEqual([`make-owner ${bo}`, `leave ${ann}`]);
    expect(logOf(loft).slice(-2)).toEqual([`make-owner ${elder}`, `leave ${ann}`]);
    expect(logOf(den).at(-1)).toBe('delete');
    expect((await chat.store.get('member', `${cave}/${bo}`))?.role).toBe('owner');
    expect((await chat.store.get('member', `${loft}/${elder}`))?.role).toBe('owner');
    expect(await chat.ask(asBo, 'members', { room: await chat.lobby(), after: undefined })).toHaveLength(3);
  });

  it('keeps the messages with their author’s name, or empties their words and frees the name', async () => {
    const lobby = await chat.lobby();
    for (const [n, session] of [asAnn, asBo].entries()) {
      await chat.send(session, lobby, textEntry(n, `by ${session.clientId}`));
      await chat.send(session, cave, textEntry(n, `by ${session.clientId}`));
    }
    await chat.ask(asAnn, 'direct', { room: 'two' as RoomId, user: bo });
    await chat.send(asAnn, 'two' as RoomId, textEntry(5, 'just us'));
    await change(asBo, cave, { what: 'leave', user: bo });
    await remove(asBo, 'keep');
    await chat.accountsIdle();
    expect(logOf(lobby)).toContain(`by ${asBo.clientId}`);
    await remove(asAnn, 'empty');
    await chat.accountsIdle();
    for (const room of [lobby, cave]) expect(logOf(room)).not.toContain(`by ${asAnn.clientId}`);
    expect(logOf('two' as RoomId)).toEqual(['made', null, expect.any(Uint8Array)]);
    expect(logOf(lobby)).toContain(`by ${asBo.clientId}`);
    expect(rowsAbout('"Ann"')).toEqual([]);
    expect(await chat.ask(asCy, 'people', { users: [ann] })).toEqual([
      { user: ann, name: 'Deleted account' },
    ]);
    expect(
      await chat.accounts.createAccount({ name: 'Ann', password, device: 'another-device' as DeviceId }),
    ).toHaveProperty('token');
  });

  it('goes on after a restart where it was broken off', async () => {
    await chat.send(asAnn, cave, textEntry(1, 'a secret'));
    const { append } = chat.store;
    Object.assign(chat.store, {
      append: async (requests: Parameters<typeof append>[0]) =>
        requests.map(() => ({ outcome: 'failed', message: 'The disk is full.' })),
    });
    await remove(asAnn, 'empty');
    await chat.accountsIdle();
    expect(logOf(cave)).toContain('a secret');
    await chat.close();
    chat = await openTestChat({ data: chat.data, time: chat.time });
    await chat.accountsIdle();
    expect(logOf(cave)).not.toContain('a secret');
    expect(await chat.store.get('user', ann)).not.toHaveProperty('removing');
    const asBoAgain = chat.connect(createFakeSession(bo, asBo.clientId));
    expect(await chat.ask(asBoAgain, 'members', { room: cave, after: undefined })).toHaveLength(2);
  });

  it('is not for the only admin of a server that has people', async () => {
    const root = (await chat.store.get('userName', 'root'))?.user ?? '';
    const asRoot = chat.connect(createFakeSession(root, 'device-of-Root'));
    expect(await remove(asRoot)).toBe('only-admin');
    for (const session of [asAnn, asBo, asCy]) await remove(session);
    expect(await remove(asRoot)).toBeUndefined();
  });
});
