import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { Db } from '../db/db';
import { createFakeDisk, me, roomA, roomB, textEntry, written } from '../db/fake-disk';
import type { DeviceId } from '../protocol/ids';
import { countKept, exportAll, findOldMessages, removeOldMessages, type Kept } from './keeping';
import type { Actions } from './state';

let db: Db;
let reach: Pick<Actions, 'withKept'>;
const going = () => new AbortController().signal;
const how = { version: '7.0', nowMs: Date.UTC(2026, 10, 29), tell: () => {} };

beforeEach(async () => {
  vi.stubGlobal('localStorage', { getItem: (key: string) => (key === 'onebar-theme' ? 'dark' : null) });
  db = await createFakeDisk().openDb();
  const account = { user: me, name: 'mira', device: 'device' as DeviceId, token: 'the token' };
  const kept: Kept = { db, account, nameOf: (user) => (user === me ? 'Mira' : 'Bo') };
  reach = { withKept: (work) => work(kept) };
  for (const room of [roomA, roomB])
    await db.rooms.put([{ room, name: 'A “quoted” room', visibility: 'public', head: 400, read: 400 }]);
  await db.log.put(
    roomA,
    Array.from({ length: 400 }, (_, k) => textEntry(k + 1)),
  );
  await db.outbox.add(written(1));
  await db.rooms.putDraft(roomB, 'half a thought');
});
afterEach(() => {
  vi.unstubAllGlobals();
  db.close();
});

it('counts what is kept', async () => {
  expect(await countKept(reach)).toEqual({ messages: 400, rooms: 1, unsent: 1, drafts: 1 });
});

it('removes old messages, tells how far it is, and stops when it is told to', async () => {
  const old = await findOldMessages(reach);
  expect(old?.messages).toBe(200);
  const told: [number, number][] = [];
  expect(
    await removeOldMessages(reach, old!, { stopped: going(), tell: (done, of) => told.push([done, of]) }),
  ).toBe(200);
  expect(told.at(-1)).toEqual([200, 200]);
  expect(await countKept(reach)).toMatchObject({ messages: 200, unsent: 1, drafts: 1 });
  const nothing = await findOldMessages(reach);
  expect(nothing?.messages).toBe(0);

  await db.log.put(
    roomB,
    Array.from({ length: 900 }, (_, k) => textEntry(k + 1)),
  );
  await db.rooms.markRead(roomB, 900);
  const stop = new AbortController();
  const removed = await removeOldMessages(reach, (await findOldMessages(reach))!, {
    stopped: stop.signal,
    tell: () => stop.abort(),
  });
  expect(removed).toBeGreaterThan(0);
  expect(removed).toBeLessThan(700);
});

it('makes a file that a program can read: rooms, messages, what waits, drafts and choices, and no secrets', async () => {
  const told: number[] = [];
  const file = await exportAll(reach, { ...how, stopped: going(), tell: (done) => told.push(done) });
  expect(file?.type).toBe('application/json');
  const text = (await file?.text()) ?? '';
  const read = JSON.parse(text) as Record<string, unknown>;
  expect(read).toMatchObject({
    format: 'onebar-export',
    version: 1,
    app: '7.0',
    exportedAt: '2026-11-29T00:00:00.000Z',
    account: { user: me, name: 'Mira' },
    outbox: [{ text: 'mine 1' }],
    drafts: [{ room: roomB, text: 'half a thought' }],
    choices: { language: 'auto', look: { theme: 'dark', size: 'normal', density: 'comfortable' } },
  });
  const rooms = read['rooms'] as { room: string; name: string; messages: { text: string }[] }[];
  expect(rooms.map(({ room, messages }) => [room, messages.length])).toEqual([
    [roomA, 400],
    [roomB, 0],
  ]);
  expect(rooms[0]?.name).toBe('A “quoted” room');
  expect(rooms[0]?.messages[399]?.text).toBe('text 400');
  expect(told.at(-1)).toBe(400);
  // A message a line.
  expect(text.split('\n').filter((line) => line.includes('"text":"text 7"'))).toHaveLength(1);
  expect(text).not.toContain('the token');
});

it('makes no file when it is stopped, or when nobody is signed in', async () => {
  expect(await exportAll(reach, { ...how, stopped: AbortSignal.abort() })).toBeUndefined();
  const nobody: typeof reach = { withKept: () => Promise.resolve(undefined) };
  expect(await exportAll(nobody, { ...how, stopped: going() })).toBeUndefined();
  expect(await countKept(nobody)).toBeUndefined();
});
