import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Db } from '../db/db';
import { bo, createFakeDisk, me, roomA, roomB } from '../db/fake-disk';
import { createFakeClock, settle, type FakeClock } from '../platform/fake-clock';
import { decodeAsk, encodeAnswer, encodeAskError } from '../protocol/ask';
import type { RoomId, UserId } from '../protocol/ids';
import { isOwnTyping } from '../protocol/typing';
import { createFakeConnection, quietEvents, type LinkPeer } from '../transport/fake-link';
import type { Connection } from '../transport/link';
import { createAsker, type Asker } from './asker';
import { createCompany, type CompanyKeeper } from './company';
import { createSignal, type WritableSignal } from './signal';

const cid = 'cid' as UserId;
const topics = (room: RoomId, ...below: string[]) => below.map((each) => `room/${room}/${each}`);

let db: Db;
let clock: FakeClock;
let asker: Asker;
let company: CompanyKeeper;
let saving: WritableSignal<boolean>;
let typing: WritableSignal<boolean>;
let asked: string[];
let people: { user: UserId; seenSec: number | undefined }[];
let members: number;
let hides: boolean;
let troubles: string[];

beforeEach(async () => {
  db = await createFakeDisk().openDb();
  await db.rooms.put([
    { room: roomA, name: 'A', visibility: 'public', head: 0, read: 0 },
    { room: roomB, name: 'Bo', visibility: 'direct', head: 0, read: 0, partner: bo },
  ]);
  clock = createFakeClock();
  asker = createAsker();
  saving = createSignal(false);
  typing = createSignal(true);
  asked = [];
  people = [];
  members = 3;
  hides = false;
  troubles = [];
  company = createCompany({
    db,
    user: me,
    asker,
    clock,
    choices: { saving, typing, known: Promise.resolve() },
    met: () => undefined,
    trouble: (what) => troubles.push(what),
  });
});
afterEach(() => {
  db.close();
  // Unexpected in every test of this file.
  if (troubles.length > 0) throw new Error(troubles.join());
});

const rest = () => settle(100);

/** A broker that answers at once; whoever hides is refused presence. */
function connect({ sessionPresent = false, epoch = 'epoch-1' } = {}) {
  const { connection, peer } = createFakeConnection(quietEvents, { sessionPresent, epoch }, () => ({
    subscribed: ({ topics: asking, answer }) =>
      answer(hides ? asking.filter((topic) => topic.endsWith('/presence')) : []),
    published({ topic, payload }) {
      const ask = topic === 'ask' ? decodeAsk(payload) : undefined;
      if (!ask || !('method' in ask)) return;
      asked.push(String(ask.method));
      if (ask.method === 'marks') {
        const result = members > 32 ? { delivered: 0, read: 0 } : { members: [] };
        asker.answered(encodeAnswer(ask.n, 'marks', result));
      } else if (hides) asker.answered(encodeAskError(ask.n, { code: 'hidden', text: 'No.' }));
      else asker.answered(encodeAnswer(ask.n, 'presence', { people }));
    },
  }));
  asker.connected(connection);
  return { connection, peer };
}
async function follow(room: RoomId | undefined, on: { connection: Connection; peer: LinkPeer } = connect()) {
  await company.follow(on.connection, room);
  return on;
}
const subscribed = (peer: LinkPeer) => peer.subscribes.flatMap(({ topics: each }) => each);
const told = (peer: LinkPeer) => peer.published.filter(({ topic }) => topic.endsWith('/typing'));
const typingNow = () => company.now.get()?.typing ?? [];

describe('what is followed', () => {
  it('is marks and typing of the room on the screen, and who is here only while people are looked at', async () => {
    const { peer } = await follow(roomA);
    expect(subscribed(peer)).toEqual(topics(roomA, 'marks', 'typing'));
    expect(asked).toEqual(['marks']);
    company.lookAtPeople(true);
    await rest();
    expect(subscribed(peer).slice(2)).toEqual(topics(roomA, 'presence'));
    expect(asked).toEqual(['marks', 'presence']);
    company.lookAtPeople(false);
    await rest();
    expect(peer.unsubscribes).toEqual(topics(roomA, 'presence'));
  });

  it('is whether the other one is here in a room of two', async () => {
    people = [{ user: bo, seenSec: 0 }];
    const { peer } = await follow(roomB);
    expect(subscribed(peer)).toEqual(topics(roomB, 'marks', 'typing', 'presence'));
    expect(company.now.get()).toEqual({
      room: roomB,
      typing: [],
      presence: [{ user: bo, seenMs: undefined }],
    });
  });

  it('ends with the room, also when several are opened quickly', async () => {
    const on = connect();
    await Promise.all([follow(roomA, on), follow(roomB, on), follow(roomA, on)]);
    await follow(undefined, on);
    // What was begun for a room that is not open any more was never done.
    expect(subscribed(on.peer).every((topic) => topic.startsWith(`room/${roomA}/`))).toBe(true);
    expect(on.peer.unsubscribes).toEqual(topics(roomA, 'marks', 'typing'));
  });

  it('is subscribed to again on another connection only where the session has it not', async () => {
    await follow(roomB);
    company.lost();
    const again = await follow(roomB, connect({ sessionPresent: true }));
    // The marks are small, and their answer shows how long a round trip is.
    expect(subscribed(again.peer)).toEqual(topics(roomB, 'marks'));
    company.lost();
    const gone = await follow(roomB, connect({ sessionPresent: false }));
    expect(subscribed(gone.peer)).toEqual(topics(roomB, 'marks', 'typing', 'presence'));
    company.lost();
    const older = await follow(roomB, connect({ sessionPresent: true, epoch: 'epoch-2' }));
    expect(subscribed(older.peer)).toEqual(topics(roomB, 'marks', 'typing', 'presence'));
  });

  it('is subscribed to anew when the broker may have ended it', async () => {
    const { peer } = await follow(roomA);
    company.ended(roomB);
    await rest();
    expect(subscribed(peer)).toHaveLength(2);
    company.ended(roomA);
    await rest();
    expect(subscribed(peer).slice(2)).toEqual(topics(roomA, 'marks', 'typing'));
  });

  it('is nothing with data saver, from that moment on, but for one question when a room is opened', async () => {
    const on = await follow(roomB);
    company.typing(roomB, bo);
    saving.set(true);
    company.again();
    await rest();
    expect(on.peer.unsubscribes).toEqual(topics(roomB, 'marks', 'typing', 'presence'));
    expect(company.now.get()).toBeUndefined();
    asked = [];
    await follow(roomA, on);
    expect(asked).toEqual(['marks']);
    company.lost();
    const again = await follow(roomA, connect({ sessionPresent: true }));
    expect([asked, subscribed(again.peer), again.peer.unsubscribes]).toEqual([['marks'], [], []]);
  });

  it('is ended again when its end was lost with the link', async () => {
    const { peer } = await follow(roomA);
    company.typing(roomB, bo);
    expect(peer.unsubscribes).toEqual(topics(roomB, 'typing'));
  });
});

