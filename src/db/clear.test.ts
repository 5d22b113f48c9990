import { afterEach, beforeEach, expect, it } from 'vitest';
import { editBodyOf, retractBodyOf } from '../protocol/aim';
import { entryKind, type LogEntry } from '../protocol/entry';
import type { Change } from './changes';
import { findOld, newestKept, removeOld } from './clear';
import type { Db } from './db';
import { bo, createFakeDisk, entryId, me, roomA, roomB, textEntry, written } from './fake-disk';

let db: Db;
beforeEach(async () => {
  db = await createFakeDisk().openDb();
});
afterEach(() => db.close());

const stretch = (from: number, to: number, change: Partial<LogEntry> = {}) =>
  Array.from({ length: to - from + 1 }, (_, i) => textEntry(from + i, change));
const idOf = (seq: number) => textEntry(seq).id;
const inRoom = (room: typeof roomA, head: number, read = head) =>
  db.rooms.put([{ room, name: 'A', visibility: 'public', head, read }]);

async function clear(): Promise<number> {
  let removed = 0;
  for await (const some of removeOld(db, await findOld(db))) removed += some;
  return removed;
}
const seqs = async (room = roomA) => (await db.log.entries(room)).map(({ seq }) => seq);
const texts = async () => (await db.log.messages(roomA, { limit: 1000 })).map(({ text }) => text);
const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => from + i);

it('removes what is old and read, keeps the newest, and says what is not held any more', async () => {
  await inRoom(roomA, 500);
  await db.log.put(roomA, stretch(1, 500));
  const found = await findOld(db);
  expect(found).toMatchObject([{ room: roomA, from: 1, below: 301, messages: 300 }]);
  expect(await clear()).toBe(300);
  expect(await seqs()).toEqual(range(301, 500));
  expect(await db.log.held(roomA)).toEqual([[301, 500]]);
  expect(await findOld(db)).toEqual([]);
});

it('keeps what was not read, rooms with little in them, and rooms that were left', async () => {
  await inRoom(roomA, 500, 100);
  await db.log.put(roomA, stretch(1, 500));
  await inRoom(roomB, newestKept);
  await db.log.put(roomB, stretch(1, newestKept));
  expect(await clear()).toBe(100);
  expect((await seqs())[0]).toBe(101);
  expect(await seqs(roomB)).toHaveLength(newestKept);
  await db.rooms.markRead(roomA, 500);
  await db.rooms.leave([{ room: roomA }]);
  expect(await findOld(db)).toEqual([]);
});

it('never touches the outbox, drafts, or a message that something here is about', async () => {
  await inRoom(roomA, 500);
  await db.log.put(roomA, stretch(1, 500, { from: me }));
  await db.outbox.add(written(1));
  await db.outbox.add({ ...written(2), kind: entryKind.edit, body: editBodyOf(idOf(40), 'better') });
  await db.outbox.add({ ...written(3), kind: entryKind.retract, body: retractBodyOf(idOf(140)) });
  await db.rooms.putDraft(roomA, 'half a thought', idOf(200));
  await db.rooms.putEdit(roomA, { id: idOf(240), before: 'text 240', text: 'text' });
  const before = await db.outbox.list();
  expect(await clear()).toBe(296);
  expect(await db.outbox.list()).toEqual(before);
  expect(await db.rooms.draft(roomA)).toBe('half a thought');
  expect(await seqs()).toEqual([40, 140, 200, 240, ...range(301, 500)]);
  expect(await db.log.held(roomA)).toEqual([
    [40, 40],
    [140, 140],
    [200, 200],
    [240, 240],
    [301, 500],
  ]);
  expect((await db.outbox.story(entryId(1)))?.steps).toHaveLength(1);
});

it('what comes again reads as it did, also where it was changed by an entry that stayed', async () => {
  const edit = (seq: number, target: number, text: string): LogEntry =>
    textEntry(seq, { kind: entryKind.edit, body: editBodyOf(idOf(target), text) });
  const all = stretch(1, 500).map((entry) => {
    if (entry.seq === 400) return edit(400, 10, 'as it reads now');
    if (entry.seq === 20) return edit(20, 10, 'in between');
    if (entry.seq === 450) return textEntry(450, { kind: entryKind.retract, body: retractBodyOf(idOf(11)) });
    return entry;
  });
  await inRoom(roomA, 500);
  await db.log.put(roomA, all);
  const before = await texts();
  await clear();
  expect(await texts()).toEqual(before.slice(-198));
  const emptied = all.map((entry) => (entry.seq === 11 ? { ...entry, body: null } : entry));
  await db.log.put(roomA, emptied.slice(0, 300));
  expect(await texts()).toEqual(before);
  const again = await db.log.message(idOf(10));
  expect(again?.amendments.map(({ seq }) => seq)).toEqual([20, 400]);
  expect(await db.log.held(roomA)).toEqual([[1, 500]]);
});

it('what lies below the floor is nothing to fetch afterwards', async () => {
  await inRoom(roomA, 500);
  await db.log.put(roomA, stretch(100, 500));
  await db.database.put('rooms', { ...(await db.rooms.get(roomA))!, floor: 100 });
  await db.database.put('held', { room: roomA, ranges: [[1, 500]] });
  await clear();
  expect(await db.log.held(roomA)).toEqual([
    [1, 99],
    [301, 500],
  ]);
});

it('can be stopped anywhere: what is said to be held is there', async () => {
  await inRoom(roomA, 900);
  await db.log.put(roomA, stretch(1, 900));
  await removeOld(db, await findOld(db)).next();
  const held = await seqs();
  expect(held.length).toBeGreaterThan(newestKept);
  expect(held.length).toBeLessThan(900);
  expect(await db.log.held(roomA)).toEqual([[held[0], 900]]);
});

it('says which messages went, so that a room on a screen shows them no more', async () => {
  await inRoom(roomA, 300);
  await db.log.put(roomA, stretch(1, 300));
  const heard: Change[] = [];
  db.changes.subscribe((change) => heard.push(change));
  await clear();
  expect(heard).toEqual([{ in: 'log', room: roomA, amended: range(1, 100).map(idOf) }]);
});

it('reactions to what went go as well, later ones and those to what stays do not', async () => {
  await inRoom(roomA, 500);
  await db.log.put(roomA, stretch(1, 500));
  const reaction = (target: number, seq: number) => ({
    room: roomA,
    target: idOf(target),
    from: bo,
    emoji: '👍',
    seq,
  });
  for (const row of [reaction(5, 6), reaction(7, 480), reaction(450, 470)])
    await db.database.put('reactions', row);
  await clear();
  expect((await db.database.getAll('reactions')).map(({ seq }) => seq).toSorted((a, b) => a - b)).toEqual([
    470, 480,
  ]);
});
