// The figures of `npm run bench:ui` as a table, and which of them had to be reached.
import { arch, cpus, platform, release } from 'node:os';
import { table } from './report';

export const slowdown = 4;

export interface UiFigures {
  /** Each time, ms: a room with 100,000 messages, from another one to its newest message on the screen. */
  readonly openMs: readonly number[];
  /** Between frames while scrolling up through it, at full speed and slowed down. */
  readonly scrollMs: readonly number[];
  readonly slowScrollMs: readonly number[];
  /** By how much the row in the middle moved: each time older ones were loaded above; while new ones came in below. */
  readonly olderMovedPx: readonly number[];
  readonly newMovedPx: number;
  /** From Enter to the row on the screen, slowed down, with 10,000 messages on the device. */
  readonly enterMs: readonly number[];
  /** Long tasks while 1,000 messages came in, at full speed and slowed down. */
  readonly catchUpTasksMs: readonly number[];
  readonly slowCatchUpTasksMs: readonly number[];
}

interface Goal {
  readonly goal: string;
  readonly measured: string;
  readonly reached: boolean;
}

const sorted = (values: readonly number[]): number[] => values.toSorted((a, b) => a - b);
const atShare = (values: readonly number[], share: number): number =>
  sorted(values)[Math.min(values.length - 1, Math.floor(values.length * share))] ?? Number.NaN;
const most = (values: readonly number[]): number => values.reduce((a, b) => Math.max(a, b), 0);
const ms = (value: number): string => `${Math.round(value)} ms`;
const framesPerSec = (framesMs: readonly number[]): number =>
  (1000 * framesMs.length) / framesMs.reduce((sum, each) => sum + each, 0);

/** A screen of 60 Hz shows 60 frames a second; a frame in a hundred may be somebody else's. */
const fluentPerSec = 59;

/** Of a part that was not measured nothing is said. */
export function checkGoals(figures: Partial<UiFigures>): Goal[] {
  const { openMs, scrollMs, slowScrollMs, olderMovedPx, newMovedPx, enterMs, slowCatchUpTasksMs } = figures;
  const goals: (Goal | undefined)[] = [
    openMs && {
      goal: 'A room with 100,000 messages opens from disk: below 150 ms',
      measured: `${ms(atShare(openMs, 0.5))}, at most ${ms(most(openMs))}`,
      reached: atShare(openMs, 0.5) < 150,
    },
    scrollMs && {
      goal: 'Scrolling up through it: 60 frames a second',
      measured: `${framesPerSec(scrollMs).toFixed(1)}, the longest frame ${ms(most(scrollMs))}`,
      reached: framesPerSec(scrollMs) >= fluentPerSec,
    },
    slowScrollMs && {
      goal: `The same, slowed down ${slowdown} times: no frame over 100 ms`,
      measured: `the longest ${ms(most(slowScrollMs))}, ${framesPerSec(slowScrollMs).toFixed(1)} frames a second`,
      reached: most(slowScrollMs) <= 100,
    },
    olderMovedPx && {
      goal: 'It keeps its place when older ones are loaded above: within 2 px',
      measured: `moved by ${most(olderMovedPx).toFixed(1)} px at most`,
      reached: most(olderMovedPx) <= 2,
    },
    newMovedPx !== undefined
      ? {
          goal: 'It keeps its place when new ones arrive below: within 2 px',
          measured: `moved by ${newMovedPx.toFixed(1)} px at most`,
          reached: newMovedPx <= 2,
        }
      : undefined,
    enterMs && {
      goal: `Enter to bubble, slowed down ${slowdown} times, 10,000 messages stored: p95 below 50 ms`,
      measured: `${ms(atShare(enterMs, 0.95))}, in the middle ${ms(atShare(enterMs, 0.5))}, of ${enterMs.length}`,
      reached: atShare(enterMs, 0.95) < 50,
    },
    slowCatchUpTasksMs && {
      goal: `Catching up 1,000 messages, slowed down ${slowdown} times: no task over 200 ms`,
      measured: `${longestTask(slowCatchUpTasksMs)}; at full speed ${longestTask(figures.catchUpTasksMs ?? [])}`,
      reached: most(slowCatchUpTasksMs) <= 200,
    },
  ];
  return goals.filter((goal) => goal !== undefined);
}

/** The browser tells of a task from 50 ms on. */
const longestTask = (tasksMs: readonly number[]): string =>
  tasksMs.length === 0 ? 'none of 50 ms or more' : `the longest ${ms(most(tasksMs))}`;

export const goalsTable = (goals: readonly Goal[]): string =>
  table(
    ['goal', 'measured', 'reached'],
    goals.map(({ goal, measured, reached }) => [goal, measured, reached ? 'yes' : '**no**']),
  );

export const asDocument = (
  figures: UiFigures,
  { command, browser, busy }: { command: string; browser: string; busy: number },
): string => `# The screen, measured

Written by \`${command}\` on ${new Date().toISOString().slice(0, 10)}: ${cpus()[0]?.model.trim() ?? 'an unknown processor'}, ${cpus().length} cores, ${platform()} ${release()} ${arch()}, Node ${process.versions.node}, Chromium ${browser}, without a graphics card. The load of the machine was ${busy.toFixed(1)} when it began${busy > 1 ? ': others worked on it, so the times are longer than they would be' : ''}.

The built app and the real broker, in a real Chromium of 1280×800. The messages are in the broker's log; on the device they were put into its
storage, as if they had come, because to fetch 100,000 takes minutes. The app was put on the device before, as it is with everybody who has
so many messages. Where it says so, the processor is slowed down ${slowdown} times by the browser's own tools.

## Goals

${goalsTable(checkGoals(figures))}

- Opening: from another screen, by the room's address, until the frame after its newest message shows; the middle of ${figures.openMs.length} times.
- Scrolling: a wheel goes up through 20,000 px, so that older messages are read from disk several times on the way. Frames are those of the page's main thread.
- Place: the row a third down the screen, frame by frame.
- Enter to bubble: from the key, by its own time stamp, until the frame after the row shows. In between the message is written to disk. The next one
  is written 150 ms later, while the answer to this one arrives. The worst was ${ms(most(figures.enterMs))}; the first after the start is among them.
- Tasks: what the browser reports as long tasks (over 50 ms) from the link's coming back until all 1,000 are on the device.
`;
