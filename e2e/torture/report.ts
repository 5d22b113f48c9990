// What the torture has to say: one table for people, the same as JSON for programs, and docs/torture.md.
import { countSins, sins, type Sin } from './judge';
import type { ThingsOutcome } from './things';
import type { RunResult } from './torture-run';

/** One line of the table: Onebar over all seeds, or a peer. */
export interface Row {
  readonly name: string;
  readonly messages: number;
  readonly faults: Readonly<Record<string, number>>;
  readonly sins: Readonly<Record<Sin, number>>;
  /** Places that never came to rest; `undefined` where nobody can tell. */
  readonly restless?: number;
  readonly recoveryMs: readonly number[];
  readonly bytesPerMessage: number;
  readonly devicesPerMessage: number;
}

export interface Report {
  readonly command: string;
  readonly machine: string;
  readonly date: string;
  readonly seeds: readonly number[];
  readonly rows: readonly Row[];
  readonly runs: readonly RunResult[];
  readonly notes: readonly string[];
}

export function sumUp(name: string, runs: readonly Omit<Row, 'name'>[]): Row {
  const messages = runs.reduce((sum, run) => sum + run.messages, 0);
  const perMessage = (of: (run: Omit<Row, 'name'>) => number) =>
    runs.reduce((sum, run) => sum + of(run) * run.messages, 0) / Math.max(1, messages);
  const faults: Record<string, number> = {};
  const total = countSins([]);
  for (const run of runs) {
    for (const [fault, count] of Object.entries(run.faults)) faults[fault] = (faults[fault] ?? 0) + count;
    for (const sin of sins) total[sin] += run.sins[sin];
  }
  return {
    name,
    messages,
    faults,
    sins: total,
    restless: runs.reduce((count, run) => count + (run.restless ?? 0), 0),
    recoveryMs: runs.flatMap((run) => run.recoveryMs),
    bytesPerMessage: perMessage((run) => run.bytesPerMessage),
    devicesPerMessage: perMessage((run) => run.devicesPerMessage),
  };
}

const number = (value: number): string => Math.round(value).toLocaleString('en-US');
const seconds = (ms: number | undefined): string => (ms === undefined ? '–' : (ms / 1000).toFixed(1));

/** The value that so many of the sorted values do not exceed. */
function quantile(values: readonly number[], share: number): number | undefined {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)];
}

const sum = (counts: Readonly<Record<string, number>>): number =>
  Object.values(counts).reduce((total, count) => total + count, 0);

const head = [
  '',
  'messages',
  'faults',
  'lost',
  'doubled',
  'out of order',
  'falsely shown as stored',
  'never at rest',
  'back in s: median',
  '95th',
  'worst',
  'bytes per message',
  'devices per message',
];

const cells = (row: Row): string[] => [
  row.name,
  number(row.messages),
  number(sum(row.faults)),
  ...sins.map((sin) => number(row.sins[sin])),
  row.restless === undefined ? '–' : number(row.restless),
  seconds(quantile(row.recoveryMs, 0.5)),
  seconds(quantile(row.recoveryMs, 0.95)),
  seconds(quantile(row.recoveryMs, 1)),
  number(row.bytesPerMessage),
  row.devicesPerMessage.toFixed(1),
];

