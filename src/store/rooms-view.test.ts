import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Db } from '../db/db';
import { cutBehind } from '../db/epoch-cut';
import { bo, createFakeDisk, entryId, me, roomA, roomB, textEntry, written } from '../db/fake-disk';
import { editBodyOf, retractBodyOf } from '../protocol/aim';
import { entryKind } from '../protocol/entry';
import { reactionBodyOf } from '../protocol/reaction';
import { changeEntry } from '../protocol/room-change';
import { textBodyOf } from '../protocol/text-body';
import { readRooms } from './rooms-view';

let db: Db;
beforeEach(async () => {
  db = await createFakeDisk().openDb();
  await know(roomA, 0);
});
afterEach(() => db.close());

const know = (room: typeof roomA, head: number, read = 0) =>
  db.rooms.put([{ room, name: room === roomA ? 'A' : 'B', visibility: 'public', head, read }]);
const view = () => readRooms(db, me, (user) => (user === bo ? 'Bo' : 'Ann'), new Set());
const first = async () => (await view()).rooms[0];

it('counts what others wrote above the own read mark', async () => {
  await know(roomA, 5, 2);
  await db.log.put(roomA, [textEntry(3), textEntry(4, { from: me }), textEntry(5)]);
  expect(await first()).toMatchObject({ unread: 2 });
  await db.rooms.markRead(roomA, 5);
  expect(await first()).toMatchObject({ unread: 0 });
});

it('counts no edits, no retracts and no own words, wherever they stand', async () => {
  await know(roomA, 6, 1);
  const aimed = (seq: number, kind: number, body: unknown) => textEntry(seq, { kind, body });
  await db.log.put(roomA, [
    textEntry(1),
    textEntry(2),
    aimed(3, entryKind.edit, editBodyOf(textEntry(2).id, 'better')),
    aimed(4, entryKind.retract, retractBodyOf(textEntry(1).id)),
    aimed(5, entryKind.edit, null),
    textEntry(6, { from: me }),
  ]);
  expect(await first()).toMatchObject({ unread: 1 });
});

it('counts what is missing in a hole as unread, above the own read mark only', async () => {
  await know(roomA, 9, 3);
  await db.log.put(roomA, [textEntry(1), textEntry(6, { from: me }), textEntry(7)]);
  // 4, 5, 8 and 9 are not here; of 6 and 7 one is of somebody else.
  expect(await first()).toMatchObject({ unread: 5 });
});

it('shows no edit as the last words, but the message as it reads now', async () => {
  await db.log.put(roomA, [
    textEntry(1),
    textEntry(2, { kind: entryKind.edit, body: editBodyOf(textEntry(1).id, 'better') }),
  ]);
  await db.outbox.add({ ...written(1), kind: entryKind.retract, body: retractBodyOf(entryId(5)) });
  expect((await first())?.last).toMatchObject({ author: 'Bo', text: 'better' });
});

it('takes a reaction neither for the last words nor for anything unread, and of an answer shows its words', async () => {
  await know(roomA, 3, 1);
  await db.log.put(roomA, [
    textEntry(1, { body: textBodyOf('yes', entryId(9)) }),
    textEntry(2, { kind: entryKind.reaction, body: reactionBodyOf(textEntry(1).id, '👍') }),
    textEntry(3, { kind: entryKind.reaction, body: reactionBodyOf(entryId(77), '👍') }),
  ]);
  await db.outbox.add({
    ...written(1),
    kind: entryKind.reaction,
    body: reactionBodyOf(textEntry(1).id, '❤️'),
  });
  expect(await first()).toMatchObject({ unread: 0, waiting: 1, last: { author: 'Bo', text: 'yes' } });
  await db.outbox.add({ ...written(2), body: textBodyOf('no', textEntry(1).id) });
  expect(await first()).toMatchObject({ last: { author: undefined, text: 'no' } });
});

it('counts what is at the broker and not here yet', async () => {
  await know(roomA, 900, 100);
  expect(await first()).toMatchObject({ unread: 800 });
});

it('never counts below nothing when another device has read further than this one knows of', async () => {
  await know(roomA, 5);
  await db.rooms.markRead(roomA, 9);
  expect(await first()).toMatchObject({ unread: 0 });
});

it('shows the newest message, or what waits here, as the last one', async () => {
  expect(await first()).toMatchObject({ last: undefined });
  await db.log.put(roomA, [textEntry(1), textEntry(2)]);
  expect((await first())?.last).toEqual({ author: 'Bo', text: 'text 2', atMs: textEntry(2).ts * 1000 });
  await db.log.put(roomA, [textEntry(3, { from: me })]);
  expect((await first())?.last).toMatchObject({ author: undefined, text: 'text 3' });
  await db.outbox.add(written(7));
  expect((await first())?.last).toEqual({
    author: undefined,
    text: 'mine 7',
    atMs: written(7).writtenAtMs,
  });
});

