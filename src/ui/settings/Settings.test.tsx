// @vitest-environment happy-dom
import { act, cleanup, configure, fireEvent, render, screen, within } from '@testing-library/react';
import { afterEach, expect, test, vi } from 'vitest';
import { Router } from 'wouter';
import { memoryLocation } from 'wouter/memory-location';
import type { DeviceRow } from '../../protocol/asks-account';
import type { DeviceId } from '../../protocol/ids';
import type { Actions, AppState } from '../../store/state';
import { AppProvider } from '../app-context';
import { createFakeApp } from '../fake-app';
import { Settings } from './Settings';

configure({ asyncUtilTimeout: 10_000 });

afterEach(() => {
  cleanup();
  vi.useRealTimers();
});

const nowSec = 1_790_000_000;
const laptop = 'device-laptop' as DeviceId;
const phone = 'device-phone' as DeviceId;
const rows: DeviceRow[] = [
  { device: phone, name: 'Chrome on Android', sinceSec: nowSec - 90_000, seenSec: nowSec - 7200 },
  { device: laptop, name: 'Firefox on Linux', sinceSec: nowSec - 90_000, seenSec: nowSec },
];

const settle = () => act(() => new Promise((resolve) => setTimeout(resolve)));
const button = (name: string | RegExp) => screen.getByRole<HTMLButtonElement>('button', { name });
const press = async (name: string | RegExp) => {
  fireEvent.click(button(name));
  await settle();
};
const type = (label: string, value: string) =>
  fireEvent.change(screen.getByLabelText(label), { target: { value } });

/** What the server was asked, and a server that answers with these. */
async function show(
  answers: Record<string, unknown> = {},
  state: Partial<AppState> = {},
  actions: Partial<Actions> = {},
) {
  const asked: [string, unknown][] = [];
  const ask = ((method: string, params: unknown) => {
    // What the page asks by itself.
    const isOwn = method === 'devices' || JSON.stringify([method, params]) === '["setPresence",{}]';
    if (!isOwn) asked.push([method, params]);
    const answer = { devices: rows, setPresence: { shown: true }, ...answers }[method];
    return Promise.resolve(
      answer instanceof Error ? { ok: false, message: answer.message } : { ok: true, value: answer },
    );
  }) as Actions['ask'];
  const app = createFakeApp({ device: laptop, ...state }, { ask, ...actions });
  const { hook, history } = memoryLocation({ path: '/settings', record: true });
  render(
    <AppProvider app={app}>
      <Router hook={hook}>
        <Settings name="Mira" />
      </Router>
    </AppProvider>,
  );
  await settle();
  return { app, asked, history };
}

const offline = {
  state: 'offline',
  sinceMs: 0,
  nextTryAtMs: undefined,
  lastHeardAtMs: undefined,
  serverSilent: false,
} as AppState['connection'];

test('changes the display name, says so, and looks at it before it asks', async () => {
  const { asked } = await show({ setName: { name: 'Captain' } });
  expect(button('Save name').disabled).toBe(true);
  type('Display name', '   ');
  await press('Save name');
  expect(screen.getByText('Please type a name.')).toBeDefined();
  type('Display name', 'Captain');
  await press('Save name');
  expect(asked).toEqual([['setName', { name: 'Captain' }]]);
  expect(screen.getByText('Saved.')).toBeDefined();
});

test('says why a name cannot be had, and keeps it typed', async () => {
  await show({ setName: new Error('This name is taken.') });
  type('Display name', 'Captain');
  await press('Save name');
  expect(screen.getByText('This name is taken.')).toBeDefined();
  expect(screen.getByLabelText<HTMLInputElement>('Display name').value).toBe('Captain');
});

test('changes the password with the old one', async () => {
  const { asked } = await show({ changePassword: undefined });
  await press('Change password');
  const dialog = within(screen.getByRole('dialog', { name: 'Change password' }));
  type('Current password', 'correct horse');
  type('New password', 'short');
  fireEvent.click(dialog.getByRole('button', { name: 'Change password' }));
  expect(dialog.getByText(/shorter than 8 characters/)).toBeDefined();
  type('New password', 'correct horse battery');
  fireEvent.click(dialog.getByRole('button', { name: 'Change password' }));
  await settle();
  expect(asked).toEqual([['changePassword', { old: 'correct horse', new: 'correct horse battery' }]]);
  expect(screen.queryByRole('dialog')).toBeNull();
  expect(screen.getByText('Your password was changed.')).toBeDefined();
});

