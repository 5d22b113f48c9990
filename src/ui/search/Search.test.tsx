// @vitest-environment happy-dom
import { act, cleanup, fireEvent, render, screen, within } from '@testing-library/react';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Router } from 'wouter';
import { memoryLocation } from 'wouter/memory-location';
import type { SearchParams } from '../../protocol/ask';
import type { EntryId, UserId } from '../../protocol/ids';
import { needlesOf } from '../../protocol/search-words';
import type { Asked, Found, Hit, SearchNews } from '../../store/open-search';
import type { Actions, AppState } from '../../store/state';
import { AppProvider } from '../app-context';
import { createFakeApp, fakeRoom } from '../fake-app';
import { Search } from './Search';

afterEach(cleanup);

let asked: { asked: Asked; limit: number }[];
let closed: number;
let say: (news: SearchNews) => void;
let before: Asked | undefined;

beforeEach(() => {
  asked = [];
  closed = 0;
  before = undefined;
});

const lobby = fakeRoom('Lobby');
const hit = (facts: Partial<Hit> = {}): Hit => ({
  room: lobby.room,
  seq: 7,
  id: undefined,
  author: 'Asha',
  atMs: 1_790_000_000_000,
  text: 'the old bridge',
  state: 'stored',
  ...facts,
});
const found = (facts: Partial<Found> = {}): Found => ({
  hits: [hit()],
  total: facts.hits?.length ?? 1,
  isEmpty: false,
  read: 50,
  of: 50,
  needles: needlesOf(['bri']),
  elsewhere: undefined,
  ...facts,
});
const elsewhere = {
  words: ['bri'],
  users: undefined,
  sinceSec: undefined,
  beforeSec: undefined,
  stretches: [{ room: lobby.room, from: 1, to: 30 }],
};

async function show(actions: Partial<Actions> = {}, state: Partial<AppState> = {}) {
  const app = createFakeApp(
    { rooms: [lobby], ...state },
    {
      openSearch(heard) {
        say = (news) => act(() => heard(news));
        return Promise.resolve({
          asked: before,
          ask: (question, limit) => void asked.push({ asked: question, limit }),
          close: () => void closed++,
        });
      },
      ...actions,
    },
  );
  const { hook } = memoryLocation({ path: '/search' });
  const { unmount } = render(
    <AppProvider app={app}>
      <Router hook={hook}>
        <Search />
      </Router>
    </AppProvider>,
  );
  await settle();
  return { app, unmount };
}
const settle = () => act(() => new Promise((resolve) => setTimeout(resolve)));
const box = () => screen.getByRole<HTMLInputElement>('searchbox', { name: 'Search messages' });
const type = (text: string) => fireEvent.change(box(), { target: { value: text } });
const rows = () => within(screen.getByRole('list', { name: 'Messages found' })).getAllByRole('listitem');
const press = async (name: string) => {
  fireEvent.click(screen.getByRole('button', { name }));
  await settle();
};

test('says what can be searched, is ready to type, and asks with every key', async () => {
  await show();
  expect(document.activeElement).toBe(box());
  expect(screen.getByText(/Finds everything that is on this device/)).toBeDefined();
  type('b');
  type('br');
  expect(asked.map(({ asked: { text }, limit }) => [text, limit])).toEqual([
    ['', 50],
    ['b', 50],
    ['br', 50],
  ]);
});

test('shows hits with room, author, time and what was found marked, and each leads to its message', async () => {
  await show();
  type('bri');
  say({
    type: 'found',
    found: found({
      hits: [
        hit(),
        hit({ seq: undefined, id: 'x' as EntryId, author: undefined, text: 'bridge, too', state: 'waits' }),
        hit({ seq: 5, author: '', state: 'lost' }),
      ],
    }),
  });
  expect(screen.getByRole('status').textContent).toBe('3 messages found');
  const [first, second, third] = rows();
  expect(first?.querySelector('mark')?.textContent).toBe('bri');
  expect(first?.textContent).toContain('Asha Lobby');
  expect(first?.textContent).toContain('the old bridge');
  expect(first?.querySelector('a')?.getAttribute('href')).toBe('/room/lobby/7');
  expect(second?.textContent).toContain('You Lobby not sent yet');
  expect(second?.querySelector('a')?.getAttribute('href')).toBe('/room/lobby');
  expect(third?.textContent).toContain('Someone Lobby no longer on the server');
  expect(screen.queryByText(/Finds everything/)).toBeNull();
});

test('says how far it has looked, and that there is nothing only when all was looked through', async () => {
  await show();
  type('bri');
  say({ type: 'found', found: found({ hits: [], total: 0, read: 12_000, of: 100_000 }) });
  expect(screen.getByRole('status').textContent).toBe('12,000 of 100,000 looked through');
  say({ type: 'found', found: found({ read: 13_000, of: 100_000 }) });
  expect(screen.getByRole('status').textContent).toBe('1 message found · 13,000 of 100,000 looked through');
  say({ type: 'found', found: found({ hits: [], total: 0 }) });
  expect(screen.getByRole('status').textContent).toBe('Nothing found on this device');
});

