// One run: everyone writes all the time while faults come in waves; after each wave the world heals and its recovery is
// measured; at the end all comes to rest and the verdict is made.
//
//   world ─▶ ( wave of faults ─▶ heal ─▶ all online, what waited is out ) × n ─▶ rest ─▶ fill holes ─▶ verdict
import { setTimeout as sleep } from 'node:timers/promises';
import { createChance, type Random } from './chance';
import { readLogs } from './closed-store';
import { faults } from './faults';
import { countSins, judge, type Sin, type Wrong } from './judge';
import type { Ledger } from './ledger';
import type { Place } from './place';
import { speedUpDisks } from './quick-disks';
import type { ThingsOutcome } from './things';
import { runWaves } from './waves';
import { createWorld, type World, type WorldOptions } from './world';

export interface RunOptions extends Pick<
  WorldOptions,
  'chromium' | 'program' | 'env' | 'wrapDb' | 'linkCount'
> {
  readonly seed: number;
  readonly durationMs: number;
  /** Faults in a wave: from, up to but not to. */
  readonly waveSize?: readonly [number, number];
  readonly people: number;
  readonly pages: number;
  readonly writesPerSec: number;
  /** Names of faults; all of them when it is not given. */
  readonly only?: readonly string[] | undefined;
  /** How long everyone may take to be back after a heal. */
  readonly recoverMs: number;
  /** How long the end may take to come to rest. */
  readonly restMs: number;
  readonly say: (line: string) => void;
}

export interface RunResult {
  readonly seed: number;
  readonly seconds: number;
  readonly places: number;
  /** Saved, so that they count. */
  readonly messages: number;
  /** Saved, and then the only device that could bring them to the log was wiped. */
  readonly excluded: number;
  readonly edits: boolean;
  readonly faults: Readonly<Record<string, number>>;
  readonly notHere: Readonly<Record<string, string>>;
  readonly sins: Readonly<Record<Sin, number>>;
  /** From each heal until all were online and what had waited was out. */
  readonly recoveryMs: readonly number[];
  readonly bytesPerMessage: number;
  /** On how many devices a message ends up, on average. */
  readonly devicesPerMessage: number;
  /** What plain clients beside the devices sent to each other. */
  readonly things: ThingsOutcome;
  readonly wrongs: readonly (Omit<Wrong, 'written'> & { story: readonly string[] })[];
  /** Places that never came to rest: they are not at the end of their way, so they are no proof of anything. */
  readonly restless: number;
  /** Who still waits for what. */
  readonly unrest: readonly string[];
  readonly complaints: readonly string[];
}

export async function runTorture(options: RunOptions): Promise<RunResult> {
  const random = createChance(options.seed);
  const slowDown = speedUpDisks();
  try {
    const world = await createWorld({ ...options, random: random.fork() });
    try {
      return await torture(world, options, random);
    } finally {
      await world.close();
    }
  } finally {
    slowDown();
  }
}

