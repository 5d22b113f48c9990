import { expect, it } from 'vitest';
import { createFakeClock } from '../platform/fake-clock';
import type { RoomId } from '../protocol/ids';
import { createFakeApp } from '../ui/fake-app';
import { untilLinkIsFree } from './link-free';
import type { AppState, RoomView } from './state';

const lobby = { room: 'lobby' as RoomId, unread: 0 } as RoomView;
const { connection } = createFakeApp().getState();
const offline = { connection: { ...connection, state: 'offline' } } satisfies Partial<AppState>;

function start(state: Partial<AppState>, { isKept = false } = {}) {
  const app = createFakeApp(state);
  const clock = createFakeClock();
  let free = false;
  void untilLinkIsFree({ app, clock, isKept }).then(() => (free = true));
  return { app, clock, isFree: () => free };
}

it('is not free on a first visit before the words that wait are stored, and for a moment after', async () => {
  const { app, clock, isFree } = start({ rooms: [lobby], waiting: 1 });
  await clock.advance(5_000);
  app.set({ waiting: 0 });
  await clock.advance(1_500);
  expect(isFree()).toBe(false);
  // The next words begin the moment anew.
  app.set({ waiting: 1 });
  app.set({ waiting: 0 });
  await clock.advance(1_500);
  expect(isFree()).toBe(false);
  await clock.advance(500);
  expect(isFree()).toBe(true);
});

it('is not free while the account form waits or there is no link, but not for ever', async () => {
  for (const state of [{ stage: { at: 'signed-out' } }, { rooms: [lobby], ...offline }] as const) {
    const { clock, isFree } = start(state);
    await clock.advance(14_000);
    expect(isFree()).toBe(false);
    await clock.advance(1_000);
    expect(isFree()).toBe(true);
  }
});

it('is free as soon as there is something on the screen when the app is on the device already', async () => {
  const { app, clock, isFree } = start({ stage: { at: 'starting' }, ...offline }, { isKept: true });
  await clock.advance(1_000);
  expect(isFree()).toBe(false);
  app.set({ stage: { at: 'signed-in', user: 'ann' as never, name: 'Ann' } });
  await clock.advance(1_000);
  expect(isFree()).toBe(false);
  app.set({ rooms: [lobby] });
  await clock.advance(0);
  expect(isFree()).toBe(true);
});
