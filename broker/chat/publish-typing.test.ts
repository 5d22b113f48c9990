import { describe, expect, it } from 'vitest';
import type { RoomId } from '../../src/protocol/ids';
import { typingTopic } from '../../src/protocol/topics';
import { decodeTyping, encodeOwnTyping } from '../../src/protocol/typing';
import type { SessionHandle } from '../application';
import { createMemoryData } from '../store/memory-store';
import { createFakeSession, openTestChat } from './chat-fakes';

/** Ann and Bob in the lobby, among so many others. */
async function openLobby(strangers = 0) {
  const data = createMemoryData();
  const before = await openTestChat({ data });
  const [ann, bob] = [await before.join('Ann'), await before.join('Bob')];
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
  chat.connect(ann);
  chat.connect(bob);
  const types = (session: SessionHandle = ann, where = room, payload = encodeOwnTyping()) =>
    chat.application.publish(session, typingTopic(where), payload);
  const told = () =>
    chat.fanOut.signals
      .filter(({ topic }) => topic.endsWith('/typing'))
      .map(({ topic, payload, except }) => [topic, decodeTyping(payload), except]);
  return { ...chat, ann, bob, room, types, told };
}

describe('typing', () => {
  it('is told to those who look at the room, but not to the device itself', async () => {
    const { ann, room, types, told } = await openLobby();
    expect(await types()).toEqual({});
    expect(told()).toEqual([[`room/${room}/typing`, ann.signedIn.user, 'device-of-Ann']]);
  });

  it('is told once in 3 s for each person and room, however many devices say it', async () => {
    const { ann, bob, ask, time, types, told } = await openLobby();
    await ask(ann, 'create', { room: 'cave' as RoomId, name: 'Cave' });
    const phone = createFakeSession(ann.signedIn.user, 'phone-of-Ann');
    for (let i = 0; i < 20; i++) await types(i % 2 === 0 ? ann : phone);
    expect(told()).toHaveLength(1);
    await types(bob);
    await types(ann, 'cave' as RoomId);
    expect(told()).toHaveLength(3);
    time.nowMs += 2_999;
    await types();
    expect(told()).toHaveLength(3);
    time.nowMs += 1;
    await types();
    expect(told()).toHaveLength(4);
  });

  it('is refused to those who are not in the room, and when it looks like something else', async () => {
    const { ann, bob, ask, types, told } = await openLobby();
    await ask(ann, 'create', { room: 'cave' as RoomId, name: 'Cave', visibility: 'private' });
    expect(await types(bob, 'cave' as RoomId)).toMatchObject({ refused: 'not-authorized' });
    expect(await types(ann, 'cave' as RoomId, new Uint8Array([0xc0]))).toMatchObject({
      refused: 'payload-invalid',
    });
    expect(told()).toEqual([]);
  });

  it('goes nowhere between two of whom one has blocked the other', async () => {
    const { ann, bob, ask, types, told } = await openLobby();
    const pair = 'pair' as RoomId;
    await ask(ann, 'direct', { room: pair, user: bob.signedIn.user });
    await types(bob, pair);
    expect(told()).toHaveLength(1);
    await ask(ann, 'block', { user: bob.signedIn.user });
    await types(ann, pair);
    expect(told()).toHaveLength(1);
  });

  it('is not told in a room with more than 32 members', async () => {
    const small = await openLobby(30);
    await small.types();
    expect(small.told()).toHaveLength(1);
    const large = await openLobby(31);
    expect(await large.types()).toEqual({});
    expect(large.told()).toEqual([]);
  });
});
