// @vitest-environment happy-dom
import { act, cleanup, fireEvent, render, screen, within } from '@testing-library/react';
import { afterEach, expect, test } from 'vitest';
import { AppProvider } from '../app-context';
import { createFakeApp } from '../fake-app';
import { EmojiPicker } from './EmojiPicker';

afterEach(cleanup);

async function show(recent?: unknown) {
  const picked: string[] = [];
  const noted: unknown[] = [];
  let closed = 0;
  const app = createFakeApp(
    {},
    {
      remembered: (what) => Promise.resolve(what === 'recentEmoji' ? (noted.at(-1) ?? recent) : undefined),
      remember(_, value) {
        noted.push(value);
        return Promise.resolve();
      },
    },
  );
  render(
    <AppProvider app={app}>
      <EmojiPicker onPick={(emoji) => picked.push(emoji)} onClose={() => closed++} />
    </AppProvider>,
  );
  await screen.findByRole('list', { name: 'Smileys' });
  await act(() => Promise.resolve());
  return { picked, noted, closed: () => closed, search: screen.getByLabelText('Search emoji') };
}

const cell = (name: string, list?: string) =>
  (list ? within(screen.getByRole('list', { name: list })) : screen).getByRole('button', { name });
const press = (key: string) => fireEvent.keyDown(document.activeElement!, { key });

test('opens with the focus in the search field and all groups with a name', async () => {
  const { search } = await show();
  expect(document.activeElement).toBe(search);
  expect(screen.getAllByRole('list')).toHaveLength(8);
  expect(screen.queryByRole('list', { name: 'Recently used' })).toBeNull();
});

test('picks what is pressed', async () => {
  const { picked } = await show();
  fireEvent.click(cell('tada'));
  expect(picked).toEqual(['🎉']);
});

test('finds by a word, and Enter takes the first', async () => {
  const { picked, search } = await show();
  fireEvent.change(search, { target: { value: 'party' } });
  expect(screen.getByRole('list', { name: 'Found' })).toBeDefined();
  fireEvent.change(search, { target: { value: 'tada' } });
  press('Enter');
  expect(picked).toEqual(['🎉']);
});

test('Enter takes nothing while nothing is looked for', async () => {
  const { picked } = await show();
  press('Enter');
  expect(picked).toEqual([]);
});

test('says when nothing is called so', async () => {
  const { search } = await show();
  fireEvent.change(search, { target: { value: 'qqqq' } });
  expect(screen.queryAllByRole('list')).toEqual([]);
  expect(screen.getByRole('status').textContent).toBe('No emoji is called so.');
});

test('the arrows lead from the search field to the emoji and back', async () => {
  const { search } = await show();
  press('ArrowDown');
  expect(document.activeElement).toBe(cell('grinning'));
  press('ArrowRight');
  expect(document.activeElement).toBe(cell('smiley'));
  press('ArrowLeft');
  press('ArrowUp');
  expect(document.activeElement).toBe(search);
});

test('only one emoji is a stop for the Tab key, the one that was last looked at', async () => {
  await show();
  const stops = () => screen.getAllByRole('button').filter(({ tabIndex }) => tabIndex === 0);
  expect(stops()).toEqual([cell('grinning')]);
  press('ArrowDown');
  press('ArrowRight');
  expect(stops()).toEqual([cell('smiley')]);
});

test('Escape closes it, and goes no further', async () => {
  const { closed } = await show();
  let heard = 0;
  const onKey = () => heard++;
  document.addEventListener('keydown', onKey);
  press('Escape');
  document.removeEventListener('keydown', onKey);
  expect([closed(), heard]).toEqual([1, 0]);
});

test('has those picked last at its top, the newest first, each once', async () => {
  const { noted } = await show(['🔥', '🎉', 7, 'not an emoji']);
  const recent = within(screen.getByRole('list', { name: 'Recently used' })).getAllByRole('button');
  expect(recent.map((each) => each.textContent)).toEqual(['🔥', '🎉']);
  fireEvent.click(cell('tada', 'Recently used'));
  await act(() => new Promise((resolve) => setTimeout(resolve)));
  expect(noted).toEqual([['🎉', '🔥', 'not an emoji']]);
});
