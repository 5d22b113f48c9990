// Moments and spans of time in words. Clock times follow the habits of the device, words are English.

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

const clock = new Intl.DateTimeFormat(undefined, { hour: 'numeric', minute: '2-digit' });
const clockWithSeconds = new Intl.DateTimeFormat(undefined, {
  hour: 'numeric',
  minute: '2-digit',
  second: '2-digit',
});
const weekday = new Intl.DateTimeFormat('en-GB', { weekday: 'short' });
const dayOfYear = new Intl.DateTimeFormat('en-GB', { weekday: 'short', day: 'numeric', month: 'short' });
const dayOfAnyYear = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric' });

/** 14:06 */
export const clockTime = (atMs: number): string => clock.format(atMs);

/** The number of the local day: equal for two moments of the same day. */
export function dayNumber(atMs: number): number {
  const date = new Date(atMs);
  return Math.round(Date.UTC(date.getFullYear(), date.getMonth(), date.getDate()) / dayMs);
}

/** Today · Yesterday · Fri 14 Nov · 14 Nov 2025 */
export function dayName(atMs: number, today: number): string {
  const age = today - dayNumber(atMs);
  if (age === 0) return 'Today';
  if (age === 1) return 'Yesterday';
  return (Math.abs(age) < 300 ? dayOfYear : dayOfAnyYear).format(atMs);
}

/** 14:06 · Fri · 14 Nov 2025 */
export function shortMoment(atMs: number, today: number): string {
  const age = today - dayNumber(atMs);
  if (age <= 0) return clockTime(atMs);
  return (age < 7 ? weekday : dayOfAnyYear).format(atMs);
}

/** 14:06:09 · 14 Nov 2025, 14:06:09. Without `today` always with the date. */
export function exactMoment(atMs: number, today?: number): string {
  const time = clockWithSeconds.format(atMs);
  return dayNumber(atMs) === today ? time : `${dayOfAnyYear.format(atMs)}, ${time}`;
}

/** 8 s · 6 min · 3 h · 2 days */
export function span(ms: number): string {
  if (ms < minuteMs) return `${Math.max(0, Math.round(ms / 1000))} s`;
  if (ms < hourMs) return `${Math.floor(ms / minuteMs)} min`;
  if (ms < 2 * dayMs) return `${Math.floor(ms / hourMs)} h`;
  return `${Math.floor(ms / dayMs)} days`;
}
