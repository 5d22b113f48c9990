// `npm run bench:door`: 200 people chat while somebody does their worst to the broker, one thing after another. How long their
// messages take stands beside how long they take in calm; the command fails where a goal is missed.
import { writeFileSync } from 'node:fs';
import { arch, cpus, loadavg, platform, release } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { startBroker, type BenchBroker } from './brokers';
import { gatherCrowd, roomSize, type Crowd } from './crowd';
import { attackUntilStopped, sendAttacker } from './door-attacker';
import { attackClients, attacks } from './door-attacks';
import { cpuMs, percentile, sleep } from './meter';
import { table } from './report';
import { startClock } from './workloads/open-loop';

const people = 200;
const messagesPerSec = 200;
const maxP99Ms = 250;
const settleMs = 2000;
/** An attack that has an end is waited for this long. */
const patienceMs = 90_000;
const docs = join('docs', 'bench-door.md');

interface Measured {
  readonly name: string;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly worstMs: number;
  readonly cpuPercent: number;
  /** Acknowledged and not delivered to all, and connections of the crowd that were lost. */
  readonly missing: number;
  readonly lost: number;
  readonly seconds: number;
  readonly outcome: string;
}

const say = (text: string) => process.stdout.write(`${text}\n`);

async function measure(
  broker: BenchBroker,
  crowd: Crowd,
  seconds: number,
  attack: string | undefined,
): Promise<Measured> {
  const { counts } = crowd;
  const before = { ...counts, cpu: cpuMs(broker.pid), atMs: performance.now() };
  const latencies: number[] = [];
  const clock = startClock(crowd, messagesPerSec, Infinity);
  crowd.latencies = latencies;
  const hasEnd = attacks.find(({ name }) => name === attack)?.hasEnd ?? false;
  const attacker =
    attack === undefined ? undefined : await sendAttacker(attack, broker, process.argv[1] ?? '');
  const ended = hasEnd ? Promise.race([attacker?.done, sleep(patienceMs)]) : Promise.resolve();
  await Promise.all([sleep(seconds * 1000), ended]);
  const wallMs = performance.now() - before.atMs;
  const cpuPercent = (100 * (cpuMs(broker.pid) - before.cpu)) / wallMs;
  clock.stop();
  const outcome = (await attacker?.stop()) ?? '';
  const due = () =>
    roomSize * (counts.acknowledged - before.acknowledged) - (counts.delivered - before.delivered);
  const unanswered = () => crowd.members.some((member) => member.unanswered > 0);
  for (
    const untilMs = performance.now() + 10_000;
    (unanswered() || due() > 0) && performance.now() < untilMs;
  )
    await sleep(50);
  crowd.latencies = undefined;
  return {
    name: attack ?? 'calm',
    p50Ms: percentile(latencies, 0.5),
    p99Ms: percentile(latencies, 0.99),
    worstMs: percentile(latencies, 1),
    cpuPercent,
    missing: due(),
    lost: counts.lost - before.lost,
    seconds: wallMs / 1000,
    outcome,
  };
}

const isReached = ({ p99Ms, missing, lost }: Measured): boolean =>
  p99Ms < maxP99Ms && missing === 0 && lost === 0;
const ms = (value: number): string => (value < 10 ? value.toFixed(1) : String(Math.round(value)));

const tableOf = (all: readonly Measured[]): string =>
  table(
    ['beside', 'p50, ms', 'p99, ms', 'longest, ms', 'CPU', 's', 'what came of it', `p99 < ${maxP99Ms} ms`],
    all.map((each) => [
      each.name,
      ms(each.p50Ms),
      ms(each.p99Ms),
      ms(each.worstMs),
      `${Math.round(each.cpuPercent)} %`,
      each.seconds.toFixed(0),
      [
        each.outcome,
        ...(each.missing === 0 ? [] : [`**${each.missing} deliveries missing**`]),
        ...(each.lost === 0 ? [] : [`**${each.lost} of the others were thrown out**`]),
      ]
        .filter((words) => words !== '')
        .join('; '),
      isReached(each) ? 'yes' : '**no**',
    ]),
  );

const asDocument = (all: readonly Measured[], command: string): string => `# The door, measured

${people} people in rooms of ${roomSize} chat at ${messagesPerSec} messages a second on one machine, and beside them somebody does the following, one thing after another. The
times are those of the ${people}: from sending to arriving. Broker on one core with its usual settings, the people on the
other one, and on what they leave of it the attacker; the attacker uses many addresses of 127.0.0.0/8, so that the limits for one address do not hide the others.

${tableOf(all)}

${attacks.map(({ name, what }) => `- **${name}**: ${what}.`).join('\n')}

CPU is that of the whole process, its threads included: 100 % is one core.

Command: \`${command}\`

Machine: ${cpus().length} × ${cpus()[0]?.model.trim() ?? 'unknown'}, ${platform()} ${release()} ${arch()}, Node ${process.version}

Date: ${new Date().toISOString().slice(0, 10)}
`;

async function main(): Promise<boolean> {
  const args = process.argv.slice(2);
  const { values } = parseArgs({
    args,
    options: {
      'write-docs': { type: 'boolean', default: false },
      only: { type: 'string', multiple: true },
      seconds: { type: 'string', default: '20' },
      // Only for the process that attacks.
      attack: { type: 'string' },
      port: { type: 'string' },
    },
  });
  if (values.attack !== undefined) {
    await attackUntilStopped(values.attack, Number(values.port));
    return new Promise(() => {});
  }
  const seconds = Math.min(300, Math.max(2, Number(values.seconds) || 20));
  const wanted = attacks.filter(({ name }) => values.only?.includes(name) ?? true);
  const [busy = 0] = loadavg();
  if (busy > cpus().length / 2)
    say(`This machine is busy (load ${busy.toFixed(1)}): times come out longer than they are.`);
  const broker = await startBroker('onebar', process.cwd(), { clients: attackClients });
  const all: Measured[] = [];
  try {
    const crowd = await gatherCrowd(broker, people);
    // The first messages find code that is not compiled yet.
    const warmUp = startClock(crowd, messagesPerSec, Infinity);
    await sleep(settleMs);
    warmUp.stop();
    for (const attack of [undefined, ...wanted.map(({ name }) => name), undefined]) {
      await sleep(settleMs);
      const measured = await measure(broker, crowd, seconds, attack);
      all.push(measured);
      say(
        `${isReached(measured) ? 'reached' : 'MISSED '}  ${measured.name}: p50 ${ms(measured.p50Ms)}, p99 ${ms(measured.p99Ms)} ms${measured.outcome && ` (${measured.outcome})`}`,
      );
    }
    crowd.leave();
  } finally {
    await broker.stop();
  }
  say(`\n${tableOf(all)}`);
  if (values['write-docs']) {
    const command = ['npm run bench:door', ...(args.length > 0 ? ['--', ...args] : [])].join(' ');
    writeFileSync(docs, asDocument(all, command));
    say(`\nWritten to ${docs}`);
  }
  return all.every(isReached);
}

process.exit((await main()) ? 0 : 1);
