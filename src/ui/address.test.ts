import { expect, test } from 'vitest';
import { addressOf, sharedText } from './address';

const at = (rest: string) => addressOf(`https://chat.example${rest}`);

test('what was shared leads to the choice of a room, and stays in the address until then', () => {
  expect(at('/?text=hello%20there')).toBe('/?text=hello%20there#/new');
  expect(at('/?title=&text=&url=https%3A%2F%2Fa.example%2F')).toBe(
    '/?title=&text=&url=https%3A%2F%2Fa.example%2F#/new',
  );
});

test('whoever has gone on since is not led back by a reload', () => {
  expect(at('/?text=hello#/room/lobby1')).toBe('/?text=hello#/room/lobby1');
});

test('a link of our own opens its room, however it is written, and nothing else', () => {
  const link = (text: string) => at(`/?open=${encodeURIComponent(text)}`);
  expect(link('web+onebar:room/abc_1')).toBe('/#/room/abc_1');
  expect(link('web+onebar://room/abc_1')).toBe('/#/room/abc_1');
  expect(link('web+onebar:///room/abc_1/')).toBe('/#/room/abc_1');
  expect(link('web+onebar:room/abc_1/120')).toBe('/#/room/abc_1/120');
  expect(link('web+onebar:room/abc_1/about')).toBe('/#/room/abc_1');
  expect(link('web+onebar:room/abc_1/anything')).toBe('/');
  expect(link('web+onebar:settings')).toBe('/');
  expect(link('web+onebar:room/<script>')).toBe('/');
});

test('any other address stays as it is', () => {
  for (const same of ['/', '/#/browse', '/#/room/abc', '/?text=', '/?other=1']) expect(at(same)).toBe(same);
});

test('title, text and link become one text, without saying the link twice', () => {
  expect(sharedText('?title=News&text=Read%20this&url=https%3A%2F%2Fa.example%2F')).toBe(
    'News\nRead this\nhttps://a.example/',
  );
  expect(sharedText('?text=Read%20https%3A%2F%2Fa.example%2F&url=https%3A%2F%2Fa.example%2F')).toBe(
    'Read https://a.example/',
  );
  expect(sharedText('')).toBe('');
});
