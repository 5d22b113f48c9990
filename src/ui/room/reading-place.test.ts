import { expect, test } from 'vitest';
import type { ItemView } from '../../store/state';
import { fakeMessage } from '../fake-app';
import { createReadingPlace } from './reading-place';

const messages = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, i) => fakeMessage(from + i));

/** A place that shows the items from index 5 on. */
function placeAt5(items: readonly ItemView[] = messages(100, 120)) {
  const place = createReadingPlace();
  place.drew(items, place.moveTo(items));
  place.scrolled({ offset: 900, viewport: 100, total: 1000 }, { index: 18, cutPx: 0 });
  place.scrolled({ offset: 250, viewport: 100, total: 1000 }, { index: 5, cutPx: 7 });
  return { place, items };
}

test('follows the newest until somebody scrolls up, and again at the end', () => {
  const place = createReadingPlace();
  expect(place.follows()).toBe(true);
  place.scrolled({ offset: 900, viewport: 100, total: 1000 }, { index: 9, cutPx: 0 });
  place.scrolled({ offset: 600, viewport: 100, total: 1000 }, { index: 6, cutPx: 0 });
  expect(place.follows()).toBe(false);
  place.scrolled({ offset: 895, viewport: 100, total: 1000 }, { index: 9, cutPx: 0 });
  expect(place.follows()).toBe(true);
});

test('goes on following when sizes that become known push the end away', () => {
  const place = createReadingPlace();
  place.scrolled({ offset: 900, viewport: 100, total: 1000 }, { index: 9, cutPx: 0 });
  place.scrolled({ offset: 950, viewport: 100, total: 2000 }, { index: 9, cutPx: 0 });
  expect(place.follows()).toBe(true);
});

test('goes on following when a window that became higher draws the list down, as it is on the screen', () => {
  const place = createReadingPlace();
  place.scrolled({ offset: 900, viewport: 100, total: 1000 }, { index: 9, cutPx: 0 });
  place.scrolled({ offset: 800, viewport: 100, total: 1000 }, { index: 8, cutPx: 0 }, () => 200);
  expect(place.follows()).toBe(true);
  place.scrolled({ offset: 700, viewport: 100, total: 1000 }, { index: 7, cutPx: 0 }, () => 200);
  expect(place.follows()).toBe(false);
  // Whoever has left is not asked how high the screen is.
  place.scrolled({ offset: 650, viewport: 100, total: 1000 }, { index: 6, cutPx: 0 }, () => {
    throw new Error('asked');
  });
});

test('goes on following when a window that became wider draws the list together', () => {
  const place = createReadingPlace();
  place.scrolled({ offset: 1900, viewport: 100, total: 2000 }, { index: 9, cutPx: 0 });
  place.scrolled({ offset: 1500, viewport: 100, total: 1700 }, { index: 9, cutPx: 0 });
  expect(place.follows()).toBe(true);
  place.scrolled({ offset: 1400, viewport: 100, total: 1700 }, { index: 8, cutPx: 0 });
  expect(place.follows()).toBe(false);
});

test('calls it a shift when older ones come above', () => {
  const { place, items } = placeAt5();
  expect(place.moveTo([...messages(80, 99), ...items])).toEqual({ by: 20, shift: true, mixed: false });
});

test('does not move for new ones below', () => {
  const { place, items } = placeAt5();
  expect(place.moveTo([...items, ...messages(121, 125)])).toEqual({ by: 0, shift: false, mixed: false });
});

test('tells when items come above and below at once', () => {
  const { place, items } = placeAt5();
  const next = [...messages(90, 99), ...items, ...messages(121, 125)];
  const move = place.moveTo(next);
  expect(move).toEqual({ by: 10, shift: true, mixed: true });
  place.drew(next, move);
  expect(place.top()).toEqual({ index: 15, cutPx: 7 });
});

test('keeps the place below a hole that is filled', () => {
  const hole = { type: 'hole', from: 100, to: 104, loading: true } as const;
  const below = messages(105, 120);
  const { place } = placeAt5([hole, ...below]);
  expect(place.moveTo([...messages(100, 104), ...below]).by).toBe(4);
});

test('holds on to the next message when the first on the screen goes away', () => {
  const { place, items } = placeAt5();
  expect(place.moveTo([...messages(98, 99), ...items.filter((_, index) => index !== 5)]).by).toBe(1);
});
