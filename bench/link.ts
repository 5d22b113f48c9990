// `npm run bench:link`: how soon a dead link is noticed, how soon all is there after it returns, and what the first message costs.
// Every figure stands beside the one it has to reach; the command fails when one does not.
import { writeFileSync } from 'node:fs';
import { arch, cpus, platform, release } from 'node:os';
import { parseArgs } from 'node:util';
import { profiles } from '../e2e/weak-profiles';
import { measureComingBack, measureFirstMessages, measureHalfOpen, measureRecovery } from './link-measures';

interface Figure {
  readonly what: string;
  readonly link: string;
  readonly measured: string;
  readonly toReach: string;
  readonly reached: boolean;
}

const roundTripMs = 300;
/** The links of the figures, without jitter, so that a round trip is what it says. */
const at300 = { latencyMs: roundTripMs / 2, jitterMs: 0, bytesPerSec: profiles['3g'].bytesPerSec };
const at2g = { latencyMs: 400, jitterMs: 0, bytesPerSec: profiles['2g'].bytesPerSec };
const links = [
  { name: 'good', shape: profiles.good },
  { name: '300 ms, 400 kbit/s', shape: at300 },
  { name: '2G: 800 ms, 50 kbit/s', shape: at2g },
] as const;
const messages = 100;

const seconds = (ms: number) => `${(ms / 1000).toFixed(2)} s`;
const median = (values: readonly number[]) => values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0;
const say = (line: string) => process.stdout.write(`${line}\n`);

async function several<T>(rounds: number, measure: () => Promise<T>): Promise<T[]> {
  const measured: T[] = [];
  for (let round = 0; round < rounds; round++) measured.push(await measure());
  return measured;
}

/** The worst of several: a promise is not kept on average. */
async function noticing(sending: boolean, withinMs: number, rounds: number): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const { name, shape } of links) {
    // Side by side, as they only wait; at different moments between two keepalives.
    const measured = await Promise.all(
      Array.from({ length: rounds }, (_, k) => measureHalfOpen(shape, sending, 2_000 + k * 3_000)),
    );
    const worstMs = Math.max(...measured);
    figures.push({
      what: `A half-open link noticed while ${sending ? 'something' : 'nothing'} is being sent, the worst of ${rounds}`,
      link: name,
      measured: seconds(worstMs),
      toReach: `${withinMs / 1000} s`,
      reached: worstMs <= withinMs,
    });
  }
  return figures;
}

async function recovering(rounds: number): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const [{ name, shape }, withinMs, words] of [
    [links[1], 3 * roundTripMs + 1000, `3 round trips + 1 s = ${seconds(3 * roundTripMs + 1000)}`],
    [links[2], 15_000, '15 s'],
  ] as const) {
    const measured = await several(rounds, () => measureRecovery(shape, messages));
    const times = measured.map(({ inAndOutMs }) => inAndOutMs);
    const usualMs = median(times);
    const bytes = median(measured.map((each) => each.bytes));
    figures.push({
      what: `${messages} waiting messages in and ${messages} out, from the first dial on; median of ${rounds}`,
      link: name,
      measured: `${seconds(usualMs)}, at worst ${seconds(Math.max(...times))}, ${(bytes / 1000).toFixed(1)} kB`,
      toReach: words,
      reached: usualMs <= withinMs,
    });
  }
  return figures;
}

async function comingBack(rounds: number): Promise<Figure[]> {
  const { name, shape } = links[2];
  const [missed, screenRooms] = [{ roomCount: 50, messagesInRoom: 400 }, 12];
  const measured = await several(rounds, () => measureComingBack(shape, missed, screenRooms));
  const usual = (key: keyof (typeof measured)[number]) => median(measured.map((each) => each[key]));
  const worstMs = Math.max(...measured.map(({ screenMs }) => screenMs));
  const [screenMs, screenBytes] = [usual('screenMs'), usual('screenBytes')];
  const withinMs = 3 * 2 * shape.latencyMs + 2000;
  const kilobytes = (bytes: number) => `${(bytes / 1000).toFixed(1)} kB`;
  return [
    {
      what: `50 rooms and 20,000 missed messages: the ${screenRooms} newest rooms of the list are true, from the first dial on; median of ${rounds}`,
      link: name,
      measured:
        `${seconds(screenMs)}, at worst ${seconds(worstMs)}, ${kilobytes(screenBytes)}; ` +
        `all 50 after ${seconds(usual('listMs'))}, ${kilobytes(usual('listBytes'))}`,
      toReach: `3 round trips + 2 s = ${seconds(withinMs)}, 2 kB`,
      reached: screenMs <= withinMs && screenBytes <= 2000,
    },
  ];
}

