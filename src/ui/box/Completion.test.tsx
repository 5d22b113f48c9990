// @vitest-environment happy-dom
import { act, cleanup, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, beforeAll, expect, test } from 'vitest';
import type { RoomId, UserId } from '../../protocol/ids';
import type { OpenRoomView } from '../../store/state';
import { AppProvider } from '../app-context';
import { loadEmoji } from '../emoji/load-emoji';
import { createFakeApp } from '../fake-app';
import { createBox } from '../room/box';
import { Composer } from '../room/Composer';

// So that it is there at once when it is first needed.
beforeAll(() => Promise.all([import('./Completion'), loadEmoji()]));
afterEach(() => {
  cleanup();
  Reflect.deleteProperty(document, 'execCommand');
});

const people = ['Bo', 'Bonnie Lee', 'مريم'].map((name, n) => ({ user: `user-${n}` as UserId, name }));
const settle = () => act(() => new Promise((resolve) => setTimeout(resolve, 20)));

function show() {
  const sent: string[] = [];
  const noted: unknown[] = [];
  let cancelled = 0;
  const box = createBox({
    draft: '',
    send(text) {
      sent.push(text);
      return Promise.resolve({ ok: true });
    },
    saveDraft: () => {},
    unexpected: 'Unexpected.',
  });
  const app = createFakeApp(
    { open: { room: 'lobby' as RoomId } as OpenRoomView },
    {
      peopleOf: () => Promise.resolve(people),
      remember(_, value) {
        noted.push(value);
        return Promise.resolve();
      },
    },
  );
  render(
    <AppProvider app={app}>
      <Composer box={box} focus onCancel={() => cancelled++} />
    </AppProvider>,
  );
  const area = screen.getByRole<HTMLTextAreaElement>('textbox', { name: 'Message' });
  const write = async (text: string, inputType = 'insertText') => {
    // The caret stands behind it then.
    fireEvent.input(area, { target: { value: text }, inputType });
    await settle();
  };
  Object.assign(document, {
    execCommand(_: string, __: boolean, words: string) {
      const { value, selectionStart, selectionEnd } = area;
      const changed = value.slice(0, selectionStart) + words + value.slice(selectionEnd);
      fireEvent.input(area, { target: { value: changed }, inputType: 'insertText' });
      return true;
    },
  });
  return { area, write, sent, noted, cancelled: () => cancelled };
}

const offers = () => screen.queryAllByRole('option').map((option) => option.textContent);
const chosen = () => screen.queryAllByRole('option', { selected: true }).map((option) => option.textContent);
const press = async (key: string) => {
  fireEvent.keyDown(screen.getByRole('textbox', { name: 'Message' }), { key });
  await settle();
};

test('offers the people of the room behind an @, and Enter takes the first instead of sending', async () => {
  const { area, write, sent } = show();
  await write('ask @b');
  expect(screen.getByRole('listbox', { name: 'People' })).toBeDefined();
  expect([offers(), chosen()]).toEqual([['Bo', 'Bonnie Lee'], ['Bo']]);
  await press('Enter');
  expect([area.value, sent, offers()]).toEqual(['ask @Bo ', [], []]);
  await press('Enter');
  expect(sent).toEqual(['ask @Bo']);
});

test('the arrows choose, around at both ends, and Tab takes', async () => {
  const { area, write } = show();
  await write('@b');
  await press('ArrowDown');
  expect(chosen()).toEqual(['Bonnie Lee']);
  await press('ArrowDown');
  expect(chosen()).toEqual(['Bo']);
  await press('ArrowUp');
  await press('Tab');
  expect(area.value).toBe('@Bonnie Lee ');
});

test('Escape closes the list and nothing else, and it stays closed for this name', async () => {
  const { area, write, cancelled } = show();
  await write('@b');
  await press('Escape');
  expect([offers(), cancelled(), area.value]).toEqual([[], 0, '@b']);
  await write('@bo');
  expect(offers()).toEqual([]);
  await press('Escape');
  expect(cancelled()).toBe(1);
  await write('@bo, @b');
  expect(offers()).toEqual(['Bo', 'Bonnie Lee']);
});

test('a name that is written out is sent as it stands, though there are longer ones', async () => {
  const { write, sent } = show();
  await write('hello @Bo');
  expect([offers(), chosen()]).toEqual([['Bo', 'Bonnie Lee'], []]);
  await press('Enter');
  expect(sent).toEqual(['hello @Bo']);
});

test('offers nothing where nobody is called so, and where a name is written out and no other one begins so', async () => {
  const { write } = show();
  for (const text of ['@x', 'mail bo@b', '@Bonnie Lee', '@bo and more']) {
    await write(text);
    expect([text, offers()]).toEqual([text, []]);
  }
});

test('a press takes an offer, and leaves the focus in the box', async () => {
  const { area, write } = show();
  await write('@مر');
  const offer = screen.getByRole('option', { name: 'مريم' });
  // Not prevented it would take the focus.
  expect(fireEvent.pointerDown(offer)).toBe(false);
  fireEvent.click(offer);
  await settle();
  expect(area.value).toBe('@مريم ');
  expect(document.activeElement).toBe(area);
});

test('tells those who do not see it which one is chosen, while it is open', async () => {
  const { area, write } = show();
  await write('@b');
  expect(screen.getByText('2 suggestions. Arrow keys choose, Enter takes.')).toBeDefined();
  expect(area.getAttribute('aria-controls')).toBe(screen.getByRole('listbox').id);
  const id = () => area.getAttribute('aria-activedescendant');
  expect(document.querySelector(`[id="${id()}"]`)?.textContent).toBe('Bo');
  await press('ArrowDown');
  expect(document.querySelector(`[id="${id()}"]`)?.textContent).toBe('Bonnie Lee');
  await press('Escape');
  expect([id(), area.hasAttribute('aria-controls')]).toEqual([null, false]);
});

test('offers emoji behind a colon and two letters, and remembers the one that was taken', async () => {
  const { area, write, noted } = show();
  await write(':t');
  expect(offers()).toEqual([]);
  await write('well :tad');
  expect(screen.getByRole('listbox', { name: 'Emoji' })).toBeDefined();
  expect(offers()).toEqual(['🎉:tada:']);
  await press('Enter');
  expect([area.value, noted]).toEqual(['well 🎉', [['🎉']]]);
});

test('a name between colons becomes its emoji as soon as it is closed', async () => {
  const { area, write } = show();
  await write('so :tada:');
  expect(area.value).toBe('so 🎉');
  await write('so 🎉 :nobody:');
  expect(area.value).toBe('so 🎉 :nobody:');
});

test('what is pasted or undone stays as it is', async () => {
  const { area, write } = show();
  await write('so :');
  await write('so :tada:', 'insertFromPaste');
  expect(area.value).toBe('so :tada:');
  await write('so :smile:', 'historyUndo');
  expect(area.value).toBe('so :smile:');
});
