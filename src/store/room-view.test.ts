import * as fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Db } from '../db/db';
import { cutBehind } from '../db/epoch-cut';
import { raiseFloors, sweepRemoved } from '../db/floor';
import { bo, createFakeDisk, entryId, me, roomA, roomB, textEntry, written } from '../db/fake-disk';
import { editBodyOf, retractBodyOf } from '../protocol/aim';
import { entryKind } from '../protocol/entry';
import type { EntryId, UserId } from '../protocol/ids';
import { reactionBodyOf } from '../protocol/reaction';
import { changeEntry } from '../protocol/room-change';
import { textBodyOf } from '../protocol/text-body';
import { sameView } from './message-view';
import { createRoomReader, type RoomReader } from './room-view';
import type { ItemView, MessageView, OpenRoomView } from './state';

let db: Db;
let reader: RoomReader;
let sent: ReadonlySet<EntryId>;
let nameById: Map<UserId, string>;

beforeEach(async () => {
  db = await createFakeDisk().openDb();
  sent = new Set();
  nameById = new Map([
    [me, 'Ann'],
    [bo, 'Bo'],
  ]);
  await knowRoom(0);
  reader = readerOn(db);
});
afterEach(() => db.close());

const readerOn = (on: Db) =>
  createRoomReader({
    db: on,
    room: roomA,
    user: me,
    nameOf: (user) => nameById.get(user) ?? 'Someone',
    sent: () => sent,
  });
const knowRoom = (head: number, read = 0) =>
  db.rooms.put([{ room: roomA, name: 'A', visibility: 'public', head, read }]);
const stretch = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, i) => textEntry(from + i));
const read = async (): Promise<OpenRoomView> => {
  const view = await reader.read();
  if (!view) throw new Error('There is no such room.');
  return view;
};
/** `3`: the message with that seq; `'4–6'`: a hole; `'mine 1'`: a row that waits. */
const outline = (items: readonly ItemView[]) =>
  items.map((item) => {
    if (item.type === 'hole') return `${item.from}–${item.to}`;
    return item.seq ?? (item.type === 'message' ? item.text : item.change.what);
  });
const numbers = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => from + i);
const messageIn = (view: OpenRoomView, id: EntryId) =>
  view.items.find((item): item is MessageView => item.type === 'message' && item.id === id);