async function torture(world: World, options: RunOptions, random: Random): Promise<RunResult> {
  const startedAtMs = performance.now();
  const secondsSince = () => (performance.now() - startedAtMs) / 1000;
  const here = faults.filter(
    (fault) => (options.only?.includes(fault.name) ?? true) && fault.notHere?.(world) === undefined,
  );
  const bytesBefore = world.bytes();
  const writers = startWriters(world, options.writesPerSec, random.fork());
  // So that there is something to lose when the first fault strikes.
  await sleep(1000);
  const { counts, recoveryMs } = await runWaves({
    world,
    kinds: here,
    random: random.fork(),
    durationMs: options.durationMs,
    waveSize: options.waveSize,
    heal: world.heal,
    recover: () => recover(world, options.recoverMs),
    say: (text) => options.say(`${text}; ${world.ledger.written.length} written`),
  });

  await writers.stop();
  world.heal();
  const { unrest, restless } = await comeToRest(world, options.restMs);
  const things = await world.things.finish(options.restMs);
  if (things.lost + things.doubled + things.waiting > 0)
    for (const words of world.things.inWords()) world.complain(words);
  // Who did not come to rest still has holes, and is counted as such; all others are held to having everything.
  const held = (
    await Promise.all(
      world.places.map(async (place) => {
        const all = await place.held();
        return restless.has(place) ? all.map((each) => ({ ...each, whole: false })) : all;
      }),
    )
  ).flat();
  const kept = new Set((await Promise.all(world.places.map((place) => place.kept()))).flat());
  const bytes = world.bytes() - bytesBefore;
  for (const place of world.places) await place.stop();
  await world.broker.stop();
  const logs = await readLogs(world.broker.dataDir);
  const written = world.ledger.written;
  const wrongs = judge({ written, logs, held, kept, setBack: world.setBacks.messages });
  const messages = written.filter((message) => message.state === 'saved' && message.excluded === undefined);
  const copies = held
    .filter(({ whole }) => whole)
    .reduce((sum, { rooms }) => sum + [...rooms.values()].reduce((rows, room) => rows + room.length, 0), 0);
  const entries = [...logs.values()].reduce((sum, log) => sum + log.length, 0);
  return {
    seed: options.seed,
    seconds: Math.round(secondsSince()),
    places: world.places.length,
    messages: messages.length,
    excluded: written.filter((message) => message.excluded !== undefined).length,
    edits: world.abilities.aims,
    faults: counts,
    notHere: Object.fromEntries(
      faults.flatMap((fault) => {
        const why = fault.notHere?.(world);
        return why === undefined ? [] : [[fault.name, why]];
      }),
    ),
    sins: countSins(wrongs),
    things,
    recoveryMs,
    bytesPerMessage: Math.round(bytes / Math.max(1, messages.length)),
    devicesPerMessage: copies / Math.max(1, entries),
    wrongs: wrongs.map(({ written: message, ...wrong }) => ({
      ...wrong,
      story: storyOf(world.ledger, wrong, message),
    })),
    restless: restless.size,
    unrest,
    complaints: world.complaints,
  };
}

function storyOf(ledger: Ledger, wrong: Omit<Wrong, 'written'>, message: Wrong['written']): string[] {
  return ledger.story(message, wrong.id);
}

function startWriters(world: World, writesPerSec: number, random: Random): { stop(): Promise<void> } {
  let stopped = false;
  const meanMs = (world.places.length / writesPerSec) * 1000;
  const write = async (place: Place, own: Random) => {
    while (!stopped) {
      await sleep(-Math.log(1 - own.next()) * meanMs);
      await place.act(own);
    }
  };
  const all = Promise.all(world.places.map((place) => write(place, random.fork())));
  return {
    async stop() {
      stopped = true;
      await all;
    },
  };
}

/** Whoever takes longer is looked into. */
const slowMs = 15_000;

/** Until everyone is online and nothing of what waited at the beginning waits any more: who was last, and when. */
async function recover(world: World, limitMs: number): Promise<{ afterMs: number; last: string }> {
  const startedAtMs = performance.now();
  let back = { afterMs: 0, last: 'nobody' };
  await Promise.all(
    world.places
      .filter((place) => !place.busy)
      .map(async (place) => {
        const before = await place.waiting();
        let isSlow = false;
        for (;;) {
          // Taken away by the end of a fault: it is not measured.
          if (place.busy) return;
          if (await place.online()) {
            const now = await place.waiting();
            if ([...before].every((id) => !now.has(id))) {
              back = { afterMs: performance.now() - startedAtMs, last: place.name };
              return;
            }
          }
          if (!isSlow && performance.now() - startedAtMs > slowMs) {
            isSlow = true;
            world.complain(`slow to be back: ${await stateOf(world, place)}`);
          }
          if (performance.now() - startedAtMs > limitMs) {
            world.complain(`${place.name} was not back within ${limitMs / 1000} s of a heal`);
            back = { afterMs: limitMs, last: place.name };
            return;
          }
          await sleep(place.lookEveryMs);
        }
      }),
  );
  return back;
}

interface Rest {
  /** What could not be reached in time, in words. */
  readonly unrest: string[];
  /** The places where that is so. */
  readonly restless: Set<Place>;
}

