import { beforeEach, describe, expect, it } from 'vitest';
import type { RoomId, UserId } from '../../src/protocol/ids';
import { decodeUserChange, encodeUserChange } from '../../src/protocol/user-change';
import { createMemoryData } from '../store/memory-store';
import {
  addPeople,
  createFakeSession,
  openTestChat,
  textEntry,
  type FakeSession,
  type TestChat,
} from './chat-fakes';

const [ann, bo] = ['Ann', 'Bo'] as UserId[] as [UserId, UserId];
const room = (id: string) => id as RoomId;

describe('asks about rooms and people', () => {
  let chat: TestChat;
  let asAnn: FakeSession;
  let asBo: FakeSession;
  let asCy: FakeSession;

  beforeEach(async () => {
    const data = createMemoryData();
    addPeople(data, ['Ann', 'Bo', 'Cy', 'anna-lena', ...Array.from({ length: 30 }, (_, n) => `z${n}`)]);
    data.rows.set('user/aenne', { name: 'Änne', passwordHash: '', createdAtMs: 1 });
    chat = await openTestChat({ data });
    const connect = (user: string) => chat.connect(createFakeSession(user, `device-of-${user}`));
    [asAnn, asBo, asCy] = ['Ann', 'Bo', 'Cy'].map(connect) as [FakeSession, FakeSession, FakeSession];
  });

  it('make private rooms, which nobody else sees and whose names need not be their own', async () => {
    const row = { room: 'one', name: 'Cave', visibility: 'private', role: 'owner', head: 1, read: 1 };
    const ask = { room: room('one'), name: 'Cave', visibility: 'private' } as const;
    expect(await chat.ask(asAnn, 'create', ask)).toEqual(row);
    expect(await chat.ask(asAnn, 'create', ask)).toEqual(row);
    expect(await chat.ask(asBo, 'create', { ...ask, room: room('two') })).toMatchObject({ room: 'two' });
    expect(await chat.ask(asBo, 'rooms', undefined)).toHaveLength(1);
    expect(await chat.ask(asBo, 'join', { room: room('one') })).toBe('no-such-room');
    expect(await chat.ask(asBo, 'create', ask)).toBe('room-taken');
  });

  it('find the one direct room of two people, or make it, and each sees the other’s name', async () => {
    const direct = (session: FakeSession, id: string, user: UserId) =>
      chat.ask(session, 'direct', { room: room(id), user });
    const rows = await Promise.all([direct(asAnn, 'x', bo), direct(asBo, 'y', ann)]);
    rows.push(await direct(asAnn, 'z', bo));
    const row = { room: 'x', visibility: 'direct', head: 1 };
    expect(rows).toEqual([
      { ...row, name: 'Bo', partner: bo, read: 1 },
      { ...row, name: 'Ann', partner: ann, read: 0 },
      { ...row, name: 'Bo', partner: bo, read: 1 },
    ]);
    const told = chat.fanOut.signals.map(({ topic, payload }) => [topic, decodeUserChange(payload)]);
    expect(told).toContainEqual(['user/Bo', { change: 'joined', room: 'x' }]);
    expect(await chat.send(asBo, room('x'), textEntry(1))).toHaveProperty('receipt');
    expect(await chat.send(asCy, room('x'), textEntry(1))).toMatchObject({ refused: 'not-authorized' });
    expect(await direct(asAnn, 'me', ann)).toBe('no-such-person');
    expect(await direct(asAnn, 'me', 'nobody' as UserId)).toBe('no-such-person');
    expect(await direct(asCy, 'x', ann)).toBe('room-taken');
  });

  it('let nobody begin a direct room or invite where they are blocked, until they are not', async () => {
    await chat.ask(asAnn, 'block', { user: bo });
    await chat.ask(asAnn, 'block', { user: bo });
    expect(await chat.ask(asAnn, 'blocked', undefined)).toEqual([{ user: bo, name: 'Bo' }]);
    expect(chat.fanOut.signals.at(-1)).toEqual({
      topic: `user/${ann}`,
      payload: encodeUserChange({ change: 'blocked' }),
      except: asAnn.clientId,
    });
    expect(await chat.ask(asBo, 'blocked', undefined)).toEqual([]);
    expect(await chat.ask(asBo, 'direct', { room: room('x'), user: ann })).toBe('blocked');
    expect(await chat.ask(asAnn, 'direct', { room: room('x'), user: bo })).toBe('blocked-by-you');
    expect(await chat.store.get('room', 'x')).toBeUndefined();
    await chat.ask(asAnn, 'unblock', { user: bo });
    expect(await chat.ask(asBo, 'direct', { room: room('x'), user: ann })).toMatchObject({ room: 'x' });
    // The room that is there stays.
    await chat.ask(asAnn, 'block', { user: bo });
    expect(await chat.ask(asBo, 'direct', { room: room('y'), user: ann })).toMatchObject({ room: 'x' });
    expect(await chat.ask(asAnn, 'block', { user: ann })).toBe('no-such-person');
  });

  it('find people by the beginning of their names, however it is spelled, and no more than 20', async () => {
    const find = async (text: string) =>
      ((await chat.ask(asAnn, 'findPeople', { text })) as { name: string }[]).map(({ name }) => name);
    expect(await find('ANN')).toEqual(['Ann', 'anna-lena']);
    expect(await find('äNN')).toEqual(['Änne']);
    expect(await find('nobody')).toEqual([]);
    expect(await find('  ')).toEqual([]);
    expect(await find('z')).toHaveLength(20);
  });

  it('give the members in pages of 200', async () => {
    const lobby = await chat.lobby();
    const members = Array.from({ length: 250 }, (_, n) => `user-${String(n).padStart(3, '0')}`);
    await chat.store.commit(
      members.map((user) => ({ table: 'member', key: `${lobby}/${user}`, row: { sinceMs: 7000 } })),
    );
    const { ask, connect } = await openTestChat({ data: chat.data });
    const session = connect(createFakeSession('user-000', 'a-device'));
    const first = (await ask(session, 'members', { room: lobby, after: undefined })) as { user: UserId }[];
    expect(first).toHaveLength(200);
    expect(first[0]).toEqual({ user: 'user-000', name: '', role: 'member', sinceSec: 7 });
    const rest = (await ask(session, 'members', { room: lobby, after: first.at(-1)?.user })) as {
      user: UserId;
    }[];
    expect([...first, ...rest].map(({ user }) => user)).toEqual(members);
  });
});