describe('what is shown', () => {
  it('is the messages by seq, the holes between them, and behind them what waits here', async () => {
    await knowRoom(12);
    await db.log.put(roomA, [...stretch(1, 3), ...stretch(7, 9)]);
    await db.log.put(roomB, [textEntry(5, { id: entryId(77) })]);
    await db.outbox.add(written(1));
    await db.outbox.add(written(2));
    await db.outbox.add(written(3, roomB));
    const view = await read();
    expect(outline(view.items)).toEqual([1, 2, 3, '4–6', 7, 8, 9, '10–12', 'mine 1', 'mine 2']);
    expect(view).toMatchObject({
      room: roomA,
      name: 'A',
      completeUpToMs: (await db.log.entries(roomA))[2]!.ts * 1000,
      missing: 6,
    });
  });

  it('says of each message whose it is and when it was', async () => {
    await db.log.put(roomA, [
      textEntry(1),
      textEntry(2, { from: me }),
      textEntry(3, { kind: 250, body: {} }),
    ]);
    const { items } = await read();
    expect(items).toMatchObject([
      { author: 'Bo', own: false, text: 'text 1', atMs: textEntry(1).ts * 1000, state: undefined },
      { author: 'Ann', own: true, state: 'stored', unknownKind: false },
      { own: false, text: '', unknownKind: true },
    ]);
  });

  it('says of own words that wait whether they are saved, under way or failed', async () => {
    for (const n of [1, 2, 3]) await db.outbox.add(written(n));
    await db.outbox.fail(entryId(3), 'You are not in this room.');
    sent = new Set([entryId(1)]);
    const states = async () => (await read()).items.map((item) => item.type === 'message' && item.state);
    expect(await states()).toEqual(['sent', 'saved', 'failed']);
    expect((await read()).items[2]).toMatchObject({ problem: 'You are not in this room.', seq: undefined });
    sent = new Set();
    expect(await states()).toEqual(['saved', 'saved', 'failed']);
  });

  it('says that older was removed, and shows nothing of it from the moment it is known', async () => {
    await knowRoom(9);
    await db.log.put(roomA, stretch(1, 9));
    expect(outline((await read()).items)).toHaveLength(9);
    await raiseFloors(db, [[roomA, 6]], undefined);
    const view = await read();
    expect(outline(view.items)).toEqual([6, 7, 8, 9]);
    expect(view).toMatchObject({ older: 'removed', completeUpToMs: undefined, firstUnreadSeq: 1 });
    expect(await reader.older()).toBeUndefined();
    await raiseFloors(db, [[roomA, 10]], undefined);
    await sweepRemoved(db);
    expect(await read()).toMatchObject({ items: [], older: 'removed' });
    const fresh = createRoomReader({ db, room: roomA, user: me, nameOf: String, sent: () => sent });
    expect(await fresh.read()).toMatchObject({ items: [], older: 'removed', firstUnreadSeq: undefined });
  });

  it('is nothing while the room is not known', async () => {
    expect(
      await createRoomReader({ db, room: roomB, user: me, nameOf: String, sent: () => sent }).read(),
    ).toBeUndefined();
  });

  it('shows what became of the room among the messages, also what waits here, and counts none of it as unread', async () => {
    nameById.set(bo, 'Bo');
    await knowRoom(3);
    const change = { what: 'remove', user: bo } as const;
    await db.log.put(roomA, [textEntry(1), { ...textEntry(2, changeEntry(change)), from: bo }, textEntry(3)]);
    const unread = await createRoomReader({
      db,
      room: roomA,
      user: me,
      nameOf: String,
      sent: () => sent,
    }).read();
    expect(unread?.firstUnreadSeq).toBe(1);
    await db.outbox.add({ ...written(9), ...changeEntry({ what: 'leave', user: me }) });
    const { items } = await read();
    expect(outline(items)).toEqual([1, 2, 3, 'leave']);
    expect(items[1]).toMatchObject({
      type: 'change',
      actor: 'Bo',
      change,
      target: undefined,
      targetsSelf: false,
    });
    expect(items[3]).toMatchObject({ type: 'change', actor: undefined, state: 'saved' });
    expect((await read()).items[1]).toBe(items[1]);
    nameById.set(bo, 'Robert');
    expect((await read()).items[1]).toMatchObject({ actor: 'Robert' });
  });

  it('keeps a room that was left readable, says why, and looks for nothing more of it', async () => {
    nameById.set(bo, 'Bo');
    await knowRoom(9);
    await db.log.put(roomA, stretch(4, 5));
    await db.rooms.leave([{ room: roomA, why: 'removed', by: bo }]);
    const view = await read();
    expect(outline(view.items)).toEqual([4, 5]);
    expect(view).toMatchObject({ left: { why: 'removed', by: 'Bo' }, older: 'none' });
  });

  it('tells which hole is being filled', async () => {
    await knowRoom(9);
    await db.log.put(roomA, [...stretch(1, 2), ...stretch(5, 6)]);
    reader.setLoading({ from: 3, to: 4 }, true);
    const holes = async () => (await read()).items.filter((item) => item.type === 'hole');
    expect(await holes()).toMatchObject([
      { from: 3, to: 4, loading: true },
      { from: 7, to: 9, loading: false },
    ]);
    reader.setLoading({ from: 3, to: 4 }, false);
    expect(await holes()).toMatchObject([{ loading: false }, { loading: false }]);
  });

  it('is complete when nothing is missing', async () => {
    await db.log.put(roomA, stretch(1, 4));
    expect(await read()).toMatchObject({ completeUpToMs: undefined, older: 'none' });
  });

  it('brings the edit that was being typed', async () => {
    const edit = { id: entryId(1), before: 'teh bridge', text: 'the bri' };
    expect((await read()).edit).toBeUndefined();
    await db.rooms.putEdit(roomA, edit);
    reader = readerOn(db);
    expect((await read()).edit).toEqual(edit);
  });

  it('brings the draft as it was when the room was opened', async () => {
    await db.rooms.putDraft(roomA, 'half a sen');
    expect((await read()).draft).toBe('half a sen');
    await db.rooms.putDraft(roomA, 'something else');
    expect((await read()).draft).toBe('half a sen');
  });
});

describe('messages that do not change', () => {
  it('keep their reference over any other change', async () => {
    await db.log.put(roomA, stretch(1, 3));
    await db.outbox.add(written(1));
    const before = await read();
    await db.log.put(roomA, stretch(4, 5));
    await db.outbox.add(written(2));
    const after = await read();
    const same = before.items.filter((item) => item.type === 'message' && messageIn(after, item.id) === item);
    expect(same).toHaveLength(4);
    expect(after.items).toHaveLength(before.items.length + 3);
  });

  it('get a new one when what they say has changed', async () => {
    await db.log.put(roomA, [textEntry(1)]);
    await db.outbox.add(written(1));
    const before = await read();
    nameById.set(bo, 'Bobby');
    sent = new Set([entryId(1)]);
    const after = await read();
    expect(messageIn(after, textEntry(1).id)).toMatchObject({ author: 'Bobby' });
    expect(messageIn(after, entryId(1))).toMatchObject({ state: 'sent' });
    expect(messageIn(after, entryId(1))).not.toBe(messageIn(before, entryId(1)));
  });
});

