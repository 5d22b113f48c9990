import * as fc from 'fast-check';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { editBodyOf, readAim, retractBodyOf } from '../protocol/aim';
import { entryKind, type LogEntry } from '../protocol/entry';
import type { Change } from './changes';
import type { Db } from './db';
import { cutBehind } from './epoch-cut';
import { bo, createFakeDisk, entryId, fillDisks, me, roomA, roomB, textEntry, written } from './fake-disk';
import { raiseFloors, sweepRemoved } from './floor';
import { gaps, heldUpTo } from './held-ranges';

let db: Db;
let freeDisks = () => {};

beforeEach(begin);
afterEach(() => {
  freeDisks();
  db.close();
});

async function begin() {
  db = await createFakeDisk().openDb();
  for (const room of [roomA, roomB])
    await db.rooms.put([{ room, name: 'A', visibility: 'public', head: 0, read: 0 }]);
}

const raise = (floor: number, epoch?: string) => raiseFloors(db, [[roomA, floor]], epoch);
const stretch = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, i) => textEntry(from + i));
const seqs = async () => (await db.log.entries(roomA)).map(({ seq }) => seq);
const shown = async () => (await db.log.messages(roomA, { limit: 99 })).map(({ seq }) => seq);

it('removes what lies below, leaves the rest, and calls nothing of it missing', async () => {
  await db.log.put(roomA, [...stretch(2, 4), ...stretch(8, 9)]);
  await db.log.put(roomB, [textEntry(1, { id: entryId(5) })]);
  expect(await raise(6)).toBe(true);
  // From now on it counts as held, whatever is still to be swept.
  expect(await db.log.held(roomA)).toEqual([
    [1, 5],
    [8, 9],
  ]);
  await sweepRemoved(db);
  expect([await seqs(), await shown()]).toEqual([
    [8, 9],
    [8, 9],
  ]);
  expect(gaps(await db.log.held(roomA), 12)).toEqual([
    [6, 7],
    [10, 12],
  ]);
  expect(await db.log.entries(roomB)).toHaveLength(1);
});

it('only rises, and what comes in from below it is not kept', async () => {
  await db.log.put(roomA, stretch(1, 9));
  await raise(6);
  await sweepRemoved(db);
  expect(await raise(3)).toBe(false);
  await db.log.put(roomA, stretch(3, 7));
  await db.rooms.put([{ room: roomA, name: 'A', visibility: 'public', head: 9, read: 0, floor: 2 }]);
  expect(await db.rooms.get(roomA)).toMatchObject({ floor: 6, head: 9 });
  expect([await seqs(), await shown()]).toEqual([
    [6, 7, 8, 9],
    [6, 7, 8, 9],
  ]);
});

it('reaches beyond all that is known here, and the log goes on behind it', async () => {
  await db.log.put(roomA, stretch(1, 3));
  await db.rooms.put([
    {
      room: roomA,
      name: 'A',
      visibility: 'public',
      head: 3,
      read: 0,
      line: { seq: 3, ts: 1, text: 'words', user: bo, name: 'Bo' },
    },
  ]);
  await raise(11);
  expect(await db.rooms.get(roomA)).toMatchObject({ floor: 11, head: 10, line: undefined });
  await db.log.put(roomA, stretch(11, 12));
  await sweepRemoved(db);
  expect(heldUpTo(await db.log.held(roomA))).toBe(12);
  expect(await shown()).toEqual([11, 12]);
});

it('ends the row of what was sent again and is removed already, and keeps no words of it', async () => {
  await db.outbox.add(written(1));
  await raise(6);
  expect(await db.outbox.end(entryId(1), { seq: 4, ts: 1 }, me)).toBe(true);
  expect([await db.outbox.list(), await seqs()]).toEqual([[], []]);
});

it('sweeps away edits whose message never came, stories, and what the server had lost', async () => {
  const target = entryId(500);
  const edit = (seq: number) =>
    textEntry(seq, { kind: entryKind.edit, body: editBodyOf(target, `words ${seq}`) });
  await db.outbox.add(written(1));
  await db.outbox.end(entryId(1), { seq: 2, ts: 1 }, me);
  await db.log.put(roomA, [edit(3), edit(7)]);
  await db.log.put(roomA, [textEntry(4, { id: entryId(44) })]);
  await cutBehind(db, new Map([[roomA, 3]]), me, 'epoch two');
  await db.log.put(roomA, [edit(7)]);
  expect(await db.log.orphans(roomA)).toHaveLength(1);
  await raise(5);
  await sweepRemoved(db);
  expect(await db.outbox.story(entryId(1))).toBeUndefined();
  expect(await db.log.orphans(roomA)).toEqual([]);
  const left = await db.database.getAll('messages');
  expect(left).toMatchObject([{ id: target, amendments: [{ seq: 7 }] }]);
  await raise(8);
  await sweepRemoved(db);
  expect(await db.database.getAll('messages')).toEqual([]);
});

