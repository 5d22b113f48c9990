import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Db } from '../db/db';
import { createFakeDisk, entryId, me, roomA, roomB, textEntry, written } from '../db/fake-disk';
import { createFakeClock, settle, type FakeClock } from '../platform/fake-clock';
import { decodeEntry } from '../protocol/entry';
import type { EntryId } from '../protocol/ids';
import { sendWindow } from '../protocol/limits';
import { createFakeConnection, quietEvents, type LinkPeer, type PeerPublish } from '../transport/fake-link';
import { createBackoff } from './backoff';
import { createSender, type Sender } from './sender';

let db: Db;
let clock: FakeClock;
let sender: Sender;
let troubles: string[];
/** Rows that are unanswered on another path too. */
let elsewhere: Set<EntryId>;
let looking: boolean;

beforeEach(async () => {
  db = await createFakeDisk().openDb();
  clock = createFakeClock();
  troubles = [];
  elsewhere = new Set();
  looking = false;
  sender = senderOn(db);
});
afterEach(() => db.close());

function senderOn(on: Db): Sender {
  const made = createSender({
    db: on,
    user: me,
    clock,
    createBackoff: () => createBackoff({ random: () => 0.999_999_9 }),
    eager: () => looking,
    underWayElsewhere: (id) => elsewhere.has(id),
    trouble: (what) => troubles.push(what),
  });
  on.changes.subscribe((change) => change.in === 'outbox' && made.wake(change.room));
  return made;
}

const connect = async (maxPayloadBytes = sendWindow.maxBytes): Promise<LinkPeer> => {
  const { connection, peer } = createFakeConnection(
    { ...quietEvents, closed: sender.lost },
    { maxPayloadBytes },
  );
  await sender.connected(connection);
  await settle();
  return peer;
};
const writeAll = async (numbers: number[], room = roomA) => {
  for (const n of numbers) await db.outbox.add(written(n, room));
  await settle();
};
const upTo = (count: number) => Array.from({ length: count }, (_, i) => i + 1);
const idOf = ({ payload }: PeerPublish): EntryId => decodeEntry(payload, 1_000_000)!.id;
/** Numbers of the messages in the order in which they left. */
const left = (peer: LinkPeer) => peer.published.map((each) => Number.parseInt(idOf(each).slice(-12), 16));
const accept = async (publish: PeerPublish | undefined, seq: number) => {
  publish!.answer({ outcome: 'accepted', receipt: `${seq} 1800000000` });
  await settle();
};
const notNow = async (publish: PeerPublish | undefined) => {
  publish!.answer({ outcome: 'refused', permanent: false, reason: 'The disk is full.' });
  await settle();
};
const rows = async () => await db.outbox.list();