describe('a message that moves from the outbox to the log', () => {
  const steps = ['outbox.list', 'rooms.get', 'log.held', 'log.messages'] as const;

  it.each(steps)('is shown once, even when it moves just before %s is read', async (step) => {
    await db.log.put(roomA, stretch(1, 2));
    await db.outbox.add(written(1));
    let moves = false;
    const moveFirst = async () => {
      if (moves) await db.outbox.end(entryId(1), { seq: 3, ts: 1_800_000_003 }, me);
      moves = false;
    };
    const [part, method] = step.split('.') as ['log', 'held'];
    const original = db[part][method] as (...args: unknown[]) => Promise<unknown>;
    const racing = {
      ...db,
      [part]: {
        ...db[part],
        [method]: async (...args: unknown[]) => {
          await moveFirst();
          return await original(...args);
        },
      },
    } as Db;
    for (const alreadyOpen of [false, true]) {
      reader = readerOn(racing);
      if (alreadyOpen) await read();
      moves = true;
      const during = await read();
      expect(during.items.filter((item) => item.type === 'message' && item.id === entryId(1))).toHaveLength(
        1,
      );
      expect(outline((await read()).items)).toEqual([1, 2, 3]);
    }
  });
});

describe('the window', () => {
  it('opens at the newest 200 and moves to older ones on this device, then to the broker', async () => {
    await knowRoom(600);
    await db.log.put(roomA, stretch(51, 600));
    const view = await read();
    expect(outline(view.items)).toEqual(numbers(401, 600));
    expect(view.older).toBe('here');
    expect(await reader.older()).toBeUndefined();
    expect(outline((await read()).items)).toEqual(numbers(201, 600));
    expect(await reader.older()).toBeUndefined();
    const all = await read();
    expect(outline(all.items)).toEqual(numbers(51, 600));
    expect(all.older).toBe('at-broker');
    expect(await reader.older()).toEqual({ from: 1, to: 50 });
    await db.log.put(roomA, stretch(1, 50));
    const whole = await read();
    expect(outline(whole.items)).toEqual(numbers(1, 600));
    expect(whole.older).toBe('none');
    expect(await reader.older()).toBeUndefined();
  });

  it('goes over holes, and shows those within it only', async () => {
    await knowRoom(500);
    await db.log.put(roomA, [...stretch(1, 100), ...stretch(201, 220), ...stretch(301, 500)]);
    expect(outline((await read()).items)).toEqual(numbers(301, 500));
    await reader.older();
    expect(outline((await read()).items)).toEqual([
      ...numbers(1, 100),
      '101–200',
      ...numbers(201, 220),
      '221–300',
      ...numbers(301, 500),
    ]);
  });

  it('takes in what comes into it, in whatever order and pages', async () => {
    const anyPages = fc.array(
      fc
        .tuple(fc.integer({ min: 1, max: 60 }), fc.nat({ max: 12 }))
        .map(([from, more]) => [from, from + more]),
      { minLength: 1, maxLength: 6 },
    );
    await fc.assert(
      fc.asyncProperty(anyPages, async (pages) => {
        db.close();
        db = await createFakeDisk().openDb();
        await knowRoom(80);
        reader = readerOn(db);
        await read();
        const put = new Set<number>();
        for (const [from, to] of pages) {
          await db.log.put(roomA, stretch(from!, to!));
          for (const seq of numbers(from!, to!)) put.add(seq);
          const { items } = await read();
          const shown = items.flatMap((item) => (item.type === 'message' ? [item.seq] : []));
          expect(shown).toEqual([...put].toSorted((a, b) => a - b));
          // Together with the holes every seq from the oldest to the head is there, once, in order.
          const covered = items.flatMap((item) =>
            item.type === 'hole' ? numbers(item.from, item.to) : [item.seq!],
          );
          expect(covered).toEqual(numbers(Math.min(...put), 80));
        }
      }),
      { numRuns: 30 },
    );
  });
});

