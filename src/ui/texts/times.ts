// Moments and spans of time in words. What is written how is the language's; whether a day has twice twelve hours is the device's habit.
import { localeOf, localeOfDays } from './languages';
import { language, texts } from './texts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

let made: ReturnType<typeof makeFormats> | undefined;

function makeFormats() {
  const { hourCycle } = new Intl.DateTimeFormat(undefined, { hour: 'numeric' }).resolvedOptions();
  const clock = { hour: 'numeric', minute: '2-digit', ...(hourCycle && { hourCycle }) } as const;
  const days = localeOfDays(language);
  return {
    language,
    clock: new Intl.DateTimeFormat(localeOf(language), clock),
    clockWithSeconds: new Intl.DateTimeFormat(localeOf(language), { ...clock, second: '2-digit' }),
    weekday: new Intl.DateTimeFormat(days, { weekday: 'short' }),
    dayOfYear: new Intl.DateTimeFormat(days, { weekday: 'short', day: 'numeric', month: 'short' }),
    dayOfAnyYear: new Intl.DateTimeFormat(days, { day: 'numeric', month: 'short', year: 'numeric' }),
  };
}

/** Making them takes milliseconds. */
function formats() {
  if (made?.language !== language) made = makeFormats();
  return made;
}

/** 14:06 */
export const clockTime = (atMs: number): string => formats().clock.format(atMs);

/** The number of the local day: equal for two moments of the same day. */
export function dayNumber(atMs: number): number {
  const date = new Date(atMs);
  return Math.round(Date.UTC(date.getFullYear(), date.getMonth(), date.getDate()) / dayMs);
}

/** Today · Yesterday · Fri 14 Nov · 14 Nov 2025 */
export function dayName(atMs: number, today: number): string {
  const age = today - dayNumber(atMs);
  if (age === 0) return texts.times.today;
  if (age === 1) return texts.times.yesterday;
  return (Math.abs(age) < 300 ? formats().dayOfYear : formats().dayOfAnyYear).format(atMs);
}

/** Its name is a date, and not a word of its own. */
export function isDate(atMs: number, today: number): boolean {
  const age = today - dayNumber(atMs);
  return age !== 0 && age !== 1;
}

/** 14:06 · Fri · 14 Nov 2025 */
export function shortMoment(atMs: number, today: number): string {
  const age = today - dayNumber(atMs);
  if (age <= 0) return clockTime(atMs);
  return (age < 7 ? formats().weekday : formats().dayOfAnyYear).format(atMs);
}

/** 14:06:09 · 14 Nov 2025, 14:06:09. Without `today` always with the date. */
export function exactMoment(atMs: number, today?: number): string {
  const time = formats().clockWithSeconds.format(atMs);
  return dayNumber(atMs) === today ? time : texts.times.at(formats().dayOfAnyYear.format(atMs), time);
}

/** 8 s · 6 min · 3 h · 2 days */
export function span(ms: number): string {
  const { seconds, minutes, hours, days } = texts.times;
  if (ms < minuteMs) return seconds(Math.max(0, Math.round(ms / 1000)));
  if (ms < hourMs) return minutes(Math.floor(ms / minuteMs));
  if (ms < 2 * dayMs) return hours(Math.floor(ms / hourMs));
  return days(Math.floor(ms / dayMs));
}
