// `npm run torture`: reads the command line, runs the torture for each seed and, if wanted, its peers, and tells what came of it.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { arch, cpus, platform, release } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { findChromium } from '../../scripts/find-chromium.mjs';
import { faults } from './faults';
import { runPeers } from './peers';
import { asMarkdown, asSummary, countsTable, faultsTable, sumUp, type Report, type Row } from './report';
import { runTorture, type RunResult } from './torture-run';

const usage = `Usage: npm run torture [-- --seed N --minutes M --only NAME …]
  --seed N        what repeats a run; by default another one each time
  --seeds N       so many runs, one after another, with the seeds that follow the first one
  --minutes M     how long faults come, for each seed; 3 by default
  --only NAME     these faults alone (may be given more than once): ${faults.map(({ name }) => `"${name}"`).join(', ')}
  --people N      without a browser, every second one with two devices; 5 by default
  --pages N       in Chromium; 2 by default
  --no-browser    as --pages 0
  --rate N        messages a second, all together; 110 by default
  --things N      pairs of plain clients beside them, a thing and who hears it; 2 by default
  --peers         the same for others: Aedes, Socket.IO, and mosquitto where it is installed; two minutes each at most
  --write-docs    writes docs/torture.md and docs/torture.json`;

interface Settings {
  readonly seeds: readonly number[];
  readonly minutes: number;
  readonly only: readonly string[] | undefined;
  readonly people: number;
  readonly pages: number;
  readonly rate: number;
  readonly things: number;
  readonly peers: boolean;
  readonly writeDocs: boolean;
}

