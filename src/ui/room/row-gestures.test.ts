// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { listenToGestures } from './row-gestures';

let done: string[];
let list: HTMLElement;
let stop: () => void;

beforeEach(() => {
  vi.useFakeTimers();
  done = [];
  document.body.innerHTML = `<div id="list">
    <div data-row="one"><p>words</p><a href="#x">link</a><button>thumb</button><button data-details>more</button></div>
  </div>`;
  list = document.querySelector<HTMLElement>('#list')!;
  stop = listenToGestures(list, {
    open: (key) => done.push(`open ${key}`),
    reply: (key) => done.push(`reply ${key}`),
  });
});
afterEach(() => {
  stop();
  getSelection()?.removeAllRanges();
  vi.useRealTimers();
});

const row = () => list.querySelector<HTMLElement>('[data-row]')!;
const fire = (type: string, at: [number, number] = [0, 0], selector = 'p', facts: PointerEventInit = {}) => {
  const event = new PointerEvent(type, {
    bubbles: true,
    cancelable: true,
    pointerType: 'touch',
    pointerId: 1,
    isPrimary: true,
    clientX: at[0],
    clientY: at[1],
    ...facts,
  });
  list.querySelector(selector)?.dispatchEvent(event);
  return event;
};

test('opens the ways of a message that is held, when the finger lets go', () => {
  fire('pointerdown');
  vi.advanceTimersByTime(500);
  fire('pointermove', [6, 6]);
  expect(done).toEqual([]);
  fire('pointerup', [6, 6]);
  vi.advanceTimersByTime(1);
  expect(done).toEqual(['open one']);
});

test('takes a tap, and a finger that begins to scroll, for neither', () => {
  fire('pointerdown');
  vi.advanceTimersByTime(300);
  fire('pointerup');
  fire('pointerdown');
  fire('pointermove', [0, 14]);
  vi.advanceTimersByTime(900);
  fire('pointerup', [0, 14]);
  fire('pointerdown');
  vi.advanceTimersByTime(900);
  fire('pointercancel');
  fire('pointerup');
  vi.advanceTimersByTime(900);
  expect(done).toEqual([]);
});

test('answers a message that is pulled far enough towards the beginning of the line', () => {
  fire('pointerdown', [200, 0]);
  fire('pointermove', [180, 4]);
  expect(row().style.translate).toBe('-20px');
  fire('pointermove', [100, 8]);
  expect(row().style.translate).toBe('-72px');
  fire('pointerup', [100, 8]);
  expect(done).toEqual(['reply one']);
  expect(row().style.translate).toBe('');
});

test('is pulled the other way where the language runs the other way', () => {
  list.style.direction = 'rtl';
  row().style.direction = 'rtl';
  fire('pointerdown', [100, 0]);
  fire('pointermove', [180, 0]);
  fire('pointerup', [180, 0]);
  expect(done).toEqual(['reply one']);
});

test('answers nothing that was pulled a little, the wrong way, or down', () => {
  for (const to of [
    [160, 0],
    [300, 0],
    [140, 90],
  ] as const) {
    fire('pointerdown', [200, 0]);
    fire('pointermove', [...to]);
    fire('pointerup', [...to]);
  }
  expect(done).toEqual([]);
});

test('moves nothing where motion is not wanted, and answers all the same', () => {
  vi.stubGlobal('matchMedia', () => ({ matches: true }));
  fire('pointerdown', [200, 0]);
  fire('pointermove', [100, 0]);
  expect(row().style.translate).toBe('');
  fire('pointerup', [100, 0]);
  expect(done).toEqual(['reply one']);
  vi.unstubAllGlobals();
});

test('leaves links and the other buttons to themselves', () => {
  for (const selector of ['a', 'button']) {
    fire('pointerdown', [0, 0], selector);
    vi.advanceTimersByTime(600);
    fire('pointerup', [0, 0], selector);
    expect(fire('contextmenu', [0, 0], selector, { pointerType: 'mouse' }).defaultPrevented).toBe(false);
  }
  vi.advanceTimersByTime(1);
  expect(done).toEqual([]);
});

test('opens them with a right click, once the button is up, and with the key for a menu', () => {
  expect(fire('contextmenu', [0, 0], 'p', { pointerType: 'mouse', buttons: 2 }).defaultPrevented).toBe(true);
  vi.advanceTimersByTime(1);
  expect(done).toEqual([]);
  fire('pointerup', [0, 0], 'p', { pointerType: 'mouse' });
  vi.advanceTimersByTime(1);
  expect(done).toEqual(['open one']);
  fire('contextmenu', [0, 0], '[data-details]', { pointerType: '' });
  vi.advanceTimersByTime(1);
  expect(done).toEqual(['open one', 'open one']);
});

test('leaves the browser its menu for words that were selected', () => {
  getSelection()?.selectAllChildren(list.querySelector('p')!);
  expect(fire('contextmenu', [0, 0], 'p', { pointerType: 'mouse' }).defaultPrevented).toBe(false);
});
