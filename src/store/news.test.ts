import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Db } from '../db/db';
import { bo, createFakeDisk, me, roomA, roomB, textEntry } from '../db/fake-disk';
import type { RoomId } from '../protocol/ids';
import { readNews, readSeen, tellingOf, type RoomNews, type Seen } from './news';

let db: Db;
let seen: Seen;
beforeEach(async () => {
  db = await createFakeDisk().openDb();
  await know(roomA, 2);
  await db.log.put(roomA, [textEntry(1), textEntry(2)]);
  seen = await readSeen(db);
});
afterEach(() => db.close());

const know = (room: RoomId, head: number, more: object = {}) =>
  db.rooms.put([{ room, name: room === roomA ? 'A' : 'B', visibility: 'public', head, read: 0, ...more }]);
const news = () =>
  readNews(db, seen, { user: me, names: ['Ann'], nameOf: (user) => (user === bo ? 'Bo' : 'Ann') });

it('is what others wrote since, once', async () => {
  expect(await news()).toEqual([]);
  await db.log.put(roomA, [textEntry(3), textEntry(4, { body: 'and this' })]);
  expect(await news()).toEqual([
    {
      room: roomA,
      name: 'A',
      isDirect: false,
      messages: 2,
      newest: { seq: 4, author: 'Bo', text: 'and this' },
    },
  ]);
  expect(await news()).toEqual([]);
});

it('is nothing of one’s own, and nothing that was read meanwhile', async () => {
  await db.log.put(roomA, [textEntry(3, { from: me })]);
  expect(await news()).toEqual([]);
  await db.log.put(roomA, [textEntry(4)]);
  await db.rooms.markRead(roomA, 4);
  expect(await news()).toEqual([]);
});

it('is what was chosen for the room: what names somebody, or nothing', async () => {
  await db.choices.choose(roomA, { notify: 'mentions' });
  await db.log.put(roomA, [textEntry(3)]);
  expect(await news()).toEqual([]);
  await db.log.put(roomA, [textEntry(4, { body: '@ann are you there' }), textEntry(5)]);
  expect(await news()).toMatchObject([{ messages: 1, newest: { seq: 4 } }]);
  await db.choices.choose(roomA, { notify: 'none' });
  await db.log.put(roomA, [textEntry(6, { body: '@ann' })]);
  expect(await news()).toEqual([]);
});

it('is what the broker told of a room far behind, and not once more when the message comes', async () => {
  const line = { seq: 400, ts: 1_800_000_400, text: 'the newest', user: bo, name: 'Bo' };
  await know(roomA, 400, { line });
  expect(await news()).toMatchObject([{ messages: 398, newest: { seq: 400, text: 'the newest' } }]);
  await db.log.put(roomA, [textEntry(400)]);
  expect(await news()).toEqual([]);
  await db.log.put(roomA, [textEntry(401)]);
  expect(await news()).toMatchObject([{ messages: 1, newest: { seq: 401 } }]);
});

it('is the first message of a room that did not exist before', async () => {
  await know(roomB, 1, { name: 'Bo', visibility: 'direct', partner: bo });
  await db.log.put(roomB, [textEntry(1, { body: 'just the two of us' })]);
  expect(await news()).toMatchObject([
    { room: roomB, isDirect: true, newest: { text: 'just the two of us' } },
  ]);
});

it('is nothing of somebody who is blocked', async () => {
  await know(roomB, 1, { name: 'Bo', visibility: 'direct', partner: bo });
  await db.putSetting('blocked', [{ user: bo, name: 'Bo' }]);
  await db.log.put(roomB, [textEntry(1)]);
  expect(await news()).toEqual([]);
});

it('says the beginning of a long text, and breaks no character', async () => {
  await db.log.put(roomA, [textEntry(3, { body: '😀'.repeat(200) })]);
  const [first] = await news();
  expect(first?.newest.text).toBe(`${'😀'.repeat(140)}…`);
});

const of = (room: string, messages: number): RoomNews => ({
  room: room as RoomId,
  name: room,
  isDirect: false,
  messages,
  newest: { seq: messages, author: 'Bo', text: 'hello' },
});

it('is said room by room, and as one sentence where it would be a heap', () => {
  expect(tellingOf([], false)).toBeUndefined();
  const three = [of('a', 9), of('b', 1), of('c', 2)];
  expect(tellingOf(three, false)).toEqual({ what: 'each', news: three });
  expect(tellingOf(three, true)).toEqual({ what: 'sum', messages: 12, rooms: 3 });
  expect(tellingOf([...three, of('d', 1)], false)).toEqual({ what: 'sum', messages: 13, rooms: 4 });
  expect(tellingOf([of('a', 2), of('b', 1)], true)).toMatchObject({ what: 'each' });
});
