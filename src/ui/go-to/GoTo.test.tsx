// @vitest-environment happy-dom
import { act, cleanup, fireEvent, render, screen, waitFor } from '@testing-library/react';
import { afterEach, expect, test } from 'vitest';
import { Router } from 'wouter';
import { memoryLocation } from 'wouter/memory-location';
import type { RoomId, UserId } from '../../protocol/ids';
import type { Actions, AppState } from '../../store/state';
import { AppProvider } from '../app-context';
import { createFakeApp, fakeRoom } from '../fake-app';
import { restOfTexts } from '../texts/texts';
import { GoTo } from './GoTo';

afterEach(cleanup);

async function show(state: Partial<AppState> = {}, actions: Partial<Actions> = {}) {
  await restOfTexts();
  const { hook, history } = memoryLocation({ path: '/', record: true });
  let closed = 0;
  const app = createFakeApp(
    { rooms: [fakeRoom('Lobby'), fakeRoom('North slope'), fakeRoom('South slope')], ...state },
    {
      ask: (async () => ({
        ok: true,
        value: [{ user: 'user-noor' as UserId, name: 'Noor' }],
      })) as Actions['ask'],
      ...actions,
    },
  );
  render(
    <AppProvider app={app}>
      <Router hook={hook}>
        <GoTo onClose={() => closed++} />
      </Router>
    </AppProvider>,
  );
  return { history, closed: () => closed };
}
const box = () => screen.getByRole('combobox', { name: 'Room or person' });
const options = () => screen.queryAllByRole('option').map((option) => option.textContent);
const chosen = () => document.getElementById(box().getAttribute('aria-activedescendant') ?? '')?.textContent;
const type = (value: string) => fireEvent.change(box(), { target: { value } });

test('has the focus in the box, and the first room chosen', async () => {
  await show();
  expect(document.activeElement).toBe(box());
  expect(options()).toHaveLength(3);
  expect(chosen()).toContain('Lobby');
});

test('goes by the keyboard alone: letters, arrows, Enter', async () => {
  const { history, closed } = await show();
  type('slope');
  expect(chosen()).toContain('North slope');
  fireEvent.keyDown(box(), { key: 'ArrowDown' });
  expect(chosen()).toContain('South slope');
  fireEvent.keyDown(box(), { key: 'Enter' });
  expect(history?.at(-1)).toBe('/room/south slope');
  expect(closed()).toBe(1);
});

test('leaves Enter to an input method', async () => {
  const { history } = await show();
  fireEvent.keyDown(box(), { key: 'Enter', isComposing: true });
  expect(history).toEqual(['/']);
});

test('finds people who are asked for, and opens the room for two', async () => {
  const asked: string[] = [];
  const { history } = await show(
    {},
    {
      directRoom: async (user) => {
        asked.push(user);
        return { ok: true, room: 'direct' as RoomId };
      },
    },
  );
  type('noo');
  await waitFor(() => expect(options().at(-1)).toMatch(/Noor.*person/));
  fireEvent.click(screen.getByRole('option', { name: /Noor/ }));
  await waitFor(() => expect(history?.at(-1)).toBe('/room/direct'));
  expect(asked).toEqual(['user-noor']);
});

test('says that nothing fits, but not while somebody may still be found', async () => {
  await show({}, { ask: (async () => ({ ok: true, value: [] })) as Actions['ask'] });
  type('zzz');
  expect(screen.getByRole('status').textContent).toBe('');
  await waitFor(() => expect(screen.getByRole('status').textContent).toBe('Nothing fits “zzz”.'));
});

test('finds rooms without a connection, and says why it finds no people', async () => {
  await show({
    connection: {
      state: 'offline',
      sinceMs: 0,
      nextTryAtMs: undefined,
      lastHeardAtMs: undefined,
      serverSilent: false,
      slower: false,
    },
  });
  await act(async () => type('lob'));
  expect(options()).toHaveLength(1);
  expect(screen.getByText('People are found when there is a connection.')).toBeDefined();
});
