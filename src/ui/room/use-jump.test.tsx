// @vitest-environment happy-dom
import { act, cleanup, renderHook } from '@testing-library/react';
import type { ReactNode } from 'react';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Router } from 'wouter';
import { useHashLocation } from 'wouter/use-hash-location';
import type { EntryId, RoomId } from '../../protocol/ids';
import type { BringOutcome, ItemView } from '../../store/state';
import { AppProvider } from '../app-context';
import { createFakeApp, fakeMessage } from '../fake-app';
import { useJump } from './use-jump';

const room = 'lobby' as RoomId;
const messages = (from: number, to: number): ItemView[] =>
  Array.from({ length: to - from + 1 }, (_, i) => fakeMessage(from + i));

beforeEach(() => {
  vi.useFakeTimers();
  history.replaceState(null, '', '#/room/lobby');
});
afterEach(() => {
  cleanup();
  vi.useRealTimers();
});

interface Shown {
  items?: readonly ItemView[];
  target?: string | undefined;
  bring?: () => Promise<BringOutcome>;
}

function show({ items = messages(100, 120), target, bring }: Shown = {}) {
  const done: string[] = [];
  const app = createFakeApp(
    {},
    {
      bring(wanted) {
        done.push(`bring ${wanted}`);
        return bring?.() ?? new Promise(() => {});
      },
    },
  );
  const place = {
    toItem: (index: number) => done.push(`item ${index}`),
    toNewest: () => done.push('newest'),
    spot: () => ({ key: 'user-asha/entry-110', cutPx: 7 }),
    toSpot: (spot: unknown) => done.push(`back to ${JSON.stringify(spot)}`),
  };
  const hook = renderHook(
    (props: { items: readonly ItemView[]; target: string | undefined }) =>
      useJump({ room, items: props.items }, props.target, place),
    {
      initialProps: { items, target },
      wrapper: ({ children }: { children: ReactNode }) => (
        <AppProvider app={app}>
          <Router hook={useHashLocation}>{children}</Router>
        </AppProvider>
      ),
    },
  );
  return { ...hook, done, moves: () => done.filter((each) => !each.startsWith('bring')) };
}
const settle = () => act(() => vi.advanceTimersByTimeAsync(0));

test('goes to a message that is there, marks it for a moment, and is not busy with it', () => {
  const { result, moves } = show({ target: 'entry-105' });
  expect(moves()).toEqual(['item 5']);
  expect(result.current).toMatchObject({ marked: 'user-asha/entry-105', busy: false });
  act(() => void vi.advanceTimersByTime(4000));
  expect(result.current.marked).toBeUndefined();
});

test('finds it by its number too, and an own one first where two have the same id', () => {
  expect(show({ target: '107' }).moves()).toEqual(['item 7']);
  cleanup();
  const twins = [
    fakeMessage(1, { id: 'twin' as EntryId }),
    fakeMessage(2, { id: 'twin' as EntryId, own: true }),
  ];
  expect(show({ items: twins, target: 'twin' }).moves()).toEqual(['item 1']);
});

test('brings one that is not there, and goes to it as soon as it is', async () => {
  const { result, rerender, done } = show({
    target: 'entry-7',
    bring: () => Promise.resolve({ ok: true, at: '8' }),
  });
  expect(result.current.busy).toBe(true);
  await settle();
  expect(done).toEqual(['bring entry-7']);
  rerender({ items: [...messages(1, 20), ...messages(100, 120)], target: 'entry-7' });
  expect(done).toEqual(['bring entry-7', 'item 7']);
  expect(result.current).toMatchObject({ marked: 'user-asha/entry-8', busy: false });
});

test('says why one could not be brought, and moves nothing', async () => {
  const { result, moves } = show({
    target: 'entry-7',
    bring: () => Promise.resolve({ ok: false, message: 'There is no connection.' }),
  });
  await settle();
  expect(result.current).toMatchObject({ problem: 'There is no connection.', busy: false });
  expect(moves()).toEqual([]);
});

test('makes a step in the history of it, and `back` leads to where one read, and from where one jumped', () => {
  const { result, rerender, moves } = show();
  const items = messages(100, 120);
  act(() => result.current.jump('entry-101', 'user-asha/entry-110'));
  expect(location.hash).toBe('#/room/lobby/entry-101');
  rerender({ items, target: 'entry-101' });
  expect(moves()).toEqual(['item 1']);
  // The same once more is no other step.
  const { length } = history;
  act(() => result.current.jump('entry-101', 'user-asha/entry-110'));
  expect(history.length).toBe(length);
  expect(moves()).toEqual(['item 1', 'item 1']);
  // What the browser does when somebody goes back.
  const left = { from: 'user-asha/entry-110', spot: { key: 'user-asha/entry-110', cutPx: 7 } };
  history.replaceState({ left }, '', '#/room/lobby');
  rerender({ items, target: undefined });
  expect(moves().at(-1)).toBe('back to {"key":"user-asha/entry-110","cutPx":7}');
  expect(result.current.marked).toBe('user-asha/entry-110');
  expect(history.state).toBeNull();
});

test('to the newest leaves the address of the message as well', () => {
  history.replaceState(null, '', '#/room/lobby/entry-105');
  const { result, moves } = show({ target: 'entry-105' });
  act(() => result.current.leave());
  expect(moves()).toEqual(['item 5', 'newest']);
  expect(location.hash).toBe('#/room/lobby');
});