async function firstMessages(rounds: number): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const { name, shape } of links.slice(1)) {
    const measured = await measureFirstMessages(shape, rounds);
    const postMs = median(measured.map((each) => each.postMs));
    for (const [when, ms] of [
      ['that waited', median(measured.map((each) => each.waitingMs))],
      ['written just then', median(measured.map((each) => each.writtenMs))],
    ] as const)
      figures.push({
        what: `The first message after waking, ${when}, stored; median of ${rounds}`,
        link: name,
        measured: `${seconds(ms)} = ${(ms / postMs).toFixed(2)} × a plain POST (${seconds(postMs)})`,
        toReach: '1.3 ×',
        reached: ms <= 1.3 * postMs,
      });
  }
  return figures;
}

const tableOf = (figures: readonly Figure[]) =>
  [
    '| what | link | measured | to reach | reached |',
    '|---|---|---|---|---|',
    ...figures.map(
      ({ what, link, measured, toReach, reached }) =>
        `| ${what} | ${link} | ${measured} | ${toReach} | ${reached ? 'yes' : '**no**'} |`,
    ),
  ].join('\n');

const asMarkdown = (figures: readonly Figure[], command: string) => `# The link, measured

How soon a dead link is noticed, how soon all is there after it returns, and what the first message after waking costs.
Real engines and the real broker, through the weak network (\`npm run weak\`), which shapes latency and bandwidth of the TCP
connections, their handshake included. Round trips are there and back.

${tableOf(figures)}

- A link is half-open when it stays open and nothing comes through any more. Noticed: the device has given it up and dials anew.
- 100 messages of 40 characters wait on the device, and 100 for it at the broker. Done: both have all 200, and the device's outbox is empty.
- Who comes back after long has 50 rooms with 400 missed messages each; another device has read on in some, and some newest messages
  are long, edited or taken back. A room is true when its place, its last line with the author, and its count of unread messages are.
  The bytes are the payload of all that had come by then. Of each room its newest message comes by itself; the rest is fetched page by
  page when the room is opened.
- The plain POST is a request to \`/api/outbox\` on a new connection with one message of 40 characters, to the end of its answer.
  The device's time begins when it wakes up and ends when its outbox has the answer.

Command: \`${command}\`

Machine: ${cpus().length} × ${cpus()[0]?.model.trim() ?? 'unknown'}, ${platform()} ${release()} ${arch()}, Node ${process.version}

Date: ${new Date().toISOString().slice(0, 10)}
`;

async function main(): Promise<boolean> {
  const args = process.argv.slice(2);
  const { values } = parseArgs({
    args,
    options: { 'write-docs': { type: 'boolean', default: false }, rounds: { type: 'string', default: '5' } },
  });
  const rounds = Math.max(1, Number(values.rounds) || 5);
  const figures: Figure[] = [];
  for (const measure of [
    () => firstMessages(rounds),
    () => recovering(rounds),
    () => comingBack(rounds),
    () => noticing(true, 10_000, rounds),
    () => noticing(false, 45_000, rounds),
  ]) {
    const measured = await measure();
    for (const { what, link, measured: value, toReach, reached } of measured)
      say(`${reached ? 'reached' : 'MISSED '}  ${what} · ${link}: ${value} (to reach: ${toReach})`);
    figures.push(...measured);
  }
  say(`\n${tableOf(figures)}`);
  const command = ['npm run bench:link', ...(args.length > 0 ? ['--', ...args] : [])].join(' ');
  if (values['write-docs']) writeFileSync('docs/bench-link.md', asMarkdown(figures, command));
  return figures.every(({ reached }) => reached);
}

process.exit((await main()) ? 0 : 1);
