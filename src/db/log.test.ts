import * as fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { editBodyOf, retractBodyOf } from '../protocol/aim';
import { entryKind, type LogEntry } from '../protocol/entry';
import type { Change } from './changes';
import { cutBehind } from './epoch-cut';
import { openDb, type Db } from './db';
import { readMessage } from './fold';
import { bo, createFakeDisk, entryId, fillDisks, me, roomA, roomB, textEntry, written } from './fake-disk';

let db: Db;
let heard: Change[];
let freeDisks = () => {};

beforeEach(async () => {
  db = await createFakeDisk().openDb();
  heard = [];
  db.changes.subscribe((change) => heard.push(change));
});
afterEach(() => {
  freeDisks();
  db.close();
});

const stretch = (from: number, to: number): LogEntry[] =>
  Array.from({ length: to - from + 1 }, (_, i) => textEntry(from + i));
const everything = async () => ({
  entries: await db.log.entries(roomA),
  held: await db.log.held(roomA),
  messages: await db.log.messages(roomA, { limit: 1000 }),
});

describe('putting entries', () => {
  it('keeps entry, held range, message and head, and tells of the room afterwards', async () => {
    await db.rooms.put([{ room: roomA, name: 'A', visibility: 'public', head: 2, read: 0 }]);
    heard = [];
    await db.log.put(roomA, stretch(2, 4));
    expect(await db.log.held(roomA)).toEqual([[2, 4]]);
    expect((await db.log.entries(roomA)).map(({ body }) => body)).toEqual(['text 2', 'text 3', 'text 4']);
    expect(await db.rooms.get(roomA)).toMatchObject({ head: 4 });
    expect(heard).toMatchObject([{ in: 'log', room: roomA }]);
  });

  it('never lowers the head', async () => {
    await db.rooms.put([{ room: roomA, name: 'A', visibility: 'public', head: 9, read: 0 }]);
    await db.log.put(roomA, stretch(2, 4));
    expect(await db.rooms.get(roomA)).toMatchObject({ head: 9 });
  });

  it('keeps rooms apart, whatever their ids begin with', async () => {
    await db.log.put(roomA, stretch(1, 2));
    await db.log.put(roomB, [textEntry(1, { id: entryId(5) })]);
    await db.log.put((roomA + 'x') as typeof roomA, [textEntry(1, { id: entryId(6) })]);
    expect(await db.log.entries(roomA)).toHaveLength(2);
    expect((await db.log.messages(roomB, { limit: 9 })).map(({ id }) => id)).toEqual([entryId(5)]);
    expect(await db.log.allHeld()).toHaveLength(3);
  });

  it('ends the row of the outbox with that id, by whatever path the entry came', async () => {
    for (const n of [1, 2]) await db.outbox.add(written(n));
    heard = [];
    await db.log.put(roomA, [textEntry(1), textEntry(2, { id: entryId(1), from: me })]);
    expect((await db.outbox.list()).map(({ id }) => id)).toEqual([entryId(2)]);
    expect(heard).toMatchObject([
      { in: 'outbox', room: roomA },
      { in: 'log', room: roomA },
    ]);
  });

  it('ends the row even when the entry was held before', async () => {
    await db.log.put(roomA, [textEntry(1, { id: entryId(1), from: me })]);
    await db.outbox.add(written(1));
    await db.log.put(roomA, [textEntry(1, { id: entryId(1), from: me })]);
    expect(await db.outbox.list()).toEqual([]);
  });

  it('keeps nothing and says nothing when the commit fails', async () => {
    await db.log.put(roomA, stretch(1, 2));
    await db.outbox.add(written(1));
    const before = await everything();
    heard = [];
    freeDisks = fillDisks();
    await expect(
      db.log.put(roomA, [textEntry(3), textEntry(4, { id: entryId(1), from: me })]),
    ).rejects.toThrow(DOMException);
    freeDisks();
    expect(await everything()).toEqual(before);
    expect(await db.outbox.list()).toHaveLength(1);
    expect(heard).toEqual([]);
  });

  it('keeps nothing of a page when one of its entries cannot be kept', async () => {
    await db.outbox.add(written(1));
    const page = [
      textEntry(1, { id: entryId(1), from: me }),
      textEntry(2, { body: () => 'no disk takes a function' }),
    ];
    await expect(db.log.put(roomA, page)).rejects.toThrow(DOMException);
    expect(await everything()).toEqual({ entries: [], held: [], messages: [] });
    expect(await db.outbox.list()).toHaveLength(1);
  });

  it('holds the same whatever the order, the overlaps and the repeats of what it is given', async () => {
    const anyPages = fc.array(
      fc
        .tuple(fc.integer({ min: 1, max: 20 }), fc.nat({ max: 8 }))
        .map(([from, length]) => ({ from, to: from + length })),
      { minLength: 1, maxLength: 6 },
    );
    await fc.assert(
      fc.asyncProperty(
        anyPages,
        fc.array(fc.integer({ min: 1, max: 28 }), { maxLength: 3 }),
        async (pages, own) => {
          db.close();
          db = await createFakeDisk().openDb();
          // Some of the entries are rows of the outbox: they end with their entry and are there once.
          const ownSeqs = new Set(own);
          const entry = (seq: number) =>
            textEntry(seq, ownSeqs.has(seq) ? { id: entryId(seq), from: me } : {});
          for (const seq of ownSeqs) await db.outbox.add(written(seq));
          const put = new Set<number>();
          for (const { from, to } of pages) {
            const page = stretch(from, to).map(({ seq }) => entry(seq));
            await Promise.all([db.log.put(roomA, page), db.log.put(roomA, page.toReversed())]);
            for (const { seq } of page) put.add(seq);
          }
          const seqs = [...put].toSorted((a, b) => a - b);
          const all = await everything();
          expect(all.entries).toMatchObject(seqs.map((seq) => ({ ...entry(seq), room: roomA })));
          expect(all.messages.map(({ seq, id }) => [seq, id])).toEqual(
            seqs.map((seq) => [seq, entry(seq).id]),
          );
          expect(all.held.flatMap(([from, to]) => stretch(from, to)).map(({ seq }) => seq)).toEqual(seqs);
          expect((await db.outbox.list()).map(({ id }) => id)).toEqual(
            [...ownSeqs].filter((seq) => !put.has(seq)).map(entryId),
          );
        },
      ),
      { numRuns: 40 },
    );
  });
});

