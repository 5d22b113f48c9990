// `npm run fuzz`: feeds the broker what strangers might send, seeded by what real clients say, and looks whether it goes on as before.
import { parseArgs } from 'node:util';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { encodeOutbox } from '../../src/protocol/outbox';
import type { RoomId } from '../../src/protocol/ids';
import { createChance } from '../torture/chance';
import { capture, openDoor } from './captures';
import { createPacketFuzz } from './packets';
import { fuzzPayloads } from './payloads';
import { fuzzRequests } from './requests';
import { fuzzRows } from './rows';
import { createWorld } from './world';

const usage = `npm run fuzz [-- options]

  --cases N       how many in all (100,000)
  --seed N        repeats a run (random, printed)
`;

/** Of all cases: most are packets, because most of the code that strangers reach reads those. */
const shares = { packets: 0.7, payloads: 0.294, requests: 0.005, rows: 0.001 };
/** A few are too few to meet every kind of row. */
const minRows = 300;
const rounds = 20;
const maxGrowthMegabytes = 100;

export interface FuzzOutcome {
  readonly seed: number;
  readonly cases: Readonly<Record<keyof typeof shares, number>>;
  readonly seconds: number;
  readonly growthMegabytes: number;
}

/** Rejects at the first thing that is wrong. */
export async function fuzz(seed: number, cases: number, say: (line: string) => void): Promise<FuzzOutcome> {
  const startedMs = performance.now();
  const random = createChance(seed);
  const world = await createWorld();
  try {
    const captures = await capture(world);
    say(`${captures.packets.length} packets of real clients, ${captures.payloads.length} payloads`);
    const packets = await createPacketFuzz(world, random.fork(), captures);
    const door = await openDoor(world);
    const [inPayloads, inRequests] = [random.fork(), random.fork()];
    const counts = {
      packets: Math.round((cases * shares.packets) / rounds),
      payloads: Math.round((cases * shares.payloads) / rounds),
      requests: Math.round((cases * shares.requests) / rounds),
      rows: Math.max(minRows, Math.round(cases * shares.rows)),
    };
    const outbox = encodeOutbox([{ room: 'fuzzroom001' as RoomId, entries: captures.payloads.slice(0, 3) }]);
    const http = { port: door.port, token: captures.account.token, outbox };
    let firstMegabytes: number | undefined;
    for (let round = 1; round <= rounds; round++) {
      await packets.run(counts.packets);
      fuzzPayloads(inPayloads, captures.payloads, counts.payloads);
      await fuzzRequests(inRequests, http, counts.requests);
      await packets.check();
      if (world.surprises.length > 0) throw new Error(world.surprises.slice(0, 3).join('\n'));
      // The first round fills caches and compiles.
      const megabytes = heldMegabytes();
      firstMegabytes ??= megabytes;
      if (megabytes - firstMegabytes > maxGrowthMegabytes)
        throw new Error(
          `It holds ${megabytes - firstMegabytes} MB more than after the first of ${rounds} rounds.`,
        );
      say(`round ${round} of ${rounds}: ${Math.round(megabytes)} MB`);
    }
    const growthMegabytes = heldMegabytes() - (firstMegabytes ?? 0);
    await door.close();
    await world.stop();
    await fuzzRows(random.fork(), counts.rows);
    return {
      seed,
      cases: {
        packets: packets.fed(),
        payloads: counts.payloads * rounds,
        requests: counts.requests * rounds,
        rows: counts.rows,
      },
      seconds: (performance.now() - startedMs) / 1000,
      growthMegabytes,
    };
  } finally {
    await world.close();
  }
}

/** After a collection, which Node does not hand out without a flag. */
function heldMegabytes(): number {
  collectGarbage ??= exposeCollection();
  collectGarbage();
  const { heapUsed, external } = process.memoryUsage();
  return (heapUsed + external) / 1024 / 1024;
}

let collectGarbage: (() => void) | undefined;

function exposeCollection(): () => void {
  setFlagsFromString('--expose-gc');
  return runInNewContext('gc') as () => void;
}

export async function main(args: string[], say: (line: string) => void): Promise<boolean> {
  const { values } = parseArgs({
    args,
    options: { cases: { type: 'string' }, seed: { type: 'string' }, help: { type: 'boolean' } },
  });
  if (values.help) {
    say(usage);
    return true;
  }
  const seed = Number(values.seed ?? Math.floor(Math.random() * 1e6));
  const cases = Number(values.cases ?? 100_000);
  if (!Number.isSafeInteger(seed) || !Number.isSafeInteger(cases) || cases < 1000) {
    say(`The seed is a whole number, and cases are 1,000 at least.\n\n${usage}`);
    return false;
  }
  say(`seed ${seed}`);
  try {
    const outcome = await fuzz(seed, cases, say);
    const counts = Object.entries(outcome.cases).map(([what, count]) => `${count} ${what}`);
    say(
      `${counts.join(', ')}: nothing wrong, in ${Math.round(outcome.seconds)} s, ${Math.round(outcome.growthMegabytes)} MB more held`,
    );
    return true;
  } catch (error) {
    say(error instanceof Error ? (error.stack ?? error.message) : String(error));
    if (error instanceof Error && error.cause instanceof Error) say(`because of ${error.cause.stack}`);
    say(`npm run fuzz -- --seed ${seed} --cases ${cases} repeats it, as far as chance is ours`);
    return false;
  }
}
