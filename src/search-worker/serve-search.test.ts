// What somebody looks for on a device: the real database on a disk in memory, and the worker's side without a worker.
import * as fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { deleteDb, type Db } from '../db/db';
import { cutBehind } from '../db/epoch-cut';
import { bo, createFakeDisk, entryId, me, roomA, roomB, textEntry, written } from '../db/fake-disk';
import type { FakeDisk } from '../db/fake-disk';
import { readMessage } from '../db/fold';
import { raiseFloors, sweepRemoved } from '../db/floor';
import { openAccountDatabase, type AccountDatabase } from '../db/schema';
import { editBodyOf, retractBodyOf } from '../protocol/aim';
import { entryKind, type LogEntry } from '../protocol/entry';
import type { RoomId, UserId } from '../protocol/ids';
import { changeEntry } from '../protocol/room-change';
import type { Asked, Found, FromWorker, ToWorker } from './search-messages';
import { serveSearch } from './serve-search';

let disk: FakeDisk;
let db: Db;
let heard: FromWorker[];
let troubles: string[];
let opened: AccountDatabase[];

beforeEach(begin);
afterEach(end);

async function begin() {
  disk = createFakeDisk();
  db = await disk.openDb();
  heard = [];
  troubles = [];
  opened = [];
  await db.rooms.put([
    { room: roomA, name: 'Lobby', visibility: 'public', head: 0, read: 0 },
    { room: roomB, name: 'Tea kitchen', visibility: 'public', head: 0, read: 0 },
  ]);
  await db.rooms.putPeople([
    { user: bo, name: 'Bo Lee' },
    { user: me, name: 'Mira' },
  ]);
}
function end() {
  for (const each of [...opened, db]) each.close();
}

let lastN = 0;
/** A worker that hears of every change, as it does from a page. */
function start() {
  const say = serveSearch({
    open: async (user, onClosed) => {
      const database = await disk.on(() => openAccountDatabase(user, onClosed));
      opened.push(database);
      return database;
    },
    post: (message) => heard.push(structuredClone(message)),
    trouble: (what) => troubles.push(what),
  });
  const unsubscribe = db.changes.subscribe((change) => say({ type: 'changed', change }));
  say({ type: 'open', user: me });
  return { say, unsubscribe };
}
const nothing: Asked = { text: '', room: undefined, from: undefined, since: '', until: '' };
const ask = (say: (message: ToWorker) => void, asked: Partial<Asked>, limit = 100) =>
  say({ type: 'ask', n: ++lastN, asked: { ...nothing, ...asked }, limit });
/** The newest answer to the newest question, once all is read. */
const answer = (): Found | undefined =>
  (
    heard.findLast((message) => message.type === 'found' && message.n === lastN) as
      | Extract<FromWorker, { type: 'found' }>
      | undefined
  )?.found;
const texts = () => answer()?.hits.map(({ text }) => text);
const whenDone = async () =>
  await vi.waitFor(() => {
    const found = answer();
    expect(found && found.read === found.of).toBe(true);
    return found!;
  });
const find = async (say: (message: ToWorker) => void, asked: Partial<Asked>, limit?: number) => {
  ask(say, asked, limit);
  await whenDone();
  return texts();
};
const soon = (expected: unknown) => vi.waitFor(() => expect(texts()).toEqual(expected), { timeout: 3000 });
const stretch = (from: number, to: number, change: (seq: number) => Partial<LogEntry> = () => ({})) =>
  Array.from({ length: to - from + 1 }, (_, i) => textEntry(from + i, change(from + i)));

