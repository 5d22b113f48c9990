// @vitest-environment happy-dom
import { act, cleanup, fireEvent, render, screen, within } from '@testing-library/react';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { RoomId } from '../../protocol/ids';
import type { AppState, LinkReport } from '../../store/state';
import { AppProvider } from '../app-context';
import { createFakeApp, fakeRoom } from '../fake-app';
import { ConnectionPage } from './ConnectionPage';

const nowMs = new Date(2026, 10, 20, 12).getTime();
const minuteMs = 60_000;
const nothing: LinkReport = { drops: [], roundTrips: [], today: [] };

beforeEach(() => {
  vi.useFakeTimers({ now: nowMs });
});
afterEach(() => {
  cleanup();
  vi.useRealTimers();
});

const online: AppState['connection'] = {
  state: 'online',
  sinceMs: nowMs,
  nextTryAtMs: undefined,
  lastHeardAtMs: nowMs - 8000,
  serverSilent: false,
  slower: false,
  roundTripMs: 84,
};
const pass = (ms: number) => act(() => vi.advanceTimersByTimeAsync(ms));

async function show(report: Partial<LinkReport> = {}, connection: Partial<AppState['connection']> = {}) {
  let tries = 0;
  let now: LinkReport = { ...nothing, ...report };
  const app = createFakeApp(
    { connection: { ...online, ...connection }, rooms: [fakeRoom('Lobby'), fakeRoom('Cave')] },
    { tryNow: () => tries++, linkReport: () => Promise.resolve(now) },
  );
  const { container } = render(
    <AppProvider app={app}>
      <ConnectionPage />
    </AppProvider>,
  );
  await pass(0);
  return {
    app,
    container,
    tries: () => tries,
    tell(next: Partial<LinkReport>) {
      now = { ...now, ...next };
      return pass(2000);
    },
  };
}

test('says how the link is, and asks it when that is wanted', async () => {
  const { container, tries } = await show();
  expect(container.textContent).toContain('Online · 84 ms there and back · last heard 8 s ago');
  fireEvent.click(screen.getByRole('button', { name: 'Try now' }));
  expect(tries()).toBe(1);
});

test('lists the interruptions of the last hour, the last one first, as they come and end', async () => {
  const { container, tell } = await show();
  expect(container.textContent).toContain('No interruptions.');
  const first = { fromMs: nowMs - 30 * minuteMs, toMs: nowMs - 27 * minuteMs };
  await tell({ drops: [first, { fromMs: nowMs - 5 * minuteMs, toMs: undefined }] });
  const items = () =>
    within(screen.getByRole('list', { name: 'Interruptions' }))
      .getAllByRole('listitem')
      .map(({ textContent }) => textContent);
  expect(items()).toEqual([
    expect.stringMatching(/11:55.*, and still$/),
    expect.stringMatching(/11:30.*, for 3 min$/),
  ]);
  await tell({ drops: [first, { fromMs: nowMs - 5 * minuteMs, toMs: nowMs - 4 * minuteMs }] });
  expect(items()[0]).toMatch(/11:55.*, for 1 min$/);
});

test('draws the round trips and says them', async () => {
  const { container, tell } = await show();
  expect(container.querySelector('svg')).toBeNull();
  expect(container.textContent).toContain('has not been measured yet');
  await tell({
    roundTrips: [
      { atMs: nowMs - 20 * minuteMs, ms: 80 },
      { atMs: nowMs - 10 * minuteMs, ms: 1240 },
      { atMs: nowMs, ms: 84 },
    ],
  });
  expect(container.textContent).toContain('There and back: between 80 ms and 1.2 s, the last time 84 ms.');
  expect(container.querySelector('path')?.getAttribute('d')).toMatch(/^M399.*L499.*L599/);
});

test('says what the link carried today, room by room, the busiest first', async () => {
  await show({
    today: [
      { room: 'cave' as RoomId, upBytes: 10, downBytes: 20, signalBytes: 0 },
      { room: '', upBytes: 1500, downBytes: 34_000, signalBytes: 1200 },
      { room: 'lobby' as RoomId, upBytes: 900, downBytes: 30_000, signalBytes: 1000 },
      { room: 'a-room-of-before' as RoomId, upBytes: 1, downBytes: 1, signalBytes: 0 },
    ],
  });
  const rows = screen.getAllByRole('row').map(({ textContent }) => textContent);
  expect(rows).toEqual([
    'RoomSentReceived',
    'All in all1.5 kB34 kB',
    'Lobby900 bytes30 kB',
    'Cave10 bytes20 bytes',
  ]);
  expect(screen.getByText('It is off. Today it would have spared at least 1.2 kB of 36 kB.')).toBeDefined();
});

test('says that data saver is on', async () => {
  const { app } = await show();
  act(() => app.set({ connection: { ...online, saving: true } }));
  expect(screen.getByText(/^It is on\./)).toBeDefined();
  expect(screen.queryByText(/would have spared/)).toBeNull();
});