describe('an edit or retract that waits', () => {
  const mine = entryId(1);
  const aim = async (n: number, kind: number, body: unknown) => {
    await db.outbox.add({ ...written(n), kind, body });
  };
  const view = async () => messageIn(await read(), mine);

  describe.each([
    ['stored', () => db.log.put(roomA, [textEntry(1, { id: mine, from: me })])],
    ['waiting', () => db.outbox.add(written(1))],
  ])('of a message that is %s', (_, begin) => {
    beforeEach(async () => void (await begin()));

    it('shows the message as it will read, with its own state, and is no row of its own', async () => {
      await aim(2, entryKind.edit, editBodyOf(mine, 'better'));
      expect(await view()).toMatchObject({
        text: 'better',
        edited: true,
        retracted: false,
        state: 'saved',
      });
      sent = new Set([entryId(2)]);
      expect(await view()).toMatchObject({ text: 'better', state: 'sent' });
      await aim(3, entryKind.retract, retractBodyOf(mine));
      expect(await view()).toMatchObject({ text: '', edited: false, retracted: true, state: 'saved' });
      expect((await read()).items).toHaveLength(1);
    });

    it('says why it failed', async () => {
      await aim(2, entryKind.edit, editBodyOf(mine, 'better'));
      await db.outbox.fail(entryId(2), 'Too often.');
      expect(await view()).toMatchObject({
        text: 'better',
        state: 'failed',
        problem: 'Too often.',
        failedRow: entryId(2),
        failedWhat: 'edit',
      });
    });

    it('does not show as taken back what could not be taken back', async () => {
      const { text } = (await view())!;
      await aim(2, entryKind.retract, retractBodyOf(mine));
      await db.outbox.fail(entryId(2), 'Too often.');
      expect(await view()).toMatchObject({
        text,
        retracted: false,
        state: 'failed',
        failedRow: entryId(2),
        failedWhat: 'retract',
      });
    });
  });

  it('does not make a message that failed look as if it were on its way', async () => {
    await db.outbox.add(written(1));
    await aim(2, entryKind.edit, editBodyOf(mine, 'better'));
    await db.outbox.fail(mine, 'Not here.');
    sent = new Set([entryId(2)]);
    expect(await view()).toMatchObject({
      state: 'failed',
      problem: 'Not here.',
      failedRow: mine,
      failedWhat: 'message',
    });
  });

  it('does not bring back what was taken back meanwhile', async () => {
    await db.log.put(roomA, [
      textEntry(1, { id: mine, from: me }),
      textEntry(2, { from: me, kind: entryKind.retract, body: retractBodyOf(mine) }),
    ]);
    await aim(2, entryKind.edit, editBodyOf(mine, 'better'));
    expect(await view()).toMatchObject({ text: '', edited: false, retracted: true });
  });

  it('is gone when it is stored, and the message reads as it says', async () => {
    await db.log.put(roomA, [textEntry(1, { id: mine, from: me })]);
    await aim(2, entryKind.edit, editBodyOf(mine, 'better'));
    await read();
    db.changes.subscribe((change) => change.in === 'log' && reader.forget(change.amended));
    await db.outbox.end(entryId(2), { seq: 2, ts: 1_800_000_002 }, me);
    expect(await view()).toMatchObject({ text: 'better', edited: true, state: 'stored' });
    expect((await read()).items).toHaveLength(1);
  });
});

describe('an own message', () => {
  const cy = 'cy' as UserId;
  const state = async () => messageIn(await read(), entryId(1))?.state;

  it('is delivered and read by the marks of others, not by own ones', async () => {
    await db.log.put(roomA, [textEntry(4, { id: entryId(1), from: me }), textEntry(5)]);
    await db.marks.put(roomA, [{ user: me, delivered: 9, read: 9 }], true);
    await db.marks.put(roomA, [{ user: bo, delivered: 3, read: 3 }], true);
    expect(await state()).toBe('stored');
    await db.marks.put(roomA, [{ user: cy, delivered: 4, read: 0 }], true);
    expect(await state()).toBe('delivered');
    await db.marks.put(roomA, [{ user: bo, delivered: 4, read: 4 }], true);
    expect(await state()).toBe('read');
    expect(messageIn(await read(), textEntry(5).id)?.state).toBeUndefined();
  });
});

describe('after the server was set back', () => {
  it('what others wrote stays among the messages by its time, in its order, as no longer there', async () => {
    // Ids say nothing of the order: they are of many clocks.
    const lost = [6, 7, 8].map((seq) => textEntry(seq, { id: entryId(100 - seq) }));
    await db.log.put(roomA, [...stretch(1, 5), ...lost]);
    await db.outbox.add(written(1));
    await cutBehind(db, new Map([[roomA, 5]]), me, 'epoch two');
    const texts = async () => (await read()).items.map((item) => item.type === 'message' && item.text);
    expect(await texts()).toEqual([
      ...numbers(1, 5).map((seq) => `text ${seq}`),
      'text 6',
      'text 7',
      'text 8',
      'mine 1',
    ]);
    expect(messageIn(await read(), lost[0]!.id)).toMatchObject({
      orphaned: true,
      seq: undefined,
      state: undefined,
      author: 'Bo',
    });
    await db.log.put(roomA, [textEntry(6, { id: entryId(200), ts: textEntry(8).ts - 0.5, body: 'new' })]);
    expect((await texts()).slice(5)).toEqual(['text 6', 'text 7', 'new', 'text 8', 'mine 1']);
  });

  it('its view keeps its reference while it says the same', async () => {
    await db.log.put(roomA, stretch(1, 3));
    await cutBehind(db, new Map([[roomA, 2]]), me, 'epoch two');
    expect(messageIn(await read(), textEntry(3).id)).toBe(messageIn(await read(), textEntry(3).id));
  });

  it('shows the new history where the old one stood, however late it looks', async () => {
    db.changes.subscribe((change) => change.in === 'log' && reader.forget(change.amended));
    await db.log.put(roomA, [...stretch(1, 2), textEntry(3, { id: entryId(3), from: me }), textEntry(4)]);
    await read();
    await cutBehind(db, new Map([[roomA, 2]]), me, 'epoch two');
    await db.log.put(roomA, [
      textEntry(3, { id: entryId(203), body: 'new 3' }),
      textEntry(4, { id: entryId(204), body: 'new 4' }),
      textEntry(5, { id: entryId(3), from: me, body: 'text 3' }),
    ]);
    expect((await read()).items.map((item) => item.type === 'message' && [item.seq, item.text])).toEqual([
      [1, 'text 1'],
      [2, 'text 2'],
      [3, 'new 3'],
      [4, 'new 4'],
      [undefined, 'text 4'],
      [5, 'text 3'],
    ]);
  });
});

