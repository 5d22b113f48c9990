// @vitest-environment happy-dom
import { act, cleanup, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { ConnectionView } from '../../store/state';
import { AppProvider } from '../app-context';
import { createFakeApp, fakeOutboxItem } from '../fake-app';
import { Connection } from './Connection';

const nowMs = new Date(2026, 10, 20, 12).getTime();
const minuteMs = 60_000;

beforeEach(() => {
  vi.useFakeTimers({ now: nowMs });
});
afterEach(() => {
  cleanup();
  vi.useRealTimers();
});

const link = (state: ConnectionView['state'], facts: Partial<ConnectionView> = {}): ConnectionView => ({
  state,
  sinceMs: nowMs,
  nextTryAtMs: undefined,
  lastHeardAtMs: undefined,
  serverSilent: false,
  slower: false,
  ...facts,
});

function show(connection: ConnectionView, waiting = 0) {
  let tries = 0;
  const app = createFakeApp({ connection, waiting }, { tryNow: () => tries++ });
  const { container } = render(
    <AppProvider app={app}>
      <Connection />
    </AppProvider>,
  );
  return { app, container, tries: () => tries };
}
/** Lets time pass and React draw. */
const pass = (ms: number) => {
  act(() => {
    vi.advanceTimersByTime(ms);
  });
};
const said = () => screen.getByRole('status', { name: 'Connection' }).textContent;

test('says one word aloud and keeps the details outside the live region', () => {
  const { container } = show(
    link('offline', { sinceMs: nowMs - 6 * minuteMs, nextTryAtMs: nowMs + 8000 }),
    2,
  );
  expect(said()).toBe('Offline');
  expect(container.textContent).toContain('for 6 min · 2 messages wait here, safe · next try in 8 s');
});

test('counts down to the next try', () => {
  const { container } = show(link('offline', { nextTryAtMs: nowMs + 8000 }));
  pass(3000);
  expect(container.textContent).toContain('next try in 5 s');
});

test('leads to what waits', () => {
  const { app } = show(link('offline'), 2);
  expect(screen.getByRole('link', { name: 'Outbox' }).getAttribute('href')).toBe('/outbox');
  act(() => app.set({ waiting: 0 }));
  expect(screen.queryByRole('link', { name: 'Outbox' })).toBeNull();
});

test('tells a silent server from a missing network', () => {
  const { app } = show(link('offline', { serverSilent: true }));
  expect(screen.getByText('The network is up, the server does not answer')).toBeDefined();
  expect(said()).toBe('Offline');
  act(() => app.set({ connection: link('offline') }));
  expect(screen.queryByText(/The network is up/)).toBeNull();
});

test('shows when the server was last heard after some seconds of silence', () => {
  show(link('online', { lastHeardAtMs: nowMs - 8000 }));
  const heard = screen.getByText('last heard 8 s ago');
  expect(heard.className).not.toMatch(/shown/);
  pass(4000);
  expect(heard.textContent).toBe('last heard 12 s ago');
  expect(heard.className).toMatch(/shown/);
  expect(said()).toBe('Online');
});

test('shows when the server was last heard to who asks', () => {
  show(link('online', { lastHeardAtMs: nowMs - 2000 }));
  const ask = screen.getByRole('button', { name: 'Connection details' });
  expect(ask.getAttribute('aria-expanded')).toBe('false');
  fireEvent.click(ask);
  expect(ask.getAttribute('aria-expanded')).toBe('true');
  expect(screen.getByText('last heard 2 s ago').className).toMatch(/shown/);
});

test('is quiet while online', () => {
  show(link('online'), 3);
  expect(said()).toBe('Online');
  expect(screen.queryByRole('button', { name: 'Try now' })).toBeNull();
  expect(screen.queryByText(/wait/)).toBeNull();
});

test('says that the server asks to go slower, as long as something waits', () => {
  const { app, container } = show(link('online', { slower: true }), 380);
  expect(container.textContent).toContain('380 messages wait here, safe · The server asks to go slower');
  expect(said()).toBe('Online');
  expect(screen.queryByRole('button', { name: 'Try now' })).toBeNull();
  act(() => app.set({ waiting: 0 }));
  expect(screen.queryByText(/go slower/)).toBeNull();
});

test('tries now when asked', () => {
  const { tries } = show(link('offline'));
  fireEvent.click(screen.getByRole('button', { name: 'Try now' }));
  expect(tries()).toBe(1);
});

test('draws no line for a link that is made within a second', () => {
  const { app } = show(link('connecting'));
  expect(said()).toBe('Connecting…');
  expect(screen.queryByRole('button', { name: 'Try now' })).toBeNull();
  act(() => app.set({ connection: link('online') }));
  pass(5000);
  expect(screen.queryByRole('button', { name: 'Try now' })).toBeNull();
});

test('draws the line when connecting takes longer', () => {
  show(link('connecting'));
  pass(1500);
  expect(screen.getByRole('button', { name: 'Try now' })).toBeDefined();
});

test('keeps the line while it tries again, so that the page does not jump', () => {
  const { app } = show(link('offline'));
  act(() => app.set({ connection: link('connecting') }));
  expect(screen.getByRole('button', { name: 'Try now' })).toBeDefined();
  expect(said()).toBe('Connecting…');
});

test('says in a thin line how long the way there and back takes, outside the live region', () => {
  const { app, container } = show(link('online'));
  const page = screen.getByRole('link', { name: 'Connection' });
  expect(page.getAttribute('href')).toBe('/connection');
  expect(page.parentElement?.textContent).toBe('Connection');
  act(() => app.set({ connection: link('online', { roundTripMs: 84 }) }));
  expect(page.parentElement?.textContent).toBe('Connection · 84 ms there and back');
  act(() => app.set({ connection: link('online', { roundTripMs: 1200 }) }));
  expect(page.parentElement?.textContent).toBe('Connection · 1.2 s there and back');
  expect(container.querySelector('output')?.textContent).toBe('Online');
});

test('says in the thin line what waits for longer than a moment, and not what was just written', () => {
  const { app } = show(link('online'));
  const line = screen.getByRole('link', { name: 'Connection' }).parentElement;
  act(() =>
    app.set({ outbox: [fakeOutboxItem('a', { atMs: nowMs }), fakeOutboxItem('b', { state: 'failed' })] }),
  );
  expect(line?.textContent).toBe('Connection');
  pass(4000);
  expect(line?.textContent).toBe('Connection · 1 message waits here, safe');
});

test('leads to the page about it without a link, too', () => {
  show(link('offline'));
  expect(screen.getByRole('link', { name: 'Connection' }).getAttribute('href')).toBe('/connection');
});
