// @vitest-environment happy-dom
import { act, cleanup, fireEvent, render, screen, within } from '@testing-library/react';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { AdminRoom, AdminUser } from '../../protocol/asks-admin';
import type { RoomId, UserId } from '../../protocol/ids';
import type { Actions, AppState } from '../../store/state';
import { AppProvider } from '../app-context';
import { createFakeApp } from '../fake-app';
import { Server } from './Server';

const person = (name: string, facts: Partial<AdminUser> = {}): AdminUser => ({
  user: `user-${name.toLowerCase()}` as UserId,
  name,
  shown: name,
  isAdmin: false,
  isSuspended: false,
  devices: 1,
  sinceSec: 1_700_000_000,
  seenSec: 0,
  ...facts,
});
const room = (name: string, facts: Partial<AdminRoom> = {}): AdminRoom => ({
  room: name.toLowerCase() as RoomId,
  name,
  visibility: 'public',
  members: 3,
  head: 1,
  ...facts,
});

const invite = {
  id: 'an-invite',
  room: undefined,
  by: 'user-mira' as UserId,
  name: 'Mira',
  madeSec: 1_700_000_000,
  expiresSec: 1_700_000_000,
  uses: 5,
  usesLeft: 3,
};

let asked: { method: string; params: unknown }[];
let people: AdminUser[];
let refusal: string | undefined;

beforeEach(() => {
  asked = [];
  refusal = undefined;
  people = [person('Mira', { isAdmin: true }), person('Bo', { isSuspended: true }), person('Ann')];
});
afterEach(cleanup);

const settle = () => act(() => new Promise((resolve) => setTimeout(resolve)));

async function show(state: Partial<AppState> = {}) {
  const answers: Record<string, (params: never) => unknown> = {
    adminServer: () => ({ registration: 'invite', people: 3, rooms: 4 }),
    adminUsers: ({ text }: { text: string }) =>
      people.filter(({ name }) => name.toLowerCase().startsWith(text.toLowerCase())),
    adminRooms: () => [
      room('Cave'),
      room('Lobby'),
      room('p', { name: '', visibility: 'private' }),
      room('d', { name: '', visibility: 'direct' }),
    ],
    invites: () => [invite],
    invite: () => invite,
  };
  const ask = (method: string, params: unknown) => {
    asked.push({ method, params });
    if (refusal !== undefined && !(method in answers))
      return Promise.resolve({ ok: false, message: refusal });
    return Promise.resolve({ ok: true, value: answers[method]?.(params as never) });
  };
  const app = createFakeApp({ isAdmin: true, ...state }, { ask: ask as Actions['ask'] });
  render(
    <AppProvider app={app}>
      <Server />
    </AppProvider>,
  );
  await settle();
  return app;
}
const click = async (name: string | RegExp) => {
  fireEvent.click(screen.getByRole('button', { name }));
  await settle();
};
const changes = () => asked.filter(({ method }) => method === 'adminSet' || method === 'adminDeleteRoom');

test('says who may come, lists people by name and public rooms, and only counts the others', async () => {
  await show();
  expect(screen.getByText('3 people, 4 rooms. New people come by invite.')).toBeDefined();
  const rows = within(screen.getByRole('list', { name: 'People' })).getAllByRole('listitem');
  expect(rows.map((row) => row.querySelector('bdi')?.textContent)).toEqual(['Ann', 'Bo', 'Mira']);
  expect(rows[1]?.textContent).toContain('suspended');
  expect(rows[2]?.textContent).toContain('you');
  expect(screen.queryByRole('button', { name: 'Manage Mira' })).toBeNull();
  expect(screen.getByRole('button', { name: 'Delete Cave' })).toBeDefined();
  expect(screen.queryByRole('button', { name: 'Delete Lobby' })).toBeNull();
  expect(
    screen.getByText(
      'Not shown: 1 private room, 1 conversation of two. What is in them is their members’ own business.',
    ),
  ).toBeDefined();
});

test('finds people by the beginning of a name', async () => {
  await show();
  fireEvent.change(screen.getByLabelText('Find people'), { target: { value: 'bo' } });
  await settle();
  expect(within(screen.getByRole('list', { name: 'People' })).getAllByRole('listitem')).toHaveLength(1);
  fireEvent.change(screen.getByLabelText('Find people'), { target: { value: 'x' } });
  await settle();
  expect(screen.getByText('Nobody is called so.')).toBeDefined();
});

