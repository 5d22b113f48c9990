// @vitest-environment happy-dom
import { act, cleanup, configure, fireEvent, render, screen } from '@testing-library/react';
import type { ComponentProps } from 'react';
import { afterEach, expect, test } from 'vitest';
import { Router } from 'wouter';
import { memoryLocation } from 'wouter/memory-location';
import type { Actions } from '../../store/state';
import { AppProvider } from '../app-context';
import { createFakeApp } from '../fake-app';
import { AccountScreen } from './AccountScreen';

// Some ways in are loaded when they are first needed.
configure({ asyncUtilTimeout: 10_000 });

afterEach(cleanup);

function show(actions: Partial<Actions> = {}, path = '/', props: ComponentProps<typeof AccountScreen> = {}) {
  const { hook } = memoryLocation({ path });
  render(
    <AppProvider app={createFakeApp({ stage: { at: 'signed-out' } }, actions)}>
      <Router hook={hook}>
        <AccountScreen {...props} />
      </Router>
    </AppProvider>,
  );
}

const type = (label: string, value: string) =>
  fireEvent.change(screen.getByLabelText(label), { target: { value } });
const press = async (name: string) => {
  fireEvent.click(screen.getByRole('button', { name }));
  await act(() => new Promise((resolve) => setTimeout(resolve)));
};
const value = (label: string) => screen.getByLabelText<HTMLInputElement>(label).value;

test('has the heading, the two fields and one button', () => {
  show();
  expect(screen.getByRole('heading', { level: 1, name: 'Onebar' })).toBeDefined();
  expect(screen.getByRole('textbox', { name: 'Name' }).getAttribute('autocomplete')).toBe('username');
  expect(screen.getByLabelText('Password').getAttribute('autocomplete')).toBe('new-password');
  expect(screen.getByRole('button', { name: 'Create account' })).toBeDefined();
  expect(screen.queryByRole('button', { name: 'Sign in' })).toBeNull();
});

test('tells the rule before anybody breaks it', () => {
  show();
  const password = screen.getByLabelText('Password');
  const hint = document.getElementById(password.getAttribute('aria-describedby') ?? '');
  expect(hint?.textContent).toMatch(/At least 8 characters/);
});

test('goes to the other form and back by links, and keeps what was typed', () => {
  show();
  type('Name', 'Mira');
  fireEvent.click(screen.getByRole('link', { name: 'I have an account' }));
  expect(screen.getByRole('button', { name: 'Sign in' })).toBeDefined();
  expect(screen.queryByRole('button', { name: 'Create account' })).toBeNull();
  expect(screen.getByLabelText('Password').getAttribute('autocomplete')).toBe('current-password');
  expect(value('Name')).toBe('Mira');
  fireEvent.click(screen.getByRole('link', { name: 'Create a new account' }));
  expect(screen.getByRole('button', { name: 'Create account' })).toBeDefined();
});

test('asks for an account with what was typed', async () => {
  const asked: unknown[][] = [];
  show({
    createAccount(...words) {
      asked.push(words);
      return Promise.resolve({ ok: true });
    },
  });
  type('Name', 'Mira');
  type('Password', 'eight888');
  await press('Create account');
  expect(asked).toEqual([['Mira', 'eight888', {}]]);
});

test('asks nobody about a password that is too short', async () => {
  let asked = 0;
  show({
    createAccount() {
      asked++;
      return Promise.resolve({ ok: true });
    },
  });
  type('Name', 'Mira');
  type('Password', 'seven77');
  await press('Create account');
  expect(asked).toBe(0);
  expect(screen.getByText(/shorter than 8 characters/)).toBeDefined();
  expect(document.activeElement).toBe(screen.getByLabelText('Password'));
});

test('keeps the text and says so when there is no server', async () => {
  show({ createAccount: () => Promise.resolve({ ok: false, message: 'The server cannot be reached.' }) });
  type('Name', 'Mira');
  type('Password', 'eight888');
  await press('Create account');
  expect(screen.getByRole('alert').textContent).toBe('The server cannot be reached.');
  expect([value('Name'), value('Password')]).toEqual(['Mira', 'eight888']);
});

test('shows the password on demand', async () => {
  show();
  await press('Show password');
  expect(screen.getByLabelText('Password').getAttribute('type')).toBe('text');
});

test.each([
  ['invite', /^New people come here by invite\./],
  ['closed', /^This server does not take new people/],
  ['setup', /^This server is being set up\./],
] as const)('says before anybody types that nobody can just come in (%s)', async (kind, words) => {
  show({ registration: () => Promise.resolve(kind) });
  expect(await screen.findByText(words)).toBeDefined();
  expect(screen.getByRole('button', { name: 'Sign in' })).toBeDefined();
  expect(screen.queryByRole('button', { name: 'Create account' })).toBeNull();
});

test('leaves a form in its place that somebody types in already', async () => {
  let tell = (_kind: 'invite') => {};
  show({ registration: () => new Promise((resolve) => (tell = resolve)) });
  type('Name', 'Mira');
  await act(async () => tell('invite'));
  expect(await screen.findByText(/by invite/)).toBeDefined();
  expect(screen.getByRole('button', { name: 'Create account' })).toBeDefined();
  expect(value('Name')).toBe('Mira');
});

test.each([
  ['/setup/secret-of-the-link', {}, { setup: 'secret-of-the-link' }],
  ['/', { invite: 'secret-of-an-invite' }, { invite: 'secret-of-an-invite' }],
])('brings along what lets somebody in (%s)', async (path, props, proofs) => {
  const asked: unknown[] = [];
  show(
    {
      registration: () => Promise.resolve('setup'),
      createAccount(...words) {
        asked.push(words[2]);
        return Promise.resolve({ ok: true });
      },
    },
    path,
    props,
  );
  type('Name', 'Mira');
  type('Password', 'eight888');
  await press('Create account');
  expect(asked).toEqual([proofs]);
});

test('signs in with a code that a link brought, when that is tapped', async () => {
  const codes: string[] = [];
  show(
    {
      signInByCode(code) {
        codes.push(code);
        return Promise.resolve({ ok: true });
      },
    },
    '/link/ABCD2345',
  );
  expect((await screen.findByLabelText<HTMLInputElement>('Code')).value).toBe('ABCD2345');
  expect(codes).toEqual([]);
  await press('Sign in');
  expect(codes).toEqual(['ABCD2345']);
});

test('asks for a code before it is sent, and goes to the password by a link', async () => {
  show();
  fireEvent.click(screen.getByRole('link', { name: 'Sign in with a code' }));
  await screen.findByLabelText('Code');
  await press('Sign in');
  expect(screen.getByText('Please type the code that your other device shows.')).toBeDefined();
  fireEvent.click(screen.getByRole('link', { name: 'I have an account' }));
  expect(screen.getByLabelText('Password')).toBeDefined();
});