describe('the first unread message', () => {
  it('is the first of somebody else above the read mark, as it was when the room was opened', async () => {
    await knowRoom(6, 2);
    await db.log.put(roomA, [...stretch(1, 2), textEntry(3, { from: me }), ...stretch(4, 6)]);
    expect((await read()).firstUnreadSeq).toBe(4);
    await db.rooms.markRead(roomA, 6);
    await db.log.put(roomA, [textEntry(7)]);
    expect((await read()).firstUnreadSeq).toBe(4);
  });

  it('is true at any distance, further back than what is read into memory too', async () => {
    await knowRoom(1000, 300);
    await db.log.put(roomA, [textEntry(301, { from: me }), ...stretch(302, 1000)]);
    await db.log.put(roomA, stretch(1, 300));
    expect((await read()).firstUnreadSeq).toBe(302);
  });

  it('is not jumped over where it is not on this device', async () => {
    await knowRoom(20, 5);
    await db.log.put(roomA, [...stretch(1, 8).map((each) => ({ ...each, from: me })), ...stretch(15, 20)]);
    expect((await read()).firstUnreadSeq).toBe(9);
    await knowRoom(20, 20);
    await db.rooms.put([{ room: roomB, name: 'B', visibility: 'public', head: 20, read: 5 }]);
    await db.log.put(roomB, [textEntry(15, { id: entryId(77) })]);
    reader = createRoomReader({ db, room: roomB, user: me, nameOf: () => '', sent: () => sent });
    expect((await read()).firstUnreadSeq).toBe(6);
  });

  it('is none when all is read, and what comes while one looks on does not make one', async () => {
    await knowRoom(2, 2);
    await db.log.put(roomA, stretch(1, 2));
    expect((await read()).firstUnreadSeq).toBeUndefined();
    await db.log.put(roomA, [textEntry(3)]);
    expect((await read()).firstUnreadSeq).toBeUndefined();
  });
});

const reaction = (seq: number, emoji: string, of: EntryId, from = bo) =>
  textEntry(seq, { kind: entryKind.reaction, body: reactionBodyOf(of, emoji), from });
const follow = () => db.changes.subscribe((change) => change.in === 'log' && reader.forget(change.amended));