/** A text is what is wrong with the command line. */
function readSettings(args: string[]): Settings | string {
  let values;
  try {
    ({ values } = parseArgs({
      args,
      options: {
        seed: { type: 'string', default: String(Date.now() % 1_000_000) },
        seeds: { type: 'string', default: '1' },
        minutes: { type: 'string', default: '3' },
        only: { type: 'string', multiple: true },
        people: { type: 'string', default: '5' },
        pages: { type: 'string', default: '2' },
        'no-browser': { type: 'boolean', default: false },
        rate: { type: 'string', default: '110' },
        things: { type: 'string', default: '2' },
        peers: { type: 'boolean', default: false },
        'write-docs': { type: 'boolean', default: false },
      },
    }));
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  const unknown = values.only?.filter((name) => !faults.some((fault) => fault.name === name));
  if (unknown?.length) return `There is no fault "${unknown[0]}".`;
  const { seed: first, rate: perSec, things: pairs } = values;
  const numbers = [first, values.seeds, values.minutes, values.people, values.pages, perSec, pairs].map(
    Number,
  );
  const [seed = 0, seeds = 0, minutes = 0, people = 0, pages = 0, rate = 0, things = 0] = numbers;
  if (!numbers.every((value) => value >= 0))
    return 'Seeds, minutes, people, pages, rate and things are numbers.';
  if (people < 2 || seeds < 1 || rate <= 0) return 'It takes at least two people, one seed and a rate.';
  return {
    seeds: Array.from({ length: seeds }, (_, k) => seed + k),
    minutes,
    only: values.only,
    people,
    pages: values['no-browser'] ? 0 : pages,
    rate,
    things,
    peers: values.peers,
    writeDocs: values['write-docs'],
  };
}

/** It shows soon what they lose, and their time is not ours. */
const maxPeerMinutes = 2;

const say = (line: string) => process.stdout.write(`${line}\n`);

function tellOf(run: RunResult): void {
  for (const { sin, what, room, id, story } of run.wrongs.slice(0, 10)) {
    say(`\n${sin}: ${what} (room ${room}, id ${id ?? 'unknown'})`);
    for (const step of story) say(`    ${step}`);
  }
  for (const text of run.unrest) say(`never came to rest: ${text}`);
  for (const text of run.complaints) say(`noticed: ${text}`);
  const { lost, doubled, waiting } = run.things;
  if (lost + doubled + waiting > 0) say(`plain clients: ${JSON.stringify(run.things)}`);
  const found = run.wrongs.length + run.unrest.length + lost + doubled + waiting;
  if (found > 0) say(`${found} wrong. The seed is ${run.seed}: npm run torture -- --seed ${run.seed}`);
}

let failed = false;

/** Names the one seed of a process that is there for it alone. */
const oneSeed = 'ONEBAR_TORTURE_SEED';

async function runSeed(
  seed: number,
  { minutes, only, people, pages, rate, things }: Settings,
  chromium: string | undefined,
): Promise<RunResult> {
  say(`\nSeed ${seed}, ${minutes} minutes, ${people} people and ${chromium ? pages : 0} pages`);
  const run = await runTorture({
    seed,
    durationMs: minutes * 60_000,
    people,
    pages: chromium ? pages : 0,
    chromium,
    writesPerSec: rate,
    thingPairs: things,
    only,
    recoverMs: 60_000,
    restMs: 120_000,
    say,
  });
  tellOf(run);
  return run;
}

/** What a run leaves in memory would be too much for the eighth one. Rejects when the process dies. */
async function runApart(seed: number, args: readonly string[]): Promise<RunResult> {
  const child = fork(fileURLToPath(import.meta.url), args, {
    env: { ...process.env, [oneSeed]: String(seed) },
    serialization: 'advanced',
  });
  const kill = () => void child.kill('SIGKILL');
  process.on('exit', kill);
  let run: RunResult | undefined;
  child.on('message', (told: RunResult) => (run = told));
  const [code, signal] = (await once(child, 'exit')) as [number | null, string | null];
  process.off('exit', kill);
  if (!run)
    throw new Error(`The run of seed ${seed} ended (${code ?? signal}) before it told what came of it.`);
  // Something that nobody heard of: it is said already.
  if (code !== 0) failed = true;
  return run;
}

async function main(): Promise<boolean> {
  const args = process.argv.slice(2);
  const settings = readSettings(args);
  if (typeof settings === 'string') {
    process.stderr.write(`${settings}\n\n${usage}\n`);
    return false;
  }
  const { seeds, minutes, only, pages, rate, peers, writeDocs } = settings;
  const chromium = pages > 0 ? findChromium() : undefined;
  if (pages > 0 && chromium === undefined) say('No Chromium was found: no pages in this run.');
  const runs: RunResult[] = [];
  const asked = process.env[oneSeed];
  if (asked !== undefined) {
    const run = await runSeed(Number(asked), settings, chromium);
    await new Promise((resolve) => process.send?.(run, resolve));
    return true;
  }
  for (const seed of seeds)
    runs.push(seeds.length === 1 ? await runSeed(seed, settings, chromium) : await runApart(seed, args));
  const rows: Row[] = [sumUp('Onebar', runs)];
  const notes: string[] = [];
  if (peers) {
    const durationMs = Math.min(minutes, maxPeerMinutes) * 60_000;
    const compared = await runPeers({ seed: seeds[0] ?? 0, durationMs, rate, only, say });
    rows.push(...compared.rows);
    notes.push(...compared.notes);
  }
  const report: Report = {
    command: ['npm run torture', ...(args.length > 0 ? ['--', ...args] : [])].join(' '),
    machine: `${cpus().length} × ${cpus()[0]?.model.trim() ?? 'unknown'}, ${platform()} ${release()} ${arch()}, Node ${process.version}`,
    date: new Date().toISOString().slice(0, 10),
    seeds,
    rows,
    runs,
    notes: [...new Set([...missing(runs), ...notes])],
  };
  say(`\n${countsTable(rows)}\n\n${faultsTable(rows)}`);
  for (const note of report.notes) say(note);
  mkdirSync('test-results', { recursive: true });
  writeFileSync('test-results/torture.json', `${JSON.stringify(report, undefined, 2)}\n`);
  writeFileSync('test-results/torture.md', asMarkdown(report));
  say('\nAlso in test-results/torture.json and test-results/torture.md.');
  if (writeDocs) {
    writeFileSync('docs/torture.md', asMarkdown(report));
    writeFileSync('docs/torture.json', `${JSON.stringify(asSummary(report), undefined, 2)}\n`);
  }
  return runs.every(
    ({ wrongs, unrest, things }) =>
      wrongs.length + unrest.length + things.lost + things.doubled + things.waiting === 0,
  );
}

/** What could not happen, and why. */
function missing(runs: readonly RunResult[]): string[] {
  const reasons = new Map(runs.flatMap((run) => Object.entries(run.notHere)));
  if (!runs.some((run) => run.edits)) reasons.set('edits and retracts', 'the broker does not take them yet');
  return [...reasons].map(([name, why]) => `Not in this run: ${name} (${why}).`);
}

// A rejection that nobody hears is a fault of the product, and not a reason to lose the report.
process.on('unhandledRejection', (error) => {
  failed = true;
  say(`Nobody heard of this: ${error instanceof Error ? error.stack : String(error)}`);
});
const good = await main();
process.exit(good && !failed ? 0 : 1);
