// @vitest-environment happy-dom
import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, expect, test } from 'vitest';
import { onRowKeys } from './row-keys';

afterEach(cleanup);

function show(dir: 'ltr' | 'rtl' = 'ltr') {
  render(
    // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role, jsx-a11y/no-noninteractive-tabindex, jsx-a11y/no-noninteractive-element-interactions -- as in MessageList
    <div role="list" tabIndex={0} style={{ direction: dir }} onKeyDown={onRowKeys}>
      {['one', 'two', 'three'].map((name) => (
        // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- as in MessageRow
        <div key={name} role="listitem">
          <button>quote of {name}</button>
          <button data-details>{name}</button>
          <button>thumb at {name}</button>
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

test('goes through the buttons of a message with left and right, and on to its neighbour from any of them', () => {
  const { press } = show();
  screen.getByText('two').focus();
  press('ArrowRight');
  expect(focused()).toBe('thumb at two');
  press('ArrowRight');
  expect(focused()).toBe('thumb at two');
  press('ArrowUp');
  expect(focused()).toBe('one');
  press('ArrowLeft');
  expect(focused()).toBe('quote of one');
});

test('goes the other way where the language does', () => {
  const { press } = show('rtl');
  screen.getByText('two').focus();
  press('ArrowLeft');
  expect(focused()).toBe('thumb at two');
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
  press('ArrowLeft');
  expect(focused()).toBe('other');
  list.focus();
  press('ArrowUp');
  expect(document.activeElement).toBe(list);
});
