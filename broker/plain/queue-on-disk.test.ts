// Queues as they lie on disk, and come back after a restart.
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { quietLog } from '../quiet-log';
import { createMetrics } from '../metrics';
import { createMemoryData, type MemoryData } from '../store/memory-store';
import {
  createFakePlain,
  fakeAsked,
  fakeMessage,
  fakeOwner,
  reopenFakePlain,
  rowsOf,
  topicsWaiting,
} from './fake-plain';
import type { Plain } from './plain';
import type { PlainSession } from './plain-session';

const reader = fakeOwner('ann', 'reader/with/slashes');
const writer = fakeOwner('bo', 'writer');

let data: MemoryData;
let nowMs: number;
let plain: Plain;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  data = createMemoryData();
  nowMs = 1_000_000;
  plain = createFakePlain(options());
});
afterEach(() => vi.useRealTimers());

const options = () => ({ data, metrics: createMetrics(), clock: () => nowMs, log: quietLog });
const awayFor = (ms = 3_600_000) => nowMs + ms;

async function openReader(filter = 'a/#'): Promise<PlainSession> {
  const session = plain.make(reader, 3600);
  await plain.subscribe(session, [fakeAsked(filter)]);
  return session;
}
async function publish(count: number): Promise<void> {
  for (let number = 1; number <= count; number++) await plain.publish(writer, fakeMessage(`a/${number}`));
}
/** The broker dies, and is started again. */
async function restart(): Promise<PlainSession | undefined> {
  plain = await reopenFakePlain(options());
  return plain.open(reader, true, 3600);
}
async function sweep(): Promise<void> {
  vi.advanceTimersByTime(10_000);
  // What is only done goes with the next write.
  await plain.publish(writer, fakeMessage('elsewhere', { retain: true }));
}

it('are in order, also over ten, a hundred and more entries', async () => {
  await openReader();
  await publish(300);
  const session = await restart();
  expect(topicsWaiting(session)).toEqual(Array.from({ length: 300 }, (_, index) => `a/${index + 1}`));
  await plain.publish(writer, fakeMessage('a/next'));
  expect(session?.newestSeq).toBe(301);
});

it('know what was sent on an earlier connection, and what was not', async () => {
  const session = await openReader();
  await publish(4);
  for (const queued of [...session.waiting.values()].slice(0, 2)) session.take(queued);
  plain.leave(session, awayFor());
  await plain.close();
  const wereSent = (again: PlainSession | undefined) =>
    [...(again?.waiting.values() ?? [])].map(({ wasSent }) => wasSent);
  const again = await restart();
  expect(wereSent(again)).toEqual([true, true, false, false]);
  // Nothing was sent on this one.
  again?.resume();
  if (again) plain.leave(again, awayFor());
  await plain.close();
  const third = await restart();
  expect(wereSent(third)).toEqual([true, true, false, false]);
  await publish(1);
  // It dies while that one is connected: then all may have been sent.
  expect(wereSent(await restart())).toEqual([true, true, true, true, true]);
});

it('go with their session, and so does what it sent at QoS 2', async () => {
  const session = await openReader();
  await publish(2);
  for (const queued of session.waiting.values()) {
    session.take(queued);
    break;
  }
  session.received.set(7, Promise.resolve({}));
  await plain.publish(reader, fakeMessage('b', { qos: 2 }), { session, packetId: 7 });
  expect(
    ['plainSession', 'plainQueued', 'plainMessage', 'plainReceived'].map((each) => rowsOf(data, each).length),
  ).toEqual([1, 2, 2, 1]);
  expect(plain.open(reader, false, 0)).toBeUndefined();
  await plain.close();
  expect([...data.rows.keys()].filter((key) => key.startsWith('plain'))).toEqual([]);
});

it('end when nobody came back in time, and not before', async () => {
  const session = await openReader();
  await publish(1);
  plain.leave(session, awayFor(20_000));
  nowMs += 19_999;
  await sweep();
  expect([rowsOf(data, 'plainSession').length, rowsOf(data, 'plainQueued').length]).toEqual([1, 1]);
  nowMs += 1;
  await sweep();
  expect(['plainSession', 'plainQueued', 'plainMessage'].flatMap((each) => rowsOf(data, each))).toEqual([]);
  expect(plain.open(reader, true, 3600)).toBeUndefined();
});

