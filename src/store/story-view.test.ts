import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openDb, type Db } from '../db/db';
import { bo, createFakeDisk, entryId, me, roomA, textEntry, written } from '../db/fake-disk';
import { editBodyOf, retractBodyOf } from '../protocol/aim';
import { entryKind } from '../protocol/entry';
import type { UserId } from '../protocol/ids';
import { readStory } from './story-view';

const cy = 'cy' as UserId;
const id = entryId(1);
let db: Db;
let nowMs: number;

beforeEach(async () => {
  nowMs = 1_000;
  db = await createFakeDisk().on(() =>
    openDb(
      me,
      () => undefined,
      () => nowMs,
    ),
  );
});
afterEach(() => db.close());

const names = new Map([
  [me, 'Ann'],
  [bo, 'Bo'],
  [cy, 'Cy'],
]);
const story = (of = id, counts?: { delivered: number; read: number }) =>
  readStory(db, of, me, (user) => names.get(user) ?? 'Someone', counts);
const steps = async (of = id) =>
  (await story(of))?.steps.map(({ step, atMs, detail }) => [step, atMs, detail]);
const add = () => db.outbox.add({ ...written(1), writtenAtMs: nowMs });
const tryIt = async () => {
  const [row] = await db.outbox.list();
  await db.outbox.markTried([{ row: row!, waitedSec: 90 }], 'over the link');
};
const amend = (seq: number, kind: number, body: unknown, from = me) =>
  db.log.put(roomA, [textEntry(seq, { from, kind, body })]);

it('is nothing of a message that is not here', async () => {
  expect(await story()).toBeUndefined();
});

describe('of own words', () => {
  it('that wait has every step so far', async () => {
    await add();
    nowMs = 2_000;
    await db.outbox.rewrite(id, 'better');
    nowMs = 3_000;
    await tryIt();
    nowMs = 4_000;
    await db.outbox.fail(id, 'Not here.');
    expect(await story()).toMatchObject({ id, author: 'Ann', text: 'better', seq: undefined, read: [] });
    expect(await steps()).toEqual([
      ['saved', 1_000, ''],
      ['edited', 2_000, ''],
      ['tried', 3_000, 'over the link'],
      ['refused', 4_000, 'Not here.'],
    ]);
  });

  it('that are stored goes on with what was aimed at them by their author', async () => {
    await add();
    await tryIt();
    nowMs = 5_000;
    await db.outbox.end(id, { seq: 7, ts: 1_800_000_000 }, me);
    await amend(8, entryKind.edit, editBodyOf(id, 'better'));
    await amend(9, entryKind.edit, editBodyOf(id, 'not his'), bo);
    await amend(10, entryKind.retract, retractBodyOf(id));
    expect(await story()).toMatchObject({ author: 'Ann', text: '', seq: 7, waitedSec: 90 });
    expect(await steps()).toEqual([
      ['saved', 1_000, ''],
      ['tried', 1_000, 'over the link'],
      ['stored', 5_000, 'No. 7 in this room'],
      // What was taken back keeps no words, those of its edits included.
      ['retracted', textEntry(10).ts * 1000, 'No. 10 in this room'],
    ]);
  });

  it('keeps the order of what happened when this device’s clock is a day ahead of the broker’s', async () => {
    nowMs = textEntry(8).ts * 1000 + 86_400_000;
    await add();
    await tryIt();
    await db.outbox.end(id, { seq: 7, ts: textEntry(7).ts }, me);
    await amend(8, entryKind.edit, editBodyOf(id, 'better'));
    expect((await steps())?.map(([step]) => step)).toEqual(['saved', 'tried', 'stored', 'edited']);
  });
});

it('of what others wrote says when the broker stored it and when it came here', async () => {
  nowMs = 1_900_000_000_000;
  await db.log.put(roomA, [textEntry(3, { waitedSec: 60 })]);
  expect(await story(textEntry(3).id)).toMatchObject({ author: 'Bo', text: 'text 3', seq: 3, waitedSec: 60 });
  expect(await steps(textEntry(3).id)).toEqual([
    ['stored', textEntry(3).ts * 1000, 'No. 3 in this room'],
    ['received', 1_900_000_000_000, ''],
  ]);
});

describe('says who has it', () => {
  beforeEach(() => db.log.put(roomA, [textEntry(5, { id, from: me })]));
  const marks = (user: UserId, delivered: number, read: number, learn = true) =>
    db.marks.put(roomA, [{ user, delivered, read }], learn);

  it('with the time at which this device learned it, never the author', async () => {
    nowMs = 10_000;
    await marks(bo, 4, 4);
    await marks(me, 9, 9);
    nowMs = 20_000;
    await marks(bo, 6, 4);
    nowMs = 30_000;
    await marks(bo, 9, 5);
    expect(await story()).toMatchObject({
      delivered: [{ name: 'Bo', atMs: 20_000 }],
      read: [{ name: 'Bo', atMs: 30_000 }],
      counts: undefined,
    });
  });

  it('without a time where it was so before this device looked, and not who has less', async () => {
    await marks(bo, 8, 8, false);
    await marks(cy, 5, 4, false);
    const told = await story();
    expect(told?.delivered).toEqual([
      { name: 'Bo', atMs: undefined },
      { name: 'Cy', atMs: undefined },
    ]);
    expect(told?.read).toEqual([{ name: 'Bo', atMs: undefined }]);
  });

  it('in numbers alone in a large room', async () => {
    await marks(bo, 8, 8);
    const counts = { delivered: 40, read: 12 };
    expect(await story(id, counts)).toMatchObject({ counts, delivered: [], read: [] });
  });
});
