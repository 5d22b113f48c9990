// The broker's log was set back and went on differently, against a model of what each entry must become.
import * as fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Db } from '../db/db';
import { cutBehind } from '../db/epoch-cut';
import { raiseFloors, sweepRemoved } from '../db/floor';
import { heldUpTo } from '../db/held-ranges';
import {
  bo,
  createFakeDisk,
  entryId,
  fillDisks,
  me,
  roomA,
  roomB,
  textEntry,
  written,
} from '../db/fake-disk';
import { editBodyOf, retractBodyOf } from '../protocol/aim';
import { encodeEntry, entryKind, stampEntry, type LogEntry } from '../protocol/entry';
import type { EntryId } from '../protocol/ids';
import type { AskOutcome, Asker } from './asker';
import { rejoin } from './rejoin';

let db: Db;
let serverLog: LogEntry[];
/** The oldest entry that the server keeps. */
let serverFloor: number;
/** What becomes of the next asks: the link goes, or the broker cannot answer. */
let mishaps: ('lost' | 'unavailable' | undefined)[];
let asks: number;
let freeDisks = () => {};

beforeEach(begin);
afterEach(() => {
  freeDisks();
  db.close();
});

async function begin() {
  db = await createFakeDisk().openDb();
  await db.rooms.put([{ room: roomA, name: 'A', visibility: 'public', head: 0, read: 0 }]);
  serverLog = [];
  serverFloor = 1;
  mishaps = [];
  asks = 0;
}

const asker = {
  async ask(_method: 'range', { from, to }: { from: number; to: number }): Promise<AskOutcome<unknown>> {
    asks++;
    const mishap = mishaps.shift();
    if (mishap === 'lost') return { outcome: 'lost' };
    if (mishap === 'unavailable') return { outcome: 'refused', code: 'unavailable', text: 'Not now.' };
    const kept = serverLog.slice(Math.max(from, serverFloor) - 1, to);
    const entries = kept.map((entry) => stampEntry(encodeEntry(entry), entry));
    return {
      outcome: 'answered',
      value: { entries, later: [], people: [], ...(serverFloor > 1 && { floor: serverFloor }) },
    };
  },
} as unknown as Asker;
const again = () => rejoin({ db, asker, user: me, epoch: 'epoch two' });
const everything = async () => ({
  entries: await db.log.entries(roomA),
  held: await db.log.held(roomA),
  messages: await db.log.messages(roomA, { limit: 99 }),
  outbox: await db.outbox.list(),
  orphans: await db.log.orphans(roomA),
  room: await db.rooms.get(roomA),
  marks: await db.marks.list(roomA),
});
/** What is one's own was written on this device: it went through the outbox. */
const writeHere = async (entries: readonly LogEntry[]) => {
  for (const { id, from, kind, body } of entries)
    if (from === me) await db.outbox.add({ ...written(0), id, kind, body });
};
const idsOf = (rows: readonly { readonly id: EntryId }[]) => rows.map(({ id }) => id);
const bySeq = (a: { seq: number }, b: { seq: number }) => a.seq - b.seq;

/** A log as both had it: texts of both, and own edits of the own text before them. */
const logOf = (kinds: readonly ('mine' | 'his' | 'edit')[]): LogEntry[] => {
  let target: EntryId | undefined;
  return kinds.map((kind, index) => {
    const seq = index + 1;
    if (kind === 'his') return textEntry(seq);
    const mine = textEntry(seq, { id: entryId(seq), from: me });
    if (kind === 'edit' && target)
      return { ...mine, kind: entryKind.edit, body: editBodyOf(target, `new text ${seq}`) };
    target = mine.id;
    return mine;
  });
};
/** What came to the log after it was set back: others' new words, and what their writers have put back. */
const goOn = (kept: readonly LogEntry[], tail: readonly (LogEntry | undefined)[]): LogEntry[] =>
  [
    ...kept,
    ...tail
      .filter((entry) => !entry || !kept.some(({ id }) => id === entry.id))
      .filter((entry, index, all) => !entry || all.findIndex((each) => each?.id === entry.id) === index),
  ].map((entry, index) =>
    entry && index >= kept.length
      ? { ...entry, seq: index + 1, ts: 1_900_000_000 + index }
      : (entry ?? textEntry(index + 1, { id: entryId(5_000 + index) })),
  );

