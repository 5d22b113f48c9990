import { afterEach, expect, it, vi } from 'vitest';
import { createMemoryStore } from '../store/memory-store';
import { createPlainDisk } from './plain-disk';
import { createWills } from './wills';

afterEach(() => vi.useRealTimers());

it('waits for its delay also when that is longer than a timer goes', async () => {
  vi.useFakeTimers();
  const dayMs = 24 * 3600_000;
  const log = { error: () => {} };
  const published: string[] = [];
  const wills = createWills({
    loaded: new Map(),
    disk: createPlainDisk(createMemoryStore({ clock: Date.now }), log),
    clock: Date.now,
    publish: async (key) => {
      published.push(key);
    },
    log,
  });
  const message = {
    topic: 'gone',
    payload: Buffer.from('x'),
    qos: 1,
    retain: false,
    properties: Buffer.alloc(0),
    expiresAtMs: undefined,
  } as const;
  await wills.set('ann/client', { message, device: 'd', delaySec: 30 * 24 * 3600, dueAtMs: undefined });
  wills.lost('ann/client', Infinity);
  await vi.advanceTimersByTimeAsync(29.9 * dayMs);
  expect(published).toEqual([]);
  await vi.advanceTimersByTimeAsync(0.2 * dayMs);
  expect(published).toEqual(['ann/client']);
});
