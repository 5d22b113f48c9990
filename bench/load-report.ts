// The figures of `npm run bench:load` as tables, and which of them had to be reached.
import { arch, cpus, platform, release } from 'node:os';
import type { ColdStart } from './load-cold';
import type { Cuts, CutVisit } from './load-cuts';
import { versionOf } from './load-peers';
import { slowdown, type LoadedFile, type Moment } from './load-visit';
import { table } from './report';

export type Link = '3G' | '2G';

interface FirstVisit {
  readonly app: string;
  readonly link: Link;
  readonly form: Moment;
  readonly paint?: Moment;
  readonly stored?: Moment | undefined;
}

export interface LoadFigures {
  readonly visits: FirstVisit[];
  readonly cold: ColdStart[];
  readonly cuts: (CutVisit & Pick<Cuts, 'until' | 'atBytes'> & { readonly when: string })[];
  /** Of Onebar's last visit up to the first message. */
  files: readonly LoadedFile[];
}

interface Goal {
  readonly goal: string;
  readonly measured: string;
  readonly reached: boolean;
}

export const noFigures = (): LoadFigures => ({ visits: [], cold: [], cuts: [], files: [] });

const linkTitles: Readonly<Record<Link, string>> = {
  '3G': 'slow 3G: 400 kbit/s, 400 ms',
  '2G': '2G: 50 kbit/s, 800 ms',
};
const own = 'Onebar';
const seconds = (ms: number): string => `${(ms / 1000).toFixed(2)} s`;
const kilobytes = (bytes: number): string => `${(bytes / 1000).toFixed(1)} kB`;
const times = (value: number): string => `× ${value.toFixed(2)}`;

const inTheMiddle = <T>(sorted: readonly T[]): T | undefined => sorted[sorted.length >> 1];

/** The moment of the round in the middle. */
function middle(moments: readonly (Moment | undefined)[]): Moment | undefined {
  const reached = moments.filter((moment) => moment !== undefined);
  return inTheMiddle(reached.toSorted((a, b) => a.atMs - b.atMs));
}

const usual = (
  { visits }: LoadFigures,
  app: string,
  link: Link,
  what: 'paint' | 'form' | 'stored',
): Moment | undefined =>
  middle(visits.filter((visit) => visit.app === app && visit.link === link).map((visit) => visit[what]));

export function visitTable(figures: LoadFigures): string {
  const rows: string[][] = [];
  for (const link of ['3G', '2G'] as const)
    for (const app of new Set(figures.visits.map((visit) => visit.app))) {
      const [paint, form, stored] = (['paint', 'form', 'stored'] as const).map((what) =>
        usual(figures, app, link, what),
      );
      const ours = usual(figures, own, link, 'form');
      if (!form) continue;
      rows.push([
        `${app}, ${linkTitles[link]}`,
        paint ? seconds(paint.atMs) : '',
        seconds(form.atMs),
        ours ? times(form.atMs / ours.atMs) : '',
        `${kilobytes(form.bytesDown)} / ${kilobytes(form.bytesUp)}`,
        ours ? times(form.bytesDown / ours.bytesDown) : '',
        String(form.connections),
        stored ? seconds(stored.atMs) : '',
        stored ? `${kilobytes(stored.bytesDown)} / ${kilobytes(stored.bytesUp)}` : '',
      ]);
    }
  return table(
    [
      '',
      'first paint',
      'form usable',
      'against Onebar',
      'down / up by then',
      'down, against Onebar',
      'connections',
      'first message stored',
      'down / up by then',
    ],
    rows,
  );
}

export const filesTable = ({ files }: LoadFigures): string =>
  table(
    ['file', 'asked for at', 'first byte', 'there', 'size'],
    files.map(({ path, beganMs, firstByteMs, endMs, bodyBytes }) => [
      path.replace(/-[\w-]{8}\./, '.'),
      seconds(beganMs),
      seconds(firstByteMs),
      seconds(endMs),
      bodyBytes === 0 ? 'from the cache' : kilobytes(bodyBytes),
    ]),
  );

const ends: Readonly<Record<Cuts['until'], string>> = {
  form: 'the form can be used',
  kept: 'the app is kept on the device',
};

export const cutTable = ({ cuts }: LoadFigures): string =>
  table(
    ['the link is cut', 'until', 'after', 'tries', 'down, in all', 'of a load without cuts', 'fetched again'],
    cuts.map(({ when, until, doneAtMs, tries, bytesDown, fetchedAgain }) => [
      when,
      ends[until],
      doneAtMs === undefined ? '**not in 2 minutes**' : seconds(doneAtMs),
      String(tries),
      kilobytes(bytesDown),
      times(bytesDown / uncut(cuts, until)),
      fetchedAgain.length === 0 ? 'nothing that was whole' : fetchedAgain.join(', '),
    ]),
  );

export const coldTable = ({ cold }: LoadFigures): string =>
  table(
    ['opened without a network', 'the words of the last room are shown after', 'each time'],
    [true, false].map((browserRan) => {
      const shown = shownAfter(cold, browserRan);
      return [
        browserRan ? 'in a browser that runs' : 'in a browser that was started for it',
        seconds(inTheMiddle(shown) ?? Number.NaN),
        shown.map(seconds).join(', '),
      ];
    }),
  );

