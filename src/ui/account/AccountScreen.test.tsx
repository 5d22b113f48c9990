// @vitest-environment happy-dom
import { act, cleanup, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, expect, test } from 'vitest';
import { Router } from 'wouter';
import { memoryLocation } from 'wouter/memory-location';
import type { Actions } from '../../store/state';
import { AppProvider } from '../app-context';
import { createFakeApp } from '../fake-app';
import { AccountScreen } from './AccountScreen';

afterEach(cleanup);

function show(actions: Partial<Actions> = {}) {
  const { hook } = memoryLocation({ path: '/' });
  render(
    <AppProvider app={createFakeApp({ stage: { at: 'signed-out' } }, actions)}>
      <Router hook={hook}>
        <AccountScreen />
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
  const asked: string[][] = [];
  show({
    createAccount(...words) {
      asked.push(words);
      return Promise.resolve({ ok: true });
    },
  });
  type('Name', 'Mira');
  type('Password', 'eight888');
  await press('Create account');
  expect(asked).toEqual([['Mira', 'eight888']]);
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
