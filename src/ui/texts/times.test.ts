import { expect, it } from 'vitest';
import { dayName, dayNumber, isDate, span } from './times';

const noon = (day: number) => new Date(2025, 10, day, 12).getTime();
const today = dayNumber(noon(16));

it('names the days that have a word of their own, and writes the others as dates', () => {
  const days = [noon(16), noon(15), noon(14), new Date(2024, 10, 14).getTime()];
  expect(days.map((day) => dayName(day, today))).toEqual(['Today', 'Yesterday', 'Fri 14 Nov', '14 Nov 2024']);
  expect(days.map((day) => isDate(day, today))).toEqual([false, false, true, true]);
});

it('writes a span in the unit that keeps it short', () => {
  expect([-1, 8_000, 360_000, 3 * 3_600_000, 47 * 3_600_000, 48 * 3_600_000].map(span)).toEqual([
    '0 s',
    '8 s',
    '6 min',
    '3 h',
    '47 h',
    '2 days',
  ]);
});
