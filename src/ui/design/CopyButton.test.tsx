// @vitest-environment happy-dom
import { act, cleanup, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, expect, test } from 'vitest';
import { CopyButton } from './CopyButton';

afterEach(() => {
  cleanup();
  Reflect.deleteProperty(navigator, 'clipboard');
});

const clipboard = (writeText: (text: string) => Promise<void>) =>
  Object.defineProperty(navigator, 'clipboard', { configurable: true, value: { writeText } });

const show = (text: string) => (
  <CopyButton text={text} label="Copy link" copiedLabel="Copied" byHandLabel="Copy it by hand" />
);
const press = async () => {
  fireEvent.click(screen.getByRole('button', { name: 'Copy link' }));
  await act(() => new Promise((resolve) => setTimeout(resolve)));
};

test('copies and says so, until there is another text', async () => {
  const copied: string[] = [];
  clipboard((text) => {
    copied.push(text);
    return Promise.resolve();
  });
  const { rerender } = render(show('one'));
  await press();
  expect(copied).toEqual(['one']);
  expect(screen.getByRole('status').textContent).toBe('Copied');
  rerender(show('two'));
  expect(screen.getByRole('status').textContent).toBe('');
});

test('selects the text where the page may not copy', async () => {
  clipboard(() => Promise.reject(new Error('Not allowed')));
  render(show('https://chat.example/#/join/abc'));
  await press();
  const area = screen.getByLabelText<HTMLTextAreaElement>('Copy it by hand');
  expect(area.value).toBe('https://chat.example/#/join/abc');
  expect([area.selectionStart, area.selectionEnd]).toEqual([0, area.value.length]);
});
