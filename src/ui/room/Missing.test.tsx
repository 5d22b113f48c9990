// @vitest-environment happy-dom
import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, expect, test } from 'vitest';
import type { Outcome } from '../../store/state';
import { AppProvider } from '../app-context';
import { createFakeApp } from '../fake-app';
import { Missing } from './Missing';

afterEach(cleanup);

/** What is asked for stays under way until `settle`. */
function show(count: number) {
  const asked: AbortSignal[] = [];
  let settle: (outcome: Outcome) => void = () => undefined;
  const app = createFakeApp(
    {},
    {
      fillHoles(stopped) {
        asked.push(stopped);
        return new Promise((resolve) => (settle = resolve));
      },
    },
  );
  const { unmount } = render(
    <AppProvider app={app}>
      <Missing count={count} />
    </AppProvider>,
  );
  return { asked, unmount, settle: (outcome: Outcome) => settle(outcome) };
}

const press = (name: string) => fireEvent.click(screen.getByRole('button', { name }));

test('little is not told: it comes by itself', () => {
  show(999);
  expect(document.body.textContent).toBe('');
});

test('much is told, with the way to fetch it all, and to stop', async () => {
  const { asked, settle } = show(2041);
  expect(screen.getByText('2,041 messages not here yet')).toBeDefined();
  press('Fetch all');
  expect(asked[0]?.aborted).toBe(false);
  press('Stop');
  expect(asked[0]?.aborted).toBe(true);
  settle({ ok: true });
  expect(await screen.findByRole('button', { name: 'Fetch all' })).toBeDefined();
});

test('it says why it did not come', async () => {
  const { settle } = show(2041);
  press('Fetch all');
  settle({ ok: false, message: 'Nobody answers.' });
  expect(await screen.findByText('Nobody answers.')).toBeDefined();
  expect(screen.getByRole('button', { name: 'Fetch all' })).toBeDefined();
});

test('nothing more is asked for once the room is left', () => {
  const { asked, unmount } = show(2041);
  press('Fetch all');
  unmount();
  expect(asked[0]?.aborted).toBe(true);
});
