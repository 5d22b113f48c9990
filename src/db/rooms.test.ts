import { afterEach, beforeEach, expect, it } from 'vitest';
import type { RoomRow } from '../protocol/ask';
import { changeEntry, type Change as RoomChangeEntry } from '../protocol/room-change';
import type { Change } from './changes';
import type { Db } from './db';
import { bo, createFakeDisk, entryId, me, roomA, roomB, textEntry, written } from './fake-disk';

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
  expect(await db.rooms.get(roomA)).toEqual({ ...row({ name: 'Renamed', head: 5, read: 4 }), asOf: 3 });
  expect(heard).toEqual([{ in: 'rooms' }, { in: 'rooms' }]);
});

it('keeps a room and what is held of it when the person is no longer in it, until they are again', async () => {
  await db.rooms.put([row(), row({ room: roomB })]);
  await db.log.put(roomA, [textEntry(1)]);
  await db.rooms.leave([{ room: roomA, why: 'removed', by: bo }, { room: 'unknown' as typeof roomA }]);
  expect((await db.rooms.list()).map(({ left }) => left)).toEqual([{ why: 'removed', by: bo }, undefined]);
  expect(await db.log.entries(roomA)).toHaveLength(1);
  await db.rooms.put([row({ head: 9 })]);
  expect((await db.rooms.get(roomA))?.left).toBeUndefined();
});

it('says nothing when nothing changes', async () => {
  await db.rooms.put([row()]);
  heard = [];
  await db.rooms.put([]);
  await db.rooms.leave([]);
  await db.rooms.putPeople([]);
  expect(await db.rooms.markRead(roomA, 2)).toBe(false);
  expect(await db.rooms.markRead(roomB, 9)).toBe(false);
  expect(heard).toEqual([]);
  expect(await db.rooms.markRead(roomA, 3)).toBe(true);
  expect(heard).toEqual([{ in: 'rooms', only: 'read' }]);
  expect(await db.rooms.get(roomB)).toBeUndefined();
});

it('keeps one draft for each room, and an empty one not at all', async () => {
  await db.rooms.putDraft(roomA, 'a');
  await db.rooms.putDraft(roomA, 'ab');
  await db.rooms.putDraft(roomB, 'b');
  await db.rooms.putDraft(roomB, '');
  expect([await db.rooms.draft(roomA), await db.rooms.draft(roomB)]).toEqual(['ab', '']);
});

it('keeps one edit for each room until it is ended, and apart from the draft', async () => {
  const edit = { id: entryId(1), before: 'teh bridge', text: 'the bri' };
  await db.rooms.putDraft(roomA, 'half a thought');
  await db.rooms.putEdit(roomA, edit);
  expect([await db.rooms.edit(roomA), await db.rooms.edit(roomB)]).toEqual([edit, undefined]);
  await db.outbox.add(written(2));
  expect([await db.rooms.edit(roomA), await db.rooms.draft(roomA)]).toEqual([edit, '']);
  await db.rooms.putEdit(roomA, undefined);
  expect(await db.rooms.edit(roomA)).toBeUndefined();
});

it('knows whose names are missing, each once', async () => {
  await db.rooms.putPeople([{ user: bo, name: 'Bo' }]);
  expect(await db.rooms.unknownPeople([bo, me, me])).toEqual([me]);
  expect(await db.rooms.people()).toEqual([{ user: bo, name: 'Bo' }]);
  expect(heard).toEqual([{ in: 'people' }]);
});

const told = (seq: number, change: RoomChangeEntry) => textEntry(seq, { ...changeEntry(change), from: bo });

it('follows what its log says of a room, in the order of the log, and leaves out what the broker has said already', async () => {
  await db.rooms.put([row({ role: undefined })]);
  await db.log.put(roomA, [
    told(7, { what: 'name', name: 'Second' }),
    told(6, { what: 'name', name: 'First' }),
    told(8, { what: 'make-admin', user: me }),
    told(9, { what: 'topic', topicLine: 'Lamps' }),
  ]);
  await db.log.put(roomA, [told(2, { what: 'name', name: 'Long ago' })]);
  expect(await db.rooms.get(roomA)).toMatchObject({
    name: 'Second',
    role: 'admin',
    topicLine: 'Lamps',
    head: 9,
  });
  await db.log.put(roomA, [told(11, { what: 'make-owner', user: me })]);
  expect(await db.rooms.get(roomA)).toMatchObject({ role: 'owner' });
  await db.log.put(roomA, [{ ...told(12, { what: 'make-owner', user: bo }), from: me }]);
  expect(await db.rooms.get(roomA)).toMatchObject({ role: 'admin' });
  await db.log.put(roomA, [{ ...told(13, { what: 'leave', user: me }), from: me }]);
  expect(await db.rooms.get(roomA)).toMatchObject({ left: { why: 'left', by: me } });
});
