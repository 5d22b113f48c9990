// @vitest-environment happy-dom
import { act, cleanup, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { AppProvider } from './app-context';
import { createFakeApp } from './fake-app';
import { lazyPart } from './lazy-part';

beforeEach(() => vi.useFakeTimers());
afterEach(() => {
  cleanup();
  vi.useRealTimers();
});

const Page = ({ name }: { name: string }) => <p>The page of {name}</p>;
const connection = {
  sinceMs: 0,
  nextTryAtMs: undefined,
  lastHeardAtMs: undefined,
  serverSilent: false,
  slower: false,
};
const pass = (ms: number) => act(() => vi.advanceTimersByTimeAsync(ms));

/** A part whose loading is the test's. */
function show(options: Parameters<typeof lazyPart<typeof Page, { name: string }>>[2] = {}) {
  const loads: { resolve: (part: typeof Page) => void; reject: (error: Error) => void }[] = [];
  const Part = lazyPart<typeof Page, { name: string }>(
    () => new Promise((resolve, reject) => loads.push({ resolve, reject })),
    (part) => part,
    options,
  );
  const app = createFakeApp({ connection: { ...connection, state: 'offline' } });
  render(
    <AppProvider app={app}>
      <Part name="Ann" />
    </AppProvider>,
  );
  return { loads, app };
}

test('says nothing for a moment, then that it loads, and is there', async () => {
  const { loads } = show();
  expect(screen.queryByText(/Loading/)).toBeNull();
  await pass(1000);
  expect(screen.getByText(/Loading/)).toBeDefined();
  loads[0]?.resolve(Page);
  await pass(0);
  expect(screen.getByText('The page of Ann')).toBeDefined();
  expect(screen.queryByText(/Loading/)).toBeNull();
});

test('says in words that it could not be loaded, and tries again by hand; from then on a reload is offered too', async () => {
  const { loads } = show();
  loads[0]?.reject(new Error('cut'));
  await pass(0);
  expect(screen.getByRole('alert').textContent).toContain('has not come through');
  expect(screen.queryByRole('button', { name: 'Reload' })).toBeNull();
  fireEvent.click(screen.getByRole('button', { name: 'Try again' }));
  loads[1]?.reject(new Error('cut'));
  await pass(0);
  expect(screen.getByRole('button', { name: 'Reload' })).toBeDefined();
  fireEvent.click(screen.getByRole('button', { name: 'Try again' }));
  loads[2]?.resolve(Page);
  await pass(0);
  expect(screen.getByText('The page of Ann')).toBeDefined();
});

test('tries by itself when the link is back', async () => {
  const { loads, app } = show();
  loads[0]?.reject(new Error('cut'));
  await pass(0);
  act(() => app.set({ connection: { ...connection, state: 'online' } }));
  loads[1]?.resolve(Page);
  await pass(0);
  expect(screen.getByText('The page of Ann')).toBeDefined();
});

test('keeps quiet about a part that nobody asked for', async () => {
  const { loads } = show({ quiet: true });
  await pass(1000);
  loads[0]?.reject(new Error('cut'));
  await pass(0);
  expect(screen.queryByRole('alert')).toBeNull();
  expect(screen.queryByRole('button')).toBeNull();
});
