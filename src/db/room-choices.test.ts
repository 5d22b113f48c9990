import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Db } from './db';
import { createFakeDisk, fillDisks, roomA, roomB, textEntry, type FakeDisk } from './fake-disk';

let disk: FakeDisk;
let db: Db;
beforeEach(async () => {
  disk = createFakeDisk();
  db = await disk.openDb();
  await db.rooms.put([{ room: roomA, name: 'A', visibility: 'public', head: 7, read: 0 }]);
});
afterEach(() => db.close());
const chosen = async () => (await db.choices.list()).find(({ room }) => room === roomA);

it('keeps what was chosen over a reload, each room by itself', async () => {
  await db.choices.choose(roomA, { notify: 'none' });
  await db.choices.choose(roomA, { pinned: true });
  await db.choices.choose(roomB, { notify: 'mentions' });
  db.close();
  db = await disk.openDb();
  expect(await chosen()).toMatchObject({ notify: 'none', pinnedAtMs: expect.any(Number) });
  expect(await db.choices.list()).toHaveLength(2);
});

it('keeps the place of a room that is pinned already', async () => {
  await db.choices.choose(roomA, { pinned: true });
  const before = await chosen();
  await db.choices.choose(roomA, { pinned: true });
  expect(await chosen()).toEqual(before);
  await db.choices.choose(roomA, { pinned: false });
  expect((await chosen())?.pinnedAtMs).toBeUndefined();
});

it('remembers how far the room went when it was put away', async () => {
  await db.log.put(roomA, [textEntry(9)]);
  await db.choices.choose(roomA, { archived: true });
  expect((await chosen())?.archivedAt).toBe(9);
  await db.choices.choose(roomA, { archived: false });
  expect((await chosen())?.archivedAt).toBeUndefined();
});

it('lets no room stand above the others and be put away', async () => {
  await db.choices.choose(roomA, { pinned: true });
  await db.choices.choose(roomA, { archived: true });
  expect(await chosen()).toMatchObject({ archivedAt: 7, pinnedAtMs: undefined });
  await db.choices.choose(roomA, { pinned: true });
  expect((await chosen())?.archivedAt).toBeUndefined();
});

it('says so after the commit, and says nothing of what was not kept', async () => {
  const said: string[] = [];
  db.changes.subscribe((change) => said.push(change.in));
  await db.choices.choose(roomA, { pinned: true });
  expect(said).toEqual(['rooms']);
  const free = fillDisks();
  await expect(db.choices.choose(roomA, { notify: 'none' })).rejects.toMatchObject({
    name: 'QuotaExceededError',
  });
  free();
  expect(said).toEqual(['rooms']);
  expect((await chosen())?.notify).toBeUndefined();
});
