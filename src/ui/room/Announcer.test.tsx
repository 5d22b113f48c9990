// @vitest-environment happy-dom
import { act, cleanup, render } from '@testing-library/react';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { ItemView } from '../../store/state';
import { fakeMessage } from '../fake-app';
import { Announcer } from './Announcer';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  cleanup();
  vi.useRealTimers();
});

const messages = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, i) => fakeMessage(from + i));

function show(items: readonly ItemView[]) {
  const { container, rerender } = render(<Announcer items={items} />);
  return {
    said: () => container.textContent,
    next(later: readonly ItemView[]) {
      rerender(<Announcer items={later} />);
      act(() => {
        vi.advanceTimersByTime(1000);
      });
    },
  };
}

test('stays silent about what was there when the room was opened', () => {
  const { said, next } = show([]);
  next(messages(1, 20));
  expect(said()).toBe('');
});

test('says a new message of somebody else, once', () => {
  const { said, next } = show(messages(1, 3));
  next(messages(1, 4));
  expect(said()).toBe('Asha: words 4');
  next([...messages(1, 4), fakeMessage(5, { own: true, state: 'stored' })]);
  expect(said()).toBe('Asha: words 4');
});

test('only counts when many come at once', () => {
  const { said, next } = show(messages(1, 3));
  next([...messages(1, 6), fakeMessage(7, { author: 'Joel' })]);
  expect(said()).toBe('4 new messages from Asha, Joel');
});

test('stays silent about older ones that are loaded', () => {
  const { said, next } = show(messages(50, 60));
  next(messages(1, 60));
  expect(said()).toBe('');
});
