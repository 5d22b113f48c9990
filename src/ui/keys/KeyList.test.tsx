// @vitest-environment happy-dom
import { act, cleanup, fireEvent, render, screen, within } from '@testing-library/react';
import { afterEach, expect, test } from 'vitest';
import { AppProvider } from '../app-context';
import { createFakeApp } from '../fake-app';
import { restOfTexts } from '../texts/texts';
import { KeyList } from './KeyList';

afterEach(cleanup);

const kept = new Map<string, unknown>();
async function show() {
  await restOfTexts();
  const app = createFakeApp(
    {},
    {
      remembered: async (what) => kept.get(what),
      remember: async (what, value) => void kept.set(what, value),
    },
  );
  render(
    <AppProvider app={app}>
      <KeyList onClose={() => {}} />
    </AppProvider>,
  );
  await act(() => new Promise((resolve) => setTimeout(resolve)));
}
const hidden = { hidden: true };

test('has a row for each key, with what it does', async () => {
  await show();
  const row = screen.getByRole('row', { name: /Go to a room or a person/, ...hidden });
  expect(within(row).getAllByText(/^(Ctrl|K)$/)).toHaveLength(2);
  expect(screen.getAllByRole('row', hidden).length).toBeGreaterThan(6);
});

test('keeps whether keys that are pressed alone work', async () => {
  await show();
  const box = () => screen.getByRole<HTMLInputElement>('checkbox', hidden);
  expect(box().checked).toBe(true);
  fireEvent.click(box());
  expect(kept.get('singleKeys')).toBe(false);
  cleanup();
  await show();
  expect(box().checked).toBe(false);
});
