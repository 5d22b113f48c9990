// @vitest-environment happy-dom
import { act, cleanup, configure, fireEvent, render, screen, within } from '@testing-library/react';
import { afterEach, expect, test } from 'vitest';
import { Router } from 'wouter';
import { memoryLocation } from 'wouter/memory-location';
import type { EndedWhy } from '../../protocol/ended';
import type { RoomId, UserId } from '../../protocol/ids';
import type { Actions, AppState } from '../../store/state';
import { AppProvider } from '../app-context';
import { createFakeApp, fakeOutboxItem, fakeRoom } from '../fake-app';
import { RefusedScreen } from './RefusedScreen';

configure({ asyncUtilTimeout: 10_000 });

afterEach(cleanup);

const settle = () => act(() => new Promise((resolve) => setTimeout(resolve)));

const state: Partial<AppState> = {
  rooms: [fakeRoom('Lobby')],
  outbox: [fakeOutboxItem('one', { text: 'the bridge' })],
};

async function show(why: EndedWhy, waiting = 0, actions: Partial<Actions> = {}, path = '/') {
  const stage = { at: 'refused', user: 'user-mira' as UserId, name: 'Mira', why } as const;
  const { hook } = memoryLocation({ path });
  render(
    <AppProvider app={createFakeApp({ stage, waiting, ...state }, actions)}>
      <Router hook={hook}>
        <RefusedScreen name="Mira" why={why} />
      </Router>
    </AppProvider>,
  );
  await settle();
}
const button = (name: string) => screen.queryByRole('button', { name });

test('says that the device was signed out, what is safe, and signs in again', async () => {
  const signedIn: string[][] = [];
  await show('signed-out', 2, {
    signIn(...words) {
      signedIn.push(words);
      return Promise.resolve({ ok: true });
    },
  });
  expect(screen.getByRole('heading', { name: 'This device was signed out' })).toBeDefined();
  expect(screen.getByText(/^2 messages you wrote are safe on this device and go out/)).toBeDefined();
  fireEvent.click(button('Sign in again')!);
  expect(screen.getByLabelText<HTMLInputElement>('Name').value).toBe('Mira');
  fireEvent.change(screen.getByLabelText('Password'), { target: { value: 'correct horse' } });
  fireEvent.click(button('Sign in')!);
  await settle();
  expect(signedIn).toEqual([['Mira', 'correct horse']]);
});

test('signs in again with a code, too', async () => {
  const codes: string[] = [];
  await show('signed-out', 0, {
    signInByCode(code) {
      codes.push(code);
      return Promise.resolve({ ok: false, message: 'This code is wrong.' });
    },
  });
  fireEvent.click(button('Use a code from another device')!);
  fireEvent.change(screen.getByLabelText('Code'), { target: { value: 'abcd-2345' } });
  fireEvent.click(button('Sign in')!);
  await settle();
  expect(codes).toEqual(['abcd-2345']);
  expect(screen.getByText('This code is wrong.')).toBeDefined();
});

test('has the code of a link that was opened, and uses it when that is tapped', async () => {
  const codes: string[] = [];
  const signInByCode: Actions['signInByCode'] = (code) => {
    codes.push(code);
    return Promise.resolve({ ok: true });
  };
  await show('signed-out', 0, { signInByCode }, '/link/ABCD2345');
  expect(screen.getByLabelText<HTMLInputElement>('Code').value).toBe('ABCD2345');
  expect(codes).toEqual([]);
  fireEvent.click(button('Sign in')!);
  await settle();
  expect(codes).toEqual(['ABCD2345']);
});

test('keeps what was not sent readable, and copies it', async () => {
  const copied: string[] = [];
  Object.defineProperty(navigator, 'clipboard', {
    configurable: true,
    value: { writeText: (text: string) => Promise.resolve(void copied.push(text)) },
  });
  const drafts = () => Promise.resolve([{ room: 'lobby' as RoomId, text: 'half a thought' }]);
  await show('deleted', 1, { drafts });
  expect(screen.getByRole('heading', { name: 'Your account was deleted' })).toBeDefined();
  const list = within(screen.getByRole('list', { name: 'Not sent yet' })).getAllByRole('listitem');
  expect(list.map((item) => item.textContent)).toEqual([
    'Lobbythe bridge',
    'Lobby · still in the boxhalf a thought',
  ]);
  fireEvent.click(button('Copy all of it')!);
  await settle();
  expect(copied).toEqual(['Lobby: the bridge\n\nLobby: half a thought']);
  expect(button('Sign in again')).toBeNull();
  Reflect.deleteProperty(navigator, 'clipboard');
});

test('lets somebody who was suspended try again', async () => {
  let tries = 0;
  await show('suspended', 0, { tryNow: () => tries++ });
  expect(screen.getByRole('heading', { name: 'Your account was suspended' })).toBeDefined();
  fireEvent.click(button('Try again')!);
  expect([tries, button('Sign in again')]).toEqual([1, null]);
});
