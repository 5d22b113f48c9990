import * as fc from 'fast-check';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { UserId } from '../protocol/ids';
import type { Change } from './changes';
import { openDb, type Db } from './db';
import { bo, createFakeDisk, fillDisks, me, roomA, roomB } from './fake-disk';

let db: Db;
let heard: Change[];
let nowMs: number;
let freeDisks = () => {};

beforeEach(async () => {
  nowMs = 1_000;
  await begin();
});
afterEach(() => {
  freeDisks();
  db.close();
});

async function begin() {
  db = await createFakeDisk().on(() =>
    openDb(
      me,
      () => undefined,
      () => nowMs,
    ),
  );
  heard = [];
  db.changes.subscribe((change) => heard.push(change));
}
const put = (delivered: number, read: number, learn = true, user = bo) =>
  db.marks.put(roomA, [{ user, delivered, read }], learn);
const row = async () => (await db.marks.list(roomA))[0];

it('only rise, and tell of it only when one of them did', async () => {
  await put(5, 3);
  await put(4, 2);
  await put(5, 3);
  expect(await row()).toMatchObject({ user: bo, room: roomA, delivered: 5, read: 3 });
  expect(heard).toEqual([{ in: 'marks', room: roomA }]);
  await put(4, 4);
  expect(await row()).toMatchObject({ delivered: 5, read: 4 });
  expect(heard).toHaveLength(2);
});

it('come to the same in any order, however often', async () => {
  const anyMarks = fc.record({ delivered: fc.nat({ max: 9 }), read: fc.nat({ max: 9 }) });
  await fc.assert(
    fc.asyncProperty(fc.array(anyMarks, { minLength: 1, maxLength: 8 }), async (all) => {
      db.close();
      await begin();
      for (const { delivered, read } of [...all, ...all.toReversed()]) await put(delivered, read);
      expect(await row()).toMatchObject({
        delivered: Math.max(...all.map(({ delivered }) => delivered)),
        read: Math.max(...all.map(({ read }) => read)),
      });
    }),
    { numRuns: 40 },
  );
});

it('stand with the time at which this device learned of each rise', async () => {
  await put(2, 0);
  nowMs = 2_000;
  await put(6, 5);
  nowMs = 3_000;
  await put(6, 4);
  expect((await row())?.learned).toEqual([
    { mark: 'delivered', seq: 2, atMs: 1_000 },
    { mark: 'delivered', seq: 6, atMs: 2_000 },
    { mark: 'read', seq: 5, atMs: 2_000 },
  ]);
});

it('have no time where this device was only told how they stand', async () => {
  await put(6, 5, false);
  expect(await row()).toMatchObject({ delivered: 6, read: 5, learned: [] });
});

it('remember the newest rises only, a bounded number', async () => {
  for (let seq = 1; seq <= 250; seq++) await put(seq, 0);
  const learned = (await row())?.learned ?? [];
  expect(learned).toHaveLength(200);
  expect([learned[0]?.seq, learned.at(-1)?.seq]).toEqual([51, 250]);
});

it('are kept apart by person and room, whatever their ids begin with', async () => {
  const people = [bo, `${bo}b` as UserId, 'zz' as UserId];
  await db.marks.put(
    roomA,
    people.map((user, index) => ({ user, delivered: index + 1, read: 0 })),
    true,
  );
  await db.marks.put(roomB, [{ user: bo, delivered: 9, read: 9 }], true);
  await db.marks.put(`${roomA}x` as typeof roomA, [{ user: bo, delivered: 8, read: 8 }], true);
  const rows = await db.marks.list(roomA);
  expect(rows.map(({ user, delivered }) => [user, delivered])).toEqual([
    [bo, 1],
    [`${bo}b`, 2],
    ['zz', 3],
  ]);
});

it('change nothing and say nothing when the commit fails', async () => {
  await put(1, 1);
  heard = [];
  freeDisks = fillDisks();
  await expect(put(2, 2)).rejects.toThrow(DOMException);
  freeDisks();
  expect(await row()).toMatchObject({ delivered: 1, read: 1 });
  expect(heard).toEqual([]);
});
