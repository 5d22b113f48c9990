import { afterEach, expect, it, vi } from 'vitest';
import { isRefusal } from '../application';
import { createLog } from '../log';
import { createMetrics } from '../metrics';
import { createMemoryStore } from '../store/memory-store';
import { topicsWaiting } from './fake-plain';
import { openPlain } from './plain';
import type { PlainMessage, PlainReceiver } from './plain-message';

afterEach(() => vi.useRealTimers());

it('tells admins what changed, and nobody any more who was one when they subscribed', async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  const admins = new Set(['ann', 'bo']);
  let nowMs = 1000;
  const clock = () => nowMs;
  const log = createLog(() => undefined, clock);
  const plain = await openPlain({
    store: createMemoryStore({ clock }),
    access: ({ user }) => (admins.has(user) ? undefined : { refused: 'not-authorized', reason: 'No admin' }),
    isSignedOut: () => false,
    hasSession: () => true,
    limits: { maxQueuedMessages: 10, maxQueuedBytes: 1000, maxRetained: 10 },
    clock,
    random: (bytes) => Buffer.alloc(bytes),
    metrics: createMetrics(),
    log,
  });
  const subscription = {
    filter: '$SYS/#',
    qos: 1,
    noLocal: false,
    retainAsPublished: false,
    id: undefined,
  } as const;
  const heardBy = async (user: string): Promise<PlainMessage[]> => {
    const heard: PlainMessage[] = [];
    const session = plain.make({ principal: { user, device: user }, clientId: 'one' }, 0);
    session.receiver = {
      now: (message) => void heard.push(message),
      wake: () => undefined,
      overflowed: () => undefined,
      isBusy: () => false,
    } satisfies PlainReceiver;
    await (await plain.subscribe(session, [{ subscription, retainHandling: 0 }])).tell();
    // What is there comes through the queue; what changes comes at once.
    expect(topicsWaiting(session)).toContain('$SYS/broker/uptime');
    return heard;
  };
  const [ann, bo] = [await heardBy('ann'), await heardBy('bo')];
  admins.delete('bo');
  nowMs += 12_000;
  vi.advanceTimersByTime(10_000);
  const uptimes = (heard: readonly PlainMessage[]) =>
    heard
      .filter(({ topic }) => topic === '$SYS/broker/uptime')
      .map(({ payload }) => Buffer.from(payload).toString());
  expect(uptimes(ann)).toEqual(['12']);
  expect(bo).toEqual([]);
  const refused = await plain.publish(
    { principal: { user: 'cy', device: 'x' }, clientId: 'one' },
    {
      topic: 'a',
      payload: Buffer.from('x'),
      qos: 0,
      retain: false,
      properties: Buffer.alloc(0),
      expiresAtMs: undefined,
    },
  );
  expect(isRefusal(refused)).toBe(true);
  await plain.close();
});