const anyCase = fc
  .record({
    kinds: fc.array(fc.constantFrom('mine' as const, 'his' as const, 'edit' as const), {
      minLength: 1,
      maxLength: 14,
    }),
    /** Which of them this device holds. */
    holds: fc.array(fc.boolean(), { minLength: 14, maxLength: 14 }),
    kept: fc.nat({ max: 14 }),
    tail: fc.array(fc.option(fc.nat({ max: 13 })), { maxLength: 8 }),
    waiting: fc.nat({ max: 3 }),
    mishaps: fc.array(fc.constantFrom('lost' as const, 'unavailable' as const, undefined, undefined), {
      maxLength: 6,
    }),
    diskFull: fc.boolean(),
    read: fc.nat({ max: 14 }),
  })
  .map(({ kinds, holds, kept, tail, read, ...rest }) => {
    const log = logOf(kinds);
    const back = goOn(
      log.slice(0, kept),
      tail.map((index) => (index === null ? undefined : log[index])),
    );
    const held = log.filter((_, i) => holds[i]);
    // Where nothing is held nothing is asked.
    const here = held.length > 0 ? held : log.slice(0, 1);
    return { log, here, back, kept, read: Math.min(read, log.length), ...rest };
  });

it('leaves nothing lost and nothing doubled, wherever it is interrupted and however often it is begun', async () => {
  await fc.assert(
    fc.asyncProperty(anyCase, async (given) => {
      db.close();
      await begin();
      const { log, here, back } = given;
      await writeHere(here);
      await db.log.put(roomA, here);
      await db.rooms.put([
        { room: roomA, name: 'A', visibility: 'public', head: log.length, read: given.read },
      ]);
      await db.marks.put(roomA, [{ user: bo, delivered: log.length, read: given.read }], true);
      for (let n = 0; n < given.waiting; n++) await db.outbox.add(written(900 + n));
      serverLog = back;
      mishaps = [...given.mishaps];
      const before = await everything();
      // A full disk takes nothing of it, and the next try begins from what was there.
      if (given.diskFull) freeDisks = fillDisks();
      else mishaps.unshift('lost');
      const done = await again().catch((error: unknown) => error instanceof DOMException && false);
      freeDisks();
      expect(done).toBe(false);
      expect(await everything()).toEqual(before);
      for (let tries = 0; !(await again()); tries++) expect(tries).toBeLessThan(given.mishaps.length);

      const common = Math.max(
        0,
        ...here.filter(({ seq, id }) => back[seq - 1]?.id === id && seq <= given.kept).map(({ seq }) => seq),
      );
      const cut = here.filter(({ seq }) => seq > common);
      const after = await everything();
      expect(idsOf(after.entries)).toEqual(idsOf(here.filter(({ seq }) => seq <= common)));
      expect(heldUpTo(after.held)).toBe(common);
      expect(after.messages.every(({ seq }) => seq <= common)).toBe(true);
      expect(after.messages.flatMap(({ amendments }) => amendments).every(({ seq }) => seq <= common)).toBe(
        true,
      );
      // Own later words wait again, in their order, before what waits already; what others wrote is kept aside.
      expect(idsOf(after.outbox)).toEqual([
        ...idsOf(cut.filter(({ from }) => from === me)),
        ...Array.from({ length: given.waiting }, (_, n) => entryId(900 + n)),
      ]);
      expect(idsOf(after.orphans.toSorted(bySeq))).toEqual(idsOf(cut.filter(({ from }) => from !== me)));
      expect(after.room).toMatchObject({ head: common, read: Math.min(given.read, common) });
      for (const row of after.marks) expect(Math.max(row.delivered, row.read)).toBeLessThanOrEqual(common);
      mishaps = [];
      expect(await again()).toBe(true);
      expect(await everything()).toEqual(after);

      // The sender and the catch-up put it all back.
      const ended = [...back];
      for (const { id, kind, body } of after.outbox) {
        const known = ended.find((entry) => entry.id === id);
        const seq = known?.seq ?? ended.push(textEntry(ended.length + 1, { id, kind, body, from: me }));
        expect(await db.outbox.end(id, { seq, ts: 1_900_000_000 }, me)).toBe(true);
      }
      await db.log.put(roomA, ended);
      const whole = await everything();
      expect(idsOf(whole.entries)).toEqual(idsOf(ended));
      expect(whole.outbox).toEqual([]);
      expect(idsOf(whole.messages)).toEqual(idsOf(ended.filter(({ kind }) => kind === entryKind.text)));
      const inLog = new Set(idsOf(ended));
      expect(idsOf(whole.orphans).some((id) => inLog.has(id))).toBe(false);
    }),
    { numRuns: 80 },
  );
});

it('asks only a few times in a long log', async () => {
  serverLog = Array.from({ length: 700 }, (_, i) => textEntry(i + 1));
  await db.log.put(roomA, [...serverLog, ...Array.from({ length: 300 }, (_, i) => textEntry(701 + i))]);
  expect(await again()).toBe(true);
  expect(asks).toBeLessThanOrEqual(10);
  expect(await db.log.held(roomA)).toEqual([[1, 700]]);
  expect(await db.log.orphans(roomA)).toHaveLength(300);
});