async function stateOf(world: World, place: Place): Promise<string> {
  const [first, ...others] = await place.waiting();
  const waits = first === undefined ? 'nothing waits' : `${others.length + 1} wait, ${first} first`;
  const story = first === undefined ? [] : world.ledger.story(world.ledger.byId(first), first);
  // Of hundreds of tries the first and the last ones tell enough.
  const steps = [...story.slice(0, 6), ...story.slice(6).slice(-6)].map((step) => `\n    ${step}`);
  return `${place.name}, ${await place.linkInWords()}; ${waits}${steps.join('')}`;
}

/** All online, all outboxes empty, all heard of, all holes filled. */
async function comeToRest(world: World, limitMs: number): Promise<Rest> {
  const rest: Rest = { unrest: [], restless: new Set() };
  const endMs = performance.now() + limitMs;
  const tell = (place: Place, text: string) => {
    rest.unrest.push(`${place.name} ${text}`);
    rest.restless.add(place);
  };
  for (const place of world.places) {
    while (!(await place.online()) || (await place.waiting()).size > 0) {
      if (performance.now() > endMs) {
        tell(place, `did not come to rest: ${await stateOf(world, place)}`);
        break;
      }
      await sleep(place.lookEveryMs);
    }
    for (const problem of await place.refused()) tell(place, `was refused ${problem}`);
  }
  const { heads, roomsOf } = await hearOfAll(world, endMs, rest.restless, tell);
  const wantedBy = (place: Place) => new Map([...roomsOf(place)].map((room) => [room, heads.get(room) ?? 0]));
  await Promise.all(
    world.places
      .filter((place) => !rest.restless.has(place))
      .map(async (place) => {
        const wanted = wantedBy(place);
        const leftMs = Math.max(limitMs, endMs - performance.now());
        const timeUp = sleep(leftMs, ['did not get all holes filled in time']);
        for (const problem of await Promise.race([place.settle(wanted), timeUp])) tell(place, problem);
        if (rest.restless.has(place)) return;
        for (const room of await tellMarks(place, wanted, performance.now() + marksMs))
          tell(place, `has read all of room ${room}, and the broker has not heard of it`);
      }),
  );
  return rest;
}

/** A mark is told within a second, and again on the next connection if the one that it was told on is about to die. */
const marksMs = 15_000;

/** Everyone reads everything; resolves with the rooms of which the broker does not hear that in time. */
async function tellMarks(
  place: Place,
  heads: ReadonlyMap<string, number>,
  endMs: number,
): Promise<readonly string[]> {
  for (;;) {
    const unheard = (await place.readAll?.(heads)) ?? [];
    if (unheard.length === 0 || performance.now() > endMs) return unheard;
    await sleep(250);
  }
}

/** Whoever is online hears of every room of theirs and of every room's head, without being asked to look. */
async function hearOfAll(
  world: World,
  endMs: number,
  restless: ReadonlySet<Place>,
  tell: (place: Place, text: string) => void,
) {
  for (;;) {
    const headsByPlace = new Map<Place, Map<string, number>>();
    for (const place of world.places) headsByPlace.set(place, await place.heads());
    const heads = new Map<string, number>();
    const roomsByPerson = new Map<string, Set<string>>();
    for (const [{ person }, own] of headsByPlace)
      for (const [room, head] of own) {
        heads.set(room, Math.max(heads.get(room) ?? 0, head));
        roomsByPerson.set(person, (roomsByPerson.get(person) ?? new Set()).add(room));
      }
    const roomsOf = ({ person }: Place) => roomsByPerson.get(person) ?? new Set<string>();
    const deaf = [...headsByPlace]
      .filter(([place]) => !restless.has(place))
      .flatMap(([place, own]) =>
        [...roomsOf(place)]
          .filter((room) => own.get(room) !== heads.get(room))
          .map((room) => ({ place, room, knows: own.get(room), of: heads.get(room) })),
      );
    if (deaf.length === 0) return { heads, roomsOf };
    if (performance.now() > endMs) {
      for (const { place, room, knows, of } of deaf)
        tell(place, `is online and deaf: it knows ${knows ?? 'nothing'} of ${of} in room ${room}`);
      return { heads, roomsOf };
    }
    await sleep(100);
  }
}
