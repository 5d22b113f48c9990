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

const writer = fakeOwner('bo', 'writer');
const [one, two] = [fakeOwner('ann', 'one'), fakeOwner('cy', 'two')];
const share = '$share/g/jobs/+';

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

async function member(owner: typeof one, awayUntilMs: number): Promise<PlainSession> {
  const session = plain.make(owner, 3600);
  const { subscription } = fakeAsked(share);
  await plain.subscribe(session, [{ subscription: { ...subscription, qos: 2 }, retainHandling: 0 }]);
  plain.leave(session, awayUntilMs);
  return session;
}
async function publish(count: number, more = {}): Promise<void> {
  for (let job = 1; job <= count; job++) await plain.publish(writer, fakeMessage(`jobs/${job}`, more));
}
async function passTime(ms: number): Promise<void> {
  nowMs += ms;
  vi.advanceTimersByTime(ms);
  for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setImmediate(resolve));
}
const jobsOf = (session: PlainSession | undefined) =>
  topicsWaiting(session).map((topic) => topic?.replace('jobs/', ''));

it('gives the work of a member whose session has expired to the others, in order and on disk', async () => {
  const first = await member(one, nowMs + 5000);
  const second = await member(two, 9e15);
  await publish(4);
  expect([jobsOf(first), jobsOf(second)]).toEqual([
    ['1', '3'],
    ['2', '4'],
  ]);
  await passTime(10_000);
  expect(jobsOf(second)).toEqual(['2', '4', '1', '3']);
  await plain.close();
  expect([
    rowsOf(data, 'plainSession'),
    rowsOf(data, 'plainQueued').length,
    rowsOf(data, 'plainMessage').length,
  ]).toEqual([['plainSession/cy/two'], 4, 4]);
  plain = await reopenFakePlain(options());
  expect(jobsOf(plain.open(two, true, 3600))).toEqual(['2', '4', '1', '3']);
});

it('does so also when the broker was started again meanwhile', async () => {
  await member(one, nowMs + 5000);
  await member(two, 9e15);
  await publish(4);
  await plain.close();
  plain = await reopenFakePlain(options());
  const second = plain.open(two, true, 3600);
  await passTime(10_000);
  expect(jobsOf(second)).toEqual(['2', '4', '1', '3']);
});

it.each([
  ['a clean start', () => plain.open(one, false, 0)],
  ['a sign-out', () => plain.endDevice(one.principal.device, 'session-ended')],
])('does so at %s, but not with what came to it by a subscription of its own', async (_what, end) => {
  const first = await member(one, 9e15);
  const second = await member(two, 9e15);
  await plain.subscribe(first, [fakeAsked('news')]);
  await publish(2);
  await plain.publish(writer, fakeMessage('news'));
  end();
  await passTime(1000);
  expect(jobsOf(second)).toEqual(['2', '1']);
});

it.each([
  [1, ['2', '1']],
  [2, ['2']],
] as const)('[MQTT-4.8.2-5] what was under way at QoS %i: %j', async (qos, jobs) => {
  const first = await member(one, 9e15);
  const second = await member(two, 9e15);
  await publish(2, { qos });
  for (const queued of first.waiting.values()) first.take(queued);
  plain.open(one, false, 0);
  await passTime(1000);
  expect(jobsOf(second)).toEqual(jobs);
});

it('includes what is being written for it in that moment', async () => {
  await member(one, 9e15);
  const second = await member(two, 9e15);
  const published = plain.publish(writer, fakeMessage('jobs/1'));
  plain.open(one, false, 0);
  await published;
  await passTime(1000);
  expect(jobsOf(second)).toEqual(['1']);
});

it('tries again when it cannot be written', async () => {
  await member(one, nowMs + 5000);
  const second = await member(two, 9e15);
  await publish(1);
  data.failing = true;
  await passTime(10_000);
  expect(jobsOf(second)).toEqual([]);
  data.failing = false;
  await passTime(10_000);
  expect(jobsOf(second)).toEqual(['1']);
});

it('leaves nothing on disk with the last member, and deals out nothing that has expired', async () => {
  await member(one, nowMs + 5000);
  const second = await member(two, nowMs + 15_000);
  await publish(1, { expiresAtMs: nowMs + 6000 });
  await publish(1);
  await passTime(10_000);
  expect(jobsOf(second)).toEqual(['1']);
  await passTime(10_000);
  await plain.close();
  for (const table of ['plainSession', 'plainQueued', 'plainMessage'])
    expect(rowsOf(data, table)).toEqual([]);
});
