import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createMemoryData, createMemoryStore, type MemoryData } from '../store/memory-store';
import { fakeMessage } from './fake-plain';
import { loadPlain } from './load-plain';
import { createPlainDisk } from './plain-disk';
import { createWills, type PendingWill, type Wills } from './wills';

const key = 'ann/client';
const dayMs = 24 * 3600_000;
const owners = { isSignedOut: () => false, hasSession: () => true };
const log = { error: () => {} };

let data: MemoryData;
let published: PendingWill[];
let wills: Wills;

beforeEach(async () => {
  vi.useFakeTimers({ now: 1_000_000 });
  data = createMemoryData();
  published = [];
  wills = await start();
});
afterEach(() => vi.useRealTimers());

/** As a broker does, on what an earlier one left. */
async function start(): Promise<Wills> {
  const store = createMemoryStore({ clock: Date.now, data });
  const limits = { maxMessages: 10, maxBytes: 1000 };
  const disk = createPlainDisk(store, log);
  return createWills({
    loaded: (await loadPlain(store, limits, Date.now(), owners)).wills,
    disk,
    clock: Date.now,
    publish: async (_key, will, also) => {
      published.push(will);
      await disk.commit(also);
    },
    log,
  });
}
const will = (delaySec: number, expiresAtMs?: number): PendingWill => ({
  message: fakeMessage('gone', { expiresAtMs }),
  device: 'd',
  delaySec,
  dueAtMs: undefined,
});
const row = () => data.rows.get(`plainWill/${key}`);
const pass = (sec: number) => vi.advanceTimersByTimeAsync(sec * 1000);

it('waits for its delay also when that is longer than a timer goes', async () => {
  await wills.set(key, will(30 * 24 * 3600));
  wills.lost(key, Infinity);
  await vi.advanceTimersByTimeAsync(29.9 * dayMs);
  expect(published).toEqual([]);
  await vi.advanceTimersByTimeAsync(0.2 * dayMs);
  expect(published).toHaveLength(1);
});

it('is published at the end of its session where that comes before its delay is over', async () => {
  await wills.set(key, will(3600));
  wills.lost(key, 10);
  await pass(9.9);
  expect(published).toEqual([]);
  await pass(0.2);
  expect(published).toHaveLength(1);
});

it('is on disk before its connection is taken', async () => {
  data.failing = true;
  await expect(wills.set(key, will(0))).rejects.toThrow('does not work');
  data.failing = false;
  await wills.set(key, will(0));
  expect(row()).toMatchObject({ delaySec: 0, dueAtMs: undefined });
  wills.lost(key, 60);
  await pass(0.3);
  expect([published.length, row()]).toEqual([1, undefined]);
});

it('knows on disk when it is due, and a broker that is started again waits for the rest alone', async () => {
  await wills.set(key, will(60));
  wills.lost(key, 3600);
  await pass(0.3);
  expect(row()).toMatchObject({ dueAtMs: 1_060_000 });
  wills.close();
  vi.setSystemTime(1_040_000);
  wills = await start();
  await pass(19.9);
  expect(published).toEqual([]);
  await pass(0.2);
  expect([published.length, row()]).toEqual([1, undefined]);
});

it('that was due while no broker ran is published when its client had time to come back', async () => {
  await wills.set(key, will(60));
  wills.lost(key, 3600);
  await pass(0.3);
  wills.close();
  vi.setSystemTime(2_000_000);
  wills = await start();
  await pass(4.9);
  expect(published).toEqual([]);
  await pass(0.2);
  expect(published).toHaveLength(1);
});

it('of a client that was connected when the broker died waits for its whole delay', async () => {
  await wills.set(key, will(60));
  wills = await start();
  await pass(59);
  expect(published).toEqual([]);
  await pass(2);
  expect(published).toHaveLength(1);
});

it('is the next broker’s to publish once this one shuts down', async () => {
  await wills.set(key, will(0));
  await wills.set('ann/waiting', will(10));
  wills.lost('ann/waiting', 60);
  await pass(1);
  wills.close();
  wills.lost(key, 60);
  wills.ended(key);
  await pass(60);
  expect(published).toEqual([]);
  expect(row()).toMatchObject({ dueAtMs: undefined });
  expect(data.rows.get('plainWill/ann/waiting')).toMatchObject({ dueAtMs: 1_010_000 });
});

it('is forgotten on disk too', async () => {
  await wills.set(key, will(10));
  wills.lost(key, 60);
  wills.forget(key);
  await pass(60);
  expect([published.length, row()]).toEqual([0, undefined]);
});

it('of an earlier connection is over with the next one that brings one', async () => {
  await wills.set(key, will(10));
  wills.lost(key, 3600);
  await wills.set(key, will(100));
  await pass(60);
  expect(published).toEqual([]);
  wills.ended(key);
  expect(published).toMatchObject([{ delaySec: 100 }]);
});

it('expires so long after it was published, not after it was made', async () => {
  await wills.set(key, will(10, 5000));
  wills.lost(key, 60);
  await pass(11);
  expect(published.map(({ message }) => message.expiresAtMs)).toEqual([1_015_000]);
});

it('of a device that was signed out is not published, and those of others are', async () => {
  await wills.set(key, will(10));
  await wills.set('bo/other', { ...will(10), device: 'other' });
  for (const each of [key, 'bo/other']) wills.lost(each, 60);
  wills.endDevice('d');
  await pass(60);
  expect(published.map(({ device }) => device)).toEqual(['other']);
  expect([...data.rows.keys()]).toEqual([]);
});
