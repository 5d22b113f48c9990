// @vitest-environment happy-dom
import { act, cleanup, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, expect, test } from 'vitest';
import type { RoomId } from '../../protocol/ids';
import type { Actions, AppState, MessageView } from '../../store/state';
import { AppProvider } from '../app-context';
import { createFakeApp, fakeMessage, fakeOutboxItem, fakeStory } from '../fake-app';
import { Story } from './Story';

afterEach(() => {
  cleanup();
  Reflect.deleteProperty(navigator, 'clipboard');
});

const settle = () => act(() => new Promise((resolve) => setTimeout(resolve)));
const own = (facts: Partial<MessageView> = {}) =>
  fakeMessage(7, { own: true, author: 'Mira', text: 'the bridge', state: 'stored', ...facts });

async function show(
  message: MessageView,
  actions: Partial<Actions> = {},
  state: Partial<AppState> = {},
  mayWrite = true,
): Promise<string[]> {
  const done: string[] = [];
  const app = createFakeApp(state, { story: () => Promise.resolve(fakeStory()), ...actions });
  render(
    <AppProvider app={app}>
      <Story
        message={message}
        room={'lobby' as RoomId}
        mayWrite={mayWrite}
        onClose={() => done.push('closed')}
        onReply={() => done.push('reply')}
        onForward={() => done.push('forward')}
        onEdit={() => done.push('edit')}
        onDiscard={() => done.push('discard')}
      />
    </AppProvider>,
  );
  await settle();
  return done;
}
const button = (name: string) => screen.queryByRole('button', { name });
const press = async (name: string) => {
  fireEvent.click(screen.getByRole('button', { name }));
  await settle();
};
const clipboard = (writeText: (text: string) => Promise<void>) =>
  Object.defineProperty(navigator, 'clipboard', { configurable: true, value: { writeText } });

test('tells the steps, the number and the people', async () => {
  await show(own(), {
    story: () =>
      Promise.resolve(
        fakeStory({
          seq: 123,
          steps: [
            { step: 'saved', atMs: 0, detail: '' },
            { step: 'stored', atMs: 1000, detail: '' },
          ],
          delivered: [{ name: 'Asha', atMs: 2000 }],
        }),
      ),
  });
  const dialog = screen.getByRole('dialog', { name: 'Delivery story' });
  expect(dialog.textContent).toContain('No. 123 in this room');
  const items = screen.getAllByRole('listitem').map((item) => item.textContent);
  expect(items[0]).toMatch(/^Saved on this device .*1970/);
  expect(items[1]).toMatch(/^Stored by the server /);
  expect(items[2]).toMatch(/^Asha /);
  expect(screen.getByText('nobody else yet')).toBeDefined();
});

test('offers nothing to change on what others wrote', async () => {
  await show(fakeMessage(7));
  expect(button('Copy as text')).not.toBeNull();
  expect([button('Edit'), button('Take back'), button('Discard')]).toEqual([null, null, null]);
});

test('asks before it takes back what others may have read', async () => {
  const taken: string[] = [];
  const done = await show(own(), {
    takeBack(id) {
      taken.push(id);
      return Promise.resolve({ ok: true });
    },
  });
  await press('Take back');
  expect(screen.getByText(/It is removed for everyone\./)).toBeDefined();
  expect(document.activeElement?.textContent).toBe('Keep it');
  expect(taken).toEqual([]);
  await press('Take back');
  expect(taken).toEqual(['entry-7']);
  expect(done).toEqual(['closed']);
});

test('stays open and says why when it could not be taken back', async () => {
  const done = await show(own(), {
    takeBack: () => Promise.resolve({ ok: false, message: 'There is no space left.' }),
  });
  await press('Take back');
  await press('Take back');
  expect(screen.getByRole('alert').textContent).toBe('There is no space left.');
  expect(done).toEqual([]);
});