describe('what a message answers', () => {
  const question = textEntry(1).id;
  const reply = async () => messageIn(await read(), textEntry(9).id)?.reply;
  const answer = (of = question) => db.log.put(roomA, [textEntry(9, { body: textBodyOf('yes', of) })]);
  const here = { id: question, author: 'Bo', text: 'text 1', state: 'here' };

  beforeEach(() => void follow());

  it('is shown with its author and its beginning, and the answer with its own words', async () => {
    await db.log.put(roomA, [textEntry(1)]);
    await answer();
    expect(messageIn(await read(), textEntry(9).id)?.text).toBe('yes');
    expect(await reply()).toEqual(here);
    expect(messageIn(await read(), question)?.reply).toBeUndefined();
    await db.log.put(roomA, [textEntry(2, { body: 'x'.repeat(500) })]);
    await db.log.put(roomA, [textEntry(10, { body: textBodyOf('so long', textEntry(2).id) })]);
    expect(messageIn(await read(), textEntry(10).id)?.reply?.text).toBe(`${'x'.repeat(160)}…`);
  });

  it('is not here until it comes, and then reads as it does', async () => {
    await answer();
    expect(await reply()).toEqual({ id: question, author: undefined, text: '', state: 'not-here' });
    await db.log.put(roomA, [textEntry(2)]);
    expect(await reply()).toMatchObject({ state: 'not-here' });
    await db.log.put(roomA, [textEntry(1)]);
    expect(await reply()).toEqual(here);
  });

  it('is found beyond the window as well, and follows what becomes of it there', async () => {
    await knowRoom(400);
    await db.log.put(roomA, [textEntry(1), ...stretch(150, 399)]);
    await db.log.put(roomA, [textEntry(400, { body: textBodyOf('yes', question) })]);
    const far = async () => messageIn(await read(), textEntry(400).id)?.reply;
    expect(await far()).toEqual(here);
    await db.log.put(roomA, [textEntry(401, { kind: entryKind.edit, body: editBodyOf(question, 'better') })]);
    expect(await far()).toEqual({ ...here, text: 'better' });
    await db.log.put(roomA, [textEntry(402, { kind: entryKind.retract, body: retractBodyOf(question) })]);
    expect(await far()).toEqual({ ...here, text: '', state: 'retracted' });
    nameById.set(bo, 'Bobby');
    expect(await far()).toMatchObject({ author: 'Bobby' });
    await raiseFloors(db, [[roomA, 100]], undefined);
    expect(await far()).toMatchObject({ state: 'not-here' });
  });

  it('reads as it will where a change of it waits, and is found in the outbox too', async () => {
    await db.outbox.add(written(1));
    await db.outbox.add({ ...written(2), body: textBodyOf('to myself', entryId(1)) });
    const mine = async () => messageIn(await read(), entryId(2))?.reply;
    expect(await mine()).toEqual({ id: entryId(1), author: 'Ann', text: 'mine 1', state: 'here' });
    expect(messageIn(await read(), entryId(2))?.text).toBe('to myself');
    await db.outbox.add({ ...written(3), kind: entryKind.edit, body: editBodyOf(entryId(1), 'better') });
    expect(await mine()).toMatchObject({ text: 'better', state: 'here' });
    await db.outbox.add({ ...written(4), kind: entryKind.retract, body: retractBodyOf(entryId(1)) });
    expect(await mine()).toMatchObject({ text: '', state: 'retracted' });
  });

  it('is the first message with that id, and one that the server lost where there is no other', async () => {
    await db.log.put(roomA, [textEntry(1), textEntry(2, { id: question, from: me, body: 'a copy' })]);
    await answer();
    expect(await reply()).toEqual(here);
    await db.log.put(roomA, [textEntry(10), textEntry(11, { id: entryId(11) })]);
    await cutBehind(db, new Map([[roomA, 10]]), me, 'epoch two');
    await db.log.put(roomA, [textEntry(12, { body: textBodyOf('yes', entryId(11)) })]);
    expect(messageIn(await read(), textEntry(12).id)?.reply).toMatchObject({
      text: 'text 11',
      state: 'here',
    });
  });

  it('is no more to be seen when the answer is taken back', async () => {
    await db.log.put(roomA, [textEntry(1)]);
    await answer();
    await db.log.put(roomA, [
      textEntry(10, { kind: entryKind.retract, body: retractBodyOf(textEntry(9).id) }),
    ]);
    expect(messageIn(await read(), textEntry(9).id)).toMatchObject({ retracted: true, reply: undefined });
  });

  it('is there with the draft as well', async () => {
    await db.rooms.putDraft(roomA, 'half an ans', question);
    await db.log.put(roomA, [textEntry(1)]);
    const before = await read();
    expect([before.draft, before.draftReply]).toEqual(['half an ans', here]);
    expect((await read()).draftReply).toBe(before.draftReply);
    await db.log.put(roomA, [textEntry(2, { kind: entryKind.edit, body: editBodyOf(question, 'better') })]);
    expect((await read()).draftReply).toMatchObject({ text: 'better' });
    reader = readerOn(db);
    await db.rooms.putDraft(roomA, 'to nobody');
    expect((await read()).draftReply).toBeUndefined();
  });
});