test('lists the devices, this one first, and signs one out after asking', async () => {
  const { asked } = await show({ endDevice: undefined });
  const items = within(screen.getByRole('list', { name: 'Your devices' })).getAllByRole('listitem');
  expect(items.map((item) => item.textContent)).toEqual([
    expect.stringMatching(/^Firefox on Linuxthis deviceConnected now, signed in on /),
    expect.stringMatching(/^Chrome on AndroidLast seen 2 h ago, signed in on /),
  ]);
  const signOut = within(items[1]!).getByRole('button', { name: 'Sign out this device' });
  expect(document.getElementById(signOut.getAttribute('aria-describedby') ?? '')?.textContent).toMatch(
    /Chrome on Android/,
  );
  fireEvent.click(signOut);
  expect(asked).toEqual([]);
  const dialog = within(screen.getByRole('dialog', { name: 'Sign out Chrome on Android?' }));
  fireEvent.click(dialog.getByRole('button', { name: 'Sign out this device' }));
  await settle();
  expect(asked).toEqual([['endDevice', { device: phone }]]);
  expect(screen.getByText('Chrome on Android was signed out.')).toBeDefined();
});

test('signs out everywhere else', async () => {
  const { asked } = await show({ endAllDevices: undefined });
  await press('Sign out everywhere else');
  const dialog = within(screen.getByRole('dialog', { name: 'Sign out all your other devices?' }));
  fireEvent.click(dialog.getByRole('button', { name: 'Sign out everywhere else' }));
  await settle();
  expect(asked).toEqual([['endAllDevices', { keepThis: true }]]);
  expect(screen.getByText('All your other devices were signed out.')).toBeDefined();
});

test('keeps app tokens apart from devices, and says that they end with the others', async () => {
  const app = { read: 'all', write: [], plain: false } as const;
  const sensor = { device: 'app-sensor' as DeviceId, name: 'Sensor', sinceSec: nowSec, seenSec: 0, app };
  await show({ devices: [...rows, sensor] });
  const items = within(screen.getByRole('list', { name: 'Your devices' })).getAllByRole('listitem');
  expect(items).toHaveLength(2);
  await screen.findByRole('list', { name: 'Your app tokens' });
  await press('Sign out everywhere else');
  expect(screen.getByText('Your app token ends as well.')).toBeDefined();
});

test('links a device with a code and a QR code, and sees that it came', async () => {
  const answers = { linkCode: { code: 'ABCD2345', expiresInSec: 300 }, devices: rows };
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  await show(answers);
  await press('Link a device');
  expect(screen.getByLabelText('Code').textContent).toBe('ABCD-2345');
  expect(screen.getByText(/^Works once\. (5:00|4:59) left\./)).toBeDefined();
  expect(await screen.findByRole('img', { name: 'QR code to sign in another device' })).toBeDefined();
  expect(button('Copy link')).toBeDefined();
  answers.devices = [
    ...rows,
    { device: 'device-new' as DeviceId, name: 'Safari on iPad', sinceSec: nowSec, seenSec: nowSec },
  ];
  await act(() => vi.advanceTimersByTimeAsync(3_000));
  await settle();
  expect(screen.getByText('Safari on iPad is signed in.')).toBeDefined();
  expect(screen.queryByLabelText('Code')).toBeNull();
});

test('offers a new code when the old one has expired', async () => {
  const { asked } = await show({ linkCode: { code: 'ABCD2345', expiresInSec: -1 } });
  await press('Link a device');
  expect(screen.getByText('This code has expired.')).toBeDefined();
  await press('New code');
  expect(asked).toHaveLength(2);
});

