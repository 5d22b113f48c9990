import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Db } from '../db/db';
import { createFakeDisk, entryId, fillDisks, roomA, roomB, written, type FakeDisk } from '../db/fake-disk';
import { createFakeClock, settle, type FakeClock } from '../platform/fake-clock';
import { createDrafts, type Drafts } from './drafts';

let disk: FakeDisk;
let db: Db;
let clock: FakeClock;
let drafts: Drafts;
let troubles: unknown[];
let freeDisks = () => {};

beforeEach(async () => {
  disk = createFakeDisk();
  db = await disk.openDb();
  clock = createFakeClock();
  troubles = [];
  drafts = createDrafts(db.rooms, clock, (error) => troubles.push(error));
});
afterEach(() => {
  freeDisks();
  db.close();
});

/** What a reload would find. */
const onDisk = async (room = roomA) => await db.rooms.draft(room);

it('has every key on disk within 300 ms, however fast one types', async () => {
  const text = 'a long sentence, typed without a pause';
  for (let length = 1; length <= text.length; length++) {
    drafts.save(roomA, text.slice(0, length));
    await clock.advance(40);
    // All that was typed 300 ms ago.
    expect((await onDisk()).length).toBeGreaterThanOrEqual(length - 300 / 40);
  }
  await clock.advance(300);
  expect(await onDisk()).toBe(text);
});

it('keeps the drafts of several rooms apart', async () => {
  drafts.save(roomA, 'a');
  drafts.save(roomB, 'b');
  await clock.advance(300);
  expect([await onDisk(roomA), await onDisk(roomB)]).toEqual(['a', 'b']);
});

it('does not bring back what was sent', async () => {
  drafts.save(roomA, 'mine 1');
  drafts.save(roomB, 'another room');
  drafts.forget(roomA);
  await db.outbox.add(written(1));
  await clock.advance(300);
  expect([await onDisk(roomA), await onDisk(roomB)]).toEqual(['', 'another room']);
});

it('does not bring back what was sent while it was being written down', async () => {
  drafts.save(roomA, 'mine 1');
  const flushed = drafts.flush();
  drafts.forget(roomA);
  await db.outbox.add(written(1));
  await flushed;
  await settle();
  expect(await onDisk()).toBe('');
});

it('keeps what was typed after sending', async () => {
  drafts.save(roomA, 'mine 1');
  drafts.forget(roomA);
  drafts.save(roomA, 'and ano');
  await db.outbox.add(written(1));
  await clock.advance(300);
  expect(await onDisk()).toBe('and ano');
});

it('keeps what is typed over a message, and forgets it when that is ended', async () => {
  const edit = { id: entryId(1), before: 'teh bridge', text: 'the bri' };
  drafts.save(roomA, 'half a thought');
  drafts.saveEdit(roomA, edit);
  await clock.advance(300);
  expect([await db.rooms.edit(roomA), await onDisk()]).toEqual([edit, 'half a thought']);
  drafts.saveEdit(roomA, { ...edit, text: 'the bridge' });
  drafts.saveEdit(roomA, undefined);
  await clock.advance(300);
  expect([await db.rooms.edit(roomA), await onDisk()]).toEqual([undefined, 'half a thought']);
});

it('keeps what a draft answers, also while nothing is typed yet, and over words that are added', async () => {
  const answered = async () => [await onDisk(), await db.rooms.draftReplyTo(roomA)];
  drafts.save(roomA, '', entryId(7));
  await clock.advance(300);
  expect(await answered()).toEqual(['', entryId(7)]);
  drafts.save(roomA, 'yes', entryId(7));
  await drafts.add(roomA, 'and no');
  expect(await answered()).toEqual(['yes\nand no', entryId(7)]);
  drafts.save(roomA, 'to nobody');
  await clock.advance(300);
  expect(await answered()).toEqual(['to nobody', undefined]);
  drafts.save(roomA, 'yes', entryId(7));
  await drafts.flush();
  drafts.forget(roomA);
  await db.outbox.add(written(1));
  expect(await answered()).toEqual(['', undefined]);
});

it('forgets a draft whose text was deleted', async () => {
  drafts.save(roomA, 'a');
  await clock.advance(300);
  drafts.save(roomA, '');
  await clock.advance(300);
  expect(await onDisk()).toBe('');
});

it('writes at once what waits when it is told to, and plans nothing more', async () => {
  drafts.save(roomA, 'a');
  await drafts.flush();
  expect(await onDisk()).toBe('a');
  expect(clock.waits()).toEqual([]);
});

it('says so when a draft cannot be saved, and goes on with the next key', async () => {
  drafts.save(roomA, 'a');
  freeDisks = fillDisks();
  await clock.advance(300);
  expect(troubles).toHaveLength(1);
  freeDisks();
  drafts.save(roomA, 'ab');
  await clock.advance(300);
  expect(await onDisk()).toBe('ab');
});
