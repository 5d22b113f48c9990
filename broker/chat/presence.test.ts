import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { DeviceId, RoomId } from '../../src/protocol/ids';
import { decodePresence } from '../../src/protocol/presence';
import { presenceTopic } from '../../src/protocol/topics';
import { decodeUserChange } from '../../src/protocol/user-change';
import { isRefusal } from '../application';
import { createFakeSession, openTestChat, password, type FakeSession, type TestChat } from './chat-fakes';

const cave = 'cave' as RoomId;

describe('who is here', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  /** Ann and Bob, in the lobby and in a room of their own; what that set off is told. */
  async function openTwo() {
    const chat = await openTestChat();
    const [ann, bob] = [await chat.join('Ann'), await chat.join('Bob')];
    await chat.ask(ann, 'direct', { room: cave, user: bob.signedIn.user });
    const pass = (ms: number) => {
      chat.time.nowMs += ms;
      return vi.advanceTimersByTimeAsync(ms);
    };
    await pass(10_000);
    chat.fanOut.signals.length = 0;
    const told = (room: RoomId = cave) =>
      chat.fanOut.signals.flatMap(({ topic, payload }) =>
        topic === presenceTopic(room) ? [decodePresence(payload)] : [],
      );
    const seen = (session: FakeSession, room: RoomId = cave) => chat.ask(session, 'presence', { room });
    return { ...chat, ann, bob, pass, told, seen };
  }
  type Two = Awaited<ReturnType<typeof openTwo>>;
  const leave = ({ application }: Pick<TestChat, 'application'>, session: FakeSession) =>
    application.disconnected(session);
  const minuteOf = ({ time }: Two) => Math.floor(time.nowMs / 60_000) * 60;

  it('is known to members at once, and told within 5 s in one packet', async () => {
    const two = await openTwo();
    const { ann, bob, pass, told, seen, join, lobby } = two;
    const here = [
      { user: ann.signedIn.user, seenSec: 0 },
      { user: bob.signedIn.user, seenSec: 0 },
    ];
    expect(await seen(ann)).toEqual({ people: expect.arrayContaining(here) });
    const [cid, dee] = [await join('Cid'), await join('Dee')];
    expect(told(await lobby())).toEqual([]);
    await pass(5_000);
    const [first, ...more] = told(await lobby());
    expect(more).toEqual([]);
    const newcomers = [cid, dee].map(({ signedIn }) => ({ user: signedIn.user, seenSec: 0 }));
    expect(first).toEqual(expect.arrayContaining(newcomers));
    // Nothing of a room that they are not in.
    expect(told()).toEqual([]);
  });

  it('tells of somebody who goes after a while, with the minute, and not of one who is back in a moment', async () => {
    const two = await openTwo();
    const { ann, bob, connect, pass, told, seen } = two;
    leave(two, bob);
    await pass(12_000);
    connect(bob);
    await pass(60_000);
    expect(told()).toEqual([]);

    leave(two, bob);
    const seenSec = minuteOf(two);
    await pass(14_000);
    expect(told()).toEqual([]);
    expect(await seen(ann)).toMatchObject({
      people: expect.arrayContaining([{ user: bob.signedIn.user, seenSec: 0 }]),
    });
    await pass(7_000);
    expect(told()).toEqual([[{ user: bob.signedIn.user, seenSec }]]);
    expect(await seen(ann)).toMatchObject({
      people: expect.arrayContaining([{ user: bob.signedIn.user, seenSec }]),
    });
    connect(bob);
    await pass(5_000);
    expect(told()[1]).toEqual([{ user: bob.signedIn.user, seenSec: 0 }]);
  });

  it('tells of somebody who was seen by who asked, and went before the rooms were told that they came', async () => {
    const two = await openTwo();
    const { join, pass, told, ask, ann } = two;
    const den = 'den' as RoomId;
    const cid = await join('Cid');
    await ask(ann, 'direct', { room: den, user: cid.signedIn.user });
    await pass(20_000);
    leave(two, cid);
    await pass(30_000);
    two.fanOut.signals.length = 0;
    two.connect(cid);
    expect(await two.seen(ann, den)).toMatchObject({
      people: expect.arrayContaining([{ user: cid.signedIn.user, seenSec: 0 }]),
    });
    leave(two, cid);
    const seenSec = minuteOf(two);
    await pass(30_000);
    expect(told(den)).toEqual([[{ user: cid.signedIn.user, seenSec }]]);
  });

  it('is here as long as one of their devices is', async () => {
    const two = await openTwo();
    const { bob, accounts, connect, pass, told } = two;
    await accounts.signIn({ name: 'Bob', password, device: 'phone-of-Bob' as DeviceId });
    const phone = connect(createFakeSession(bob.signedIn.user, 'phone-of-Bob'));
    leave(two, bob);
    await pass(60_000);
    expect(told()).toEqual([]);
    leave(two, phone);
    await pass(25_000);
    expect(told()).toHaveLength(1);
  });

  it('is shown to nobody, and of nobody, to somebody who switched it off', async () => {
    const two = await openTwo();
    const { application, fanOut, ann, bob, ask, pass, told, seen, lobby } = two;
    const ofAnn = (user: string) => user === ann.signedIn.user;
    expect(await ask(ann, 'setPresence', { shown: undefined })).toEqual({ shown: true });
    expect(await ask(ann, 'setPresence', { shown: false })).toEqual({ shown: false });
    // At once: what she subscribed to ends, and her devices hear why.
    expect(fanOut.endedSubscriptions).toEqual([
      {
        topics: expect.arrayContaining([presenceTopic(cave), presenceTopic(await lobby())]),
        user: ann.signedIn.user,
      },
    ]);
    expect(fanOut.signals.map(({ payload }) => decodeUserChange(payload))).toContainEqual({
      change: 'presence',
    });
    expect(isRefusal(application.subscribe(ann.principal, presenceTopic(cave)))).toBe(true);
    expect(isRefusal(application.subscribe(bob.principal, presenceTopic(cave)))).toBe(false);
    expect(await seen(ann)).toBe('hidden');
    await pass(5_000);
    expect(told()[0]).toContainEqual({ user: ann.signedIn.user, seenSec: undefined });
    const { people } = (await seen(bob)) as { people: { user: string }[] };
    expect(people.some(({ user }) => ofAnn(user))).toBe(false);
    // Whatever she does from now on.
    leave(two, ann);
    await pass(30_000);
    two.connect(ann);
    await pass(30_000);
    expect(told()).toHaveLength(1);

    expect(await ask(ann, 'setPresence', { shown: true })).toEqual({ shown: true });
    await pass(5_000);
    expect(told()[1]).toContainEqual({ user: ann.signedIn.user, seenSec: 0 });
    expect(isRefusal(application.subscribe(ann.principal, presenceTopic(cave)))).toBe(false);
  });

  it('stays switched off over a restart', async () => {
    const two = await openTwo();
    await two.ask(two.ann, 'setPresence', { shown: false });
    await two.close();
    const again = await openTestChat({ store: two.store, time: two.time });
    again.connect(two.ann);
    expect(await again.ask(two.ann, 'setPresence', { shown: undefined })).toEqual({ shown: false });
    expect(await again.ask(two.ann, 'presence', { room: cave })).toBe('hidden');
  });

  it('is nobody’s business between two of whom one has blocked the other, until that is lifted', async () => {
    const two = await openTwo();
    const { ann, bob, ask, pass, told, seen } = two;
    await ask(ann, 'block', { user: bob.signedIn.user });
    expect(await seen(bob)).toEqual({ people: [] });
    await pass(5_000);
    expect(told()[0]).toContainEqual({ user: ann.signedIn.user, seenSec: undefined });
    await ask(ann, 'unblock', { user: bob.signedIn.user });
    await pass(5_000);
    expect(told()[1]).toContainEqual({ user: ann.signedIn.user, seenSec: 0 });
  });

  it('is a number, when asked, in a room with more than 32 members, and not told there', async () => {
    const two = await openTwo();
    const { store, ann, bob, close, time } = two;
    const room = await two.lobby();
    await store.commit(
      Array.from({ length: 31 }, (_, n) => ({
        table: 'member',
        key: `${room}/stranger-${n}`,
        row: { sinceMs: 1 },
      })),
    );
    await close();
    const again = await openTestChat({ store, time });
    again.connect(ann);
    again.connect(bob);
    expect(await again.ask(ann, 'presence', { room })).toEqual({ here: 2 });
    await vi.advanceTimersByTimeAsync(5_000);
    const topics = again.fanOut.signals.map(({ topic }) => topic);
    expect(topics).toContain(presenceTopic(cave));
    expect(topics).not.toContain(presenceTopic(room));
  });

  it('is known of somebody who has just come into a room', async () => {
    const two = await openTwo();
    const { ann, bob, ask, pass, told } = two;
    const den = 'den' as RoomId;
    await ask(ann, 'create', { room: den, name: 'Den' });
    await pass(5_000);
    await ask(bob, 'join', { room: den });
    await pass(5_000);
    expect(told(den).at(-1)).toContainEqual({ user: bob.signedIn.user, seenSec: 0 });
  });

  it('is nothing for those who are not in the room, and stops its clock when the chat closes', async () => {
    const two = await openTwo();
    const cid = await two.join('Cid');
    expect(await two.seen(cid)).toBe('not-a-member');
    await two.close();
    expect(vi.getTimerCount()).toBe(0);
  });
});
