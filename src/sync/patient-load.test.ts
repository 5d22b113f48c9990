import { expect, test } from 'vitest';
import { createFakeClock } from '../platform/fake-clock';
import { createFakeWakeUps } from '../platform/wake-ups';
import { createPatientLoad } from './patient-load';

function begin() {
  const clock = createFakeClock();
  const wakeUps = createFakeWakeUps();
  const told: string[] = [];
  const waiting: { resolve: (part: string) => void; reject: (error: Error) => void }[] = [];
  const load = createPatientLoad<string>({
    load: () => new Promise((resolve, reject) => waiting.push({ resolve, reject })),
    loading: () => told.push('loading'),
    failed: (_error, nextTryAtMs) => told.push(`again in ${nextTryAtMs - clock.now()}`),
    loaded: (part) => told.push(part),
    clock,
    wakeUps,
    backoff: { next: () => 1000, reset: () => {} },
  });
  const settle = () => new Promise((resolve) => setTimeout(resolve));
  const fail = async () => {
    waiting.at(-1)?.reject(new Error('cut'));
    await settle();
  };
  const succeed = async () => {
    waiting.at(-1)?.resolve('here');
    await settle();
  };
  return { clock, wakeUps, told, load, waiting, fail, succeed };
}

test('tries again after a while, and when it wakes, and when it is told to', async () => {
  const { clock, wakeUps, told, load, waiting, fail, succeed } = begin();
  await fail();
  await clock.advance(1000);
  await fail();
  wakeUps.wake();
  await fail();
  load.tryNow();
  // While one try is under way there is no other.
  load.tryNow();
  wakeUps.wake();
  await succeed();
  expect(told).toEqual([
    'loading',
    'again in 1000',
    'loading',
    'again in 1000',
    'loading',
    'again in 1000',
    'loading',
    'here',
  ]);
  wakeUps.wake();
  await clock.advance(60_000);
  expect(waiting).toHaveLength(4);
});

test('hands nothing over once it is stopped', async () => {
  const { clock, told, load, waiting, succeed } = begin();
  load.stop();
  await succeed();
  load.tryNow();
  await clock.advance(60_000);
  expect(told).toEqual(['loading']);
  expect(waiting).toHaveLength(1);
});
