import { afterEach, expect, it, vi } from 'vitest';
import { quietLog } from '../quiet-log';
import { createMetrics } from '../metrics';
import { createMemoryData } from '../store/memory-store';
import {
  createFakePlain,
  createHeldStore,
  fakeAsked,
  fakeMessage,
  fakeOwner,
  reopenFakePlain,
  type FakePlainOptions,
} from './fake-plain';
import type { Plain } from './plain';
import type { PlainSession } from './plain-session';

afterEach(() => vi.useRealTimers());

const writer = fakeOwner('bo', 'writer');
const time = { nowMs: 1_000_000 };
const clock = () => time.nowMs;
const kept = (topic: string, text: string, more = {}) =>
  fakeMessage(topic, { payload: Buffer.from(text), retain: true, ...more });

function setUp(options: Partial<FakePlainOptions> = {}) {
  const data = createMemoryData();
  const { store, hold, goOn } = createHeldStore(clock, data);
  const plain = createFakePlain({ metrics: createMetrics(), clock, log: quietLog, store, ...options });
  return { data, plain, hold, goOn };
}

/** A subscriber whose session ends with its connection. */
async function toldTo(plain: Plain, name: string, filter = '#'): Promise<string[]> {
  const session = plain.make(fakeOwner('ann', name), 0);
  const { tell } = await plain.subscribe(session, [fakeAsked(filter)]);
  await tell();
  return textsFor(session);
}
const textsFor = (session: PlainSession): string[] =>
  [...session.waiting.values()].map(({ message }) => Buffer.from(message?.payload ?? '').toString());

it('is nothing that could not be written: the one before stays', async () => {
  const { data, plain } = setUp();
  await plain.publish(writer, kept('a', 'on disk'));
  data.failing = true;
  for (const qos of [0, 1] as const)
    expect(await plain.publish(writer, kept('a', 'lost', { qos }))).toMatchObject({ refused: 'unavailable' });
  expect(await plain.publish(writer, kept('a', ''))).toMatchObject({ refused: 'unavailable' });
  expect(await plain.publish(writer, kept('b', 'lost too'))).toMatchObject({ refused: 'unavailable' });
  data.failing = false;
  expect(await toldTo(plain, 'early', 'a')).toEqual(['on disk']);
  expect(await toldTo(plain, 'early', 'b')).toEqual([]);
  await plain.close();
  const next = await reopenFakePlain({ data, metrics: createMetrics(), clock, log: quietLog });
  expect(await toldTo(next, 'late', 'a')).toEqual(['on disk']);
});

it('is told to whoever subscribed while it was being written', async () => {
  const { plain, hold, goOn } = setUp();
  hold();
  const published = plain.publish(writer, kept('a', 'new'));
  const told = toldTo(plain, 'reader', 'a');
  // Time for whatever does not wait.
  await new Promise((resolve) => setImmediate(resolve));
  goOn();
  await published;
  expect(await told).toEqual(['new']);
});

it.each([
  [0, 1],
  [1, 0],
] as const)('is the last that came, at whatever QoS they came: %i, then %i', async (...qoses) => {
  const { plain, hold, goOn } = setUp();
  const reader = plain.make(fakeOwner('ann', 'reader'), 3600);
  await plain.subscribe(reader, [fakeAsked('a')]);
  hold();
  const published = qoses.map((qos, index) => plain.publish(writer, kept('a', `${index}`, { qos })));
  await new Promise((resolve) => setImmediate(resolve));
  goOn();
  await Promise.all(published);
  expect(await toldTo(plain, 'late', 'a')).toEqual(['1']);
});

it('does not go from disk because the one before it has expired', async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  const { data, plain, hold, goOn } = setUp();
  await plain.publish(writer, kept('a', 'old', { expiresAtMs: time.nowMs + 1000 }));
  hold();
  const published = plain.publish(writer, kept('a', 'new'));
  time.nowMs += 10_000;
  vi.advanceTimersByTime(10_000);
  goOn();
  await published;
  await plain.close();
  expect(data.rows.has('retained/a')).toBe(true);
});

it('is forgotten with the account whose topic it was, in memory and on disk', async () => {
  const { data, plain } = setUp();
  for (const topic of ['things/ann/lamp', 'things/bo']) await plain.publish(writer, kept(topic, topic));
  plain.forgetRetained(['things/ann/#']);
  expect(await toldTo(plain, 'reader')).toEqual(['things/bo']);
  await plain.close();
  expect([...data.rows.keys()].filter((key) => key.startsWith('retained/'))).toEqual(['retained/things/bo']);
});

it('has no room left for a will either', async () => {
  const { plain } = setUp({ limits: { maxRetained: 1 } });
  await plain.publish(writer, kept('a', 'x'));
  for (const topic of ['a', 'b']) {
    await plain.setWill(writer, { message: kept(topic, 'will'), expirySec: undefined, delaySec: 0 });
    plain.willIsDue(writer, 0);
  }
  await plain.close();
  expect(await toldTo(plain, 'reader')).toEqual(['will']);
});

it('counts against the limit while it is being written', async () => {
  const { plain, hold, goOn } = setUp({ limits: { maxRetained: 1 } });
  hold();
  const first = plain.publish(writer, kept('a', 'x'));
  expect(await plain.publish(writer, kept('b', 'x'))).toMatchObject({ refused: 'quota' });
  goOn();
  expect(await first).toEqual({});
});