describe('what the broker told of the newest message', () => {
  const line = { seq: 400, ts: 1_800_000_400, text: 'as it reads now', user: bo, name: 'Bo' };
  const told = (head: number) =>
    db.rooms.put([{ room: roomA, name: 'A', visibility: 'public', head, read: 100, line }]);

  it('is shown before the message itself is here, and what stands behind it is nothing to read', async () => {
    await db.log.put(roomA, [textEntry(1)]);
    await told(402);
    expect(await first()).toMatchObject({
      unread: 300,
      last: { author: 'Bo', text: 'as it reads now', atMs: 1_800_000_400_000 },
    });
    // Another word on the room says nothing of it.
    await know(roomA, 402, 100);
    expect(await first()).toMatchObject({ unread: 300, last: { text: 'as it reads now' } });
  });

  it('gives way to the message, and to a newer one', async () => {
    await told(400);
    await db.log.put(roomA, [textEntry(400)]);
    expect(await first()).toMatchObject({ unread: 300, last: { text: 'text 400' } });
    await db.log.put(roomA, [textEntry(401)]);
    expect(await first()).toMatchObject({ unread: 301, last: { text: 'text 401' } });
  });

  it('is not shown of a log that was set back behind it', async () => {
    await db.log.put(roomA, [textEntry(1), textEntry(2)]);
    await told(400);
    await cutBehind(db, new Map([[roomA, 2]]), me, 'another');
    expect(await first()).toMatchObject({ last: { text: 'text 2' } });
  });
});

describe('what names this person', () => {
  it('is counted above the own read mark, by the shown name and by that of the account', async () => {
    await know(roomA, 5, 1);
    await db.log.put(roomA, [
      textEntry(1, { body: '@Ann, long read' }),
      textEntry(2, { body: 'Is @ann there' }),
      textEntry(3, { body: 'nobody is meant, an@annex.example' }),
      textEntry(4, { body: '@Ann myself', from: me }),
      textEntry(5, { body: '@account-of-ann' }),
    ]);
    const read = await readRooms(db, me, (user) => (user === bo ? 'Bo' : 'Ann'), new Set(), 'account-of-ann');
    expect(read.rooms[0]).toMatchObject({ unread: 3, mentions: 2 });
    await db.rooms.markRead(roomA, 2);
    expect(await first()).toMatchObject({ unread: 2, mentions: 0 });
  });

  it('is not what was taken back, and is what an edit says now', async () => {
    await know(roomA, 4);
    await db.log.put(roomA, [
      textEntry(1, { body: '@Ann' }),
      textEntry(2, { body: 'nobody' }),
      textEntry(3, { kind: entryKind.retract, body: retractBodyOf(textEntry(1).id) }),
      textEntry(4, { kind: entryKind.edit, body: editBodyOf(textEntry(2).id, '@Ann after all') }),
    ]);
    expect(await first()).toMatchObject({ mentions: 1 });
  });

  it('may stand in the newest words that the broker told, before the message is here', async () => {
    const line = { seq: 400, ts: 1_800_000_400, text: 'well, @Ann', user: bo, name: 'Bo' };
    await db.rooms.put([{ room: roomA, name: 'A', visibility: 'public', head: 400, read: 100, line }]);
    expect(await first()).toMatchObject({ unread: 300, mentions: 1 });
    await db.log.put(roomA, [textEntry(400, { body: 'well, @Ann' })]);
    expect(await first()).toMatchObject({ unread: 300, mentions: 1 });
  });
});

