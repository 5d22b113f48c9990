import { afterEach, expect, it, vi } from 'vitest';
import { createMetrics } from '../metrics';
import { createMemoryData } from '../store/memory-store';
import {
  createFakePlain,
  fakeAsked,
  fakeMessage,
  fakeOwner,
  quietLog,
  reopenFakePlain,
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
  expect([...(again?.waiting.values() ?? [])].map((queued) => queued.message?.topic)).toEqual(['things/a']);
  await after.close();
  const rowsOf = (table: string) => [...data.rows.keys()].filter((key) => key.startsWith(`${table}/`));
  expect(rowsOf('plainQueued')).toHaveLength(1);
  expect(rowsOf('plainMessage')).toHaveLength(1);
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
  expect([...session.waiting.values()].map((queued) => queued.message?.topic)).toEqual(['things/a']);
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