test('deletes the account with the password, and says before what becomes of the messages', async () => {
  const signedOut: string[] = [];
  const signOut: Actions['signOut'] = (unsent) => {
    signedOut.push(unsent);
    return Promise.resolve(0);
  };
  const { asked, history } = await show({ deleteAccount: undefined }, {}, { signOut });
  await press('Delete my account…');
  const dialog = within(screen.getByRole('dialog', { name: 'Delete account' }));
  expect(dialog.getByText(/cannot be undone/)).toBeDefined();
  expect(dialog.getByRole<HTMLInputElement>('radio', { name: /^Keep them/ }).checked).toBe(true);
  fireEvent.click(dialog.getByRole('radio', { name: /^Empty them/ }));
  fireEvent.click(dialog.getByRole('button', { name: 'Delete account' }));
  expect(asked).toEqual([]);
  type('Your password', 'correct horse');
  fireEvent.click(dialog.getByRole('button', { name: 'Delete account' }));
  await settle();
  expect(asked).toEqual([['deleteAccount', { password: 'correct horse', messages: 'empty' }]]);
  expect(signedOut).toEqual(['delete']);
  expect(history?.at(-1)).toBe('/deleted');
});

test('keeps everything as it is where the password is wrong', async () => {
  const { history } = await show({ deleteAccount: new Error('The password is wrong.') });
  await press('Delete my account…');
  type('Your password', 'wrong horse');
  await press('Delete account');
  expect(screen.getByText('The password is wrong.')).toBeDefined();
  expect(history).toEqual(['/settings']);
});

test('says what needs a connection', async () => {
  await show({}, { connection: offline });
  for (const name of ['Save name', 'Change password', 'Link a device', 'Delete my account…']) {
    expect(button(name).disabled).toBe(true);
    const described = document.getElementById(button(name).getAttribute('aria-describedby') ?? '');
    expect(described?.textContent).toBe('Needs a connection');
  }
  expect(screen.getAllByText('The list comes with the connection.')).toHaveLength(2);
});

test('switches typing off on this device, and who is here for the account', async () => {
  const remembered: unknown[] = [];
  const { asked, app } = await show(
    { setPresence: { shown: true } },
    {},
    {
      remember: async (...what) => {
        remembered.push(what);
      },
    },
  );
  const box = (name: string) => screen.getByRole<HTMLInputElement>('checkbox', { name });
  expect(box('Show when I am typing').checked).toBe(true);
  fireEvent.click(box('Show when I am typing'));
  await settle();
  expect(remembered).toEqual([['typing', false]]);
  expect(box('Show when I am typing').checked).toBe(false);
  fireEvent.click(box('Show when I am here, and when I was last'));
  await settle();
  expect(asked).toEqual([['setPresence', { shown: false }]]);
  expect(box('Show when I am here, and when I was last').checked).toBe(false);
  act(() => app.set({ connection: offline }));
  expect(box('Show when I am here, and when I was last').disabled).toBe(true);
});

test('leaves who is here as it was when the server says no', async () => {
  let isKnown = false;
  const ask = (async (method: string) => {
    if (method === 'devices') return { ok: true, value: rows };
    if (isKnown) return { ok: false, message: 'Not now.' };
    isKnown = true;
    return { ok: true, value: { shown: true } };
  }) as Actions['ask'];
  await show({}, {}, { ask });
  const box = () => screen.getByRole<HTMLInputElement>('checkbox', { name: /^Show when I am here/ });
  fireEvent.click(box());
  await settle();
  expect(screen.getByText('Not now.')).toBeDefined();
  expect(box().checked).toBe(true);
});

test('chooses data saver, and says whether it holds', async () => {
  const remembered: unknown[] = [];
  const { app } = await show({}, {}, { remember: async (...what) => void remembered.push(what) });
  const select = screen.getByRole<HTMLSelectElement>('combobox', { name: 'Data saver' });
  expect([select.value, screen.queryByText('It is off now.') !== null]).toEqual(['auto', true]);
  fireEvent.change(select, { target: { value: 'on' } });
  fireEvent.change(select, { target: { value: 'auto' } });
  expect(remembered).toEqual([
    ['dataSaver', 'on'],
    ['dataSaver', undefined],
  ]);
  act(() => app.set({ connection: { ...app.getState().connection, saving: true } }));
  expect(screen.getByText('It is on now.')).toBeDefined();
});