it('tells those who look on when it rose and when it was swept, and not otherwise', async () => {
  await db.log.put(roomA, stretch(1, 9));
  const heard: Change['in'][] = [];
  db.changes.subscribe((change) => heard.push(change.in));
  await raise(6);
  await sweepRemoved(db);
  expect(heard).toEqual(['rooms', 'log']);
  await raise(6);
  await sweepRemoved(db);
  freeDisks = fillDisks();
  await expect(raise(7)).rejects.toThrow(DOMException);
  expect(heard).toEqual(['rooms', 'log']);
  freeDisks();
  expect(await db.rooms.get(roomA)).toMatchObject({ floor: 6 });
});

it('does nothing for another history than this copy’s, and sinks with the copy that goes back', async () => {
  await db.putSetting('epoch', 'epoch one');
  await db.log.put(roomA, stretch(1, 9));
  expect(await raise(4, 'epoch zero')).toBe(false);
  expect(await raise(4, 'epoch one')).toBe(true);
  await sweepRemoved(db);
  await cutBehind(db, new Map([[roomA, 6]]), me, 'epoch two');
  expect(await db.rooms.get(roomA)).toMatchObject({ floor: 4, head: 6 });
  await cutBehind(db, new Map([[roomA, 0]]), me, 'epoch three');
  expect((await db.rooms.get(roomA))?.floor ?? 1).toBe(1);
  await db.log.put(roomA, stretch(1, 2));
  expect(await seqs()).toEqual([1, 2]);
});

// Against a model: whatever comes in whatever order, what is here is what came and lies above the floor.
const anyStep = fc.oneof(
  fc.record({ at: fc.integer({ min: 1, max: 30 }), count: fc.integer({ min: 1, max: 8 }) }),
  fc.record({ floor: fc.integer({ min: 1, max: 32 }), sweep: fc.boolean() }),
);
const entryAt = (seq: number): LogEntry => {
  if (seq % 5 === 0)
    return textEntry(seq, { kind: entryKind.edit, body: editBodyOf(textEntry(seq - 3).id, `new ${seq}`) });
  if (seq % 7 === 0)
    return textEntry(seq, { kind: entryKind.retract, body: retractBodyOf(textEntry(seq - 1).id) });
  return textEntry(seq);
};

it('keeps exactly what came from the floor on, in whatever order it came and rose', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(anyStep, { maxLength: 12 }), async (steps) => {
      db.close();
      await begin();
      const came = new Set<number>();
      let floor = 1;
      for (const step of steps) {
        if ('at' in step) {
          const entries = Array.from({ length: step.count }, (_, i) => entryAt(step.at + i));
          await db.log.put(roomA, entries);
          for (const { seq } of entries) if (seq >= floor) came.add(seq);
        } else {
          floor = Math.max(floor, step.floor);
          await raise(step.floor);
          if (step.sweep) await sweepRemoved(db);
        }
      }
      await sweepRemoved(db);
      const left = [...came].filter((seq) => seq >= floor).toSorted((a, b) => a - b);
      expect(await seqs()).toEqual(left);
      expect(await shown()).toEqual(left.filter((seq) => readAim(entryAt(seq)) === undefined));
      const missing = gaps(await db.log.held(roomA), 40).flatMap(([from, to]) =>
        Array.from({ length: to - from + 1 }, (_, i) => from + i),
      );
      const firstHeld = floor > 1 ? 1 : (left[0] ?? 1);
      expect(missing).toEqual(
        Array.from({ length: 40 }, (_, i) => i + 1).filter(
          (seq) => seq >= firstHeld && seq >= floor && !came.has(seq),
        ),
      );
      const amendments = (await db.database.getAll('messages')).flatMap((message) => message.amendments);
      expect(amendments.every(({ seq }) => seq >= floor)).toBe(true);
    }),
    { numRuns: 60 },
  );
});
