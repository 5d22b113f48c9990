// @vitest-environment happy-dom
import { act, cleanup, render } from '@testing-library/react';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { AppState, ConnectionView } from '../../store/state';
import { AppProvider } from '../app-context';
import { createFakeApp, fakeOutboxItem } from '../fake-app';
import { OutboxAnnouncer } from './OutboxAnnouncer';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  cleanup();
  vi.useRealTimers();
});

const link = (state: ConnectionView['state']): ConnectionView => ({
  state,
  sinceMs: 0,
  nextTryAtMs: undefined,
  lastHeardAtMs: undefined,
  serverSilent: false,
  slower: false,
});
const failed = fakeOutboxItem('f', { state: 'failed', problem: 'No.' });

function show(state: Partial<AppState>) {
  const app = createFakeApp(state);
  const { container } = render(
    <AppProvider app={app}>
      <OutboxAnnouncer />
    </AppProvider>,
  );
  return {
    said: () => container.textContent,
    next(later: Partial<AppState>, ms = 1000) {
      act(() => app.set(later));
      act(() => {
        vi.advanceTimersByTime(ms);
      });
    },
  };
}

test('says how many messages went out after the link came back, in one sentence', () => {
  const { said, next } = show({ connection: link('offline') });
  const three = ['a', 'b', 'c'].map((id) => fakeOutboxItem(id));
  next({ outbox: three });
  next({ connection: link('online') });
  next({ outbox: three.slice(1) }, 100);
  expect(said()).toBe('');
  next({ outbox: [] });
  expect(said()).toBe('3 messages were sent.');
});

test('says when a message failed, and stays silent about one that had failed before', () => {
  const { said, next } = show({ outbox: [failed] });
  next({ outbox: [failed] });
  expect(said()).toBe('');
  next({ outbox: [failed, { ...failed, id: fakeOutboxItem('g').id }] });
  expect(said()).toBe('1 message could not be sent. The words are still here.');
});
