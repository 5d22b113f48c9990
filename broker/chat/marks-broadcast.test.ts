import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { RoomId } from '../../src/protocol/ids';
import { decodePersonMarks, encodeMarks } from '../../src/protocol/marks';
import { createMemoryData } from '../store/memory-store';
import { createFakeSession, openTestChat, textEntry, type FakeSession } from './chat-fakes';

describe('marks', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  /** Ann wrote five messages in the lobby, which Bob and Cid are in too. */
  async function openLobby(strangers = 0) {
    const data = createMemoryData();
    const before = await openTestChat({ data });
    const sessions = [await before.join('Ann'), await before.join('Bob'), await before.join('Cid')];
    const room = await before.lobby();
    await before.store.commit(
      Array.from({ length: strangers }, (_, n) => ({
        table: 'member',
        key: `${room}/stranger-${n}`,
        row: { sinceMs: 1 },
      })),
    );
    await before.close();
    const chat = await openTestChat({ data });
    const [ann, bob, cid] = sessions.map((session) => chat.connect(session)) as [
      FakeSession,
      FakeSession,
      FakeSession,
    ];
    for (let n = 1; n <= 5; n++) await chat.send(ann, room, textEntry(n));
    const acknowledged = (session: FakeSession, from: number, to: number) =>
      chat.application.acknowledged(session, `room/${room}`, from, to);
    const marksOf = async (session: FakeSession) => {
      const { members } = (await chat.ask(session, 'marks', { room, seq: 1 })) as {
        members: { user: string; delivered: number; read: number }[];
      };
      return members.find(({ user }) => user === session.principal.user);
    };
    const told = () =>
      chat.fanOut.signals.flatMap(({ topic, payload }) =>
        topic === `room/${room}/marks` ? [decodePersonMarks(payload)] : [],
      );
    return { ...chat, data, ann, bob, cid, room, acknowledged, marksOf, told };
  }

  it('rise to what a person’s device acknowledged, unless it is behind a hole', async () => {
    const { bob, acknowledged, marksOf } = await openLobby();
    acknowledged(bob, 0, 2);
    acknowledged(bob, 3, 4);
    expect(await marksOf(bob)).toMatchObject({ delivered: 2, read: 0 });
    acknowledged(bob, 2, 3);
    acknowledged(bob, 1, 2);
    expect(await marksOf(bob)).toMatchObject({ delivered: 3 });
  });

  it('rise by another device of the same person, and by the device’s own word', async () => {
    const { application, connect, bob, room, acknowledged, marksOf } = await openLobby();
    const phone = connect(createFakeSession(bob.principal.user, 'bobs-phone'));
    acknowledged(bob, 0, 2);
    acknowledged(phone, 2, 4);
    expect(await marksOf(bob)).toMatchObject({ delivered: 4 });
    await application.publish(bob, `room/${room}/marks`, encodeMarks({ read: 1, delivered: 5 }));
    expect(await marksOf(bob)).toMatchObject({ delivered: 5, read: 1 });
  });

  it('count what somebody wrote as delivered and read, but jump over nothing', async () => {
    const { send, ann, bob, room, acknowledged, marksOf } = await openLobby();
    expect(await marksOf(ann)).toMatchObject({ delivered: 5, read: 5 });
    await send(bob, room, textEntry(1));
    expect(await marksOf(bob)).toMatchObject({ delivered: 0, read: 0 });
    acknowledged(bob, 0, 6);
    expect(await marksOf(bob)).toMatchObject({ delivered: 6, read: 0 });
  });

  it('go to those who have the room open, those of a second together in one packet', async () => {
    const { bob, cid, acknowledged, told } = await openLobby();
    acknowledged(bob, 0, 1);
    acknowledged(bob, 1, 3);
    acknowledged(cid, 0, 2);
    expect(told()).toEqual([]);
    await vi.advanceTimersByTimeAsync(1000);
    expect(told()).toEqual([
      [
        { user: bob.principal.user, delivered: 3, read: 0 },
        { user: cid.principal.user, delivered: 2, read: 0 },
      ],
    ]);
    acknowledged(cid, 0, 2);
    await vi.advanceTimersByTimeAsync(5000);
    expect(told()).toHaveLength(1);
    acknowledged(cid, 2, 4);
    await vi.advanceTimersByTimeAsync(1000);
    expect(told()[1]).toEqual([{ user: cid.principal.user, delivered: 4, read: 0 }]);
  });

  it('are not told to the device that said so, unless others said something too', async () => {
    const { bob, cid, acknowledged, fanOut } = await openLobby();
    const excepted = () =>
      fanOut.signals.flatMap(({ topic, except }) => (topic.endsWith('/marks') ? [except] : []));
    acknowledged(bob, 0, 1);
    acknowledged(bob, 1, 2);
    await vi.advanceTimersByTimeAsync(1000);
    acknowledged(bob, 2, 3);
    acknowledged(cid, 0, 2);
    await vi.advanceTimersByTimeAsync(1000);
    expect(excepted()).toEqual([bob.clientId, undefined]);
  });

  it('go out when a device says what is read', async () => {
    const { application, bob, room, told } = await openLobby();
    await application.publish(bob, `room/${room}/marks`, encodeMarks({ read: 3, delivered: 0 }));
    await application.publish(bob, `room/${room}/marks`, encodeMarks({ read: 2, delivered: 0 }));
    await vi.advanceTimersByTimeAsync(5000);
    expect(told()).toEqual([[{ user: bob.principal.user, delivered: 0, read: 3 }]]);
  });

  it('are not broadcast in a room with more than 32 members', async () => {
    const small = await openLobby(29);
    small.acknowledged(small.bob, 0, 1);
    const large = await openLobby(30);
    large.acknowledged(large.bob, 0, 1);
    await vi.advanceTimersByTimeAsync(5000);
    expect(small.told()).toHaveLength(1);
    expect(large.told()).toEqual([]);
  });

  it('are nobody’s who is not in the room, and topics without a log have none', async () => {
    const { application, ask, ann, bob, told } = await openLobby();
    await ask(ann, 'create', { room: 'cave' as RoomId, name: 'Cave' });
    application.acknowledged(bob, 'room/cave', 0, 1);
    application.acknowledged(bob, 'answer', 0, 1);
    application.acknowledged(bob, '', 0, 1);
    await vi.advanceTimersByTimeAsync(5000);
    expect(told()).toEqual([]);
    expect(await ask(ann, 'marks', { room: 'cave' as RoomId, seq: 1 })).toMatchObject({
      members: [{ user: ann.principal.user, delivered: 1, read: 1 }],
    });
  });

  it('stop their clocks when the chat closes', async () => {
    const { close, bob, acknowledged, told } = await openLobby();
    acknowledged(bob, 0, 1);
    await close();
    await vi.advanceTimersByTimeAsync(5000);
    expect(told()).toEqual([]);
    expect(vi.getTimerCount()).toBe(0);
  });
});