describe('reactions', () => {
  const target = textEntry(1).id;
  const reactions = async (id = target) =>
    messageIn(await read(), id)?.reactions.map(({ emoji, people, state }) => [emoji, ...people, state]);
  const give = (n: number, emoji: string, of = target) =>
    db.outbox.add({ ...written(n), kind: entryKind.reaction, body: reactionBodyOf(of, emoji) });

  beforeEach(async () => {
    follow();
    await db.log.put(roomA, [textEntry(1)]);
  });

  it('stand below their message with who gave them, and are no messages and no news', async () => {
    await db.log.put(roomA, [reaction(2, '👍', target), reaction(3, '👍', target, me)]);
    expect(await reactions()).toEqual([['👍', 'Bo', undefined, undefined]]);
    const view = await read();
    expect(outline(view.items)).toEqual([1]);
    expect(view).toMatchObject({ firstUnreadSeq: 1, missing: 0 });
  });

  it('of one’s own show at once, also to a message that waits, and count once when they are stored', async () => {
    await give(1, '❤️');
    expect(await reactions()).toEqual([['❤️', undefined, 'saved']]);
    sent = new Set([entryId(1)]);
    expect(await reactions()).toEqual([['❤️', undefined, 'sent']]);
    await db.outbox.end(entryId(1), { seq: 2, ts: 1 }, me);
    expect(await reactions()).toEqual([['❤️', undefined, undefined]]);
    await db.outbox.add(written(3));
    await give(4, '🎉', entryId(3));
    expect(await reactions(entryId(3))).toEqual([['🎉', undefined, 'saved']]);
    expect(outline((await read()).items)).toEqual([1, 'mine 3']);
  });

  it('that failed say why, and what may be done', async () => {
    await give(1, '❤️');
    await db.outbox.fail(entryId(1), 'You are not a member of this room.');
    expect(await reactions()).toEqual([['❤️', undefined, 'failed']]);
    expect(messageIn(await read(), target)).toMatchObject({
      problem: 'You are not a member of this room.',
      failedRow: entryId(1),
      failedWhat: 'reaction',
      state: undefined,
    });
  });

  it('are none on what was taken back, or is about to be', async () => {
    await db.log.put(roomA, [
      reaction(2, '👍', target),
      textEntry(3, { kind: entryKind.retract, body: retractBodyOf(target) }),
      textEntry(4, { id: entryId(4), from: me }),
      reaction(5, '👍', entryId(4)),
    ]);
    expect(await reactions()).toEqual([]);
    expect(await reactions(entryId(4))).toEqual([['👍', 'Bo', undefined]]);
    await db.outbox.add({ ...written(6), kind: entryKind.retract, body: retractBodyOf(entryId(4)) });
    expect(await reactions(entryId(4))).toEqual([]);
  });

  it('that change make a new view, and those that do not leave the old one', async () => {
    await db.log.put(roomA, [reaction(2, '👍', target), textEntry(3)]);
    const before = await read();
    await db.log.put(roomA, [reaction(4, '❤️', textEntry(3).id)]);
    const after = await read();
    expect(messageIn(after, target)).toBe(messageIn(before, target));
    expect(messageIn(after, textEntry(3).id)).not.toBe(messageIn(before, textEntry(3).id));
    expect(await reactions(textEntry(3).id)).toEqual([['❤️', 'Bo', undefined]]);
    nameById.set(bo, 'Bobby');
    expect(await reactions()).toEqual([['👍', 'Bobby', undefined]]);
  });

  it('go when they are removed, and come back as they were when the log is set back', async () => {
    await db.log.put(roomA, [reaction(2, '👍', target), reaction(3, '❤️', target), textEntry(4)]);
    expect(await reactions()).toEqual([['❤️', 'Bo', undefined]]);
    await cutBehind(db, new Map([[roomA, 2]]), me, 'epoch two');
    expect(await reactions()).toEqual([['👍', 'Bo', undefined]]);
  });

  it('are read for a whole window in one go, and again only where they changed', async () => {
    await db.log.put(roomA, stretch(2, 300));
    const asked: number[] = [];
    const counting = {
      ...db,
      reactions: {
        of: (...args: Parameters<Db['reactions']['of']>) => {
          asked.push(args[1].length);
          return db.reactions.of(...args);
        },
      },
    } as Db;
    reader = readerOn(counting);
    await read();
    await read();
    expect(asked).toEqual([200]);
    await db.log.put(roomA, [reaction(301, '👍', textEntry(300).id)]);
    await read();
    expect(asked).toEqual([200, 1]);
  });
});

describe('a message that names this person', () => {
  const names = async (body: string, from = bo) => {
    await db.log.put(roomA, [textEntry(1, { body, from })]);
    return messageIn(await read(), textEntry(1).id)?.mentionsSelf;
  };

  it('says so, by whichever name', async () => {
    expect(await names('is @Ann there?')).toBe(true);
    reader = createRoomReader({
      db,
      room: roomA,
      user: me,
      nameOf: () => 'Annika',
      ownNames: () => ['ann', 'Annika'],
      sent: () => sent,
    });
    expect(messageIn(await read(), textEntry(1).id)?.mentionsSelf).toBe(true);
  });

  it('does not say so of somebody else, nor of one’s own words', async () => {
    expect(await names('is @Bo there?')).toBe(false);
    await db.log.put(roomA, [textEntry(2, { body: 'I, @Ann', from: me })]);
    expect(messageIn(await read(), textEntry(2).id)?.mentionsSelf).toBe(false);
  });
});

