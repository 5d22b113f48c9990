// @vitest-environment happy-dom
import { readFileSync } from 'node:fs';
import { act, cleanup, fireEvent, render, screen, within } from '@testing-library/react';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Appearance } from './Appearance';

const page = () => Object.fromEntries(Object.entries(document.documentElement.dataset));
const choice = (group: string, name: string) =>
  within(screen.getByRole('group', { name: group })).getByRole<HTMLInputElement>('radio', { name });

beforeEach(() => {
  // What stands in the page itself.
  // oxlint-disable-next-line typescript/no-implied-eval -- the script of the page
  new Function(readFileSync('src/db/chosen-look.js', 'utf8'))();
});
afterEach(() => {
  cleanup();
  localStorage.clear();
  window.dispatchEvent(new Event('storage'));
});

test('says what holds, and draws the page as it is chosen, at once', () => {
  render(<Appearance />);
  expect([choice('Theme', 'Automatic').checked, choice('Text size', 'Normal').checked]).toEqual([true, true]);
  fireEvent.click(choice('Theme', 'Dark'));
  fireEvent.click(choice('Text size', 'Very large'));
  fireEvent.click(choice('Spacing', 'Compact'));
  expect(page()).toEqual({ theme: 'dark', size: 'largest', density: 'compact' });
  expect(choice('Theme', 'Dark').checked).toBe(true);
  fireEvent.click(choice('Theme', 'Automatic'));
  expect(page()).toEqual({ size: 'largest', density: 'compact' });
  expect(choice('Theme', 'Dark').checked).toBe(false);
});

test('follows what is chosen in another tab', () => {
  render(<Appearance />);
  act(() => {
    localStorage.setItem('onebar-theme', 'light');
    window.dispatchEvent(new Event('storage'));
  });
  expect(choice('Theme', 'Light').checked).toBe(true);
  expect(page()).toEqual({ theme: 'light' });
});
