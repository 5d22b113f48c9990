// @vitest-environment happy-dom
import { act, cleanup, fireEvent, render, screen, within } from '@testing-library/react';
import { afterEach, expect, test, vi } from 'vitest';
import type { AppRights } from '../../protocol/app-rights';
import type { DeviceId, RoomId } from '../../protocol/ids';
import type { Actions, AppState, RoomView } from '../../store/state';
import { AppProvider } from '../app-context';
import { createFakeApp } from '../fake-app';
import { AppTokens } from './AppTokens';
import { exampleLine } from './app-token-example';
import { createAppToken } from './create-app-token';
import type { AppTokenView } from './use-devices';

afterEach(cleanup);

const lobby = 'r-lobby' as RoomId;
const cave = 'r-cave' as RoomId;
const gone = 'r-gone' as RoomId;
const rooms = [
  { room: lobby, name: 'Lobby', visibility: 'public' },
  { room: cave, name: 'Cave', visibility: 'private' },
] as RoomView[];
const view = (app: AppRights): AppTokenView => ({
  device: 'app-sensor' as DeviceId,
  name: 'Sensor',
  isThis: false,
  isConnected: false,
  unseenMs: undefined,
  sinceMs: Date.now(),
  app,
});

async function show(
  apps: readonly AppTokenView[] | undefined,
  answer: { ok: true; value: unknown } | { ok: false; message: string } = { ok: true, value: undefined },
  state: Partial<AppState> = {},
) {
  const asked: [string, unknown][] = [];
  const reload = vi.fn<() => Promise<void>>(() => Promise.resolve());
  const ask = ((method: string, params: unknown) => {
    asked.push([method, params]);
    return Promise.resolve(answer);
  }) as Actions['ask'];
  render(
    <AppProvider app={createFakeApp({ rooms, ...state }, { ask })}>
      <AppTokens name="Mira" known={{ devices: [], apps, problem: undefined, reload }} />
    </AppProvider>,
  );
  await act(() => Promise.resolve());
  return { asked, reload };
}

const button = (name: string) => screen.getByRole<HTMLButtonElement>('button', { name });
const press = async (name: string) => {
  fireEvent.click(button(name));
  await act(() => new Promise((resolve) => setTimeout(resolve)));
};
const group = (name: string) => within(screen.getByRole('group', { name }));
const choose = (legend: string, label: string) => fireEvent.click(group(legend).getByLabelText(label));

test('says what app tokens are for, also to whoever has none', async () => {
  await show([]);
  expect(screen.getByText(/^For scripts and things/)).toBeDefined();
  expect(screen.getByText('You have none yet.')).toBeDefined();
});

test('says in words what each may', async () => {
  await show([
    view({ read: 'all', write: [lobby, cave], plain: true }),
    { ...view({ read: [cave, gone], write: [], plain: false }), device: 'app-2' as DeviceId },
  ]);
  const items = within(screen.getByRole('list', { name: 'Your app tokens' })).getAllByRole('listitem');
  expect(items.map(({ textContent }) => textContent)).toEqual([
    'SensorReads all rooms. Writes in Lobby, Cave. Plain topics.Not used yet, made todayRevoke',
    'SensorReads Cave, 1 room you are not in.Not used yet, made todayRevoke',
  ]);
});

test('makes one with what was chosen, and shows it once with a line to try it', async () => {
  const { asked, reload } = await show([]);
  await press('New app token');
  fireEvent.change(screen.getByLabelText('Name'), { target: { value: 'Weather' } });
  choose('Rooms that it writes in', 'Some');
  fireEvent.click(group('Which rooms it writes in').getByLabelText('Lobby'));
  fireEvent.click(screen.getByLabelText('Plain topics'));
  await press('Make the token');
  const token = screen.getByRole('status', { name: 'Token' }).textContent ?? '';
  expect(token).toMatch(/^ob_[\w-]{24}$/);
  expect(asked).toEqual([
    ['makeAppToken', { token, name: 'Weather', app: { read: [], write: [lobby], plain: true } }],
  ]);
  expect(document.querySelector('code')?.textContent).toMatch(
    new RegExp(`-u Mira -P ${token} -t text/lobby -m hello$`),
  );
  await press('Done');
  expect(screen.queryByText(token)).toBeNull();
  expect(reload).toHaveBeenCalled();
});

test('says what is missing before it asks', async () => {
  const { asked } = await show([]);
  await press('New app token');
  await press('Make the token');
  expect(screen.getByText('Please type a name.')).toBeDefined();
  expect(screen.getByText(/^Please allow it something/)).toBeDefined();
  choose('Rooms that it reads', 'Some');
  await press('Make the token');
  expect(screen.getByText('Please choose a room.')).toBeDefined();
  fireEvent.change(screen.getByLabelText('Name'), { target: { value: 'Weather' } });
  expect(screen.queryByText('Please type a name.')).toBeNull();
  expect(asked).toEqual([]);
});

test('asks for the same token again after a refusal', async () => {
  const { asked } = await show([], {
    ok: false,
    message: 'You have 20 app tokens. Revoke one before you make another.',
  });
  await press('New app token');
  fireEvent.change(screen.getByLabelText('Name'), { target: { value: 'Weather' } });
  choose('Rooms that it reads', 'All');
  await press('Make the token');
  expect(screen.getByText(/^You have 20 app tokens/)).toBeDefined();
  await press('Make the token');
  expect(asked).toHaveLength(2);
  expect(asked[0]).toEqual(asked[1]);
});

test('revokes one after asking', async () => {
  const { asked, reload } = await show([view({ read: 'all', write: [], plain: false })]);
  await press('Revoke');
  expect(asked).toEqual([]);
  const dialog = within(screen.getByRole('dialog', { name: 'Revoke Sensor?' }));
  fireEvent.click(dialog.getByRole('button', { name: 'Revoke' }));
  await act(() => new Promise((resolve) => setTimeout(resolve)));
  expect(asked).toEqual([['endDevice', { device: 'app-sensor' }]]);
  expect(screen.getByText('Sensor was revoked.')).toBeDefined();
  expect(reload).toHaveBeenCalled();
});

test('says what needs a connection', async () => {
  const offline = { state: 'offline', sinceMs: 0, nextTryAtMs: undefined } as AppState['connection'];
  await show(undefined, undefined, { connection: offline });
  expect(screen.getByText('The list comes with the connection.')).toBeDefined();
  expect(button('New app token').disabled).toBe(true);
});

test('the line to try a token out does what the token may, and is safe in a shell', () => {
  const line = (app: Partial<AppRights>, account = "Mira O'Neil") =>
    exampleLine({
      app: { read: [], write: [], plain: false, ...app },
      token: 'ob_x',
      account,
      rooms,
      host: 'chat.example',
    });
  const access = String.raw`-h chat.example -p 1883 -u 'Mira O'\''Neil' -P ob_x`;
  expect(line({ read: 'all', write: [cave] })).toBe(`mosquitto_pub ${access} -t text/r-cave -m hello`);
  expect(line({ read: 'all' })).toBe(`mosquitto_sub ${access} -t text/lobby`);
  expect(line({ plain: true })).toBeUndefined();
  expect(line({ write: 'all' }, '$(rm -rf ~)')).toContain(`-u '$(rm -rf ~)' `);
});

test('a token is made of 18 random bytes, and is a word', () => {
  expect(createAppToken((bytes) => new Uint8Array(bytes).fill(0xfb))).toBe('ob_-_v7-_v7-_v7-_v7-_v7-_v7');
});