describe('how many have read an own message', () => {
  const [cy, di] = ['cy', 'di'] as [UserId, UserId];
  const readBy = async () => messageIn(await read(), entryId(1))?.readBy;
  const mark = (user: UserId, upTo: number) =>
    db.marks.put(roomA, [{ user, read: upTo, delivered: upTo }], true);

  beforeEach(async () => {
    await db.log.put(roomA, [textEntry(4, { id: entryId(1), from: me }), textEntry(5)]);
    await mark(me, 9);
  });

  it('is told in a room of more than two, once somebody has', async () => {
    for (const user of [bo, cy, di]) await mark(user, 3);
    expect(await readBy()).toBeUndefined();
    await mark(cy, 4);
    expect(await readBy()).toEqual({ read: 1, of: 3 });
    await mark(bo, 9);
    expect(await readBy()).toEqual({ read: 2, of: 3 });
    expect(messageIn(await read(), textEntry(5).id)?.readBy).toBeUndefined();
  });

  it('is not told in a room of two, where the state says it', async () => {
    await mark(bo, 4);
    expect(await readBy()).toBeUndefined();
    expect(messageIn(await read(), entryId(1))?.state).toBe('read');
  });
});

describe('a row that was just saved', () => {
  it('stands behind all others at once, and nothing else becomes another object', async () => {
    await knowRoom(3);
    await db.log.put(roomA, stretch(1, 3));
    await db.outbox.add(written(1));
    const before = await read();
    const view = reader.add(await db.outbox.add(written(2)));
    expect(outline(view?.items ?? [])).toEqual([1, 2, 3, 'mine 1', 'mine 2']);
    expect(view?.items.slice(0, 4).every((item, at) => item === before.items[at])).toBe(true);
    const after = await read();
    expect(after.items.at(-1)).toBe(view?.items.at(-1));
    expect(sameView(after, view)).toBe(true);
  });

  it('is not lost by a reading that had begun before', async () => {
    await read();
    const reading = reader.read();
    // As if the outbox had been read already.
    const row = { ...written(1), n: 1, tried: false, waitedSec: 0, problem: undefined };
    expect(outline(reader.add(row)?.items ?? [])).toEqual(['mine 1']);
    expect(outline((await reading)?.items ?? [])).toEqual(['mine 1']);
    // It is not there in truth, as the next reading finds out.
    expect((await read()).items).toEqual([]);
  });

  it('takes a reading where the room was not read yet, where it answers a message, and where it changes one', async () => {
    const row = await db.outbox.add(written(1));
    expect(reader.add(row)).toBeUndefined();
    await read();
    const answer = textBodyOf('yes', entryId(1));
    expect(reader.add(await db.outbox.add({ ...written(2), body: answer }))).toBeUndefined();
    const edit = { ...written(3), kind: entryKind.edit, body: editBodyOf(entryId(1), 'better') };
    expect(reader.add(await db.outbox.add(edit))).toBeUndefined();
    expect(outline((await read()).items)).toEqual(['better', 'yes']);
  });

  it('says at once that it is under way; that it is no more is for a reading to say', async () => {
    await read();
    reader.add(await db.outbox.add(written(1)));
    const saved = reader.add(await db.outbox.add(written(2)));
    sent = new Set([entryId(1)]);
    const view = reader.sentMore();
    expect(view?.items).toMatchObject([{ state: 'sent' }, { state: 'saved' }]);
    expect(view?.items[1]).toBe(saved?.items[1]);
    sent = new Set();
    expect(reader.sentMore()).toBeUndefined();
    expect((await read()).items).toMatchObject([{ state: 'saved' }, { state: 'saved' }]);
    await db.outbox.add({ ...written(3), kind: entryKind.retract, body: retractBodyOf(entryId(1)) });
    await read();
    expect(reader.sentMore()).toBeUndefined();
  });

  it('is not shown twice when the notice of it comes late', async () => {
    await knowRoom(1);
    const row = await db.outbox.add(written(1));
    await db.log.put(roomA, [textEntry(1, { id: entryId(1), from: me, body: 'mine 1' })]);
    expect(outline((await read()).items)).toEqual([1]);
    expect(reader.add(row)).toBeUndefined();
    expect(outline((await read()).items)).toEqual([1]);
  });
});

it('compares views to the bottom: whatever differs anywhere makes them different', () => {
  const anyView = fc.jsonValue({ maxDepth: 3 }).filter((view) => !JSON.stringify(view).includes('__proto__'));
  fc.assert(
    fc.property(anyView, anyView, (a, b) => {
      expect(sameView(a, structuredClone(a))).toBe(true);
      expect(sameView(a, b)).toBe(JSON.stringify(sorted(a)) === JSON.stringify(sorted(b)));
      expect(sameView({ a, more: a }, { a, more: b })).toBe(sameView(a, b));
      expect(sameView({ a }, { a, more: 1 })).toBe(false);
      expect(sameView({ a, more: 1 }, { a })).toBe(false);
    }),
  );
});

/** With the keys of each object in one order, and -0 as 0. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value === 0 ? 0 : value;
  const entries = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return { parts: entries.map(([key, inner]) => [key, sorted(inner)]) };
}