test('shows fifty at first, and more when asked to', async () => {
  await show();
  type('bri');
  say({ type: 'found', found: found({ total: 250 }) });
  await press('Show more');
  expect(asked.at(-1)?.limit).toBe(100);
  type('brid');
  expect(asked.at(-1)?.limit).toBe(50);
});

test('is narrowed by fields, without knowing what can be typed', async () => {
  await show();
  say({ type: 'people', people: [{ user: 'bo' as UserId, name: 'Bo' }] });
  fireEvent.change(screen.getByLabelText('Person'), { target: { value: 'bo' } });
  fireEvent.change(screen.getByLabelText('Room'), { target: { value: 'lobby' } });
  fireEvent.change(screen.getByLabelText('From'), { target: { value: '2026-11-01' } });
  fireEvent.change(screen.getByLabelText('Up to'), { target: { value: '2026-11-30' } });
  expect(asked.at(-1)?.asked).toEqual({
    text: '',
    from: 'bo',
    room: 'lobby',
    since: '2026-11-01',
    until: '2026-11-30',
  });
  fireEvent.change(screen.getByLabelText('Person'), { target: { value: '' } });
  expect(asked.at(-1)?.asked.from).toBeUndefined();
});

test('is gone through by the arrows, from the box to the hits and back', async () => {
  await show();
  type('bri');
  say({ type: 'found', found: found({ hits: [hit(), hit({ seq: 6 })] }) });
  const [first, second] = rows().map((row) => row.querySelector('a'));
  const key = (name: string) => fireEvent.keyDown(document.activeElement ?? document.body, { key: name });
  key('ArrowDown');
  expect(document.activeElement).toBe(first);
  key('ArrowDown');
  key('ArrowDown');
  expect(document.activeElement).toBe(second);
  key('ArrowUp');
  key('ArrowUp');
  expect(document.activeElement).toBe(box());
  fireEvent.submit(box());
  expect(document.activeElement).toBe(first);
});

test('finds everything as it was for whoever comes back from a hit', async () => {
  before = { text: 'bri', room: lobby.room, from: undefined, since: '', until: '' };
  const { unmount } = await show();
  expect(box().value).toBe('bri');
  expect(asked.at(-1)?.asked).toEqual(before);
  unmount();
  expect(closed).toBe(1);
});

test('looks on the server when asked to, and shows each message once', async () => {
  const questions: SearchParams[] = [];
  const ask = ((_method: string, params: unknown) => {
    questions.push(params as SearchParams);
    const value = {
      hits: [
        { stretch: 0, seq: 7, ts: 1_790_000_000, user: 'asha', text: 'the old bridge' },
        { stretch: 0, seq: 3, ts: 1_700_000_000, user: 'bo', text: 'a bridge far away' },
      ],
      people: [{ user: 'bo', name: 'Bo' }],
    };
    return Promise.resolve({ ok: true, value });
  }) as unknown as Actions['ask'];
  await show({ ask });
  type('bri');
  say({ type: 'found', found: found({ elsewhere }) });
  expect(screen.getByText('30 messages are only on the server.')).toBeDefined();
  await press('Also look on the server');
  expect(questions).toEqual([{ ...elsewhere, limit: 40 }]);
  expect(rows().map((row) => row.textContent)).toEqual([
    expect.stringContaining('the old bridge') as string,
    expect.stringContaining('a bridge far away') as string,
  ]);
  expect(screen.getByText('2 messages found on the server')).toBeDefined();
  expect(screen.queryByRole('button', { name: /on the server/ })).toBeNull();
  // For other words it was not asked yet.
  type('brid');
  say({ type: 'found', found: found({ elsewhere }) });
  expect(screen.getByRole('button', { name: 'Also look on the server' })).toBeDefined();
  expect(rows()).toHaveLength(1);
});

test('says what a look on the server needs, and why it did not work', async () => {
  const ask = (() =>
    Promise.resolve({ ok: false, message: 'The server is busy.' })) as unknown as Actions['ask'];
  const { app } = await show({ ask });
  type('bri');
  say({ type: 'found', found: found({ hits: [], total: 0, elsewhere }) });
  await press('Also look on the server');
  expect(screen.getByText('The server is busy.')).toBeDefined();
  act(() => app.set({ connection: { ...app.getState().connection, state: 'offline' } }));
  expect(screen.getByRole<HTMLButtonElement>('button', { name: /on the server/ }).disabled).toBe(true);
  expect(screen.getByText('Needs a connection')).toBeDefined();
});

test('can be opened again where it did not come through, or broke', async () => {
  let tries = 0;
  await show({
    openSearch: (heard) => {
      say = (news) => act(() => heard(news));
      return ++tries === 1
        ? Promise.reject(new Error('cut'))
        : Promise.resolve({ asked: undefined, ask: () => {}, close: () => {} });
    },
  });
  await press('Try again');
  expect(screen.queryByRole('button', { name: 'Try again' })).toBeNull();
  say({ type: 'failed' });
  await press('Try again');
  expect(tries).toBe(3);
});