it('takes what either side has removed for the same, and cuts where the rest parts', async () => {
  const log = Array.from({ length: 60 }, (_, i) => textEntry(i + 1));
  serverLog = log.slice(0, 50);
  await db.log.put(roomA, log);
  serverFloor = 41;
  expect(await again()).toBe(true);
  expect(await db.log.held(roomA)).toEqual([[1, 50]]);
  await raiseFloors(db, [[roomA, 31]], 'epoch two');
  await sweepRemoved(db);
  serverFloor = 1;
  serverLog = log.slice(0, 45);
  expect(await rejoin({ db, asker, user: me, epoch: 'epoch three' })).toBe(true);
  expect(await db.log.held(roomA)).toEqual([[1, 45]]);
  expect(await db.rooms.get(roomA)).toMatchObject({ head: 45, floor: 31 });
});

it('begins anew where nothing is left to compare, also below its own floor', async () => {
  await db.log.put(
    roomA,
    Array.from({ length: 20 }, (_, i) => textEntry(i + 1)),
  );
  await raiseFloors(db, [[roomA, 21]], undefined);
  await sweepRemoved(db);
  serverLog = [textEntry(1), textEntry(2)];
  expect(await again()).toBe(true);
  expect(await db.log.held(roomA)).toEqual([]);
  expect((await db.rooms.get(roomA))?.floor ?? 1).toBe(1);
  await db.log.put(roomA, serverLog);
  expect(await db.log.entries(roomA)).toHaveLength(2);
});

it('cuts nothing where the server has removed all that is here', async () => {
  const log = Array.from({ length: 9 }, (_, i) => textEntry(i + 1));
  await db.log.put(roomA, log);
  serverLog = [...log, ...Array.from({ length: 9 }, (_, i) => textEntry(i + 10))];
  serverFloor = 15;
  expect(await again()).toBe(true);
  expect(await db.log.held(roomA)).toEqual([[1, 9]]);
  expect(await db.log.orphans(roomA)).toEqual([]);
});

it('cuts nothing while the broker cannot answer, and everything of a room that is no more', async () => {
  await writeHere(logOf(['his', 'mine']));
  await db.log.put(roomA, logOf(['his', 'mine']));
  const before = await everything();
  mishaps = ['unavailable'];
  expect(await again()).toBe(false);
  expect(await everything()).toEqual(before);
  const gone = {
    ask: async () => ({ outcome: 'refused', code: 'not-a-member', text: 'You are not a member.' }),
  } as unknown as Asker;
  expect(await rejoin({ db, asker: gone, user: me, epoch: 'epoch two' })).toBe(true);
  const after = await everything();
  expect([idsOf(after.entries), idsOf(after.outbox)]).toEqual([[], [entryId(2)]]);
  expect(after.orphans).toMatchObject([{ text: 'text 1' }]);
});