describe('looking for words', () => {
  it('finds messages of all rooms, the newest first, with who wrote them, where and when', async () => {
    await db.log.put(roomA, [
      textEntry(1, { body: 'the old bridge' }),
      textEntry(3, { body: 'no crossing' }),
    ]);
    await db.log.put(roomB, [textEntry(2, { body: 'A new BRÜCKE', from: me, id: entryId(7) })]);
    const { say } = start();
    expect(await find(say, { text: 'bri' })).toEqual(['the old bridge']);
    expect(answer()?.hits).toMatchObject([
      { room: roomA, seq: 1, author: 'Bo Lee', atMs: 1_800_000_001_000, state: 'stored' },
    ]);
    expect(await find(say, { text: 'brucke' })).toEqual(['A new BRÜCKE']);
    expect(answer()?.hits[0]?.author).toBeUndefined();
    expect(await find(say, { text: 'b' })).toEqual(['A new BRÜCKE', 'the old bridge']);
    expect(await find(say, { text: 'b' }, 1)).toEqual(['A new BRÜCKE']);
    expect(answer()?.total).toBe(2);
    expect(await find(say, { text: '' })).toEqual([]);
    expect(answer()?.isEmpty).toBe(true);
  });

  it('finds messages as they read now, and none that was taken back or is no message', async () => {
    const change = changeEntry({ what: 'name', name: 'bridge room' });
    await db.log.put(roomA, [
      textEntry(1, { body: 'first bridge' }),
      textEntry(2, { body: 'second bridge' }),
      textEntry(3, { kind: entryKind.edit, body: editBodyOf(entryId(1_000_001), 'first tunnel') }),
      textEntry(4, { kind: entryKind.retract, body: retractBodyOf(entryId(1_000_002)) }),
      textEntry(5, { kind: change.kind, body: change.body }),
      textEntry(6, { kind: 77, body: 'bridge of the future' }),
    ]);
    const { say } = start();
    expect(await find(say, { text: 'bridge' })).toEqual([]);
    expect(await find(say, { text: 'tunnel' })).toEqual(['first tunnel']);
  });

  it('is narrowed by person, room and day, typed or chosen', async () => {
    await db.log.put(roomA, [textEntry(1, { body: 'tea of Bo' })]);
    await db.log.put(roomA, [textEntry(2, { body: 'tea of mine', from: me, id: entryId(8) })]);
    await db.log.put(roomB, [textEntry(3, { body: 'tea elsewhere', id: entryId(9) })]);
    const { say } = start();
    expect(await find(say, { text: 'tea from:bo' })).toEqual(['tea elsewhere', 'tea of Bo']);
    expect(await find(say, { text: 'tea from:"bo lee" in:lobby' })).toEqual(['tea of Bo']);
    expect(await find(say, { text: 'tea in:kit' })).toEqual(['tea elsewhere']);
    expect(await find(say, { text: 'from:me' })).toEqual(['tea of mine']);
    expect(await find(say, { text: 'from:nobody' })).toEqual([]);
    expect(await find(say, { text: 'tea', room: roomB })).toEqual(['tea elsewhere']);
    expect(await find(say, { text: 'tea', from: me, room: roomA })).toEqual(['tea of mine']);
    expect(await find(say, { text: 'tea in:lobby', room: roomB })).toEqual([]);
    expect(await find(say, { room: roomA })).toEqual(['tea of mine', 'tea of Bo']);
    const day = new Date(1_800_000_002_000).toLocaleDateString('sv');
    expect(await find(say, { text: `on:${day}`, room: roomA })).toHaveLength(2);
    expect(await find(say, { text: 'tea', until: day, since: day })).toHaveLength(3);
    expect(await find(say, { text: 'tea', since: '2030-01-01' })).toEqual([]);
    expect(await find(say, { text: `tea before:${day}` })).toEqual([]);
  });

  it('finds what is written here and not sent, and says so', async () => {
    await db.outbox.add({ ...written(1), body: 'a bridge that waits' });
    await db.outbox.add({ ...written(2), kind: entryKind.edit, body: editBodyOf(entryId(50), 'new bridge') });
    const { say } = start();
    expect(await find(say, { text: 'bridge' })).toEqual(['new bridge', 'a bridge that waits']);
    expect(answer()?.hits[1]).toMatchObject({ seq: undefined, state: 'waits', author: undefined });
  });

  it('says what it has read so far, and finds that before the rest is read', async () => {
    await db.log.put(roomA, stretch(1, 3500));
    const { say } = start();
    ask(say, { text: 'text 35' });
    const done = await whenDone();
    expect([done.read, done.of, done.total]).toEqual([3500, 3500, 12]);
    const answers = heard.flatMap((message) => (message.type === 'found' ? [message.found] : []));
    expect(answers[0]?.read).toBeLessThan(answers.at(-1)?.read ?? 0);
    for (const { read } of answers) expect(read).toBeLessThanOrEqual(3500);
  });

  it('tells whom this device knows', async () => {
    start();
    await vi.waitFor(() =>
      expect(heard).toMatchObject([{ type: 'people', people: [{ user: bo }, { user: me }] }]),
    );
  });
});