it('do not end while their client is connected, nor when it has come back', async () => {
  const session = await openReader();
  plain.leave(session, awayFor(20_000));
  await plain.close();
  expect(await restart()).toBeDefined();
  nowMs += 1e9;
  await sweep();
  await publish(1);
  expect(rowsOf(data, 'plainQueued')).toHaveLength(1);
  // Its time begins anew after a broker that died.
  const again = await restart();
  expect(topicsWaiting(again)).toEqual(['a/1']);
});

it('are not there any more for who comes back too late, before anything was swept', async () => {
  const session = await openReader();
  await publish(1);
  plain.leave(session, awayFor(20_000));
  nowMs += 20_000;
  expect(plain.open(reader, true, 3600)).toBeUndefined();
  await plain.publish(writer, fakeMessage('a/2'));
  await plain.close();
  expect(rowsOf(data, 'plainSession')).toEqual([]);
});

it('last as long as their client said last', async () => {
  const session = await openReader();
  plain.leave(session, awayFor());
  plain.open(reader, true, 20);
  await plain.publish(writer, fakeMessage('elsewhere', { retain: true }));
  // The broker dies: from its next start on it has these 20 s.
  plain = await reopenFakePlain(options());
  nowMs += 19_000;
  await sweep();
  expect(rowsOf(data, 'plainSession')).toHaveLength(1);
  nowMs += 1000;
  await sweep();
  expect(rowsOf(data, 'plainSession')).toEqual([]);
});

it('end with the device that opened them last, and with no other', async () => {
  await openReader();
  const phone = { ...reader, principal: { ...reader.principal, device: 'd-phone' } };
  plain.open(phone, true, 3600);
  plain.endDevice(reader.principal.device, 'session-ended');
  await publish(1);
  expect(rowsOf(data, 'plainQueued')).toHaveLength(1);
  plain.endDevice('d-phone', 'session-ended');
  await plain.close();
  expect(rowsOf(data, 'plainSession')).toEqual([]);
});

it('keep a message for the others when it could not be written that one has it, and for that one too', async () => {
  const session = await openReader();
  const other = plain.make(fakeOwner('cy', 'other'), 3600);
  await plain.subscribe(other, [fakeAsked('a/#')]);
  await publish(1);
  const [mine] = session.waiting.values();
  const [theirs] = other.waiting.values();
  data.failing = true;
  await expect(plain.delivered(session, mine!)).rejects.toThrow('does not work');
  data.failing = false;
  plain.done(other, theirs!);
  await plain.publish(writer, fakeMessage('elsewhere', { retain: true }));
  expect(topicsWaiting(await restart())).toEqual(['a/1']);
});

it('are those of one session at a time: an earlier one of the name ends, and takes the later one nothing', async () => {
  const first = await openReader();
  await publish(1);
  const second = await openReader();
  await plain.publish(writer, fakeMessage('a/2'));
  expect([topicsWaiting(first), topicsWaiting(second)]).toEqual([['a/1'], ['a/2']]);
  plain.leave(first, undefined);
  expect(plain.open(reader, true, 3600)).toBe(second);
  expect(topicsWaiting(await restart())).toEqual(['a/2']);
});

it('are not of a session that ends with its connection', async () => {
  const session = plain.make(reader, 0);
  await plain.subscribe(session, [fakeAsked('a/#')]);
  plain.leave(session, awayFor());
  await publish(1);
  expect(topicsWaiting(session)).toEqual([]);
  expect(plain.open(reader, true, 3600)).toBeUndefined();
});

it('leave no retained message on disk whose time is over', async () => {
  const kept = { retain: true, expiresAtMs: nowMs + 5000 };
  await plain.publish(writer, fakeMessage('a/1', kept));
  await plain.publish(writer, fakeMessage('a/2', { ...kept, expiresAtMs: nowMs + 60_000 }));
  nowMs += 10_000;
  await sweep();
  expect(rowsOf(data, 'retained')).toEqual(['retained/a/2', 'retained/elsewhere']);
});
