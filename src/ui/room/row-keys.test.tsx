// @vitest-environment happy-dom
import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, expect, test } from 'vitest';
import { onRowKeys } from './row-keys';

afterEach(cleanup);

function show() {
  render(
    // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role, jsx-a11y/no-noninteractive-tabindex, jsx-a11y/no-noninteractive-element-interactions -- as in MessageList
    <div role="list" tabIndex={0} onKeyDown={onRowKeys}>
      {['one', 'two', 'three'].map((name) => (
        <div key={name}>
          <button data-details>{name}</button>
        </div>
      ))}
      <button>other</button>
    </div>,
  );
  return {
    list: screen.getByRole('list'),
    press: (key: string) => fireEvent.keyDown(document.activeElement ?? document.body, { key }),
  };
}
const focused = () => document.activeElement?.textContent;

test('goes from message to message with the arrows and stops at the ends', () => {
  const { press } = show();
  screen.getByText('three').focus();
  press('ArrowUp');
  press('ArrowUp');
  expect(focused()).toBe('one');
  press('ArrowUp');
  expect(focused()).toBe('one');
  press('ArrowDown');
  expect(focused()).toBe('two');
});

test('enters the list with Enter', () => {
  const { list, press } = show();
  list.focus();
  press('Enter');
  expect(focused()).toBe('three');
});

test('leaves the keys of other buttons and of the list itself alone', () => {
  const { list, press } = show();
  screen.getByText('other').focus();
  press('ArrowUp');
  expect(focused()).toBe('other');
  list.focus();
  press('ArrowUp');
  expect(document.activeElement).toBe(list);
});