test('discards without asking what was never tried', async () => {
  const message = fakeMessage(undefined, { own: true, state: 'saved' });
  const done = await show(message, {}, { outbox: [fakeOutboxItem(message.id)] });
  expect(button('Take back')).toBeNull();
  await press('Discard');
  expect(done).toEqual(['discard']);
});

test('takes back what waits but was tried', async () => {
  const message = fakeMessage(undefined, { own: true, state: 'saved' });
  await show(message, {}, { outbox: [fakeOutboxItem(message.id, { mayDiscard: false })] });
  expect(button('Discard')).toBeNull();
  expect(button('Take back')).not.toBeNull();
});

test('leads to editing', async () => {
  const done = await show(own());
  await press('Edit');
  expect(done).toEqual(['edit']);
});

test('changes nothing more about what was taken back', async () => {
  await show(own({ retracted: true, text: '' }));
  expect(screen.getByText('taken back')).toBeDefined();
  expect([button('Edit'), button('Take back')]).toEqual([null, null]);
});

test('leads to answering and to forwarding', async () => {
  const done = await show(fakeMessage(7));
  await press('Reply');
  await press('Forward');
  expect(done).toEqual(['reply', 'forward']);
});

test('copies the words, and a link that leads to them', async () => {
  const copied: string[] = [];
  clipboard((text) => {
    copied.push(text);
    return Promise.resolve();
  });
  await show(fakeMessage(7, { text: 'the bridge' }));
  await press('Copy text');
  await press('Copy link');
  expect(copied).toEqual(['the bridge', `${location.origin}${location.pathname}#/room/lobby/entry-7`]);
});

test('gives an emoji with one press, and takes it back with another', async () => {
  const given: unknown[] = [];
  const react: Actions['react'] = (id, emoji) => {
    given.push([id, emoji]);
    return Promise.resolve({ ok: true });
  };
  const done = await show(fakeMessage(7), { react });
  fireEvent.click(screen.getByRole('button', { name: '👍', pressed: false }));
  await settle();
  expect(given).toEqual([['entry-7', '👍']]);
  expect(done).toEqual(['closed']);
  cleanup();
  const reactions = [
    { emoji: '🦊', count: 2, people: ['Asha', undefined], own: true, state: undefined } as const,
  ];
  await show(fakeMessage(7, { reactions }), { react });
  expect(screen.getByText('🦊 2: Asha, you')).toBeDefined();
  fireEvent.click(screen.getByRole('button', { name: '🦊', pressed: true }));
  await settle();
  expect(given.at(-1)).toEqual(['entry-7', undefined]);
});

test('offers neither an answer nor an emoji where nothing can be written, and no link to what is not stored', async () => {
  await show(fakeMessage(7), {}, {}, false);
  expect([button('Reply'), button('👍')]).toEqual([null, null]);
  expect(button('Copy link')).not.toBeNull();
  cleanup();
  await show(fakeMessage(undefined, { own: true, state: 'saved' }));
  expect(button('Reply')).not.toBeNull();
  expect(button('Copy link')).toBeNull();
  cleanup();
  await show(own({ retracted: true, text: '' }));
  expect([
    button('Reply'),
    button('👍'),
    button('Copy text'),
    button('Copy link'),
    button('Forward'),
  ]).toEqual([null, null, null, null, null]);
});

test('copies the story as text', async () => {
  const copied: string[] = [];
  clipboard((text) => {
    copied.push(text);
    return Promise.resolve();
  });
  await show(own());
  await press('Copy as text');
  expect(copied[0]).toContain('Mira: the bridge');
  expect(screen.getByText('Copied')).toBeDefined();
});

test('gives the text to select where copying is not allowed', async () => {
  clipboard(() => Promise.reject(new Error('not allowed')));
  await show(own());
  await press('Copy as text');
  expect(screen.getByRole<HTMLTextAreaElement>('textbox').value).toContain('Mira: the bridge');
});

test('says so when the message is gone', async () => {
  await show(own(), { story: () => Promise.resolve(undefined) });
  expect(screen.getByText('This message is not on this device any more.')).toBeDefined();
});
