// @vitest-environment happy-dom
import { cleanup, fireEvent, render, screen, within } from '@testing-library/react';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { EntryId } from '../../protocol/ids';
import type { MessageView } from '../../store/state';
import { AppProvider } from '../app-context';
import { createFakeApp, fakeMessage } from '../fake-app';
import { MessageRow } from './MessageRow';

let retried: string[];
beforeEach(() => {
  retried = [];
});
afterEach(() => {
  getSelection()?.removeAllRanges();
  cleanup();
});

function show(message: MessageView, timed = true) {
  const opened: string[] = [];
  const discarded: string[] = [];
  const app = createFakeApp(
    {},
    {
      retry(id) {
        retried.push(id);
        return Promise.resolve({ ok: true });
      },
    },
  );
  render(
    <AppProvider app={app}>
      <MessageRow
        message={message}
        named
        timed={timed}
        stops
        onDetails={(id) => opened.push(id)}
        onDiscard={({ id, what }) => discarded.push(`${what} ${id}`)}
      />
    </AppProvider>,
  );
  return { item: within(screen.getByRole('listitem')), opened, discarded };
}

test.for(['saved', 'sent', 'stored', 'delivered', 'read', 'failed'] as const)(
  'says that it is %s in one element with only the word',
  (state) => {
    const { item } = show(fakeMessage(1, { own: true, state }));
    expect(item.getAllByText(state, { exact: true })).toHaveLength(1);
  },
);

test('says of what came late how long ago it was written', () => {
  const { item } = show(fakeMessage(1, { waitedSec: 3 * 3600 }));
  expect(item.getByText('written 3 h ago', { exact: true })).toBeDefined();
});

test('is silent about a short wait, and about what still waits', () => {
  expect(show(fakeMessage(1, { waitedSec: 119 })).item.queryByText(/written/)).toBeNull();
  cleanup();
  expect(show(fakeMessage(undefined, { waitedSec: 9999 })).item.queryByText(/written/)).toBeNull();
});

test('says that it was edited', () => {
  const { item } = show(fakeMessage(1, { edited: true }), false);
  expect(item.getByText('edited', { exact: true })).toBeDefined();
});

test('shows of what was taken back only that', () => {
  const { item } = show(fakeMessage(1, { retracted: true, edited: true, text: 'secret' }));
  expect(item.getByText('taken back', { exact: true })).toBeDefined();
  expect(item.queryByText(/secret|edited/)).toBeNull();
});

test('opens its details with a tap on the words and with its button, once each', () => {
  const { item, opened } = show(fakeMessage(1));
  fireEvent.click(item.getByText('words 1'));
  expect(opened).toEqual(['entry-1']);
  fireEvent.click(item.getByRole('button', { name: 'Details' }));
  expect(opened).toEqual(['entry-1', 'entry-1']);
});

test('leaves a click that ends a selection alone', () => {
  const { item, opened } = show(fakeMessage(1));
  getSelection()?.selectAllChildren(item.getByText('words 1'));
  fireEvent.click(item.getByText('words 1'));
  expect(opened).toEqual([]);
});

test('has links that are followed without opening the details, and the same words before they are there', async () => {
  const text = 'see https://a.example/x, or javascript:alert(1)';
  const { item, opened } = show(fakeMessage(1, { text }));
  expect(item.getByText(text)).toBeDefined();
  const link = await item.findByRole('link');
  expect(link.textContent).toBe('https://a.example/x');
  expect(link.getAttribute('rel')).toBe('noopener noreferrer nofollow');
  link.addEventListener('click', (event) => event.preventDefault());
  fireEvent.click(link);
  expect(opened).toEqual([]);
  expect(item.getAllByRole('link')).toHaveLength(1);
});

test('adds no word to the message', () => {
  const { item } = show(fakeMessage(1));
  expect(item.getByRole('button', { name: 'Details' }).textContent).toBe('');
});

test('offers to try a failed message again or to discard it', () => {
  const { item, discarded } = show(
    fakeMessage(undefined, {
      own: true,
      state: 'failed',
      problem: 'Too long.',
      failedRow: 'entry-new' as EntryId,
      failedWhat: 'message',
    }),
  );
  expect(item.getByText('Too long.')).toBeDefined();
  expect(item.getByRole('button', { name: 'Try again' })).toBeDefined();
  fireEvent.click(item.getByRole('button', { name: 'Discard' }));
  expect(discarded).toEqual(['message entry-new']);
});

test('offers the same for the change of a message that failed, and says what failed', () => {
  const { item, discarded } = show(
    fakeMessage(1, {
      own: true,
      state: 'failed',
      edited: true,
      problem: 'Too late.',
      failedRow: 'entry-edit' as EntryId,
      failedWhat: 'edit',
    }),
  );
  expect(item.getByText('New text of a message')).toBeDefined();
  expect(item.getByText('Too late.')).toBeDefined();
  fireEvent.click(item.getByRole('button', { name: 'Try again' }));
  expect(retried).toEqual(['entry-edit']);
  fireEvent.click(item.getByRole('button', { name: 'Discard' }));
  expect(discarded).toEqual(['edit entry-edit']);
});
