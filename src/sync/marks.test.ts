import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Db } from '../db/db';
import { cutBehind } from '../db/epoch-cut';
import { createFakeDisk, me, roomA, roomB, textEntry } from '../db/fake-disk';
import { createFakeClock, settle, type FakeClock } from '../platform/fake-clock';
import type { RoomId } from '../protocol/ids';
import { decodeMarks } from '../protocol/marks';
import { createFakeConnection, quietEvents, type LinkPeer } from '../transport/fake-link';
import { createMarksTeller, type MarksTeller } from './marks';

let db: Db;
let clock: FakeClock;
let teller: MarksTeller;
let troubles: string[];

beforeEach(async () => {
  db = await createFakeDisk().openDb();
  for (const room of [roomA, roomB])
    await db.rooms.put([{ room, name: room, visibility: 'public', head: 0, read: 0 }]);
  clock = createFakeClock();
  troubles = [];
  teller = createMarksTeller({ db, clock, trouble: (what) => troubles.push(what) });
});
afterEach(() => db.close());

function connect(epoch = 'epoch-1'): LinkPeer {
  const { connection, peer } = createFakeConnection(quietEvents, { epoch });
  teller.connected(connection);
  return peer;
}
/** As `[room, read, delivered]`. */
const told = (peer: LinkPeer) =>
  peer.published.map(({ topic, payload, qos }) => {
    const marks = decodeMarks(payload);
    expect(qos).toBe(0);
    return [topic, marks?.read, marks?.delivered];
  });
const hold = async (from: number, to: number, room: RoomId = roomA) => {
  const seqs = Array.from({ length: to - from + 1 }, (_, i) => from + i);
  await db.log.put(
    room,
    seqs.map((seq) => textEntry(seq)),
  );
  teller.touch(room);
};
const read = async (seq: number, room: RoomId = roomA) => {
  await db.rooms.markRead(room, seq);
  teller.touch(room);
};
const aSecond = () => clock.advance(1_000);
const topicA = `room/${roomA}/marks`;
const topicB = `room/${roomB}/marks`;

describe('the marks of a room', () => {
  it('are told once a second at most, with what they are by then', async () => {
    const peer = connect();
    await hold(1, 2);
    await clock.advance(400);
    await read(1);
    await hold(3, 4);
    await clock.advance(599);
    expect(told(peer)).toEqual([]);
    await clock.advance(1);
    expect(told(peer)).toEqual([[topicA, 1, 4]]);
    for (let seq = 5; seq <= 12; seq++) {
      await hold(seq, seq);
      await clock.advance(250);
    }
    await aSecond();
    expect(told(peer).length).toBeLessThanOrEqual(4);
    expect(told(peer).at(-1)).toEqual([topicA, 1, 12]);
  });

  it('are told each on their own', async () => {
    const peer = connect();
    await hold(1, 2);
    await read(3, roomB);
    await aSecond();
    expect(told(peer)).toEqual([
      [topicA, 0, 2],
      [topicB, 3, 0],
    ]);
  });

  it('are told again only when one has risen', async () => {
    const peer = connect();
    await hold(1, 2);
    await aSecond();
    teller.touch(roomA);
    await read(0);
    await aSecond();
    expect(told(peer)).toHaveLength(1);
    await read(1);
    await aSecond();
    expect(told(peer).slice(1)).toEqual([[topicA, 1, 2]]);
  });

  it('are nothing to tell of while nothing is held and nothing was read', async () => {
    const peer = connect();
    teller.touch(roomA);
    await aSecond();
    expect(told(peer)).toEqual([]);
  });

  it('say delivered only up to the first hole, whatever is held behind it', async () => {
    const peer = connect();
    await hold(3, 5);
    await hold(8, 9);
    await aSecond();
    expect(told(peer)).toEqual([[topicA, 0, 5]]);
    await hold(6, 7);
    await aSecond();
    expect(told(peer).at(-1)).toEqual([topicA, 0, 9]);
  });
});

describe('without a connection', () => {
  it('are told on the next one', async () => {
    await hold(1, 3);
    await clock.advance(60_000);
    const peer = connect();
    await aSecond();
    expect(told(peer)).toEqual([[topicA, 0, 3]]);
  });

  it('that were planned when it went are told on the next one, and nothing on the old one', async () => {
    const old = connect();
    await hold(1, 3);
    teller.lost();
    await clock.advance(60_000);
    expect(told(old)).toEqual([]);
    const peer = connect();
    await aSecond();
    expect(told(peer)).toEqual([[topicA, 0, 3]]);
  });

  it('that were told just before the end are told again, since a signal may be gone with its link', async () => {
    connect();
    await hold(1, 3);
    await aSecond();
    await clock.advance(20_000);
    teller.lost();
    const peer = connect();
    await aSecond();
    expect(told(peer)).toEqual([[topicA, 0, 3]]);
  });

  it('that were told long before cost nothing', async () => {
    connect();
    await hold(1, 3);
    await aSecond();
    await clock.advance(120_000);
    teller.lost();
    const peer = connect();
    teller.touch(roomA);
    await aSecond();
    expect(told(peer)).toEqual([]);
  });

  it('that were being read when the connection changed are told on the new one', async () => {
    const old = connect();
    await hold(1, 3);
    const advanced = aSecond();
    // The timer is due; the db is being read.
    await Promise.resolve();
    teller.lost();
    const peer = connect();
    await advanced;
    await aSecond();
    expect(told(old)).toEqual([]);
    expect(told(peer)).toEqual([[topicA, 0, 3]]);
  });
});

it('are told anew to a store that was set back, though they are lower than what was told', async () => {
  connect();
  await hold(1, 9);
  await read(7);
  await aSecond();
  await clock.advance(600_000);
  teller.lost();
  await cutBehind(db, new Map([[roomA, 4]]), me, 'epoch two');
  const peer = connect('epoch-2');
  await aSecond();
  expect(told(peer)).toEqual([[topicA, 4, 4]]);
});

it('are trouble, and no end, when they cannot be read', async () => {
  let broken = true;
  const failing: Db = {
    ...db,
    rooms: { ...db.rooms, get: (room) => (broken ? Promise.reject(new Error('Gone.')) : db.rooms.get(room)) },
  };
  teller = createMarksTeller({ db: failing, clock, trouble: (what) => troubles.push(what) });
  const peer = connect();
  await hold(1, 2);
  await aSecond();
  await settle();
  expect(troubles).toHaveLength(1);
  broken = false;
  teller.touch(roomA);
  await aSecond();
  expect(told(peer)).toEqual([[topicA, 0, 2]]);
});
