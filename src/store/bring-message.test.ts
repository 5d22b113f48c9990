import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Db } from '../db/db';
import { raiseFloors } from '../db/floor';
import { createFakeDisk, entryId, me, roomA, roomB, textEntry, written } from '../db/fake-disk';
import { editBodyOf } from '../protocol/aim';
import { entryKind } from '../protocol/entry-kind';
import type { EntryId } from '../protocol/ids';
import { bringMessage } from './bring-message';
import { createRoomReader, type RoomReader } from './room-view';

const head = 5000;

let db: Db;
let reader: RoomReader;
/** What the broker was asked for, and how many entries of the newest end of it come. */
let filled: [number, number][];
let asked: EntryId[];
let pageSize: number;
let online: boolean;

beforeEach(async () => {
  db = await createFakeDisk().openDb();
  await db.rooms.put([{ room: roomA, name: 'A', visibility: 'public', head, read: 0 }]);
  filled = [];
  asked = [];
  pageSize = 200;
  online = true;
  reader = createRoomReader({
    db,
    room: roomA,
    user: me,
    nameOf: String,
    sent: () => new Set(),
  });
});
afterEach(() => db.close());

const stretch = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, i) => textEntry(from + i));
const noLink = { ok: false, message: 'There is no connection at the moment.' } as const;
const calls: Parameters<typeof bringMessage>[0]['calls'] = {
  async fill(room, from, to) {
    if (!online) return noLink;
    filled.push([from, to]);
    await db.log.put(room, stretch(Math.max(from, to - pageSize + 1), Math.min(to, head)));
    return { ok: true, value: undefined };
  },
  async ask(_method, params) {
    if (!online) return noLink;
    const { id } = params as { id: EntryId };
    asked.push(id);
    const seq = Number.parseInt(id.slice(-12), 16) - 1_000_000;
    return { ok: true, value: (seq >= 1 && seq <= head ? seq : undefined) as never };
  },
};
const bring = (target: string) => bringMessage({ db, calls }, reader, target);
const idOf = (seq: number) => textEntry(seq).id;
/** `1–9`: messages without a gap; `(10–20)`: a hole; `[21–30]`: skipped. */
const outline = async () => {
  const said: string[] = [];
  let run: [number, number] | undefined;
  const end = () => {
    if (run) said.push(`${run[0]}–${run[1]}`);
    run = undefined;
  };
  for (const item of (await reader.read())?.items ?? []) {
    if (item.type === 'hole') {
      end();
      said.push(item.here ? `[${item.from}–${item.to}]` : `(${item.from}–${item.to})`);
    } else if (item.seq !== undefined) {
      if (run?.[1] !== item.seq - 1) end();
      run = [run?.[0] ?? item.seq, item.seq];
    }
  }
  end();
  return said.join(' ');
};

it('brings a message that is drawn already without asking anybody', async () => {
  await db.log.put(roomA, stretch(4801, head));
  expect(await outline()).toBe('4801–5000');
  expect(await bring(idOf(4900))).toEqual({ ok: true, at: '4900' });
  expect(await bring('4900')).toEqual({ ok: true, at: '4900' });
  expect(await outline()).toBe('4801–5000');
  expect(filled).toEqual([]);
});

it('brings a message from far up on the disk over what lies between, which then comes from both ends', async () => {
  await db.log.put(roomA, stretch(1, head));
  expect(await outline()).toBe('4801–5000');
  expect(await bring(idOf(1000))).toEqual({ ok: true, at: '1000' });
  expect(await outline()).toBe('901–1100 [1101–4800] 4801–5000');
  reader.showMore({ from: 1101, to: 4800 });
  expect(await outline()).toBe('901–1200 [1201–4700] 4701–5000');
  expect(await bring('3000')).toEqual({ ok: true, at: '3000' });
  expect(await outline()).toBe('901–1200 [1201–2900] 2901–3100 [3101–4700] 4701–5000');
  reader.showMore({ from: 3101, to: 4700 });
  await reader.older();
  expect(await outline()).toBe('701–1200 [1201–2900] 2901–3200 [3201–4600] 4601–5000');
  expect(filled).toEqual([]);
});

it('skips nothing that is not here: holes stay what they are', async () => {
  await db.log.put(roomA, [...stretch(1, 2000), ...stretch(3000, 3050), ...stretch(4801, head)]);
  await outline();
  await bring('1000');
  expect(await outline()).toBe('901–1100 [1101–2000] (2001–2999) 3000–3050 (3051–4800) 4801–5000');
  // A page that comes into a hole is drawn, as if nobody had jumped.
  await db.log.put(roomA, stretch(4601, 4800));
  expect(await outline()).toBe('901–1100 [1101–2000] (2001–2999) 3000–3050 (3051–4600) 4601–5000');
});

it('draws all of it where little lies between', async () => {
  await db.log.put(roomA, stretch(1, head));
  await outline();
  await bring('4620');
  expect(await outline()).toBe('4521–5000');
});

it('fetches what is only at the broker with what stands around it, and shows the holes that stay', async () => {
  await db.log.put(roomA, stretch(4801, head));
  await outline();
  expect(await bring(idOf(1000))).toEqual({ ok: true, at: '1000' });
  expect(asked).toEqual([idOf(1000)]);
  expect(filled).toEqual([[960, 1020]]);
  expect(await outline()).toBe('960–1020 (1021–4800) 4801–5000');
});

it('asks once more where long messages end the page before it comes to this one', async () => {
  pageSize = 15;
  await db.log.put(roomA, stretch(4801, head));
  await outline();
  expect(await bring('1000')).toEqual({ ok: true, at: '1000' });
  expect(filled).toEqual([
    [960, 1020],
    [960, 1000],
  ]);
  expect(await outline()).toBe('986–1000 (1001–1005) 1006–1020 (1021–4800) 4801–5000');
});

it('says in words that there is no connection for what is not here, and moves nothing', async () => {
  online = false;
  await db.log.put(roomA, stretch(4801, head));
  await outline();
  expect(await bring(idOf(1000))).toEqual(noLink);
  expect(await bring('1000')).toEqual(noLink);
  expect(await outline()).toBe('4801–5000');
  expect(await bring('4990')).toEqual({ ok: true, at: '4990' });
});

it('says in words that there is no such message, or that it was removed', async () => {
  await db.log.put(roomA, stretch(4801, head));
  const nowhere = { ok: false, message: 'There is no such message in this room.' };
  for (const target of ['0', '5001', 'about-that', entryId(9)]) expect(await bring(target)).toEqual(nowhere);
  await db.log.put(roomB, [textEntry(3, { id: entryId(9) })]);
  expect(await bring(entryId(9))).toEqual(nowhere);
  await raiseFloors(db, [[roomA, 4700]], undefined);
  expect(await bring('4000')).toMatchObject({ ok: false, message: expect.stringMatching(/was removed/) });
});

it('finds what waits here by its id', async () => {
  await db.outbox.add(written(7));
  expect(await bring(entryId(7))).toEqual({ ok: true, at: entryId(7) });
  expect(asked).toEqual([]);
});

it('takes the next message for a place at which there is none', async () => {
  await db.log.put(roomA, [
    textEntry(4996),
    textEntry(4997, { kind: entryKind.edit, body: editBodyOf(idOf(4996), 'other words') }),
    textEntry(4998),
    textEntry(4999),
    textEntry(5000, { kind: entryKind.edit, body: editBodyOf(idOf(4999), 'other words') }),
  ]);
  await outline();
  expect(await bring('4997')).toEqual({ ok: true, at: '4998' });
  expect(await bring('5000')).toEqual({ ok: true, at: '4999' });
});