describe('what changes meanwhile', () => {
  it('is found when it comes, also in a hole, also what was amended, and not what was removed', async () => {
    await db.log.put(roomA, [textEntry(5, { body: 'bridge 5' })]);
    const { say } = start();
    expect(await find(say, { text: 'bridge' })).toEqual(['bridge 5']);
    await db.log.put(roomA, [textEntry(9, { body: 'bridge 9' })]);
    await soon(['bridge 9', 'bridge 5']);
    await db.log.put(roomA, [textEntry(6, { body: 'bridge 6' })]);
    await soon(['bridge 9', 'bridge 6', 'bridge 5']);
    await db.log.put(roomA, [
      textEntry(10, { kind: entryKind.edit, body: editBodyOf(entryId(1_000_005), 'bridge of stone') }),
      textEntry(11, { kind: entryKind.retract, body: retractBodyOf(entryId(1_000_009)) }),
    ]);
    await soon(['bridge 6', 'bridge of stone']);
    await raiseFloors(db, [[roomA, 6]], undefined);
    await soon(['bridge 6']);
    await sweepRemoved(db);
    await soon(['bridge 6']);
  });

  it('goes from what waits to what is stored, once', async () => {
    const { say } = start();
    const row = await db.outbox.add({ ...written(1), body: 'a bridge' });
    expect(await find(say, { text: 'bridge' })).toEqual(['a bridge']);
    await db.outbox.end(row.id, { seq: 1, ts: 1_800_000_000 }, me);
    await vi.waitFor(() => expect(answer()?.hits).toMatchObject([{ seq: 1, state: 'stored' }]));
  });

  it('is what the log says after it was set back, and what the server lost is found as that', async () => {
    await db.log.put(roomA, [textEntry(1, { body: 'bridge 1' }), textEntry(2, { body: 'bridge 2' })]);
    const { say } = start();
    expect(await find(say, { text: 'bridge' })).toEqual(['bridge 2', 'bridge 1']);
    await cutBehind(db, new Map([[roomA, 1]]), me, 'epoch-2');
    await vi.waitFor(() =>
      expect(answer()?.hits).toMatchObject([
        { text: 'bridge 2', seq: undefined, state: 'lost' },
        { text: 'bridge 1', seq: 1, state: 'stored' },
      ]),
    );
    await db.log.put(roomA, [textEntry(2, { body: 'another bridge', id: entryId(5) })]);
    // Both are of the same second.
    await soon(['bridge 2', 'another bridge', 'bridge 1']);
  });

  it('leaves out the room with somebody who was blocked', async () => {
    const direct = 'direct' as RoomId;
    await db.rooms.put([
      { room: direct, name: 'Bo Lee', visibility: 'direct', head: 1, read: 0, partner: bo },
    ]);
    await db.log.put(direct, [textEntry(1, { body: 'bridge for two' })]);
    await db.log.put(roomA, [textEntry(2, { body: 'bridge for all', id: entryId(3) })]);
    const { say } = start();
    expect(await find(say, { text: 'bridge' })).toEqual(['bridge for all', 'bridge for two']);
    await db.putSetting('blocked', [{ user: bo, name: 'Bo Lee' }]);
    db.changes.announce({ in: 'rooms' });
    await soon(['bridge for all']);
  });

  it('is all that can be found: as in a fresh look at the whole database, whatever came in which order', async () => {
    const anyStep = fc.oneof(
      fc.record({
        do: fc.constant('page' as const),
        from: fc.integer({ min: 1, max: 30 }),
        length: fc.nat({ max: 6 }),
      }),
      fc.record({ do: fc.constantFrom('edit' as const, 'retract'), target: fc.integer({ min: 1, max: 30 }) }),
      fc.record({ do: fc.constant('write' as const) }),
      fc.record({ do: fc.constant('floor' as const), floor: fc.integer({ min: 1, max: 12 }) }),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(anyStep, { minLength: 1, maxLength: 12 }),
        fc.nat({ max: 12 }),
        async (steps, startAt) => {
          await begin();
          let say: ((message: ToWorker) => void) | undefined;
          let n = 0;
          for (const [at, step] of steps.entries()) {
            if (at === startAt) ({ say } = start());
            if (step.do === 'page') await db.log.put(roomA, stretch(step.from, step.from + step.length));
            if (step.do === 'edit' || step.do === 'retract') {
              const seq = 100 + ++n;
              const target = entryId(1_000_000 + step.target);
              const body = step.do === 'edit' ? editBodyOf(target, `text again ${n}`) : retractBodyOf(target);
              await db.log.put(roomA, [textEntry(seq, { kind: entryKind[step.do], body, id: entryId(seq) })]);
            }
            if (step.do === 'write') await db.outbox.add({ ...written(++n), body: `text of mine ${n}` });
            if (step.do === 'floor') await raiseFloors(db, [[roomA, step.floor]], undefined);
          }
          say ??= start().say;
          ask(say, { text: 'text' });
          const floor = (await db.rooms.get(roomA))?.floor ?? 1;
          const stored = (await db.log.messages(roomA, { limit: 1000 }))
            .filter(({ seq }) => seq >= floor)
            .map((message) => readMessage(message).text);
          const waiting = (await db.outbox.list()).map(({ body }) => String(body));
          const expected = [...stored, ...waiting].filter((text) => text !== '').toSorted();
          await vi.waitFor(() => expect(texts()?.toSorted()).toEqual(expected), { timeout: 3000 });
          expect(troubles).toEqual([]);
          end();
        },
      ),
      { numRuns: 25 },
    );
    await begin();
  });
});

