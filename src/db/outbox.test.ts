import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { editBodyOf, retractBodyOf } from '../protocol/aim';
import { entryKind } from '../protocol/entry';
import type { Change } from './changes';
import { openDb, type Db } from './db';
import {
  createFakeDisk,
  entryId,
  fillDisks,
  me,
  roomA,
  roomB,
  textEntry,
  written,
  type FakeDisk,
} from './fake-disk';

let disk: FakeDisk;
let db: Db;
let heard: Change[];
let freeDisks = () => {};

beforeEach(async () => {
  disk = createFakeDisk();
  db = await disk.openDb();
  heard = [];
  db.changes.subscribe((change) => heard.push(change));
});
afterEach(() => {
  freeDisks();
  db.close();
});

const receipt = (seq: number) => ({ seq, ts: 1_800_000_000 + seq });
const ids = async (room?: typeof roomA) => (await db.outbox.list(room)).map(({ id }) => id);
const numbers = (...all: number[]) => all.map(entryId);
const rowOf = async (n: number) => (await db.outbox.list()).find(({ id }) => id === entryId(n));

describe('adding', () => {
  it('keeps rows in the order of writing, in all rooms and in each, also after a reload', async () => {
    for (const [n, room] of [
      [3, roomA],
      [1, roomB],
      [2, roomA],
      [9, roomB],
      [4, roomA],
    ] as const)
      await db.outbox.add(written(n, room));
    db.close();
    db = await disk.openDb();
    await db.outbox.add(written(5, roomA));
    expect(await ids()).toEqual(numbers(3, 1, 2, 9, 4, 5));
    expect(await ids(roomA)).toEqual(numbers(3, 2, 4, 5));
    expect(await ids(roomB)).toEqual(numbers(1, 9));
  });

  it('keeps the order of calls that do not wait for each other', async () => {
    await Promise.all([4, 2, 7, 1].map((n) => db.outbox.add(written(n))));
    expect(await ids(roomA)).toEqual(numbers(4, 2, 7, 1));
  });

  it('forgets the draft of that room, and of no other', async () => {
    await db.rooms.putDraft(roomA, 'half a');
    await db.rooms.putDraft(roomB, 'half a sentence');
    const added = await db.outbox.add(written(1));
    expect([await db.rooms.draft(roomA), await db.rooms.draft(roomB)]).toEqual(['', 'half a sentence']);
    expect(heard).toEqual([{ in: 'outbox', room: roomA, added }]);
  });

  it('leaves the draft alone when it is the change of another message', async () => {
    await db.rooms.putDraft(roomA, 'half a thought');
    const body = editBodyOf(entryId(9), 'better');
    await db.outbox.add({ ...written(1), kind: entryKind.edit, body });
    await db.outbox.add({ ...written(2), kind: entryKind.retract, body: retractBodyOf(entryId(9)) });
    expect(await db.rooms.draft(roomA)).toBe('half a thought');
  });

  it('keeps the draft and says nothing when the row cannot be kept', async () => {
    await db.rooms.putDraft(roomA, 'precious');
    freeDisks = fillDisks();
    await expect(db.outbox.add(written(1))).rejects.toThrow(DOMException);
    freeDisks();
    expect(await db.rooms.draft(roomA)).toBe('precious');
    expect(await db.outbox.list()).toEqual([]);
    expect(heard).toEqual([]);
  });
});

describe('marking', () => {
  it('notes the try and how long the row had waited', async () => {
    const row = await db.outbox.add(written(1));
    await db.outbox.markTried([{ row, waitedSec: 12 }], 'over the link');
    expect(await rowOf(1)).toMatchObject({ tried: true, waitedSec: 12, problem: undefined });
  });

  it('does not bring back a row that ended meanwhile, and tells which are still there', async () => {
    const first = await db.outbox.add(written(1));
    const second = await db.outbox.add(written(2));
    await db.outbox.discard(first.id);
    const marked = await db.outbox.markTried(
      [
        { row: first, waitedSec: 0 },
        { row: second, waitedSec: 0 },
      ],
      'over the link',
    );
    expect(await ids()).toEqual([second.id]);
    expect(marked).toEqual(new Set([second.n]));
  });
});

