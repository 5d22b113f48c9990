// @vitest-environment happy-dom
import { act, cleanup, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, beforeAll, expect, test } from 'vitest';
import { AppProvider } from '../app-context';
import { createFakeApp } from '../fake-app';
import { createBox } from '../room/box';
import { Composer } from '../room/Composer';
import { utf8Bytes } from './split-text';

beforeAll(() => import('./LongText'));
afterEach(cleanup);

const settle = () => act(() => new Promise((resolve) => setTimeout(resolve, 20)));

async function show(draft: string, { edits = false, limit }: { edits?: boolean; limit?: number } = {}) {
  const sent: string[] = [];
  const box = createBox({
    draft,
    send(text) {
      sent.push(text);
      return Promise.resolve({ ok: true });
    },
    saveDraft: () => {},
    unexpected: 'Unexpected.',
  });
  const app = createFakeApp(
    {},
    { remembered: (what) => Promise.resolve(what === 'maxPayloadBytes' ? limit : undefined) },
  );
  render(
    <AppProvider app={app}>
      <Composer box={box} focus onCancel={edits ? () => {} : undefined} />
    </AppProvider>,
  );
  await settle();
  const area = screen.getByRole<HTMLTextAreaElement>('textbox', { name: 'Message' });
  const change = async (value: string) => {
    fireEvent.change(area, { target: { value } });
    await settle();
  };
  return { sent, area, change };
}

const novel = 'Some words of a long story. '.repeat(800).trim();
const alert = () => screen.queryByText('This is too long for one message.');

test('says before it is sent that a text is too long, and by how much', async () => {
  const { sent, area } = await show(novel);
  expect(alert()?.getAttribute('role')).toBe('alert');
  // 16 kB, less what an entry has besides its words.
  expect(
    screen.getByText(`${(novel.length - 16_320).toLocaleString('en')} characters do not fit.`),
  ).toBeDefined();
  fireEvent.keyDown(area, { key: 'Enter' });
  await settle();
  expect([sent, area.value]).toEqual([[], novel]);
});

test('whoever tries all the same is brought to the way out, which sends it in order', async () => {
  const { sent, area } = await show(novel);
  fireEvent.keyDown(area, { key: 'Enter' });
  const button = screen.getByRole('button', { name: 'Send as 2 messages' });
  expect(document.activeElement).toBe(button);
  fireEvent.click(button);
  await settle();
  expect(sent).toHaveLength(2);
  expect(sent.join(' ')).toBe(novel);
  expect(sent.filter((text) => utf8Bytes(text) > 16_320)).toEqual([]);
  expect([area.value, document.activeElement]).toEqual(['', area]);
  expect(alert()).toBeNull();
});

test('says nothing of a text that fits, and sends it as one', async () => {
  const { sent, area, change } = await show(novel);
  await change(novel.slice(0, 16_320));
  expect(alert()).toBeNull();
  fireEvent.keyDown(area, { key: 'Enter' });
  await settle();
  expect(sent).toHaveLength(1);
});

test('goes by the limit that the server said last', async () => {
  await show('x'.repeat(1200), { limit: 1024 });
  expect(screen.getByText('240 characters do not fit.')).toBeDefined();
  cleanup();
  await show(novel, { limit: 1_000_000 });
  expect(alert()).toBeNull();
});

test('the new text of a message stays one message', async () => {
  const { sent, area } = await show(novel, { edits: true });
  expect(screen.getByText(/Shorten it/).getAttribute('role')).toBe('alert');
  expect(screen.queryByRole('button', { name: /^Send as/ })).toBeNull();
  fireEvent.keyDown(area, { key: 'Enter' });
  await settle();
  expect(sent).toEqual([]);
});
