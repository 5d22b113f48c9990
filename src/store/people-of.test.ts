import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Db } from '../db/db';
import { bo, createFakeDisk, me, roomA, roomB, textEntry } from '../db/fake-disk';
import type { UserId } from '../protocol/ids';
import { readPeopleOf } from './people-of';

const [cy, di, ed] = ['cy', 'di', 'ed'] as UserId[] as [UserId, UserId, UserId];
let db: Db;

beforeEach(async () => {
  db = await createFakeDisk().openDb();
  await db.rooms.put([{ room: roomA, name: 'A', visibility: 'public', head: 0, read: 0 }]);
  await db.rooms.putPeople([
    { user: me, name: 'Me' },
    { user: bo, name: 'Bo' },
    { user: cy, name: 'Cy' },
    { user: di, name: 'Di' },
  ]);
});
afterEach(() => db.close());

const names = async (room = roomA) => (await readPeopleOf(db, room, me)).map(({ name }) => name);

it('has those who wrote last first, each once, and not oneself', async () => {
  await db.log.put(roomA, [
    textEntry(1, { from: cy }),
    textEntry(2, { from: bo }),
    textEntry(3, { from: me }),
    textEntry(4, { from: bo }),
  ]);
  expect(await names()).toEqual(['Bo', 'Cy']);
});

it('has those who never wrote, by their marks and by what the broker said last', async () => {
  await db.marks.put(roomA, [{ user: di, delivered: 1, read: 1 }], false);
  await db.putSetting(`members ${roomA}`, [
    { user: ed, name: 'Ed', role: 'member' },
    { user: me, name: 'Me', role: 'owner' },
  ]);
  expect(await names()).toEqual(['Di', 'Ed']);
});

it('takes the newest name that is known, and leaves out whoever has none here', async () => {
  await db.putSetting(`members ${roomA}`, [{ user: cy, name: 'Cynthia', role: 'member' }]);
  await db.log.put(roomA, [textEntry(1, { from: 'stranger' as UserId })]);
  expect(await names()).toEqual(['Cy']);
});

it('has the other one of a direct room, and nobody of another room', async () => {
  await db.rooms.put([{ room: roomB, name: 'Bo', visibility: 'direct', partner: bo, head: 0, read: 0 }]);
  await db.log.put(roomA, [textEntry(1, { from: cy })]);
  expect(await names(roomB)).toEqual(['Bo']);
});
