// @vitest-environment happy-dom
import { act, cleanup, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, expect, test } from 'vitest';
import { AppProvider } from '../app-context';
import { createFakeApp } from '../fake-app';
import { Storage } from './Storage';

afterEach(cleanup);

const settle = () => act(() => new Promise((resolve) => setTimeout(resolve)));

/** A browser that promises to keep the data when it is asked, or does not. */
async function show(persisted: boolean | undefined, agrees = false) {
  let kept = persisted;
  const app = createFakeApp(
    {},
    {
      storage: () => Promise.resolve({ persisted: kept, usedBytes: 1_234_567, quotaBytes: 3_400_000_000 }),
      persistStorage() {
        kept = agrees;
        return Promise.resolve(agrees);
      },
    },
  );
  render(
    <AppProvider app={app}>
      <Storage />
    </AppProvider>,
  );
  await settle();
}
const ask = () => screen.queryByRole('button', { name: 'Ask the browser to keep it' });

test('says that the browser keeps it, and how much it is', async () => {
  await show(true);
  expect(screen.getByText('Kept for good')).toBeDefined();
  expect(screen.getByText('Onebar uses 1.2 MB of the 3.4 GB it may use.')).toBeDefined();
  expect(ask()).toBeNull();
});

test('asks the browser, which agrees', async () => {
  await show(false, true);
  expect(screen.getByText('The browser may clear it when space is short')).toBeDefined();
  fireEvent.click(ask()!);
  await settle();
  expect(screen.getByText('Kept for good')).toBeDefined();
});

test('says so when the browser does not agree', async () => {
  await show(false, false);
  fireEvent.click(ask()!);
  await settle();
  expect(screen.getByRole('status').textContent).toMatch(/^Not yet\./);
  expect(ask()).not.toBeNull();
});

test('claims nothing where the browser does not say', async () => {
  await show(undefined);
  expect(screen.getByText(/does not say/)).toBeDefined();
  expect(ask()).toBeNull();
});