/** In order of size, ms. */
const shownAfter = (cold: readonly ColdStart[], browserRan: boolean): number[] =>
  cold
    .filter((start) => start.browserRan === browserRan)
    .map(({ shownMs }) => shownMs)
    .toSorted((a, b) => a - b);

const uncut = (cuts: LoadFigures['cuts'], until: Cuts['until']): number =>
  cuts.find((visit) => visit.until === until && visit.when === 'never')?.bytesDown ?? Number.NaN;

export function checkGoals(figures: LoadFigures): Goal[] {
  const goals: Goal[] = [];
  const atMost = (what: string, link: Link, step: 'paint' | 'form' | 'stored', limitMs: number) => {
    const moment = usual(figures, own, link, step);
    if (moment)
      goals.push({
        goal: `${what}, ${linkTitles[link]}: at most ${limitMs / 1000} s`,
        measured: seconds(moment.atMs),
        reached: moment.atMs <= limitMs,
      });
  };
  atMost('First paint', '3G', 'paint', 2_500);
  atMost('Account form usable', '3G', 'form', 4_500);
  atMost('First message stored', '3G', 'stored', 9_000);
  atMost('Account form usable', '2G', 'form', 25_000);

  const shownMs = inTheMiddle(shownAfter(figures.cold, true));
  if (shownMs !== undefined)
    goals.push({
      goal: 'Opened without a network, the last room is shown: at most 1 s',
      measured: seconds(shownMs),
      reached: shownMs <= 1_000,
    });

  // Cuts over and over, and what is kept on the device for later, are told in a table of their own and are nobody's goal.
  const once = figures.cuts.filter(({ when, until }) => when.startsWith('once') && until === 'form');
  if (once.length === 0) return goals;
  const again = [...new Set(once.flatMap(({ fetchedAgain }) => fetchedAgain))];
  goals.push({
    goal: 'Cut once: what had come whole before is not fetched again',
    measured: again.length === 0 ? 'nothing was' : again.join(', '),
    reached: again.length === 0,
  });
  const whole = uncut(figures.cuts, 'form');
  const least = Math.min(
    ...once.map(({ atBytes = 0, bytesDown }) => (atBytes - (bytesDown - whole)) / atBytes),
  );
  const ended = once.every(({ doneAtMs }) => doneAtMs !== undefined);
  goals.push({
    goal: 'Cut once: the next try does not start from zero',
    measured: `at worst ${(least * 100).toFixed(0)} % of what had come was kept${ended ? '' : ', and not all came to their end'}`,
    reached: ended && least > 0,
  });
  return goals;
}

export const goalsTable = (goals: readonly Goal[]): string =>
  table(
    ['goal', 'measured', 'reached'],
    goals.map(({ goal, measured, reached }) => [goal, measured, reached ? 'yes' : '**no**']),
  );

interface Conditions {
  readonly command: string;
  readonly browser: string;
  readonly rounds: number;
  readonly seed: number;
}

export const asDocument = (
  figures: LoadFigures,
  { command, browser, rounds, seed }: Conditions,
): string => `# The first visit, measured

Written by \`${command}\` on ${new Date().toISOString().slice(0, 10)}: ${cpus()[0]?.model.trim() ?? 'an unknown processor'}, ${cpus().length} cores, ${platform()} ${release()} ${arch()}, Node ${process.versions.node}, Chromium ${browser}, ${['converse.js', 'tinode-webapp'].map(versionOf).join(', ')}.

A real Chromium with an empty cache, its processor slowed down ${slowdown} times, and the built app and broker, through the weak network (\`npm run weak\`): latency, rate and the handshake of TCP are real, with no TLS, no DNS and no slow start. Latencies are there and back. Times count from the moment the address was entered, by the page's clock; bytes are those of TCP payload that passed the link, headers included.

## Goals

${goalsTable(checkGoals(figures))}

## First visits

${visitTable(figures)}

- Form usable: the fields and the button of the first form show and can be used; seen by the page itself, frame by frame.
- First message stored: an account was made, a message of 40 characters written in Lobby, and its state says stored. Keys are pressed at once.
- The middle of ${rounds} visits; the peers at 2G were visited once. Bytes stand for the same visit as the time.
- The peers come out of their npm packages: brotli, HTTP/1.1, connections that are kept, one address for everything. For Tinode that is kinder than its own page, which takes React, its fonts and more from four other hosts.

## Opened without a network

The app is on the device, the server is stopped, the processor is not slowed down; in a profile that has opened it once before.

${coldTable(figures)}

## What a first visit fetches

Onebar at slow 3G, up to the first message stored:

${filesTable(figures)}

## When the link is cut

Onebar at 2G. A cut resets all connections. When nothing has moved for two seconds and the page does not help itself, the person opens it again. The moments come from seed ${seed}.

${cutTable(figures)}

What had come whole is kept. Of a file that was on its way Chromium keeps nothing, though the broker would send the rest of it; and at the first visit the two largest are on their way side by side.
`;