describe('entries that amend', () => {
  const target = textEntry(2);
  const edit = (seq: number, text: string, from = bo) =>
    textEntry(seq, { kind: entryKind.edit, body: editBodyOf(target.id, text), from });
  const retract = (seq: number) =>
    textEntry(seq, { kind: entryKind.retract, body: retractBodyOf(target.id) });
  const texts = async () =>
    (await db.log.messages(roomA, { limit: 99 })).map((message) => readMessage(message).text);

  it('are held like any other, change their message, and are none', async () => {
    await db.log.put(roomA, [textEntry(1), target, edit(3, 'better')]);
    expect(await db.log.held(roomA)).toEqual([[1, 3]]);
    expect(await db.log.entries(roomA)).toHaveLength(3);
    expect(await texts()).toEqual(['text 1', 'better']);
  });

  it('are none either when the log has emptied them', async () => {
    const emptied = [{ ...target, body: null }, { ...edit(3, 'better'), body: null }, retract(4)];
    await db.log.put(roomA, emptied);
    expect(await db.log.held(roomA)).toEqual([[2, 4]]);
    expect((await db.log.messages(roomA, { limit: 99 })).map(({ id }) => id)).toEqual([target.id]);
  });

  it('say which messages read differently now, and nothing of those that are new', async () => {
    await db.log.put(roomA, stretch(1, 2));
    expect(heard).toEqual([{ in: 'log', room: roomA, amended: [] }]);
    heard = [];
    await db.log.put(roomA, [textEntry(3), edit(4, 'better')]);
    expect(heard).toEqual([{ in: 'log', room: roomA, amended: [target.id] }]);
    heard = [];
    await db.log.put(roomA, [], [edit(9, 'best')]);
    expect(heard).toEqual([{ in: 'log', room: roomA, amended: [target.id] }]);
  });

  it('that come ahead of their turn are folded in, but neither held nor the end of a row', async () => {
    await db.outbox.add(written(1));
    const ahead = { ...edit(9, 'best'), id: entryId(1) };
    await db.log.put(roomA, stretch(1, 2), [ahead]);
    expect(await texts()).toEqual(['text 1', 'best']);
    expect(await db.log.held(roomA)).toEqual([[1, 2]]);
    expect(await db.log.entry(roomA, 9)).toBeUndefined();
    expect(await db.outbox.list()).toHaveLength(1);
    await db.log.put(roomA, [ahead]);
    expect(await texts()).toEqual(['text 1', 'best']);
    expect(await db.log.held(roomA)).toEqual([
      [1, 2],
      [9, 9],
    ]);
  });

  it("of others under an id of one's own end no row and hide no message, in whatever room", async () => {
    const row = await db.outbox.add(written(1));
    const stolen = { ...textEntry(5, { body: 'not yours' }), id: row.id };
    await db.log.put(roomA, [stolen]);
    await db.log.put(roomB, [{ ...stolen, from: me }]);
    expect(await db.outbox.list()).toHaveLength(1);
    await db.outbox.end(row.id, { seq: 4, ts: 1_800_000_000 }, me);
    expect(await texts()).toEqual(['mine 1', 'not yours']);
    await db.log.put(roomA, [{ ...edit(6, 'changed by another'), body: editBodyOf(row.id, 'changed') }]);
    expect((await texts())[0]).toBe('mine 1');
  });

  it('fold to the same messages in any order and pages, ahead of their turn or not', async () => {
    const all = [
      textEntry(1),
      target,
      edit(3, 'better'),
      edit(4, 'not his', me),
      textEntry(5, { from: me }),
      edit(6, 'best'),
      textEntry(7, { kind: 99, body: ['newer'] }),
    ];
    const amending = all.filter(({ kind }) => kind === entryKind.edit);
    await db.log.put(roomA, all);
    const inOrder = await db.log.messages(roomA, { limit: 99 });
    await fc.assert(
      fc.asyncProperty(
        fc.shuffledSubarray(all, { minLength: all.length }),
        fc.array(fc.tuple(fc.nat({ max: all.length }), fc.constantFrom(...amending)), { maxLength: 4 }),
        fc.integer({ min: 1, max: all.length }),
        async (shuffled, ahead, pageSize) => {
          db.close();
          db = await createFakeDisk().openDb();
          for (let at = 0; at < shuffled.length; at += pageSize) {
            const later = ahead.flatMap(([before, entry]) => (before >= at ? [entry] : []));
            await db.log.put(roomA, shuffled.slice(at, at + pageSize), later);
          }
          expect(await db.log.messages(roomA, { limit: 99 })).toEqual(inOrder);
        },
      ),
      { numRuns: 40 },
    );
  });
});