describe('what is at the broker alone', () => {
  it('is said in stretches to ask for, of the rooms and people that are meant', async () => {
    await db.rooms.put([
      { room: roomA, name: 'Lobby', visibility: 'public', head: 20, read: 0 },
      { room: roomB, name: 'Tea kitchen', visibility: 'public', head: 3, read: 0 },
    ]);
    await raiseFloors(db, [[roomA, 3]], undefined);
    await db.log.put(roomA, [...stretch(6, 9), ...stretch(12, 20)]);
    const { say } = start();
    await find(say, { text: 'bridge from:bo after:2026-11-01' });
    expect(answer()?.elsewhere).toEqual({
      words: ['bridge'],
      users: [bo],
      sinceSec: new Date(2026, 10, 1).getTime() / 1000,
      beforeSec: undefined,
      stretches: [
        { room: roomA, from: 10, to: 11 },
        { room: roomA, from: 3, to: 5 },
        { room: roomB, from: 1, to: 3 },
      ],
    });
    await find(say, { text: 'bridge', room: roomB });
    expect(answer()?.elsewhere?.stretches).toEqual([{ room: roomB, from: 1, to: 3 }]);
    await find(say, { text: 'bridge from:nobody' });
    expect(answer()?.elsewhere).toBeUndefined();
    await db.rooms.leave([{ room: roomB }]);
    await db.log.put(roomA, [...stretch(3, 5), ...stretch(10, 11)]);
    await find(say, { text: 'bridge' });
    await vi.waitFor(() => expect(answer()?.elsewhere).toBeUndefined());
  });
});

describe('the storage', () => {
  it('is let go when it goes, so that signing out waits for nobody, and the worker says that it is at its end', async () => {
    await db.log.put(roomA, [textEntry(1, { body: 'a bridge' })]);
    const { say, unsubscribe } = start();
    expect(await find(say, { text: 'bridge' })).toEqual(['a bridge']);
    unsubscribe();
    db.close();
    await disk.on(() => deleteDb(me));
    expect(heard.at(-1)).toEqual({ type: 'ended' });
    const before = heard.length;
    ask(say, { text: 'bridge' });
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(heard).toHaveLength(before);
    expect(troubles).toEqual([]);
    db = await disk.openDb();
  });

  it('that does not open is told', async () => {
    const say = serveSearch({
      open: () => Promise.reject(new DOMException('Blocked.', 'SecurityError')),
      post: (message) => heard.push(message),
      trouble: (what) => troubles.push(what),
    });
    say({ type: 'open', user: 'nobody' as UserId });
    await vi.waitFor(() => expect(heard).toEqual([{ type: 'ended' }]));
    expect(troubles).toHaveLength(1);
  });
});
