import { afterEach, expect, it, vi } from 'vitest';
import { quietLog } from '../quiet-log';
import { createMetrics } from '../metrics';
import { createMemoryData } from '../store/memory-store';
import {
  createFakePlain,
  fakeAsked,
  fakeMessage,
  fakeOwner,
  reopenFakePlain,
  topicsWaiting,
  rowsOf,
  type FakePlainOptions,
} from './fake-plain';
import type { PlainAccess } from './plain';
import type { PlainMessage } from './plain-message';

afterEach(() => vi.useRealTimers());

const reader = fakeOwner('ann', 'reader');
const writer = fakeOwner('bo', 'writer');
const closed: PlainAccess = (_principal, _action, topic) =>
  topic.startsWith('keys') ? { refused: 'not-authorized', reason: 'It is closed' } : undefined;

const optionsOf = (more: Partial<FakePlainOptions>): FakePlainOptions => ({
  metrics: createMetrics(),
  clock: () => 1_000_000,
  log: quietLog,
  ...more,
});
it('leaves a session that is away without what was closed when the broker was started again', async () => {
  const data = createMemoryData();
  const before = createFakePlain(optionsOf({ data }));
  const session = before.make(reader, 3600);
  await before.subscribe(session, [fakeAsked('keys/#'), fakeAsked('things/#')]);
  before.leave(session, 9e15);
  for (const topic of ['keys/a', 'things/a']) await before.publish(writer, fakeMessage(topic));
  await before.close();

  const after = await reopenFakePlain(optionsOf({ data, access: closed }));
  const again = after.open(reader, true, 3600);
  expect([...(again?.subscriptions.keys() ?? [])]).toEqual(['things/#']);
  expect(topicsWaiting(again)).toEqual(['things/a']);
  await after.close();
  expect(rowsOf(data, 'plainQueued')).toHaveLength(1);
  expect(rowsOf(data, 'plainMessage')).toHaveLength(1);
});

it('leaves a session that comes back without what was closed meanwhile, also what was under way', async () => {
  let isClosed = false;
  const access: PlainAccess = (...asked) => (isClosed ? closed(...asked) : undefined);
  const plain = createFakePlain(optionsOf({ access }));
  const session = plain.make(reader, 3600);
  await plain.subscribe(session, [fakeAsked('keys/#'), fakeAsked('$share/g/keys/b'), fakeAsked('things/#')]);
  for (const topic of ['keys/a', 'keys/c', 'things/a']) await plain.publish(writer, fakeMessage(topic));
  const [underWay] = session.waiting.values();
  if (underWay) session.take(underWay);
  plain.leave(session, 9e15);
  isClosed = true;
  expect(plain.open(reader, true, 3600)).toBe(session);
  expect([...session.subscriptions.keys()]).toEqual(['things/#']);
  session.resume();
  expect(topicsWaiting(session)).toEqual(['things/a']);
  isClosed = false;
  for (const topic of ['keys/a', 'keys/b']) await plain.publish(writer, fakeMessage(topic));
  expect(session.queuedCount).toBe(1);
});

it('publishes no will where its owner may not publish any more', async () => {
  let isClosed = false;
  const access: PlainAccess = (...asked) => (isClosed ? closed(...asked) : undefined);
  const data = createMemoryData();
  const plain = createFakePlain(optionsOf({ access, data }));
  const session = plain.make(reader, 3600);
  await plain.subscribe(session, [fakeAsked('#')]);
  for (const [index, topic] of ['keys/gone', 'things/gone'].entries()) {
    const owner = fakeOwner('bo', `lamp-${index}`);
    await plain.setWill(owner, { message: fakeMessage(topic), expirySec: undefined, delaySec: 0 });
    isClosed = true;
    plain.willIsDue(owner, 0);
    isClosed = false;
  }
  await new Promise((resolve) => setImmediate(resolve));
  expect(topicsWaiting(session)).toEqual(['things/gone']);
  expect([...data.rows.keys()].filter((key) => key.startsWith('plainWill'))).toEqual([]);
});

it('does not give out what was retained when more was open', async () => {
  const data = createMemoryData();
  const before = createFakePlain(optionsOf({ data }));
  for (const topic of ['keys/a', 'things/a'])
    await before.publish(writer, fakeMessage(topic, { retain: true }));
  await before.close();

  const after = await reopenFakePlain(optionsOf({ data, access: closed }));
  const session = after.make(reader, 0);
  const { tell } = await after.subscribe(session, [fakeAsked('#')]);
  await tell();
  expect(topicsWaiting(session)).toEqual(['things/a']);
});

it('tells the server’s numbers to nobody who is no admin any more', async () => {
  vi.useFakeTimers();
  let isAdmin = true;
  let nowMs = 1_000_000;
  const access: PlainAccess = () => (isAdmin ? undefined : { refused: 'not-authorized', reason: 'No admin' });
  const plain = createFakePlain(optionsOf({ access, clock: () => nowMs }));
  const session = plain.make(reader, 0);
  await plain.subscribe(session, [fakeAsked('$SYS/#')]);
  const now = vi.fn<(told: PlainMessage) => void>();
  session.receiver = { now, wake: () => {}, overflowed: () => {}, isBusy: () => false };
  nowMs += 10_000;
  vi.advanceTimersByTime(10_000);
  expect(now.mock.calls.map(([{ topic }]) => topic)).toContain('$SYS/broker/uptime');
  now.mockClear();
  isAdmin = false;
  nowMs += 10_000;
  vi.advanceTimersByTime(10_000);
  expect(now).not.toHaveBeenCalled();
});

it('leaves nothing on disk of a session that ended while a message for it was being written', async () => {
  const data = createMemoryData();
  const plain = createFakePlain(optionsOf({ data }));
  const session = plain.make(reader, 3600);
  await plain.subscribe(session, [fakeAsked('a')]);
  const published = plain.publish(writer, fakeMessage('a'));
  plain.endDevice(reader.principal.device, 'session-ended');
  expect(await published).toEqual({});
  await plain.close();
  expect([...data.rows.keys()].filter((key) => key.startsWith('plain'))).toEqual([]);
});

it('remembers nothing of a PUBLISH at QoS 2 whose session ended meanwhile: the next one of its name would not be heard', async () => {
  const data = createMemoryData();
  const plain = createFakePlain(optionsOf({ data }));
  const session = plain.make(writer, 3600);
  plain.leave(session, undefined);
  plain.make(writer, 3600);
  const at = { session, packetId: 7 };
  expect(await plain.publish(writer, fakeMessage('a', { qos: 2 }), at)).toEqual({});
  await plain.noteReceived(at);
  await plain.close();
  expect([...data.rows.keys()].filter((key) => key.startsWith('plainReceived'))).toEqual([]);
});
