import { beforeEach, expect, test } from 'vitest';
import { createFakeClock, settle, type FakeClock } from '../platform/fake-clock';
import { createFakeWakeUps } from '../platform/wake-ups';
import { createInstallation, type Installation } from './installation';

let clock: FakeClock;
let wakeUps: ReturnType<typeof createFakeWakeUps>;
/** What the page and the worker were told to do, in order. */
let done: string[];
let tell: (event: 'ready' | 'taken-over' | 'failed') => void;
let reachable: boolean;
let waits: boolean;
let unsaved: boolean;
let offered: boolean;
let installation: Installation;

beforeEach(async () => {
  clock = createFakeClock();
  wakeUps = createFakeWakeUps();
  done = [];
  [reachable, waits, unsaved, offered] = [true, true, false, false];
  installation = createInstallation({
    worker: {
      check() {
        done.push('check');
        return Promise.resolve(reachable);
      },
      takeOver() {
        done.push('take over');
        return Promise.resolve(waits);
      },
      subscribe(listener) {
        tell = listener;
        return () => {};
      },
    },
    prompt: { way: () => 'offered', ask: () => Promise.resolve(true), subscribe: () => () => {} },
    page: {
      unsaved: () => unsaved,
      hold: () => void done.push('hold'),
      reload: () => void done.push('reload'),
    },
    flush() {
      done.push('flush');
      return Promise.resolve();
    },
    memory: {
      offered: () => Promise.resolve(offered),
      setOffered() {
        offered = true;
        return Promise.resolve();
      },
    },
    wakeUps,
    clock,
    trouble: (what) => done.push(what),
  });
  await settle(5);
});
const update = () => installation.getState().update;

test('says that a newer version lies ready, and does nothing before the person does', async () => {
  tell('ready');
  await settle(5);
  expect(update()).toBe('ready');
  expect(done).toEqual(['check']);
});

test('puts the newer version in charge, then writes what is not written yet, then starts again', async () => {
  tell('ready');
  await installation.update();
  expect(update()).toBe('taking');
  expect(done).toEqual(['check', 'take over']);
  tell('taken-over');
  await settle(5);
  expect(done).toEqual(['check', 'take over', 'hold', 'flush', 'reload']);
});

test('starts again alone when another tab has updated already', async () => {
  waits = false;
  await installation.update();
  expect(done).toEqual(['check', 'take over', 'hold', 'flush', 'reload']);
});

test('never throws away words that only the person can finish, whoever wants the update', async () => {
  tell('ready');
  unsaved = true;
  await installation.update();
  expect(update()).toBe('unsaved');
  tell('taken-over');
  await settle(5);
  expect(update()).toBe('ready');
  expect(done).toEqual(['check']);
});

test('tries again after a link that was cut, ever more rarely, and at once when the device wakes', async () => {
  reachable = false;
  tell('failed');
  await clock.advance(30_000);
  expect(done).toEqual(['check', 'check']);
  await clock.advance(59_000);
  expect(done).toHaveLength(2);
  await clock.advance(1_000);
  expect(done).toHaveLength(3);
  wakeUps.wake();
  expect(done).toHaveLength(4);
});

test('looks for a newer version when the device wakes, once an hour at the most', async () => {
  wakeUps.wake();
  await clock.advance(3_600_000 - 1);
  wakeUps.wake();
  expect(done).toEqual(['check']);
  await clock.advance(1);
  wakeUps.wake();
  expect(done).toEqual(['check', 'check']);
});

test('offers to install once on this device', async () => {
  expect(installation.getState()).toMatchObject({ install: 'offered', offer: true });
  installation.dismissOffer();
  expect(installation.getState().offer).toBe(false);
  expect(offered).toBe(true);
});
