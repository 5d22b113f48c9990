import { expect, test } from 'vitest';
import type { UserId } from '../../protocol/ids';
import { fakeMessage } from '../fake-app';
import { endsMinute, incomingAfter, newestSeq, startsDay, startsRun, startsUnread } from './item-order';

const noon = new Date(2026, 10, 20, 12).getTime();
const minuteMs = 60_000;
const hole = { type: 'hole', from: 3, to: 9, loading: false } as const;

test('names the author once per run, and again after a silence or another author', () => {
  const items = [
    fakeMessage(1, { atMs: noon }),
    fakeMessage(2, { atMs: noon + minuteMs }),
    fakeMessage(3, { atMs: noon + 20 * minuteMs }),
    fakeMessage(4, { atMs: noon + 20 * minuteMs, from: 'user-joel' as UserId }),
  ];
  expect(items.map((_, index) => startsRun(items, index))).toEqual([true, false, true, true]);
});

test('draws the time at the last message of a minute, and wherever the state differs', () => {
  const own = { own: true, atMs: noon };
  const items = [
    fakeMessage(1, { ...own, state: 'stored' }),
    fakeMessage(2, { ...own, state: 'stored' }),
    fakeMessage(undefined, { ...own, state: 'saved' }),
  ];
  expect(items.map((_, index) => endsMinute(items, index))).toEqual([false, true, true]);
});

test('starts a day at its first message, also across a hole', () => {
  const items = [
    fakeMessage(1, { atMs: noon - 24 * 60 * minuteMs }),
    fakeMessage(2, { atMs: noon }),
    hole,
    fakeMessage(10, { atMs: noon }),
  ];
  expect(items.map((_, index) => startsDay(items, index))).toEqual([true, true, false, false]);
});

test('draws the line above the first unread one, or above the hole that hides it', () => {
  const items = [fakeMessage(1), fakeMessage(2), hole, fakeMessage(10), fakeMessage(undefined)];
  const lines = (seq: number | undefined) =>
    items.map((_, index) => startsUnread(items, index, seq)).indexOf(true);
  expect([lines(2), lines(5), lines(10), lines(undefined), lines(11)]).toEqual([1, 2, 3, -1, -1]);
});

test('knows the newest that is stored and what others wrote after a seq', () => {
  const items = [
    fakeMessage(1),
    fakeMessage(2),
    fakeMessage(3, { own: true }),
    fakeMessage(undefined, { own: true }),
  ];
  expect(newestSeq(items)).toBe(3);
  expect(newestSeq([])).toBe(0);
  expect(incomingAfter(items, 1).map((message) => message.seq)).toEqual([2]);
  expect(incomingAfter(items, 0).map((message) => message.seq)).toEqual([1, 2]);
});
