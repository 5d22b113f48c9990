// @vitest-environment happy-dom
import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createLongPress } from './long-press';

let done: string[];
beforeEach(() => {
  vi.useFakeTimers();
  done = [];
  const press = createLongPress((target) => done.push(`held ${target.textContent}`));
  render(
    <div {...press}>
      <button type="button" onClick={() => done.push('clicked')}>
        Lobby
      </button>
    </div>,
  );
});
afterEach(() => {
  cleanup();
  vi.useRealTimers();
});
const button = () => screen.getByRole('button');
const down = (pointerType = 'touch') =>
  fireEvent.pointerDown(button(), { pointerType, clientX: 5, clientY: 5 });

test('tells what a finger rests on, and lets no click follow', () => {
  down();
  vi.advanceTimersByTime(600);
  // Not before it lets go.
  expect(done).toEqual([]);
  fireEvent.pointerUp(button());
  fireEvent.click(button());
  vi.runAllTimers();
  expect(done).toEqual(['held Lobby']);
  fireEvent.click(button());
  expect(done).toEqual(['held Lobby', 'clicked']);
});

test('leaves a tap and a scroll alone', () => {
  down();
  vi.advanceTimersByTime(200);
  fireEvent.pointerUp(button());
  fireEvent.click(button());
  down();
  fireEvent.pointerMove(button(), { clientX: 5, clientY: 40 });
  vi.advanceTimersByTime(600);
  fireEvent.pointerUp(button());
  vi.runAllTimers();
  expect(done).toEqual(['clicked']);
});

test('leaves a mouse alone', () => {
  down('mouse');
  vi.advanceTimersByTime(600);
  fireEvent.pointerUp(button());
  vi.runAllTimers();
  expect(done).toEqual([]);
});
