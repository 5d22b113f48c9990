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

test('is asked for at once where it is wanted early, and only its frame stands there until it has come', async () => {
  const loads: ((part: typeof Page) => void)[] = [];
  const Part = lazyPart<typeof Page, { name: string }>(
    () => new Promise((resolve) => loads.push(resolve)),
    (part) => part,
    {
      early: true,
      frame: ({ name, children }) => <section aria-label={name}>{children}</section>,
    },
  );
  expect(loads).toHaveLength(1);
  render(
    <AppProvider app={createFakeApp({ connection: { ...connection, state: 'offline' } })}>
      <Part name="Ann" />
    </AppProvider>,
  );
  expect(screen.getByRole('region', { name: 'Ann' }).textContent).toBe('');
  await pass(1000);
  expect(screen.getByRole('region', { name: 'Ann' }).textContent).toMatch(/Loading/);
  // Drawing it asked for the same.
  expect(loads).toHaveLength(1);
  loads[0]?.(Page);
  await pass(0);
  expect(screen.getByText('The page of Ann')).toBeDefined();
  expect(screen.queryByRole('region')).toBeNull();
});

test('that was asked for early and did not come is asked for again when it is drawn', async () => {
  const loads: { resolve: (part: typeof Page) => void; reject: (error: Error) => void }[] = [];
  const Part = lazyPart<typeof Page, { name: string }>(
    () => new Promise((resolve, reject) => loads.push({ resolve, reject })),
    (part) => part,
    { early: true },
  );
  loads[0]?.reject(new Error('cut'));
  await pass(0);
  render(
    <AppProvider app={createFakeApp({ connection: { ...connection, state: 'offline' } })}>
      <Part name="Ann" />
    </AppProvider>,
  );
  await pass(0);
  expect(loads).toHaveLength(2);
  expect(screen.queryByRole('alert')).toBeNull();
  loads[1]?.resolve(Page);
  await pass(0);
  expect(screen.getByText('The page of Ann')).toBeDefined();
});
