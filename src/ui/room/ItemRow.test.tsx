import { createElement } from 'react';
import { expect, it } from 'vitest';
import { fakeMessage } from '../fake-app';
import { ItemRow, sameRow, type DrawnRows } from './ItemRow';

const ways = { onDetails: () => {}, onJump: () => {}, onReact: () => {}, onDiscard: () => {} };
const plain = {
  run: true,
  day: undefined,
  isNew: false,
  timed: true,
  last: false,
  marked: false,
  readOnly: false,
  beginning: undefined,
  ...ways,
};

it('is the same element as long as it says the same, and another one as soon as anything differs', () => {
  const drawn: DrawnRows = new WeakMap();
  const item = fakeMessage(1);
  const draw = (changed: Partial<typeof plain> = {}) =>
    sameRow(drawn, createElement(ItemRow, { item, ...plain, ...changed }));
  const first = draw();
  expect(draw()).toBe(first);
  const last = draw({ last: true });
  expect(last).not.toBe(first);
  expect(draw({ last: true })).toBe(last);
  expect(draw({ last: true, onReact: () => {} })).not.toBe(last);
  // A message that reads differently is another object.
  const other = sameRow(drawn, createElement(ItemRow, { item: fakeMessage(1), ...plain }));
  expect(other).not.toBe(draw());
});