/** A table in Markdown, aligned, so that it can be read in a terminal as well. */
function table(lines: readonly (readonly string[])[]): string {
  const widths = (lines[0] ?? []).map((_, column) =>
    Math.max(3, ...lines.map((line) => line[column]?.length ?? 0)),
  );
  const show = (line: readonly string[]) =>
    `| ${line.map((cell, column) => (column === 0 ? cell.padEnd(widths[column]!) : cell.padStart(widths[column]!))).join(' | ')} |`;
  const [first = [], ...rest] = lines;
  const rule = `| ${widths.map((width, column) => (column === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`)).join(' | ')} |`;
  return [show(first), rule, ...rest.map(show)].join('\n');
}

/** The same for programs: what the page says, without the story of each run. */
export const asSummary = ({ command, machine, date, seeds, rows, runs, notes }: Report) => ({
  command,
  machine,
  date,
  seeds,
  minutes: Math.round(runs.reduce((total, run) => total + run.seconds, 0) / 6) / 10,
  excluded: runs.reduce((total, run) => total + run.excluded, 0),
  things: runs.map(({ things }) => things),
  rows: rows.map(({ recoveryMs, ...row }) => ({
    ...row,
    bytesPerMessage: Math.round(row.bytesPerMessage),
    devicesPerMessage: Math.round(row.devicesPerMessage * 10) / 10,
    faultsInAll: sum(row.faults),
    backInSec: {
      median: inSeconds(quantile(recoveryMs, 0.5)),
      p95: inSeconds(quantile(recoveryMs, 0.95)),
      worst: inSeconds(quantile(recoveryMs, 1)),
    },
  })),
  notes,
});

const inSeconds = (ms: number | undefined) => (ms === undefined ? undefined : Math.round(ms / 100) / 10);

export const countsTable = (rows: readonly Row[]): string => table([head, ...rows.map(cells)]);

export function faultsTable(rows: readonly Row[]): string {
  const names = [...new Set(rows.flatMap((row) => Object.keys(row.faults)))];
  return table([
    ['fault', ...rows.map((row) => row.name)],
    ...names.map((name) => [
      name,
      ...rows.map((row) => (row.faults[name] === undefined ? '–' : number(row.faults[name]))),
    ]),
  ]);
}

const excludedIn = ({ runs }: Report): number => runs.reduce((total, run) => total + run.excluded, 0);

const hasThings = ({ runs }: Report): boolean =>
  runs.some(({ things: { messages } }) => messages.qos1 + messages.qos2 > 0);

/** Empty where there were none. */
function thingsIn(report: Report): string {
  if (!hasThings(report)) return '';
  const { runs } = report;
  const total = (of: (things: ThingsOutcome) => number) =>
    number(runs.reduce((all, { things }) => all + of(things), 0));
  return `**Plain clients beside them**, with MQTT.js alone, in both versions of MQTT: ${total(({ messages }) => messages.qos1)} messages at QoS 1 and
${total(({ messages }) => messages.qos2)} at QoS 2; ${total(({ lost }) => lost)} lost, ${total(({ doubled }) => doubled)} of those at QoS 2 doubled, ${total(({ waiting }) => waiting)} never acknowledged. What was on its way when the broker lost its
sessions, or when an older copy was restored, is not among them, nor what its program was told of as not sent, when the disk was full say
(${total(({ excluded }) => excluded)}): no log brings it back.

`;
}

export const asMarkdown = (report: Report): string => `# The torture

Everyone writes, answers and reacts all the time, in several rooms, while faults come in waves, at random times and together. After each wave all heals
and the time is taken until everyone is online and what had waited is out. At the end every device's log is compared with every other
and with the broker's, entry by entry. A message counts from the moment it is shown as saved. What waits on a device whose storage is
wiped does not count, nor what only a wiped device could put back after an older copy of the broker's data was restored:
${number(excludedIn(report))} in this run. This page is written by the command; nothing in it is typed by hand.

    ${report.command}

${report.date}, ${report.machine}. Seeds: ${report.seeds.join(', ')}.

${countsTable(report.rows)}

- **lost**: saved, and not in the log, or not on a device that is in the room
- **doubled**: more than once in the log, or on a device
- **out of order**: not in the order of writing of its device, or not at the same place everywhere
- **falsely shown as stored**: a device shows it as stored, and the log does not have it so
- **never at rest**: devices that were online and still lacked something long after all had healed; anything but 0 is a failure, and what they
  lack is not counted as lost
- **bytes per message**: all bytes on all links, handshakes, repeats, acknowledgements and catching up included${hasThings(report) ? ', and all of the plain clients' : ''}, by messages
${report.notes.map((note) => `\n${note}\n`).join('')}
${thingsIn(report)}## Faults by kind

${faultsTable(report.rows)}
`;