describe('sending', () => {
  it('sends what waits from the oldest on, without waiting for answers, each room on its own', async () => {
    await writeAll([1, 2, 3]);
    await writeAll([4], roomB);
    const peer = await connect();
    await writeAll([5]);
    expect(new Set(left(peer))).toEqual(new Set([1, 2, 3, 4, 5]));
    expect(peer.published).toHaveLength(5);
    const inA = peer.published.filter(({ topic }) => topic === `room/${roomA}`);
    expect(left({ ...peer, published: inA })).toEqual([1, 2, 3, 5]);
    expect(peer.published.every(({ qos }) => qos === 1)).toBe(true);
  });

  it('keeps a message in the outbox until its seq is known, then moves it to the log', async () => {
    await writeAll([1, 2]);
    const peer = await connect();
    expect(await rows()).toHaveLength(2);
    await accept(peer.published[0], 7);
    expect((await rows()).map(({ id }) => id)).toEqual([entryId(2)]);
    expect(await db.log.entries(roomA)).toMatchObject([
      { id: entryId(1), seq: 7, from: me, ts: 1_800_000_000 },
    ]);
  });

  it('marks a row tried on disk before its first byte leaves', async () => {
    await db.outbox.add(written(1));
    const { markTried } = db.outbox;
    let order: string[] = [];
    const slow: Db = {
      ...db,
      outbox: {
        ...db.outbox,
        async markTried(...args) {
          const marked = await markTried(...args);
          order.push('marked');
          return marked;
        },
      },
    };
    sender = senderOn(slow);
    const { connection } = createFakeConnection(quietEvents, {}, () => ({
      published: () => order.push('left'),
    }));
    await sender.connected(connection);
    await settle();
    expect(order).toEqual(['marked', 'left']);
    expect(await rows()).toMatchObject([{ tried: true }]);
  });

  it('says how long each message had waited here', async () => {
    clock = createFakeClock(written(1).writtenAtMs + 90_400);
    sender = senderOn(db);
    await writeAll([1]);
    const peer = await connect();
    expect(decodeEntry(peer.published[0]!.payload, 1000)).toMatchObject({ waitedSec: 90 });
    await accept(peer.published[0], 1);
    expect(await db.log.entries(roomA)).toMatchObject([{ waitedSec: 90 }]);
  });

  it('has at most 128 messages of a room unanswered, and reads on when half of them are answered', async () => {
    await writeAll(upTo(300));
    await writeAll([500], roomB);
    const { list } = db.outbox;
    let reads = 0;
    sender = senderOn({
      ...db,
      outbox: { ...db.outbox, list: (room) => (room === roomA && reads++, list(room)) },
    });
    const peer = await connect();
    const ofRoomA = () => left(peer).filter((n) => n < 500);
    expect(ofRoomA()).toEqual(upTo(128));
    expect(left(peer)).toContain(500);
    const answer = (n: number) =>
      accept(
        peer.published.find((each) => idOf(each) === entryId(n)),
        n,
      );
    for (const n of upTo(63)) await answer(n);
    expect(ofRoomA()).toEqual(upTo(128));
    expect(reads).toBe(1);
    await answer(64);
    await expect.poll(ofRoomA).toEqual(upTo(192));
    expect(reads).toBe(2);
  });

  it('has at most 16 kB of a room unanswered, but always one message', async () => {
    const long = (n: number, bytes: number) => db.outbox.add({ ...written(n), body: 'x'.repeat(bytes) });
    for (const n of [1, 2, 3, 4]) await long(n, 5000);
    await long(5, 40_000);
    await long(6, 10);
    const peer = await connect(100_000);
    expect(left(peer)).toEqual([1, 2, 3]);
    await accept(peer.published[0], 1);
    expect(left(peer)).toEqual([1, 2, 3, 4]);
    for (const i of [1, 2]) await accept(peer.published[i], i + 1);
    expect(left(peer)).toEqual([1, 2, 3, 4]);
    await accept(peer.published[3], 4);
    expect(left(peer)).toEqual([1, 2, 3, 4, 5]);
    await accept(peer.published[4], 5);
    expect(left(peer)).toEqual([1, 2, 3, 4, 5, 6]);
  });

  it('tells which are under way, and that none is when the link dies', async () => {
    await writeAll([1, 2]);
    expect(sender.sent.get()).toEqual(new Set());
    const peer = await connect();
    expect(sender.sent.get()).toEqual(new Set([entryId(1), entryId(2)]));
    await accept(peer.published[0], 1);
    expect(sender.sent.get()).toEqual(new Set([entryId(2)]));
    peer.cut();
    expect(sender.sent.get()).toEqual(new Set());
  });

  it('does not send a message that was discarded while it was being marked', async () => {
    await db.outbox.add(written(1));
    await db.outbox.add(written(2));
    const { markTried } = db.outbox;
    const slow: Db = {
      ...db,
      outbox: {
        ...db.outbox,
        async markTried(...args) {
          await db.outbox.discard(entryId(1));
          return await markTried(...args);
        },
      },
    };
    sender = senderOn(slow);
    expect(left(await connect())).toEqual([2]);
  });
});

describe('sending again', () => {
  it('resends all that is unanswered from the oldest on, over the next connection', async () => {
    await writeAll(upTo(5));
    const first = await connect();
    await accept(first.published[1], 2);
    first.cut();
    await writeAll([6]);
    const second = await connect();
    expect(left(second)).toEqual([1, 3, 4, 5, 6]);
  });

  it('resends nothing twice over one connection', async () => {
    await writeAll([1, 2]);
    const peer = await connect();
    sender.wake(roomA);
    await writeAll([3]);
    sender.wake(roomA);
    await settle();
    expect(left(peer)).toEqual([1, 2, 3]);
  });

  it('notes what an old connection answered, and sends nothing because of it', async () => {
    await writeAll(upTo(3));
    const first = await connect();
    // The answer came, but the link died while it was being written down.
    first.published[0]!.answer({ outcome: 'accepted', receipt: '1 1800000000' });
    first.cut();
    const second = await connect();
    await settle();
    expect((await rows()).map(({ id }) => id)).toEqual([entryId(2), entryId(3)]);
    expect(left(second)).toEqual(expect.arrayContaining([2, 3]));
    expect(left(first)).toEqual([1, 2, 3]);
    expect(sender.sent.get()).toEqual(new Set(left(second).map(entryId)));
    for (const [i, publish] of second.published.entries()) await accept(publish, i + 1);
    expect(await rows()).toEqual([]);
    expect(sender.sent.get()).toEqual(new Set());
  });

  it('does not pause the new connection because the old one said "not now"', async () => {
    await writeAll([1]);
    const first = await connect();
    first.published[0]!.answer({ outcome: 'refused', permanent: false, reason: 'Full.' });
    first.cut();
    const second = await connect();
    await writeAll([2]);
    expect(left(second)).toEqual([1, 2]);
  });

  it('ends a row whose entry came by another path, and does not send it again', async () => {
    await writeAll([1, 2]);
    const first = await connect();
    first.cut();
    await db.log.put(roomA, [textEntry(1, { id: entryId(1), from: me })]);
    expect(left(await connect())).toEqual([2]);
  });
});