test('does nothing to anybody before it has said what happens, and that is meant', async () => {
  await show();
  await click('Manage Ann');
  await click('Suspend');
  expect(screen.getByText(/Ann is put out at once/)).toBeDefined();
  await click('Leave it');
  expect(changes()).toEqual([]);
  await click('Suspend');
  await click('Suspend');
  expect(changes()).toEqual([
    { method: 'adminSet', params: { user: 'user-ann', change: { what: 'suspend' } } },
  ]);
  expect(screen.getByText('Ann is suspended.')).toBeDefined();
  expect(screen.queryByRole('dialog')).toBeNull();
});

test('makes a new password, and shows it once', async () => {
  await show();
  await click('Manage Bo');
  await click('Reset password');
  await click('Reset password');
  const [{ params } = { params: undefined }] = changes();
  const { password } = (params as { change: { password: string } }).change;
  expect(password).toMatch(/^\w{4}-\w{4}-\w{4}-\w{4}$/);
  expect(screen.getByText(password)).toBeDefined();
  await click('Close');
  expect(screen.queryByText(password)).toBeNull();
});

test('says how many app tokens end with a new password', async () => {
  people = [person('Mira', { isAdmin: true }), person('Bo', { apps: 2 })];
  await show();
  expect(screen.getByText(/1 device · 2 app tokens/)).toBeDefined();
  await click('Manage Bo');
  await click('Reset password');
  expect(screen.getByText('Their 2 app tokens end as well.')).toBeDefined();
});

test('deletes an account as it is chosen, and says why when it is refused', async () => {
  await show();
  await click('Manage Ann');
  await click('Delete account');
  fireEvent.click(screen.getByRole('radio', { name: /Empty them/ }));
  refusal = 'This is the only admin.';
  await click('Delete account');
  expect(screen.getByRole('alert').textContent).toBe('This is the only admin.');
  refusal = undefined;
  await click('Delete account');
  expect(changes().at(-1)?.params).toEqual({
    user: 'user-ann',
    change: { what: 'delete', messages: 'empty' },
  });
});

test('makes a link to the server, shows it, and takes it back', async () => {
  await show();
  expect(screen.getByRole('list', { name: 'Open links' }).textContent).toMatch(
    /^3 of 5 left · until .* · by Mira/,
  );
  fireEvent.change(screen.getByLabelText('Works for'), { target: { value: 'day' } });
  fireEvent.change(screen.getByLabelText('For how many people'), { target: { value: '25' } });
  await click('Make a link');
  const { token, ...terms } = (asked.find(({ method }) => method === 'invite')?.params ?? {}) as {
    token?: string;
  };
  expect(terms).toEqual({ room: undefined, expiresInSec: 86_400, uses: 25 });
  expect(token).toMatch(/^[\w-]{22}$/);
  expect(screen.getByText((text) => text.endsWith(`#/join/${token}`))).toBeDefined();
  expect(screen.getByRole('button', { name: 'Copy link' })).toBeDefined();
  await click(/^Take back the link: 3 of 5 left/);
  expect(asked.find(({ method }) => method === 'revokeInvite')?.params).toEqual({ id: 'an-invite' });
  expect(screen.getByText('The link was taken back. Nobody comes in by it any more.')).toBeDefined();
});

test('deletes a room when that is meant', async () => {
  await show();
  await click('Delete Cave');
  expect(screen.getByText(/The room “Cave” is deleted for ever/)).toBeDefined();
  await click('Delete room');
  expect(changes()).toEqual([{ method: 'adminDeleteRoom', params: { room: 'cave' } }]);
});

test('needs a connection and says so, and is for admins alone', async () => {
  const connection = {
    state: 'offline' as const,
    sinceMs: 0,
    nextTryAtMs: undefined,
    lastHeardAtMs: undefined,
    serverSilent: false,
    slower: false,
  };
  const app = await show();
  act(() => app.set({ connection }));
  expect(screen.getAllByText('Needs a connection')).not.toHaveLength(0);
  expect(screen.getByRole<HTMLButtonElement>('button', { name: 'Manage Ann' }).disabled).toBe(true);
  act(() => app.set({ isAdmin: false }));
  expect(screen.getByText('Needs a connection')).toBeDefined();
  expect(screen.queryByRole('list')).toBeNull();
  cleanup();
  asked = [];
  await show({ isAdmin: false });
  expect(screen.getByText('This screen is for the admins of this server.')).toBeDefined();
  expect(asked).toEqual([]);
});