describe('own words that go back to the outbox', () => {
  const back = async (entries: readonly LogEntry[], later: readonly LogEntry[] = []) => {
    if ((await db.outbox.list()).length === 0) await writeHere(entries);
    await db.log.put(roomA, entries, later);
    await cutBehind(db, new Map([[roomA, 0]]), me, 'epoch two');
    return await db.outbox.list();
  };

  it('are as they were, and tried: they may be stored', async () => {
    const rows = await back([textEntry(1, { id: entryId(1), from: me, waitedSec: 30 })]);
    expect(rows).toMatchObject([
      { id: entryId(1), room: roomA, kind: entryKind.text, body: 'text 1', tried: true, problem: undefined },
    ]);
    expect(rows[0]?.writtenAtMs).toBe((textEntry(1).ts - 30) * 1000);
  });

  it('are not those that were taken back, nor what aims at them: nobody would take it', async () => {
    const target = entryId(1);
    const mine = (seq: number, kind: number, body: unknown) =>
      textEntry(seq, { id: entryId(seq), from: me, kind, body });
    const rows = await back([
      mine(1, entryKind.text, null),
      mine(2, entryKind.edit, null),
      mine(3, entryKind.edit, editBodyOf(target, 'came before it was emptied')),
      mine(4, entryKind.retract, retractBodyOf(target)),
      mine(5, entryKind.text, 'stays'),
    ]);
    expect(idsOf(rows)).toEqual([entryId(5)]);
  });

  it('return to their old places, before and behind what still waits', async () => {
    const mine = (seq: number, n: number) => textEntry(seq, { id: entryId(n), from: me });
    for (const n of [1, 2, 3]) await db.outbox.add(written(n));
    // A page brought the first and the last one; the answer to the second was lost.
    const rows = await back([mine(4, 1), textEntry(5), mine(6, 3)]);
    expect(idsOf(rows)).toEqual([entryId(1), entryId(2), entryId(3)]);
  });

  it('are those that were written here: what another own device wrote is its own to bring back', async () => {
    await db.log.put(roomA, [textEntry(1, { id: entryId(1), from: me }), textEntry(2)]);
    await cutBehind(db, new Map([[roomA, 0]]), me, 'epoch two');
    expect(await db.outbox.list()).toEqual([]);
    expect((await db.log.orphans(roomA)).map(({ seq }) => seq)).toEqual([1, 2]);
    // It did so.
    await db.log.put(roomA, [textEntry(2), textEntry(3, { id: entryId(1), from: me })]);
    expect(await db.log.orphans(roomA)).toEqual([]);
  });

  it('are taken back again when another device brings back what was taken back', async () => {
    const target = textEntry(1, { id: entryId(1), from: me, body: null });
    const retract = textEntry(2, {
      id: entryId(2),
      from: me,
      kind: entryKind.retract,
      body: retractBodyOf(target.id),
    });
    expect(await back([target, retract])).toEqual([]);
    expect(await db.log.orphans(roomA)).toEqual([]);
    await db.log.put(roomA, [{ ...target, body: 'words' }]);
    expect(await db.outbox.list()).toMatchObject([
      { id: retract.id, kind: entryKind.retract, body: retract.body, tried: true },
    ]);
  });

  it('are those of that room alone', async () => {
    await db.outbox.add(written(7, roomB));
    await db.log.put(roomB, [textEntry(1, { id: entryId(7), from: me })]);
    expect(idsOf(await back([textEntry(1, { id: entryId(1), from: me })]))).toEqual([entryId(1)]);
    expect(await db.log.entries(roomB)).toHaveLength(1);
  });
});

it('undoes what amended a message from behind the cut, also where it came ahead of its turn', async () => {
  const [mine, his] = [textEntry(1, { id: entryId(1), from: me }), textEntry(2)];
  const edit = (seq: number, of: LogEntry) =>
    textEntry(seq, { kind: entryKind.edit, body: editBodyOf(of.id, 'of another history'), from: of.from });
  await db.log.put(roomA, [mine, his, edit(3, mine)], [edit(40, his)]);
  serverLog = [mine, his];
  const amended: EntryId[] = [];
  db.changes.subscribe((change) => change.in === 'log' && amended.push(...change.amended));
  await again();
  expect((await db.log.messages(roomA, { limit: 9 })).map(({ amendments }) => amendments)).toEqual([[], []]);
  expect(amended.toSorted()).toEqual([mine.id, his.id].toSorted());
});

it('asks again for words that were taken back only in the history that is no more', async () => {
  const his = textEntry(1);
  const retract = textEntry(2, { kind: entryKind.retract, body: retractBodyOf(his.id), from: his.from });
  await db.log.put(roomA, [his, retract, textEntry(3)]);
  await cutBehind(db, new Map([[roomA, 1]]), me, 'epoch two');
  expect(await db.log.held(roomA)).toEqual([]);
  expect(await db.log.entries(roomA)).toEqual([]);
  await db.log.put(roomA, [his]);
  expect((await db.log.messages(roomA, { limit: 9 })).map(({ text }) => text)).toEqual(['text 1']);
});

it('keeps nothing that is of another epoch than this copy', async () => {
  await db.putSetting('epoch', 'epoch one');
  await db.outbox.add(written(1));
  await cutBehind(db, new Map([[roomA, 0]]), me, 'epoch two');
  await db.log.put(roomA, [textEntry(1)], [], 'epoch one');
  expect(await db.outbox.end(entryId(1), { seq: 7, ts: 1 }, me, 'epoch one')).toBe(false);
  expect(await db.log.entries(roomA)).toEqual([]);
  await db.log.put(roomA, [textEntry(1)], [], 'epoch two');
  expect(await db.outbox.end(entryId(1), { seq: 2, ts: 1 }, me, 'epoch two')).toBe(true);
  expect(await db.log.entries(roomA)).toHaveLength(2);
});

it('tells those who look on, after the commit', async () => {
  await db.log.put(roomA, logOf(['his', 'mine']));
  const heard: string[] = [];
  db.changes.subscribe((change) => heard.push(change.in));
  await cutBehind(db, new Map([[roomA, 1]]), me, 'epoch two');
  expect(heard).toEqual(['rooms', 'log', 'outbox']);
  heard.length = 0;
  freeDisks = fillDisks();
  await expect(cutBehind(db, new Map([[roomA, 0]]), me, 'epoch two')).rejects.toThrow(DOMException);
  expect(heard).toEqual([]);
});
