import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createBadLink } from './bad-link';
import { createFakeLink, quietEvents } from './fake-link';

const request = { url: 'ws://nowhere/mqtt', clientId: 'device-1', username: 'ann', token: 'secret' };

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

it('changes nothing while it is switched off, and also a connection that is there from then on', async () => {
  const link = createFakeLink();
  const ends: string[] = [];
  let isBad = false;
  const bad = createBadLink(link, () => isBad);
  const events = { ...quietEvents, closed: (why: string) => void ends.push(why) };
  const result = await bad.dial(request, events, new AbortController().signal);
  if (result.outcome !== 'connected') throw new Error(result.outcome);
  result.connection.signal('ask', new Uint8Array(1));
  expect(link.peers[0]?.published).toHaveLength(1);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(link.peers[0]?.over).toBe(false);

  isBad = true;
  result.connection.signal('ask', new Uint8Array(1));
  expect(link.peers[0]?.published).toHaveLength(1);
  for (let seconds = 0; seconds < 26 && ends.length === 0; seconds++)
    await vi.advanceTimersByTimeAsync(1_000);
  expect([link.peers[0]?.published.length, link.peers[0]?.over, ends]).toEqual([2, true, ['lost']]);
  // It stays away for a while.
  expect(await bad.dial(request, events, new AbortController().signal)).toEqual({ outcome: 'unreachable' });
});

it('delays what goes and comes, in order, and goes away after a while', async () => {
  const link = createFakeLink();
  const ends: string[] = [];
  const heard: number[] = [];
  const events = {
    ...quietEvents,
    message: async (_topic: string, payload: Uint8Array) => void heard.push(payload[0] ?? 0),
    closed: (why: string) => void ends.push(why),
  };
  const bad = createBadLink(link, () => true);
  const dialing = bad.dial(request, events, new AbortController().signal);
  await vi.advanceTimersByTimeAsync(1_200);
  const result = await dialing;
  if (result.outcome !== 'connected') throw new Error(result.outcome);
  const peer = link.peers[0]!;
  for (const each of [1, 2, 3]) result.connection.signal('ask', Uint8Array.of(each));
  for (const each of [4, 5]) peer.push('answer', Uint8Array.of(each));
  await vi.advanceTimersByTimeAsync(600);
  expect([peer.published.length, heard.length]).toEqual([0, 0]);
  await vi.advanceTimersByTimeAsync(5_000);
  expect(peer.published.map(({ payload }) => payload[0])).toEqual([1, 2, 3]);
  expect(heard).toEqual([4, 5]);
  await vi.advanceTimersByTimeAsync(25_000);
  expect([peer.over, ends]).toEqual([true, ['lost']]);
});