describe('ending', () => {
  it('moves the row to the log copy: entry, held range, message and head', async () => {
    await db.rooms.put([{ room: roomA, name: 'A', visibility: 'public', head: 4, read: 0 }]);
    const row = await db.outbox.add(written(1));
    await db.outbox.markTried([{ row, waitedSec: 3 }], 'over the link');
    heard = [];
    expect(await db.outbox.end(entryId(1), receipt(5), me)).toBe(true);
    expect(await db.outbox.list()).toEqual([]);
    const { id, kind, body } = written(1);
    const stamp = { from: me, ...receipt(5) };
    expect(await db.log.entries(roomA)).toMatchObject([
      { room: roomA, id, kind, body, waitedSec: 3, ...stamp },
    ]);
    expect(await db.log.held(roomA)).toEqual([[5, 5]]);
    expect(await db.log.messages(roomA, { limit: 9 })).toMatchObject([
      { id, seq: 5, from: me, text: 'mine 1' },
    ]);
    expect(await db.rooms.get(roomA)).toMatchObject({ head: 5 });
    expect(heard).toMatchObject([
      { in: 'outbox', room: roomA },
      { in: 'log', room: roomA },
    ]);
  });

  it('changes nothing at all and says nothing when the commit fails', async () => {
    await db.outbox.add(written(1));
    const before = await db.outbox.list();
    heard = [];
    freeDisks = fillDisks();
    await expect(db.outbox.end(entryId(1), receipt(1), me)).rejects.toThrow(DOMException);
    freeDisks();
    expect(await db.outbox.list()).toEqual(before);
    expect(await db.log.entries(roomA)).toEqual([]);
    expect(await db.log.held(roomA)).toEqual([]);
    expect(await db.log.messages(roomA, { limit: 9 })).toEqual([]);
    expect(heard).toEqual([]);
  });

  it('answers false for a row that had ended before', async () => {
    await db.outbox.add(written(1));
    await db.log.put(roomA, [textEntry(1, { id: entryId(1), from: me })]);
    heard = [];
    expect(await db.outbox.end(entryId(1), receipt(1), me)).toBe(false);
    expect(await db.log.entries(roomA)).toHaveLength(1);
    expect(heard).toEqual([]);
  });

  it('ends a row that was refused once and is stored all the same', async () => {
    await db.outbox.add(written(1));
    await db.outbox.fail(entryId(1), 'Not here.');
    await db.outbox.end(entryId(1), receipt(1), me);
    expect(await db.outbox.list()).toEqual([]);
    expect(await db.log.messages(roomA, { limit: 9 })).toHaveLength(1);
  });
});

describe('failing', () => {
  it('keeps the row where it is, with the reason', async () => {
    for (const n of [1, 2]) await db.outbox.add(written(n));
    heard = [];
    await db.outbox.fail(entryId(1), 'You are not in this room.');
    expect(await ids()).toEqual(numbers(1, 2));
    expect(await rowOf(1)).toMatchObject({ problem: 'You are not in this room.', body: 'mine 1' });
    expect(heard).toEqual([{ in: 'outbox', room: roomA }]);
  });

  it('is nothing for a row that ended', async () => {
    await db.outbox.fail(entryId(1), 'Too late.');
    expect(heard).toEqual([]);
  });

  it('lets a failed row go back behind all others, under its id, as never tried', async () => {
    for (const n of [1, 2, 3]) {
      const row = await db.outbox.add(written(n));
      await db.outbox.markTried([{ row, waitedSec: 8 }], 'over the link');
    }
    await db.outbox.fail(entryId(1), 'No.');
    expect(await db.outbox.retry(entryId(1))).toBe(true);
    expect(await ids(roomA)).toEqual(numbers(2, 3, 1));
    expect(await rowOf(1)).toMatchObject({
      body: 'mine 1',
      tried: false,
      waitedSec: 0,
      problem: undefined,
    });
  });

  it('retries no row that did not fail', async () => {
    for (const n of [1, 2]) await db.outbox.add(written(n));
    expect(await db.outbox.retry(entryId(1))).toBe(false);
    expect(await db.outbox.retry(entryId(9))).toBe(false);
    expect(await ids()).toEqual(numbers(1, 2));
  });
});

describe('discarding', () => {
  it('refuses a row that was tried and not refused: it may be stored', async () => {
    const row = await db.outbox.add(written(1));
    await db.outbox.markTried([{ row, waitedSec: 0 }], 'over the link');
    heard = [];
    expect(await db.outbox.discard(row.id)).toBeUndefined();
    expect(await ids()).toEqual([row.id]);
    expect(heard).toEqual([]);
    await db.outbox.fail(row.id, 'No.');
    expect(await db.outbox.discard(row.id)).toMatchObject({ id: row.id, body: 'mine 1' });
    expect(await ids()).toEqual([]);
  });

  it('takes a row away that was never tried', async () => {
    await db.outbox.add(written(1));
    expect(await db.outbox.discard(entryId(1))).toMatchObject({ id: entryId(1) });
    expect(await db.outbox.discard(entryId(1))).toBeUndefined();
    expect(await ids()).toEqual([]);
  });
});

it('changes nothing and says nothing when a failure, a retry or a discard cannot be written', async () => {
  await db.outbox.add(written(1));
  await db.outbox.add(written(2));
  await db.outbox.fail(entryId(2), 'No.');
  const before = await db.outbox.list();
  heard = [];
  freeDisks = fillDisks();
  await expect(db.outbox.fail(entryId(1), 'No.')).rejects.toThrow(DOMException);
  await expect(db.outbox.retry(entryId(2))).rejects.toThrow(DOMException);
  await expect(db.outbox.markTried([{ row: before[0]!, waitedSec: 1 }], 'over the link')).rejects.toThrow(
    DOMException,
  );
  freeDisks();
  expect(await db.outbox.list()).toEqual(before);
  expect(heard).toEqual([]);
});

