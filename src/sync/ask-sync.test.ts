import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Db } from '../db/db';
import { bo, createFakeDisk, fillDisks, me, roomA, roomB } from '../db/fake-disk';
import { settle } from '../platform/fake-clock';
import { decodeAsk, encodeAnswer, type SyncResult, type SyncRow } from '../protocol/ask';
import type { RoomId } from '../protocol/ids';
import { createFakeConnection, quietEvents, type LinkPeer } from '../transport/fake-link';
import type { Connection } from '../transport/link';
import { createAsker, type Asker } from './asker';
import { askSync } from './ask-sync';

let db: Db;
let asker: Asker;
let connection: Connection;
let peer: LinkPeer;
let troubles: unknown[];
let removed: (readonly [RoomId, number])[];
let freeDisks = () => {};

beforeEach(async () => {
  db = await createFakeDisk().openDb();
  troubles = [];
  removed = [];
  asker = createAsker();
  ({ connection, peer } = createFakeConnection({
    ...quietEvents,
    message: async (_topic, payload) => asker.answered(payload),
    closed: () => asker.lost(),
  }));
  asker.connected(connection);
});
afterEach(() => {
  freeDisks();
  db.close();
});

const sync = (sessionPresent: boolean) =>
  askSync(
    {
      db,
      user: me,
      asker,
      cursors: async () => [[roomA, 5]],
      removed: async (floors) => void removed.push(...floors),
      trouble: (error) => troubles.push(error),
    },
    { ...connection, sessionPresent },
    [[roomA, 5]],
    roomB,
  );
const asked = () => peer.published.map(({ payload }) => decodeAsk(payload));
const answer = async (n: number, result: SyncResult, more?: 'more') => {
  peer.push('answer', encodeAnswer(n, 'sync', result, more));
  await settle();
};
const differs = (...rooms: SyncRow[]): SyncResult => ({ outcome: 'differs', rooms, gone: [] });
const line = { seq: 400, ts: 1_800_000_400, text: 'hello', user: bo, name: 'Bo' };
const rowA: SyncRow = {
  room: roomA,
  name: 'A',
  visibility: 'public',
  head: 400,
  read: 7,
  pushedBehind: 399,
  line,
};
const rowB: SyncRow = { room: roomB, name: 'B', visibility: 'public', head: 9, read: 0, pushedBehind: 8 };
const known = async () =>
  (await db.rooms.list()).map(({ room, head, line: told }) => [room, head, told?.text]);

it('keeps what the screen shows before the rest is here, and hands over all of it', async () => {
  await db.putSetting('subscribed', true);
  const synced = sync(true);
  await settle();
  expect(asked()).toMatchObject([
    { method: 'open', params: { room: roomB } },
    { method: 'sync', params: { digest: expect.any(Uint8Array) }, firstRows: 12 },
  ]);
  await answer(2, differs(rowA), 'more');
  expect(await known()).toEqual([[roomA, 400, 'hello']]);
  expect(await db.rooms.people()).toMatchObject([{ user: bo, name: 'Bo' }]);
  await answer(2, differs({ ...rowB, floor: 3 }));
  expect(await synced).toEqual({
    answer: { outcome: 'answered', value: differs(rowA, { ...rowB, floor: 3 }) },
    held: [[roomA, 5]],
  });
  expect(new Set(removed)).toEqual(new Set([[roomB, 3]]));
  expect(await known()).toEqual([
    [roomA, 400, 'hello'],
    [roomB, 9, undefined],
  ]);
});

it('shows the screen’s rooms also when it has to tell its cursors, and wants no lines twice', async () => {
  await db.putSetting('subscribed', true);
  const synced = sync(true);
  await settle();
  await answer(2, differs(rowA), 'more');
  await answer(2, { outcome: 'tell-cursors' });
  peer.subscribes[0]?.answer([]);
  await settle();
  expect(await known()).toEqual([[roomA, 400, 'hello']]);
  expect(asked()[2]).toMatchObject({ params: { cursors: [[roomA, 5]], open: roomB }, firstRows: 0 });
  await answer(3, differs({ ...rowA, line }));
  expect((await synced)?.answer).toMatchObject({ value: { rooms: [{ room: roomA }] } });
});

it('does not wait for its subscriptions to show the screen’s rooms when the session is gone', async () => {
  const synced = sync(false);
  await settle();
  expect(asked()[0]).toMatchObject({ params: { digest: expect.any(Uint8Array) }, firstRows: 12 });
  await answer(1, differs(rowA), 'more');
  expect(await known()).toEqual([[roomA, 400, 'hello']]);
  expect(peer.subscribes[0]?.topics).toEqual(['answer', `user/${me}`, `room/${roomA}`]);
  await answer(1, { outcome: 'tell-cursors' });
  expect(asked()).toHaveLength(1);
  peer.subscribes[0]?.answer([]);
  await settle();
  expect(asked()[1]).toMatchObject({ params: { cursors: [[roomA, 5]], open: roomB }, firstRows: 0 });
  await answer(2, differs(rowB));
  expect(await synced).toMatchObject({ answer: { value: { rooms: [{ room: roomB }] } } });
});

it('asks for the screen’s rooms with its cursors where there was nothing to ask before', async () => {
  const synced = sync(true);
  await settle();
  peer.subscribes[0]?.answer([]);
  await settle();
  expect(asked()).toMatchObject([{ params: { cursors: [[roomA, 5]] }, firstRows: 12 }]);
  peer.cut();
  expect(await synced).toMatchObject({ answer: { outcome: 'lost' } });
});

it('keeps what was read on another device meanwhile, and tells from then on up to where it knows', async () => {
  await db.rooms.put([{ room: roomA, name: 'A', visibility: 'public', head: 9, read: 3 }]);
  await db.putSetting('subscribed', true);
  void sync(true);
  await settle();
  expect(asked()[1]).toMatchObject({ method: 'sync', readsSince: 0 });
  const reads = { upTo: 1_790_000_000_000_123, reads: [[roomA, 8] as const], floors: [[roomA, 4] as const] };
  await answer(2, { outcome: 'differs', rooms: [], gone: [], reads });
  expect((await db.rooms.get(roomA))?.read).toBe(8);
  expect(removed).toEqual([[roomA, 4]]);
  void sync(true);
  await settle();
  expect(asked().at(-1)).toMatchObject({ method: 'sync', readsSince: reads.upTo });
});

it('is over when the link goes before all is subscribed to', async () => {
  const synced = sync(false);
  await settle();
  peer.cut();
  expect(await synced).toBeUndefined();
});

it('says so when the disk does not take the first rows', async () => {
  await db.putSetting('subscribed', true);
  void sync(true).catch(() => undefined);
  await settle();
  freeDisks = fillDisks();
  await answer(2, differs(rowA), 'more');
  expect(troubles).toHaveLength(1);
});
