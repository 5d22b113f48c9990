import { expect, test } from 'vitest';
import { curveFrom, curveGaps, curvePath } from './curve';

const nowMs = 10 * 3_600_000;
const minutesAgo = (minutes: number) => nowMs - minutes * 60_000;

const hourAgoMs = minutesAgo(60);

test('begins with the first that is known, but not a moment ago', () => {
  const since = (minutes: readonly number[]) =>
    curveFrom({ roundTrips: minutes.map((each) => ({ atMs: minutesAgo(each), ms: 80 })) }, nowMs);
  expect(since([40, 10])).toBe(minutesAgo(40));
  expect(since([1])).toBe(minutesAgo(5));
});

test('draws the hour from one end to the other, the slowest on top', () => {
  const roundTrips = [
    { atMs: minutesAgo(60), ms: 100 },
    { atMs: minutesAgo(30), ms: 200 },
    { atMs: minutesAgo(0), ms: 0 },
  ];
  expect(curvePath({ roundTrips, drops: [] }, hourAgoMs, nowMs)).toBe('M0 42l0 0L300 4L600 80');
});

test('breaks the line where the link was away, and marks that', () => {
  const roundTrips = [
    { atMs: minutesAgo(40), ms: 100 },
    { atMs: minutesAgo(20), ms: 100 },
  ];
  const drops = [
    { fromMs: minutesAgo(70), toMs: minutesAgo(65) },
    { fromMs: minutesAgo(36), toMs: minutesAgo(30) },
    { fromMs: minutesAgo(6), toMs: undefined },
  ];
  expect(curvePath({ roundTrips, drops }, hourAgoMs, nowMs)).toBe('M200 4l0 0M400 4l0 0');
  expect(curveGaps({ drops }, hourAgoMs, nowMs).map((gap) => gap.map(Math.round))).toEqual([
    [240, 300],
    [540, 600],
  ]);
});
