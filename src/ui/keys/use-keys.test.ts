// @vitest-environment happy-dom
import { expect, test } from 'vitest';
import { wayOf } from './use-keys';

const press = (key: string, more: KeyboardEventInit & { code?: string } = {}, target?: HTMLElement) => {
  const event = new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...more });
  if (target) {
    document.body.append(target);
    target.dispatchEvent(event);
  }
  return event;
};
const way = (key: string, more: KeyboardEventInit = {}, target?: HTMLElement) =>
  wayOf(press(key, more, target), false);

test('knows Ctrl with K, or ⌘ with K on a Mac, and not the other one', () => {
  expect(way('k', { ctrlKey: true })).toBe('goTo');
  expect(wayOf(press('k', { metaKey: true }), true)).toBe('goTo');
  expect(wayOf(press('k', { ctrlKey: true }), true)).toBeUndefined();
  expect(way('k', { metaKey: true })).toBeUndefined();
  expect(way('k', { ctrlKey: true, shiftKey: true })).toBeUndefined();
  expect(way('k')).toBeUndefined();
});

test('knows the key by its place where the letters are others, and by its letter elsewhere', () => {
  expect(way('ن', { ctrlKey: true, code: 'KeyK' })).toBe('goTo');
  expect(way('k', { ctrlKey: true, code: 'KeyV' })).toBe('goTo');
  expect(way('t', { ctrlKey: true, code: 'KeyK' })).toBeUndefined();
});

test('looks for messages by Ctrl with Shift and F, and by a slash that nobody types', () => {
  expect(way('F', { ctrlKey: true, shiftKey: true })).toBe('search');
  expect(wayOf(press('f', { metaKey: true, shiftKey: true }), true)).toBe('search');
  expect(way('f', { ctrlKey: true })).toBeUndefined();
  expect(way('/', {}, document.createElement('button'))).toBe('search');
  expect(way('/', {}, document.createElement('textarea'))).toBeUndefined();
});

test('goes from room to room with Alt and the arrows, and leaves bare arrows alone', () => {
  expect(way('ArrowUp', { altKey: true })).toBe('previousRoom');
  expect(way('ArrowDown', { altKey: true })).toBe('nextRoom');
  expect(way('ArrowDown', { altKey: true, shiftKey: true })).toBeUndefined();
  expect(way('ArrowDown')).toBeUndefined();
});

test('shows the keys at a question mark, unless somebody types one', () => {
  expect(way('?', { shiftKey: true }, document.createElement('button'))).toBe('showKeys');
  expect(way('؟', {}, document.createElement('a'))).toBe('showKeys');
  expect(way('?', { shiftKey: true }, document.createElement('textarea'))).toBeUndefined();
  expect(way('?', { shiftKey: true }, document.createElement('input'))).toBeUndefined();
});

test('leaves to an input method what is its own', () => {
  expect(way('ArrowUp', { altKey: true, isComposing: true })).toBeUndefined();
});