it('notes when an entry came, by this device’s clock, and not anew when it comes again', async () => {
  db.close();
  let nowMs = 1_000;
  db = await createFakeDisk().on(() =>
    openDb(
      me,
      () => undefined,
      () => nowMs,
    ),
  );
  await db.log.put(roomA, [textEntry(1)]);
  nowMs = 2_000;
  await db.log.put(roomA, stretch(1, 2));
  expect((await db.log.entries(roomA)).map(({ receivedAtMs }) => receivedAtMs)).toEqual([1_000, 2_000]);
});

it('keeps what a newer broker said of an entry besides', async () => {
  await db.log.put(roomA, [textEntry(1, { more: ['newer', 7] })]);
  expect(await db.log.entry(roomA, 1)).toMatchObject({ more: ['newer', 7] });
});

it('lets an orphan go when its entry comes back, and no other', async () => {
  await db.log.put(roomA, stretch(1, 4));
  await cutBehind(db, new Map([[roomA, 2]]), me, 'epoch two');
  expect((await db.log.orphans(roomA)).map(({ seq }) => seq)).toEqual([3, 4]);
  await db.log.put(roomA, [{ ...textEntry(4), seq: 3 }]);
  expect((await db.log.orphans(roomA)).map(({ text }) => text)).toEqual(['text 3']);
  expect((await db.log.messages(roomA, { limit: 9 })).map(({ text }) => text)).toEqual([
    'text 1',
    'text 2',
    'text 4',
  ]);
});

describe('reading messages by their ids', () => {
  it('gives those of that room, and of several with one id the oldest', async () => {
    await db.log.put(roomA, [textEntry(1), textEntry(2), textEntry(3, { id: textEntry(1).id, from: me })]);
    await db.log.put(roomB, [textEntry(1, { id: entryId(5) })]);
    const edit = textEntry(9, { kind: entryKind.edit, body: editBodyOf(entryId(6), 'early') });
    await db.log.put(roomA, [], [edit]);
    const ids = [textEntry(1).id, textEntry(2).id, entryId(5), entryId(6), entryId(7)];
    const found = await db.log.inRoom(roomA, ids);
    expect([...found].map(([id, { seq }]) => [id, seq])).toEqual([
      [textEntry(1).id, 1],
      [textEntry(2).id, 2],
    ]);
  });
});

describe('reading messages', () => {
  it('gives the newest within the range and the limit, oldest first, over any gaps', async () => {
    const anySeqs = fc.uniqueArray(fc.integer({ min: 1, max: 60 }), { maxLength: 30 });
    const anyQuestion = fc.record(
      { from: fc.integer({ min: 1, max: 65 }), to: fc.nat({ max: 65 }), limit: fc.nat({ max: 12 }) },
      { requiredKeys: ['limit'] },
    );
    await fc.assert(
      fc.asyncProperty(
        anySeqs,
        fc.array(anyQuestion, { minLength: 1, maxLength: 8 }),
        async (seqs, questions) => {
          db.close();
          db = await createFakeDisk().openDb();
          await db.log.put(
            roomA,
            seqs.map((seq) => textEntry(seq)),
          );
          await db.log.put(roomB, [textEntry(3, { id: entryId(1) })]);
          for (const { from = 1, to = 1000, limit } of questions) {
            const within = seqs.toSorted((a, b) => a - b).filter((seq) => seq >= from && seq <= to);
            const found = await db.log.messages(roomA, { from, to, limit });
            expect(found.map(({ seq }) => seq)).toEqual(within.slice(Math.max(0, within.length - limit)));
          }
        },
      ),
      { numRuns: 60 },
    );
  });
});
