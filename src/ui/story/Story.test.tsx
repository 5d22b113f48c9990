// @vitest-environment happy-dom
import { act, cleanup, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, expect, test } from 'vitest';
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
): Promise<string[]> {
  const done: string[] = [];
  const app = createFakeApp(state, { story: () => Promise.resolve(fakeStory()), ...actions });
  render(
    <AppProvider app={app}>
      <Story
        message={message}
        onClose={() => done.push('closed')}
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