describe('typing of others', () => {
  beforeEach(() => follow(roomA));

  it('shows for 6 s, and longer while they go on', async () => {
    company.typing(roomA, bo);
    expect(typingNow()).toEqual([bo]);
    await clock.advance(4_000);
    company.typing(roomA, bo);
    company.typing(roomA, cid);
    await clock.advance(5_999);
    expect(typingNow()).toEqual([bo, cid]);
    await clock.advance(1);
    expect(typingNow()).toEqual([]);
  });

  it('is over when their words are here', () => {
    company.typing(roomA, bo);
    company.typing(roomA, cid);
    company.kept(bo);
    expect(typingNow()).toEqual([cid]);
  });

  it('is over when the room or the link goes', async () => {
    company.typing(roomA, bo);
    await follow(roomB);
    expect(typingNow()).toEqual([]);
    company.typing(roomB, bo);
    company.lost();
    expect(company.now.get()).toBeUndefined();
    expect(clock.waits()).toEqual([]);
  });

  it('is not shown of oneself on another device', () => {
    company.typing(roomA, me);
    expect(typingNow()).toEqual([]);
  });
});

describe('own typing', () => {
  it('is told once in 4 s while keys come', async () => {
    const { peer } = await follow(roomA);
    for (let i = 0; i < 80; i++) {
      company.typed(roomA);
      await clock.advance(100);
    }
    expect(told(peer).map(({ topic, qos, payload }) => [topic, qos, isOwnTyping(payload)])).toEqual(
      Array.from({ length: 2 }, () => [`room/${roomA}/typing`, 0, true]),
    );
  });

  it('is not told with data saver, when it is switched off, in another room, in a large one, or without a link', async () => {
    const on = await follow(roomA);
    saving.set(true);
    company.typed(roomA);
    saving.set(false);
    typing.set(false);
    company.typed(roomA);
    typing.set(true);
    company.typed(roomB);
    members = 33;
    await follow(roomB, on);
    company.typed(roomB);
    expect(told(on.peer)).toEqual([]);
    await follow(roomA, on);
    company.lost();
    company.typed(roomA);
    expect(told(on.peer)).toEqual([]);
  });

  it('that is switched off is not subscribed to either', async () => {
    typing.set(false);
    const { peer } = await follow(roomA);
    expect(subscribed(peer)).toEqual(topics(roomA, 'marks'));
  });
});

describe('who is here', () => {
  const seen = () => company.now.get()?.presence?.map(({ user, seenMs }) => [user, seenMs]);

  it('is what the broker answered, and tells since', async () => {
    people = [
      { user: bo, seenSec: 0 },
      { user: cid, seenSec: 1_764_000_000 },
    ];
    await follow(roomB);
    expect(seen()).toEqual([
      [bo, undefined],
      [cid, 1_764_000_000_000],
    ]);
    company.presence(roomB, [
      { user: bo, seenSec: 1_764_000_060 },
      { user: cid, seenSec: undefined },
    ]);
    expect(seen()).toEqual([[bo, 1_764_000_060_000]]);
  });

  it('is nothing that anybody knows without a link, and asked for again with the next one', async () => {
    people = [{ user: bo, seenSec: 0 }];
    await follow(roomB);
    company.lost();
    expect(seen()).toBeUndefined();
    await follow(roomB, connect({ sessionPresent: true }));
    expect(seen()).toEqual([[bo, undefined]]);
  });

  it('is not shown to somebody who hides, and is asked for again when that changes', async () => {
    hides = true;
    people = [{ user: bo, seenSec: 0 }];
    const { peer } = await follow(roomB);
    expect(seen()).toBeUndefined();
    company.presence(roomB, [{ user: bo, seenSec: 0 }]);
    expect(seen()).toBeUndefined();
    hides = false;
    company.ended();
    await rest();
    expect(seen()).toEqual([[bo, undefined]]);
    expect(subscribed(peer).filter((topic) => topic.endsWith('/presence'))).toHaveLength(2);
  });
});
