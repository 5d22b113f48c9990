// @vitest-environment happy-dom
import { act, cleanup, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, expect, test } from 'vitest';
import { createBox } from './box';
import { Composer } from './Composer';

afterEach(cleanup);

function show(draft = '') {
  const sent: string[] = [];
  const box = createBox({
    draft,
    send(text) {
      sent.push(text);
      return Promise.resolve(text === 'refused' ? { ok: false, message: 'Too long.' } : { ok: true });
    },
    saveDraft: () => {},
    unexpected: 'Unexpected.',
  });
  render(<Composer box={box} focus />);
  return { sent, area: screen.getByRole<HTMLTextAreaElement>('textbox', { name: 'Message' }) };
}

const settle = () => act(() => new Promise((resolve) => setTimeout(resolve)));

test('opens with the draft and the focus in the box', () => {
  const { area } = show('half a thought');
  expect(area.value).toBe('half a thought');
  expect(document.activeElement).toBe(area);
});

test('sends with Enter and clears the box', async () => {
  const { sent, area } = show();
  fireEvent.change(area, { target: { value: 'hello' } });
  fireEvent.keyDown(area, { key: 'Enter' });
  await settle();
  expect(sent).toEqual(['hello']);
  expect(area.value).toBe('');
});

test('sends with the button named Send', async () => {
  const { sent } = show('hello');
  fireEvent.click(screen.getByRole('button', { name: 'Send' }));
  await settle();
  expect(sent).toEqual(['hello']);
});

test('leaves Shift and Enter to the new line', () => {
  const { sent, area } = show('hello');
  fireEvent.keyDown(area, { key: 'Enter', shiftKey: true });
  expect(sent).toEqual([]);
});

test('leaves the Enter that ends a composition to the input method', () => {
  const { sent, area } = show('にほん');
  fireEvent.keyDown(area, { key: 'Enter', isComposing: true });
  fireEvent.keyDown(area, { key: 'Enter', keyCode: 229 });
  expect(sent).toEqual([]);
});

test('says what went wrong and keeps the text', async () => {
  const { area } = show('refused');
  fireEvent.keyDown(area, { key: 'Enter' });
  await settle();
  expect(screen.getByRole('alert').textContent).toBe('Too long.');
  expect(area.value).toBe('refused');
});
