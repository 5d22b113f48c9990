// @vitest-environment happy-dom
import { configure, act, cleanup, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, beforeAll, expect, test } from 'vitest';
import { Router } from 'wouter';
import { memoryLocation } from 'wouter/memory-location';
import type { RoomId, UserId } from '../protocol/ids';
import type { Actions, AppState } from '../store/state';
import { AppProvider } from './app-context';
import { createFakeApp, fakeRoom } from './fake-app';
import { Screen } from './Screen';

// Some screens are loaded when they are first needed.
configure({ asyncUtilTimeout: 10_000 });

// Asked for with Screen, and there before the first test.
beforeAll(() => import('./Shell'));
afterEach(cleanup);

function show(state: Partial<AppState>, path = '/', actions: Partial<Actions> = {}) {
  const app = createFakeApp(state, actions);
  const { hook } = memoryLocation({ path });
  render(
    <AppProvider app={app}>
      <Router hook={hook}>
        <Screen />
      </Router>
    </AppProvider>,
  );
  return app;
}
const settle = () => act(() => new Promise((resolve) => setTimeout(resolve)));
const user = 'user-mira' as UserId;
const openRoom = {
  room: 'lobby' as RoomId,
  name: 'Lobby',
  visibility: 'public',
  role: undefined,
  topicLine: undefined,
  partner: undefined,
  items: [],
  older: 'none',
  completeUpToMs: undefined,
  missing: 0,
  draft: '',
  edit: undefined,
  firstUnreadSeq: undefined,
  draftReply: undefined,
} as const;

test('says that a newer version runs in another tab, and offers to reload', async () => {
  show({ stage: { at: 'newer-version' } });
  expect(
    await screen.findByRole('heading', { name: 'A newer version of Onebar is open in another tab.' }),
  ).toBeDefined();
  expect(screen.getByRole('button', { name: 'Reload' })).toBeDefined();
});

test('says that this device is open elsewhere, what is safe, and goes on here when asked', async () => {
  let taken = 0;
  show({ stage: { at: 'open-elsewhere', user, name: 'Mira' }, waiting: 2 }, '/', { takeOver: () => taken++ });
  expect(await screen.findByRole('heading', { name: 'Open elsewhere' })).toBeDefined();
  expect(screen.getByText(/^2 messages you wrote here are safe on this device/)).toBeDefined();
  fireEvent.click(screen.getByRole('button', { name: 'Use here' }));
  expect(taken).toBe(1);
});

test('says in the room that this device cannot keep new words, and stops saying it', () => {
  const app = show(
    { rooms: [fakeRoom('Lobby')], open: openRoom, storageTrouble: 'There is no space left.' },
    '/room/lobby',
  );
  expect(screen.getByRole('alert').textContent).toBe('There is no space left.');
  act(() => app.set({ storageTrouble: undefined }));
  expect(screen.queryByRole('alert')).toBeNull();
});

test('says up to when a room is complete while something is missing', () => {
  const noon = new Date();
  noon.setHours(14, 3);
  const app = show(
    { rooms: [fakeRoom('Lobby')], open: { ...openRoom, completeUpToMs: noon.getTime() } },
    '/room/lobby',
  );
  expect(screen.getByText(/^Complete up to (14:03|2:03.PM)$/)).toBeDefined();
  act(() => app.set({ open: openRoom }));
  expect(screen.queryByText(/Complete up to/)).toBeNull();
});

test('says in a room of which nothing is left that older was removed', () => {
  show({ rooms: [fakeRoom('Lobby')], open: { ...openRoom, older: 'removed' } }, '/room/lobby');
  expect(screen.getByText('Older was removed')).toBeDefined();
  expect(screen.queryByText(/Write the first message/)).toBeNull();
});

test('has a page for the outbox and one for the settings', async () => {
  show({}, '/outbox');
  expect(screen.getByRole('heading', { name: 'Outbox' })).toBeDefined();
  expect(await screen.findByText('Everything you wrote has been stored.')).toBeDefined();
  expect(document.title).toBe('Outbox · Onebar');
  cleanup();
  show({}, '/settings');
  await settle();
  expect(screen.getByRole('heading', { name: 'Settings' })).toBeDefined();
  expect(screen.getByRole('link', { name: 'Settings' }).getAttribute('aria-current')).toBe('page');
  expect((await screen.findByRole<HTMLInputElement>('textbox', { name: 'Display name' })).value).toBe('Mira');
});

test('says what a link to sign in is for where somebody is signed in, and does nothing with it', async () => {
  const signedOut: string[] = [];
  show({ rooms: [fakeRoom('Lobby')] }, '/link/ABCD2345', {
    signOut: (unsent) => {
      signedOut.push(unsent);
      return Promise.resolve(0);
    },
  });
  expect(screen.getByRole('heading', { name: 'Sign in with a code' })).toBeDefined();
  expect(await screen.findByText(/^On this device you are signed in already, as Mira\./)).toBeDefined();
  fireEvent.click(screen.getByRole('button', { name: 'Stay signed in' }));
  expect(screen.queryByRole('heading', { name: 'Sign in with a code' })).toBeNull();
  expect(screen.queryByText(/you are signed in already/)).toBeNull();
  expect(signedOut).toEqual([]);
});

test('uses a link to sign in after signing out, when that is tapped, and then shows the rooms', async () => {
  const codes: string[] = [];
  const app = show({ rooms: [fakeRoom('Lobby')] }, '/link/ABCD2345', {
    signOut: () => {
      app.set({ stage: { at: 'signed-out' } });
      return Promise.resolve(0);
    },
    signInByCode: (code) => {
      codes.push(code);
      app.set({ stage: { at: 'signed-in', user: 'user-noor' as UserId, name: 'Noor' } });
      return Promise.resolve({ ok: true });
    },
  });
  fireEvent.click(await screen.findByRole('button', { name: 'Sign out and use the link' }));
  expect((await screen.findByLabelText<HTMLInputElement>('Code')).value).toBe('ABCD2345');
  await settle();
  expect(codes).toEqual([]);
  fireEvent.click(screen.getByRole('button', { name: 'Sign in' }));
  await settle();
  expect(codes).toEqual(['ABCD2345']);
  expect(await screen.findByTitle('Signed in as Noor')).toBeDefined();
  // It has done its work: nobody is told now that they are signed in already.
  expect(screen.queryByText(/you are signed in already/)).toBeNull();
});