describe('what was chosen for a room', () => {
  const names = async () => (await view()).rooms.map(({ name }) => name);
  const say = (room: typeof roomA, seq: number, body = `text ${seq}`) =>
    db.log.put(room, [textEntry(seq, { id: entryId(seq * 10 + (room === roomA ? 1 : 2)), body })]);

  it('is all of it, where nothing was chosen', async () => {
    expect(await first()).toMatchObject({ notify: 'all', pinned: false, archived: false });
    await db.choices.choose(roomA, { notify: 'mentions' });
    expect(await first()).toMatchObject({ notify: 'mentions' });
  });

  it('puts pinned rooms above the others, in the order in which they were pinned', async () => {
    await know(roomB, 0);
    await say(roomA, 1);
    await say(roomB, 2);
    expect(await names()).toEqual(['B', 'A']);
    await db.choices.choose(roomA, { pinned: true });
    expect(await names()).toEqual(['A', 'B']);
    await new Promise((resolve) => setTimeout(resolve, 2));
    await db.choices.choose(roomB, { pinned: true });
    await say(roomB, 3);
    expect(await names()).toEqual(['A', 'B']);
    await db.choices.choose(roomA, { pinned: false });
    expect(await names()).toEqual(['B', 'A']);
  });

  it('leaves a muted room where its words put it', async () => {
    await know(roomB, 0);
    await say(roomA, 1);
    await db.choices.choose(roomB, { notify: 'none' });
    await say(roomB, 2);
    expect(await names()).toEqual(['B', 'A']);
  });

  it('puts a room away behind all others, until somebody else writes there', async () => {
    await know(roomB, 0);
    await say(roomA, 1);
    await say(roomB, 2);
    await db.choices.choose(roomB, { archived: true });
    expect((await view()).rooms.map(({ name, archived }) => [name, archived])).toEqual([
      ['A', false],
      ['B', true],
    ]);
    await db.log.put(roomB, [textEntry(3, { from: me })]);
    expect((await view()).returned).toEqual([]);
    await say(roomB, 4);
    const { rooms, returned } = await view();
    expect(rooms[0]).toMatchObject({ name: 'B', archived: false });
    expect(returned).toEqual([roomB]);
  });

  it('brings a room back for what calls, and for nothing else', async () => {
    await say(roomA, 1);
    await db.choices.choose(roomA, { archived: true });
    await db.choices.choose(roomA, { notify: 'mentions' });
    await say(roomA, 2);
    expect(await first()).toMatchObject({ archived: true });
    await say(roomA, 3, 'but @Ann');
    expect(await first()).toMatchObject({ archived: false });
    await db.choices.choose(roomA, { notify: 'none' });
    expect(await first()).toMatchObject({ archived: true });
  });

  it('brings a room back for words of which only the broker told', async () => {
    await db.choices.choose(roomA, { archived: true });
    const line = { seq: 400, ts: 1_800_000_400, text: 'hello', user: bo, name: 'Bo' };
    await db.rooms.put([{ room: roomA, name: 'A', visibility: 'public', head: 401, read: 0, line }]);
    expect((await view()).returned).toEqual([roomA]);
  });
});

it('counts what waits in each room and in all, without what failed', async () => {
  await know(roomB, 0);
  await db.outbox.add(written(1, roomA));
  await db.outbox.add(written(2, roomB));
  await db.outbox.add(written(3, roomB));
  await db.outbox.fail(entryId(3), 'No.');
  const { rooms, waiting } = await view();
  expect(waiting).toBe(2);
  expect(Object.fromEntries(rooms.map((room) => [room.name, room.waiting]))).toEqual({ A: 1, B: 1 });
});

it('puts the room with the newest words first, and rooms without words by name', async () => {
  await know(roomB, 0);
  expect((await view()).rooms.map(({ name }) => name)).toEqual(['A', 'B']);
  await db.log.put(roomA, [textEntry(1)]);
  await db.log.put(roomB, [textEntry(2, { id: entryId(50) })]);
  expect((await view()).rooms.map(({ name }) => name)).toEqual(['B', 'A']);
  await db.outbox.add({ ...written(1), writtenAtMs: 1_900_000_000_000 });
  expect((await view()).rooms.map(({ name }) => name)).toEqual(['A', 'B']);
});

describe('what is on the list', () => {
  const listed = async () => (await view()).rooms.map(({ name }) => name);

  it('is not what one left, but what one was put out of, until it is taken off', async () => {
    await know(roomB, 3);
    await db.rooms.leave([{ room: roomA, why: 'left', by: me }]);
    await db.rooms.leave([{ room: roomB, why: 'removed', by: bo }]);
    expect(await listed()).toEqual(['B']);
    expect((await view()).rooms[0]).toMatchObject({ unread: 0, left: { why: 'removed', by: 'Bo' } });
    await db.rooms.unlist(roomB);
    expect(await listed()).toEqual([]);
    expect((await view()).unlisted.map(({ name }) => name)).toEqual(['A', 'B']);
    // In it again.
    await know(roomA, 4);
    expect(await listed()).toEqual(['A']);
  });

  it('is no room of two with somebody who is blocked', async () => {
    await db.rooms.put([{ room: roomB, name: 'Bo', visibility: 'direct', partner: bo, head: 0, read: 0 }]);
    expect(await listed()).toEqual(['A', 'Bo']);
    await db.putSetting('blocked', [{ user: bo, name: 'Bo' }]);
    expect(await listed()).toEqual(['A']);
    expect((await view()).blocked).toEqual([{ user: bo, name: 'Bo' }]);
  });

  it('shows no change of a room as its newest words', async () => {
    const { kind, body } = changeEntry({ what: 'name', name: 'Den' });
    await db.outbox.add({ ...written(1), kind, body });
    expect(await first()).toMatchObject({ last: undefined, waiting: 1 });
  });
});