describe('rewriting', () => {
  it('gives a row that was never tried another body, at its place', async () => {
    for (const n of [1, 2, 3]) await db.outbox.add(written(n));
    heard = [];
    expect(await db.outbox.rewrite(entryId(1), 'better')).toBe(true);
    expect(await ids()).toEqual(numbers(1, 2, 3));
    expect(await rowOf(1)).toMatchObject({
      n: 1,
      body: 'better',
      writtenAtMs: written(1).writtenAtMs,
      tried: false,
    });
    expect(heard).toEqual([{ in: 'outbox', room: roomA }]);
  });

  it('leaves a row alone that was tried: it may be stored as it was', async () => {
    const row = await db.outbox.add(written(1));
    await db.outbox.markTried([{ row, waitedSec: 0 }], 'over the link');
    heard = [];
    expect(await db.outbox.rewrite(row.id, 'better')).toBe(false);
    expect(await db.outbox.rewrite(entryId(9), 'better')).toBe(false);
    expect(await rowOf(1)).toMatchObject({ body: 'mine 1', tried: true });
    expect(heard).toEqual([]);
  });

  it('makes a row that was refused one that waits, at its place', async () => {
    for (const n of [1, 2]) {
      const row = await db.outbox.add(written(n));
      await db.outbox.markTried([{ row, waitedSec: 5 }], 'over the link');
    }
    await db.outbox.fail(entryId(1), 'Too long.');
    expect(await db.outbox.rewrite(entryId(1), 'shorter')).toBe(true);
    expect(await ids()).toEqual(numbers(1, 2));
    expect(await rowOf(1)).toMatchObject({ body: 'shorter', tried: false, problem: undefined });
  });

  it('that happens after a row was read to be sent keeps it from leaving as it was', async () => {
    const [first, second] = [await db.outbox.add(written(1)), await db.outbox.add(written(2))];
    await db.outbox.rewrite(first.id, 'better');
    const tries = [first, second].map((row) => ({ row, waitedSec: 0 }));
    expect(await db.outbox.markTried(tries, 'over the link')).toEqual(new Set([second.n]));
    expect(await rowOf(1)).toMatchObject({ body: 'better', tried: false });
  });
});

describe('a story', () => {
  let nowMs: number;
  const steps = async (n: number) =>
    (await db.outbox.story(entryId(n)))?.steps.map(({ step, atMs, detail }) => `${atMs} ${step} ${detail}`);
  const tryAt = async (atMs: number, way = 'over the link') => {
    nowMs = atMs;
    await db.outbox.markTried([{ row: (await rowOf(1))!, waitedSec: 0 }], way);
  };

  beforeEach(async () => {
    db.close();
    db = await disk.on(() =>
      openDb(
        me,
        () => undefined,
        () => nowMs,
      ),
    );
    nowMs = 0;
    await db.outbox.add({ ...written(1), writtenAtMs: 10 });
  });

  it('has each step with its time, to the end and over it', async () => {
    nowMs = 20;
    await db.outbox.rewrite(entryId(1), 'better');
    await tryAt(30);
    await tryAt(40, 'by POST');
    nowMs = 50;
    await db.outbox.fail(entryId(1), 'Not here.');
    nowMs = 60;
    await db.outbox.retry(entryId(1));
    await tryAt(70);
    nowMs = 80;
    await db.outbox.end(entryId(1), receipt(7), me);
    expect(await steps(1)).toEqual([
      '10 saved ',
      '20 rewritten ',
      '30 tried over the link',
      '40 tried by POST',
      '50 refused Not here.',
      '60 saved again',
      '70 tried over the link',
      '80 stored No. 7 in this room',
    ]);
  });

  it('ends as well when the entry comes by another path', async () => {
    nowMs = 90;
    await db.log.put(roomA, [textEntry(3, { id: entryId(1), from: me })]);
    expect(await steps(1)).toEqual(['10 saved ', '90 stored No. 3 in this room']);
  });

  it('has no step of what did not happen', async () => {
    await tryAt(30);
    await db.outbox.rewrite(entryId(1), 'no');
    await db.outbox.discard(entryId(1));
    await db.outbox.retry(entryId(1));
    freeDisks = fillDisks();
    await expect(db.outbox.end(entryId(1), receipt(1), me)).rejects.toThrow(DOMException);
    await expect(db.outbox.fail(entryId(1), 'No.')).rejects.toThrow(DOMException);
    await expect(tryAt(50)).rejects.toThrow(DOMException);
    freeDisks();
    expect(await steps(1)).toEqual(['10 saved ', '30 tried over the link']);
  });

  it('goes with a row that is discarded', async () => {
    await db.outbox.discard(entryId(1));
    expect(await db.outbox.story(entryId(1))).toBeUndefined();
  });

  it('keeps its beginning and the newest steps, a bounded number', async () => {
    for (let atMs = 100; atMs < 250; atMs++) await tryAt(atMs);
    const kept = (await db.outbox.story(entryId(1)))!.steps;
    expect(kept).toHaveLength(100);
    expect([kept[0]?.step, kept[1]?.atMs, kept.at(-1)?.atMs]).toEqual(['saved', 151, 249]);
  });
});
