import { afterEach, beforeEach, expect, it } from 'vitest';
import type { RoomRow } from '../protocol/ask';
import type { Change } from './changes';
import type { Db } from './db';
import { bo, createFakeDisk, me, roomA, roomB, textEntry } from './fake-disk';

let db: Db;
let heard: Change[];

beforeEach(async () => {
  db = await createFakeDisk().openDb();
  heard = [];
  db.changes.subscribe((change) => heard.push(change));
});
afterEach(() => db.close());

const row = (change: Partial<RoomRow> = {}): RoomRow => ({
  room: roomA,
  name: 'A',
  visibility: 'public',
  head: 5,
  read: 2,
  ...change,
});

it('takes names as they come, but lets heads and read marks only rise', async () => {
  await db.rooms.put([row()]);
  await db.rooms.put([row({ name: 'Renamed', head: 3, read: 4 })]);
  expect(await db.rooms.get(roomA)).toEqual(row({ name: 'Renamed', head: 5, read: 4 }));
  expect(heard).toEqual([{ in: 'rooms' }, { in: 'rooms' }]);
});

it('keeps what is held of a room when the person is no longer in it', async () => {
  await db.rooms.put([row(), row({ room: roomB })]);
  await db.log.put(roomA, [textEntry(1)]);
  await db.rooms.remove([roomA]);
  expect((await db.rooms.list()).map(({ room }) => room)).toEqual([roomB]);
  expect(await db.log.entries(roomA)).toHaveLength(1);
});

it('says nothing when nothing changes', async () => {
  await db.rooms.put([row()]);
  heard = [];
  await db.rooms.put([]);
  await db.rooms.remove([]);
  await db.rooms.putPeople([]);
  expect(await db.rooms.markRead(roomA, 2)).toBe(false);
  expect(await db.rooms.markRead(roomB, 9)).toBe(false);
  expect(heard).toEqual([]);
  expect(await db.rooms.markRead(roomA, 3)).toBe(true);
  expect(heard).toEqual([{ in: 'rooms' }]);
  expect(await db.rooms.get(roomB)).toBeUndefined();
});

it('keeps one draft for each room, and an empty one not at all', async () => {
  await db.rooms.putDraft(roomA, 'a');
  await db.rooms.putDraft(roomA, 'ab');
  await db.rooms.putDraft(roomB, 'b');
  await db.rooms.putDraft(roomB, '');
  expect([await db.rooms.draft(roomA), await db.rooms.draft(roomB)]).toEqual(['ab', '']);
});

it('knows whose names are missing, each once', async () => {
  await db.rooms.putPeople([{ user: bo, name: 'Bo' }]);
  expect(await db.rooms.unknownPeople([bo, me, me])).toEqual([me]);
  expect(await db.rooms.people()).toEqual([{ user: bo, name: 'Bo' }]);
  expect(heard).toEqual([{ in: 'people' }]);
});
