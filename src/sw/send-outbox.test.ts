import { beforeEach, expect, test } from 'vitest';
import type { Db } from '../db/db';
import { createFakeDisk, entryId, me, roomA, written, type FakeDisk } from '../db/fake-disk';
import { createFakeClock, settle, type FakeClock } from '../platform/fake-clock';
import { createFakeTabHub } from '../platform/tab-channel';
import { decodeEntry } from '../protocol/entry';
import type { DeviceId } from '../protocol/ids';
import { decodeOutbox, type OutboxAnswer } from '../protocol/outbox';
import { createTabCalls, type LeaderCalls, type LeaderSignals } from '../sync/tab-calls';
import { sendOutbox } from './send-outbox';

let disk: FakeDisk;
let db: Db;
let clock: FakeClock;
let hub: ReturnType<typeof createFakeTabHub>;
/** The ids of each request. */
let posts: string[][];
let answer: (id: string) => OutboxAnswer | undefined;
let pages: 'none' | 'hidden' | 'visible';

beforeEach(async () => {
  disk = createFakeDisk();
  db = await disk.openDb();
  clock = createFakeClock();
  hub = createFakeTabHub();
  posts = [];
  pages = 'none';
  let seq = 0;
  answer = () => ({ outcome: 'accepted', receipt: { seq: ++seq, ts: 1_800_000_000 } });
  const deviceDb = await disk.openDeviceDb();
  await deviceDb.putAccount({ user: me, name: 'Me', device: 'device' as DeviceId, token: 'the token' });
  deviceDb.close();
});

const send = async () => {
  const sent = sendOutbox({
    openDeviceDb: disk.openDeviceDb,
    openDb: (user) => disk.openDb(user),
    http: {
      async postOutbox(_token, body) {
        const ids = decodeOutbox(body)!.parts.flatMap(({ entries }) =>
          entries.map((payload) => decodeEntry(payload, 100_000)!.id),
        );
        posts.push(ids);
        const value = ids.map((id) => answer(id));
        return value.every((each) => each !== undefined)
          ? { outcome: 'ok', value }
          : { outcome: 'unreachable' };
      },
    },
    openChannel: hub.open,
    pages: () => Promise.resolve(pages),
    clock,
    trouble: (what, error) => {
      throw new Error(what, { cause: error });
    },
  });
  await settle(100);
  await clock.advance(1_000);
  return await sent;
};
const writeAll = async (...numbers: number[]) => {
  for (const n of numbers) await db.outbox.add(written(n));
};
/** A leading page that is awake. */
const leadingPage = (state: LeaderSignals['status']['state']) => {
  const tabs = createTabCalls({ channel: hub.open(), tab: 'page', trouble: () => {} });
  const signals = {
    status: { state },
    sent: new Set(),
    storageTrouble: undefined,
  } as unknown as LeaderSignals;
  tabs.lead({} as LeaderCalls, () => signals);
  return tabs;
};

test('posts what waits, moves it to the log, and needs not be woken again', async () => {
  await writeAll(1, 2);
  expect(await send()).toBe(true);
  expect(posts).toEqual([[entryId(1), entryId(2)]]);
  expect(await db.outbox.list()).toEqual([]);
  expect((await db.log.entries(roomA)).map(({ id, seq }) => [id, seq])).toEqual([
    [entryId(1), 1],
    [entryId(2), 2],
  ]);
});

test('goes on until nothing is left that one request could not take', async () => {
  for (let n = 1; n <= 8; n++) await db.outbox.add({ ...written(n), body: 'x'.repeat(12_000) });
  expect(await send()).toBe(true);
  expect(posts.map((ids) => ids.length)).toEqual([4, 4]);
});

test('asks to be woken again when nobody answered', async () => {
  await writeAll(1);
  answer = () => undefined;
  expect(await send()).toBe(false);
  expect((await db.outbox.list()).map(({ tried }) => tried)).toEqual([true]);
});

test('asks to be woken again when the server takes some now, and the rest more slowly', async () => {
  await writeAll(1, 2, 3);
  let taken = 0;
  answer = () =>
    ++taken <= 2
      ? { outcome: 'accepted', receipt: { seq: taken, ts: 1_800_000_000 } }
      : { outcome: 'refused', reasonCode: 0x97, reason: 'Slower, please.' };
  expect(await send()).toBe(false);
  expect(posts).toHaveLength(1);
  expect((await db.outbox.list()).map(({ id, problem }) => [id, problem])).toEqual([[entryId(3), undefined]]);
});

test('tells the pages that are open, like another tab', async () => {
  pages = 'hidden';
  const heard: unknown[] = [];
  leadingPage('offline').onChange((change) => heard.push(change));
  await writeAll(1);
  expect(await send()).toBe(true);
  expect(heard).toContainEqual({ in: 'log', room: roomA, amended: [] });
});

test('leaves it to a page that is looked at, and to one that is online', async () => {
  await writeAll(1);
  pages = 'visible';
  expect(await send()).toBe(true);
  pages = 'hidden';
  leadingPage('online');
  expect(await send()).toBe(true);
  expect(posts).toEqual([]);
  expect((await db.outbox.list()).map(({ tried }) => tried)).toEqual([false]);
});

test('sends although there is a page, when that one is frozen', async () => {
  pages = 'hidden';
  await writeAll(1);
  expect(await send()).toBe(true);
  expect(posts).toHaveLength(1);
});

test('leaves a refusal to a page: another way may have stored it', async () => {
  await writeAll(1);
  answer = () => ({ outcome: 'refused', reasonCode: 0x99, reason: 'No.' });
  expect(await send()).toBe(true);
  expect((await db.outbox.list()).map(({ problem }) => problem)).toEqual([undefined]);
});

test('does nothing when nobody is signed in', async () => {
  const deviceDb = await disk.openDeviceDb();
  await deviceDb.removeAccount();
  deviceDb.close();
  expect(await send()).toBe(true);
  expect(posts).toEqual([]);
});
