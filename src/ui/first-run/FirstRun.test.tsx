// @vitest-environment happy-dom
import { act, cleanup, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, expect, test } from 'vitest';
import type { RoomId } from '../../protocol/ids';
import type { AppState, MessageView, OpenRoomView } from '../../store/state';
import { AppProvider } from '../app-context';
import { createFakeApp, fakeMessage } from '../fake-app';
import { FirstRun } from './FirstRun';

afterEach(cleanup);

const room = (items: readonly MessageView[]): OpenRoomView => ({
  room: 'lobby' as RoomId,
  name: 'Lobby',
  visibility: 'public',
  role: undefined,
  topicLine: undefined,
  partner: undefined,
  items,
  older: 'none',
  completeUpToMs: undefined,
  missing: 0,
  draft: '',
  draftReply: undefined,
  edit: undefined,
  firstUnreadSeq: undefined,
});

function show(state: Partial<AppState> = {}) {
  const app = createFakeApp(
    { firstRun: 'begun', open: room([]), ...state },
    {
      remember: async (what, value) => {
        if (what === 'firstRun') app.set({ firstRun: value as AppState['firstRun'] });
      },
    },
  );
  render(
    <AppProvider app={app}>
      <FirstRun />
    </AppProvider>,
  );
  const link = (to: AppState['connection']['state']) =>
    act(async () => app.set({ connection: { ...app.getState().connection, state: to } }));
  const set = (next: Partial<AppState>) => act(async () => app.set(next));
  return { app, link, set };
}
const card = () => screen.queryByRole('region', { name: 'First steps' });
const says = (words: string) => expect(card()?.textContent).toContain(words);
const own = (seq: number | undefined) => fakeMessage(seq, { own: true });

test('leads through a cut and back, and is over then', async () => {
  const { app, link, set } = show();
  says('You have a name.You are in a room.Now switch to airplane mode, and write something.');
  await link('connecting');
  says('Now switch to airplane mode');
  await link('offline');
  says('Good. Write something: it is kept here.');
  await set({ waiting: 1, open: room([own(undefined)]) });
  says('It waits here, safe. Switch the network on again.');
  expect(app.getState().firstRun).toBe('waited');
  await link('connecting');
  await link('online');
  says('It waits here, safe.');
  await set({ waiting: 0, open: room([own(1)]) });
  says('Stored. That is all there is to know.');
  expect(app.getState().firstRun).toBeUndefined();
  fireEvent.click(screen.getByRole('button', { name: 'Done' }));
  expect(card()).toBeNull();
});

test('goes on where it was after a reload', async () => {
  const { link } = show({ firstRun: 'waited', waiting: 1, open: room([own(undefined)]) });
  await link('offline');
  expect(card()?.textContent).toContain('It waits here, safe.');
});

test('does not say stored of words that were discarded', async () => {
  const { link, set } = show();
  await link('offline');
  await set({ waiting: 1 });
  await set({ waiting: 0 });
  await link('online');
  expect(screen.queryByText(/^Stored/)).toBeNull();
});

test('goes for good when it is skipped', () => {
  const { app } = show();
  fireEvent.click(screen.getByRole('button', { name: 'Skip this' }));
  expect([card(), app.getState().firstRun]).toEqual([null, undefined]);
});

test('makes room where people talk already, and is not there for those who know it', async () => {
  const many = Array.from({ length: 7 }, (_, i) => fakeMessage(i + 1));
  const { set } = show({ open: room(many) });
  expect(card()).toBeNull();
  await set({ open: room(many.slice(1)) });
  expect(card()).not.toBeNull();
  await set({ firstRun: undefined });
  expect(card()).toBeNull();
});
