// @vitest-environment happy-dom
import { act, cleanup, fireEvent, render, screen, waitFor } from '@testing-library/react';
import { afterEach, expect, test } from 'vitest';
import { Router } from 'wouter';
import { memoryLocation } from 'wouter/memory-location';
import type { RoomId } from '../../protocol/ids';
import type { Actions, AppState } from '../../store/state';
import { AppProvider } from '../app-context';
import { createFakeApp, fakeRoom, type FakeApp } from '../fake-app';
import { Invites } from './Invites';

let app: FakeApp;
let place: ReturnType<typeof memoryLocation>;
let used: string[];

const connection = (state: AppState['connection']['state']): AppState['connection'] => ({
  state,
  sinceMs: 0,
  nextTryAtMs: undefined,
  lastHeardAtMs: undefined,
  serverSilent: false,
  slower: false,
});

function show(state: Partial<AppState>, actions: Partial<Actions>, token: string | null = 'secret') {
  place = memoryLocation({ path: token === null ? '/' : `/join/${token}`, record: true });
  used = [];
  app = createFakeApp(
    { rooms: [fakeRoom('Cave')], ...state },
    {
      keepInvite: async (each) => app.set({ invites: [...app.getState().invites, each] }),
      forgetInvite: async (each) => app.set({ invites: app.getState().invites.filter((i) => i !== each) }),
      enterByInvite: async (each) => {
        used.push(each);
        return { ok: true, room: 'cave' as RoomId };
      },
      ...actions,
    },
  );
  render(
    <AppProvider app={app}>
      <Router hook={place.hook}>
        <Invites token={token ?? undefined} />
      </Router>
    </AppProvider>,
  );
}
afterEach(cleanup);

test('asks first, and then goes into the room', async () => {
  show({}, { lookAtInvite: async () => ({ room: 'Cave', by: 'Ann', makesAccounts: true }) });
  await screen.findByText('You are invited to Cave.');
  expect(screen.getByText('The invite is from Ann.')).toBeDefined();
  expect(used).toEqual([]);
  fireEvent.click(screen.getByRole('button', { name: 'Join' }));
  await waitFor(() => expect(place.history?.at(-1)).toBe('/room/cave'));
  expect(used).toEqual(['secret']);
  expect(app.getState().invites).toEqual([]);
});

test('keeps it without a connection, says so, and goes in when there is one', async () => {
  show({ connection: connection('offline') }, {});
  await screen.findByText(/^There is no connection now. The invite is kept on this device/);
  expect(app.getState().invites).toEqual(['secret']);
  expect(used).toEqual([]);
  act(() => app.set({ connection: connection('online') }));
  await waitFor(() => expect(place.history?.at(-1)).toBe('/room/cave'));
});

test('lets go of one that is kept', async () => {
  show({ connection: connection('offline') }, {});
  fireEvent.click(await screen.findByRole('button', { name: 'Forget the invite' }));
  await waitFor(() => expect(app.getState().invites).toEqual([]));
  expect(place.history?.at(-1)).toBe('/');
});

test('says why an invite is of no use, and forgets it', async () => {
  const message = 'This invite has expired. Ask for a new one.';
  show(
    {},
    {
      lookAtInvite: async () => ({ problem: message }),
      enterByInvite: async () => ({ ok: false, message, code: 'bad-invite' }),
    },
  );
  expect((await screen.findByText(message)).getAttribute('role')).toBe('alert');
  expect(screen.queryByRole('button', { name: 'Join' })).toBeNull();
  expect(app.getState().invites).toEqual([]);
});

test('keeps one whose answer did not come', async () => {
  show(
    { invites: ['secret'] },
    { enterByInvite: async () => ({ ok: false, message: 'The link went away.' }) },
  );
  await screen.findByText('On the way in…');
  expect(app.getState().invites).toEqual(['secret']);
});

test('says elsewhere what came of one that was kept', async () => {
  show({ invites: ['secret'] }, {}, null);
  await screen.findByText('You are in Cave now.');
  fireEvent.click(screen.getByRole('link', { name: 'Open it' }));
  expect(place.history?.at(-1)).toBe('/room/cave');
  expect(screen.queryByText('You are in Cave now.')).toBeNull();
});