describe('a refusal for good', () => {
  it('makes the row failed in words, and blocks no other', async () => {
    await writeAll([1, 2]);
    const peer = await connect();
    peer.published[0]!.answer({ outcome: 'refused', permanent: true, reason: 'You are not in this room.' });
    await accept(peer.published[1], 1);
    await writeAll([3]);
    expect(await rows()).toMatchObject([
      { id: entryId(1), problem: 'You are not in this room.' },
      { id: entryId(3), problem: undefined },
    ]);
    expect(left(peer)).toEqual([1, 2, 3]);
    expect(sender.sent.get()).toEqual(new Set([entryId(3)]));
  });

  it('proves nothing while the row is unanswered on another path: asked again later, and only then failed', async () => {
    await writeAll([1, 2]);
    elsewhere.add(entryId(1));
    const peer = await connect();
    const no = { outcome: 'refused', permanent: true, reason: 'No.' } as const;
    peer.published[0]!.answer(no);
    await accept(peer.published[1], 1);
    expect(await rows()).toMatchObject([{ id: entryId(1), problem: undefined, tried: true }]);
    expect(await db.outbox.discard(entryId(1))).toBe(undefined);
    expect(left(peer)).toEqual([1, 2]);
    elsewhere.clear();
    await clock.advance(500);
    expect(left(peer)).toEqual([1, 2, 1]);
    peer.published[2]!.answer(no);
    await settle();
    expect(await rows()).toMatchObject([{ id: entryId(1), problem: 'No.' }]);
  });

  it('is not sent again until the person says so, then behind all others', async () => {
    await writeAll([1, 2]);
    const peer = await connect();
    peer.published[0]!.answer({ outcome: 'refused', permanent: true, reason: 'No.' });
    await settle();
    peer.cut();
    const second = await connect();
    expect(left(second)).toEqual([2]);
    await db.outbox.retry(entryId(1));
    await settle();
    expect(left(second)).toEqual([2, 1]);
  });

  it('comes from here when a message is longer than the broker takes', async () => {
    await db.outbox.add({ ...written(1), body: 'x'.repeat(2000) });
    await db.outbox.add({ ...written(2), body: 'x'.repeat(900) });
    const peer = await connect(1024);
    expect(left(peer)).toEqual([2]);
    const [long] = await rows();
    expect(long).toMatchObject({ id: entryId(1), tried: false });
    expect(long?.problem).toBe('This message is 2.0 kB; at most 1.0 kB fit. Send it in parts.');
  });
});

describe('"not now"', () => {
  it('holds the room back until all under way is answered and a while has passed, then goes on in order', async () => {
    await writeAll([1, 2, 3]);
    const peer = await connect();
    await notNow(peer.published[0]);
    await writeAll([4]);
    await notNow(peer.published[1]);
    await clock.advance(60_000);
    expect(left(peer)).toEqual([1, 2, 3]);
    await notNow(peer.published[2]);
    await clock.advance(499);
    expect(left(peer)).toEqual([1, 2, 3]);
    await clock.advance(1);
    expect(left(peer)).toEqual([1, 2, 3, 1, 2, 3, 4]);
    expect((await rows()).every(({ problem }) => problem === undefined)).toBe(true);
  });

  it('holds no other room back', async () => {
    await writeAll([1]);
    const peer = await connect();
    await notNow(peer.published[0]);
    await writeAll([2], roomB);
    expect(left(peer)).toEqual([1, 2]);
  });

  it('waits longer each time, and short again after a success', async () => {
    await writeAll([1]);
    const peer = await connect();
    for (const delayMs of [500, 1000, 2000]) {
      await notNow(peer.published.at(-1));
      expect(clock.waits()).toEqual([delayMs]);
      await clock.advance(delayMs);
    }
    await accept(peer.published.at(-1), 1);
    await writeAll([2]);
    await notNow(peer.published.at(-1));
    expect(clock.waits()).toEqual([500]);
  });

  it('waits five seconds at most while somebody looks on', async () => {
    await writeAll([1]);
    const peer = await connect();
    for (const delayMs of [500, 1000, 2000, 4000, 5000, 5000]) {
      looking = true;
      await notNow(peer.published.at(-1));
      expect(clock.waits()).toEqual([delayMs]);
      await clock.advance(delayMs);
    }
    looking = false;
    await notNow(peer.published.at(-1));
    expect(clock.waits()).toEqual([30_000]);
  });

  it('sends again what was refused, also when it was stored by another path: what is behind it waits for that', async () => {
    await writeAll([1, 2]);
    const peer = await connect();
    for (const message of peer.published) await notNow(message);
    await db.log.put(roomA, [textEntry(1, { id: entryId(1), from: me })]);
    await clock.advance(1000);
    expect(left(peer)).toEqual([1, 2, 1, 2]);
    await accept(peer.published[2], 1);
    await accept(peer.published[3], 2);
    expect(await rows()).toEqual([]);
    await writeAll([3]);
    expect(left(peer)).toEqual([1, 2, 1, 2, 3]);
  });

  it('keeps the rows saved: not under way, not failed', async () => {
    await writeAll([1]);
    const peer = await connect();
    await notNow(peer.published[0]);
    expect(sender.sent.get()).toEqual(new Set());
    expect(await rows()).toMatchObject([{ problem: undefined, tried: true }]);
  });

  it('is forgotten with its connection', async () => {
    await writeAll([1]);
    const first = await connect();
    await notNow(first.published[0]);
    first.cut();
    const second = await connect();
    await clock.advance(60_000);
    expect(left(second)).toEqual([1]);
  });
});

