// @vitest-environment happy-dom
import { act, cleanup, fireEvent, render, screen, within } from '@testing-library/react';
import { afterEach, expect, test } from 'vitest';
import { Router } from 'wouter';
import { memoryLocation } from 'wouter/memory-location';
import type { Actions, AppState } from '../../store/state';
import { AppProvider } from '../app-context';
import { createFakeApp, fakeRoom } from '../fake-app';
import { RoomsPane } from './RoomsPane';

afterEach(cleanup);

function show(state: Partial<AppState> = {}, actions: Partial<Actions> = {}) {
  const app = createFakeApp(state, actions);
  const { hook, history } = memoryLocation({ path: '/', record: true });
  render(
    <AppProvider app={app}>
      <Router hook={hook}>
        <RoomsPane name="Mira" place={{ at: 'rooms' }} onGoTo={() => {}} />
      </Router>
    </AppProvider>,
  );
  return { app, history };
}

const button = (name: string) => screen.getByRole<HTMLButtonElement>('button', { name });
const press = async (name: string) => {
  fireEvent.click(button(name));
  await act(() => new Promise((resolve) => setTimeout(resolve)));
};
const offline = {
  state: 'offline',
  sinceMs: 0,
  nextTryAtMs: undefined,
  lastHeardAtMs: undefined,
  serverSilent: false,
  slower: false,
} as const;

test('has one link per room, named by the room alone and described by the rest', () => {
  show({
    rooms: [
      fakeRoom('Lobby', { unread: 2, last: { author: 'Asha', text: 'second battery?', atMs: 0 } }),
      fakeRoom('Kitchen', { waiting: 3, last: { author: undefined, text: 'soup', atMs: 0 } }),
    ],
  });
  const nav = screen.getByRole('navigation', { name: 'Rooms' });
  expect(within(nav).getAllByRole('link')).toHaveLength(2);
  const described = (name: string) =>
    (within(nav).getByRole('link', { name }).getAttribute('aria-describedby') ?? '')
      .split(' ')
      .map((id) => document.getElementById(id)?.textContent)
      .join(' ');
  expect(described('Lobby')).toMatch(/Asha: second battery\? .*2 unread/);
  expect(described('Kitchen')).toMatch(/You: soup .*3 waiting/);
});

test('says what to do when there is no room', () => {
  show();
  expect(screen.getByText(/You are in no room yet/)).toBeDefined();
  expect(screen.getByRole('link', { name: 'Browse rooms' })).toBeDefined();
});

test('makes a room and opens it', async () => {
  const { history } = show();
  await press('New room');
  expect(await screen.findByRole('dialog', { name: 'New room' })).toBeDefined();
  fireEvent.change(screen.getByRole('textbox', { name: 'Room name' }), { target: { value: 'Tea' } });
  await press('Create');
  expect(history?.at(-1)).toBe('/room/made');
  expect(screen.queryByRole('dialog')).toBeNull();
});

test('makes no room without a connection, and says why', () => {
  const { app } = show();
  expect(button('New room').disabled).toBe(false);
  act(() => app.set({ connection: offline }));
  expect(button('New room').disabled).toBe(true);
  const note = document.getElementById(button('New room').getAttribute('aria-describedby') ?? '');
  expect(note?.textContent).toBe('Needs a connection');
});

test('signs out at once when nothing waits', async () => {
  const asked: string[] = [];
  show(
    {},
    {
      signOut(unsent) {
        asked.push(unsent);
        return Promise.resolve(0);
      },
    },
  );
  await press('Sign out');
  expect(asked).toEqual(['keep']);
  expect(screen.queryByRole('dialog')).toBeNull();
});

test('asks before signing out deletes unsent words', async () => {
  const asked: string[] = [];
  show(
    {},
    {
      signOut(unsent) {
        asked.push(unsent);
        return Promise.resolve(unsent === 'keep' ? 3 : 0);
      },
    },
  );
  await press('Sign out');
  expect(screen.getByText(/3 messages you wrote are not sent yet/)).toBeDefined();
  expect(screen.getAllByRole('button', { name: 'Sign out' })).toHaveLength(1);
  await press('Stay signed in');
  expect(asked).toEqual(['keep']);
  await press('Sign out');
  await press('Delete and sign out');
  expect(asked).toEqual(['keep', 'keep', 'delete']);
});
