// @vitest-environment happy-dom
import { act, cleanup, fireEvent, render, screen, within } from '@testing-library/react';
import { afterEach, expect, test } from 'vitest';
import { Router } from 'wouter';
import { memoryLocation } from 'wouter/memory-location';
import type { EntryId, RoomId } from '../../protocol/ids';
import type { Actions, AppState } from '../../store/state';
import { AppProvider } from '../app-context';
import { createFakeApp, fakeOutboxItem } from '../fake-app';
import { Outbox } from './Outbox';
import { OutboxLink } from './OutboxLink';

afterEach(cleanup);

const failed = fakeOutboxItem('a', { state: 'failed', problem: 'You left this room.', text: 'the bridge' });
const tried = fakeOutboxItem('b', { state: 'sent', mayDiscard: false });
const edit = fakeOutboxItem('c', { what: 'edit', room: 'tea' as RoomId, roomName: 'Tea' });

function show(state: Partial<AppState>, actions: Partial<Actions> = {}) {
  const done: string[] = [];
  const note = (what: string) => (id: string) => {
    done.push(`${what} ${id}`);
    return Promise.resolve({ ok: true } as const);
  };
  const app = createFakeApp(state, {
    retry: note('retry'),
    discard: (id) => note('discard')(id).then(() => ({ what: 'message', text: 'the bridge' })),
    edit: (id, text) => note('edit')(`${id} ${text}`),
    takeBack: note('take back'),
    send: (room, text) => note('send')(`${room} ${text}`),
    ...actions,
  });
  const { hook, history } = memoryLocation({ path: '/outbox', record: true });
  render(
    <AppProvider app={app}>
      <Router hook={hook}>
        <OutboxLink current={false} />
        <Outbox />
      </Router>
    </AppProvider>,
  );
  return { app, done, history };
}
const rows = () => within(screen.getByRole('list', { name: 'Outbox' })).queryAllByRole('listitem');
const press = async (name: string, row?: HTMLElement) => {
  fireEvent.click((row ? within(row) : screen).getByRole('button', { name }));
  await act(() => new Promise((resolve) => setTimeout(resolve)));
};

test('lists what waits and what failed in all rooms, with state and reason', () => {
  show({ outbox: [failed, tried, edit] });
  const words = rows().map((row) => row.textContent);
  expect(words[0]).toMatch(/^Lobby.*failed.*the bridge.*You left this room\./);
  expect(words[1]).toMatch(/^Lobby.*sent.*words b/);
  expect(words[2]).toMatch(/^Tea.*saved.*New text of a message.*words c/);
});

test('says that all is well when nothing is left', () => {
  const { app } = show({ outbox: [failed] });
  act(() => app.set({ outbox: [] }));
  expect(screen.getByText('Everything you wrote has been stored.')).toBeDefined();
  expect(rows()).toEqual([]);
  expect(screen.queryByRole('link', { name: 'Outbox' })).toBeNull();
});

test('offers for each what may be done with it', () => {
  show({ outbox: [failed, tried, edit] });
  const names = rows().map((row) =>
    within(row)
      .queryAllByRole('button')
      .map((button) => button.textContent),
  );
  expect(names).toEqual([['Try again', 'Discard', 'Copy'], [], ['Discard']]);
});

test('tries a failed one again', async () => {
  const { done } = show({ outbox: [failed] });
  await press('Try again');
  expect(done).toEqual(['retry a']);
});

test('opens the room it is for', () => {
  const { history } = show({ outbox: [edit] });
  fireEvent.click(screen.getByRole('link', { name: 'Open room' }));
  expect(history?.at(-1)).toBe('/room/tea');
});

test('discards, and writes it again on undo', async () => {
  const { done } = show({ outbox: [failed] });
  await press('Discard');
  expect(screen.getByText('Message discarded.')).toBeDefined();
  await press('Undo');
  expect(done).toEqual(['discard a', 'send lobby the bridge']);
  expect(screen.queryByText('Message discarded.')).toBeNull();
});

test('gives back the change of a message too', async () => {
  const target = 'entry-7' as EntryId;
  const { done } = show(
    { outbox: [edit] },
    { discard: () => Promise.resolve({ what: 'edit', target, text: 'the bridge' }) },
  );
  await press('Discard');
  expect(screen.getByText('Change discarded.')).toBeDefined();
  await press('Undo');
  expect(done).toEqual(['edit entry-7 the bridge']);
});

test('takes a message back after all', async () => {
  const target = 'entry-7' as EntryId;
  const { done } = show(
    { outbox: [fakeOutboxItem('d', { what: 'retract' })] },
    { discard: () => Promise.resolve({ what: 'retract', target }) },
  );
  await press('Discard');
  await press('Undo');
  expect(done).toEqual(['take back entry-7']);
});

test('keeps the way back when the undo did not work', async () => {
  show({ outbox: [failed] }, { send: () => Promise.resolve({ ok: false, message: 'No space left.' }) });
  await press('Discard');
  await press('Undo');
  expect(screen.getByText('No space left.')).toBeDefined();
  expect(screen.getByRole('button', { name: 'Undo' })).toBeDefined();
});

test('says so when it had left in the moment before', async () => {
  show({ outbox: [fakeOutboxItem('a')] }, { discard: () => Promise.resolve(undefined) });
  await press('Discard');
  expect(screen.getByText(/It is on its way already/)).toBeDefined();
  expect(screen.queryByRole('button', { name: 'Undo' })).toBeNull();
});

test('is reached by a link that tells how many wait and how many failed', () => {
  show({ outbox: [failed, tried, edit] });
  const link = screen.getByRole('link', { name: 'Outbox' });
  expect(link.getAttribute('href')).toBe('/outbox');
  expect(document.getElementById(link.getAttribute('aria-describedby') ?? '')?.textContent).toBe(
    '2 waiting · 1 failed',
  );
});