describe('"too fast"', () => {
  const tooFast = async (publish: PeerPublish | undefined) => {
    publish!.answer({ outcome: 'refused', permanent: false, tooFast: true, reason: 'Slower, please.' });
    await settle();
  };

  it('keeps the rows saved and in order, waits, and says so until a while after the last time', async () => {
    await writeAll([1, 2, 3]);
    const peer = await connect();
    await accept(peer.published[0], 1);
    expect(sender.slower.get()).toBe(false);
    await tooFast(peer.published[1]);
    await tooFast(peer.published[2]);
    expect(sender.slower.get()).toBe(true);
    expect((await rows()).map(({ id, problem }) => [id, problem])).toEqual([
      [entryId(2), undefined],
      [entryId(3), undefined],
    ]);
    await clock.advance(500);
    expect(left(peer)).toEqual([1, 2, 3, 2, 3]);
    await accept(peer.published[3], 2);
    await tooFast(peer.published[4]);
    await clock.advance(14_000);
    expect(sender.slower.get()).toBe(true);
    await clock.advance(1_500);
    expect(sender.slower.get()).toBe(false);
  });

  it('is not said any more when the connection is gone', async () => {
    await writeAll([1]);
    const peer = await connect();
    await tooFast(peer.published[0]);
    peer.cut();
    await settle();
    expect(sender.slower.get()).toBe(false);
  });
});

describe('a disk that fails', () => {
  it('sends a row again whose answer could not be written down', async () => {
    await writeAll([1, 2]);
    let broken = true;
    const { end } = db.outbox;
    const failing: Db = {
      ...db,
      outbox: {
        ...db.outbox,
        end: (...args) => (broken ? Promise.reject(new Error('The disk is full.')) : end(...args)),
      },
    };
    sender = senderOn(failing);
    const peer = await connect();
    await accept(peer.published[0], 1);
    await accept(peer.published[1], 2);
    broken = false;
    await clock.advance(500);
    expect(left(peer)).toEqual([1, 2, 1, 2]);
    for (const [i, publish] of peer.published.slice(2).entries()) await accept(publish, i + 1);
    expect(await rows()).toEqual([]);
    expect(troubles).not.toEqual([]);
  });

  it('never sends a later message before one that was refused, however its own troubles are timed', async () => {
    await writeAll([1, 2]);
    let broken = false;
    const { list } = db.outbox;
    const failing: Db = {
      ...db,
      outbox: {
        ...db.outbox,
        list: (room) => (broken ? Promise.reject(new Error('The disk went away.')) : list(room)),
      },
    };
    sender = senderOn(failing);
    const peer = await connect();
    broken = true;
    sender.wake(roomA);
    await settle();
    broken = false;
    await notNow(peer.published[0]);
    await writeAll([3]);
    // The wait after the trouble is over while 2 is still under way.
    await clock.advance(500);
    expect(left(peer)).toEqual([1, 2]);
    await notNow(peer.published[1]);
    await clock.advance(30_000);
    expect(left(peer)).toEqual([1, 2, 1, 2, 3]);
  });

  it('tries again by itself when the outbox could not be read at the beginning of a connection', async () => {
    await writeAll([1]);
    let broken = true;
    const { list } = db.outbox;
    const failing: Db = {
      ...db,
      outbox: {
        ...db.outbox,
        list: (room) => (broken ? Promise.reject(new Error('The disk went away.')) : list(room)),
      },
    };
    sender = senderOn(failing);
    const peer = await connect();
    broken = false;
    await clock.advance(30_000);
    expect(left(peer)).toEqual([1]);
    expect(troubles).toHaveLength(1);
  });
});
