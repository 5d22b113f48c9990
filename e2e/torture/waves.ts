// Faults come in waves: some at random times and together, then all heals, and the recovery is measured.
import { setTimeout as sleep } from 'node:timers/promises';
import type { Random } from './chance';
import type { Fault } from './faults';

export interface WavesOptions<W> {
  readonly world: W;
  readonly kinds: readonly Fault<W>[];
  readonly random: Random;
  readonly durationMs: number;
  /** Faults in a wave: from, up to but not to. */
  readonly waveSize?: readonly [number, number] | undefined;
  readonly heal: () => void;
  /** Until everyone is back: who was last, and when. */
  readonly recover: () => Promise<{ afterMs: number; last: string }>;
  readonly say: (text: string) => void;
}

export interface WavesResult {
  /** How often each kind struck. */
  readonly counts: Readonly<Record<string, number>>;
  readonly recoveryMs: readonly number[];
}

const usualWaveSize = [10, 20] as const;
/** So far behind the most frequent one a kind may be by chance. */
const slack = 2;
/** When they strike within it. */
const spreadMs = 2500;

export async function runWaves<W>(options: WavesOptions<W>): Promise<WavesResult> {
  const { world, kinds, random, waveSize = usualWaveSize } = options;
  const counts = Object.fromEntries(kinds.map((kind) => [kind.name, 0]));
  const recoveryMs: number[] = [];
  const draw = drawFrom(kinds, counts, random.fork());
  const startedAtMs = performance.now();
  const secondsSince = () => (performance.now() - startedAtMs) / 1000;

  while (secondsSince() * 1000 < options.durationMs) {
    const finishers: (() => Promise<void>)[] = [];
    const struck: string[] = [];
    const strike = async (fault: Fault<W>, afterMs: number, own: Random) => {
      await sleep(afterMs);
      const outcome = await fault.strike(world, own);
      if (outcome === undefined) return;
      counts[fault.name] = (counts[fault.name] ?? 0) + 1;
      struck.push(fault.name);
      if (outcome !== true) finishers.push(outcome);
    };
    const wave = Array.from({ length: Math.floor(random.between(...waveSize)) }, () =>
      strike(draw(), random.between(0, spreadMs), random.fork()),
    );
    await Promise.all(wave);
    options.heal();
    const [back] = await Promise.all([options.recover(), ...finishers.map((finish) => finish())]);
    recoveryMs.push(back.afterMs);
    options.say(
      `${secondsSince().toFixed(0).padStart(4)} s  ${struck.join(', ')}; back in ${(back.afterMs / 1000).toFixed(1)} s, ${back.last} last`,
    );
  }
  return { counts, recoveryMs };
}

/**
 * Every kind comes equally often, in an order of chance: drawn one by one, and all again, with those that found nothing to strike
 * once more.
 */
function drawFrom<W>(
  kinds: readonly Fault<W>[],
  counts: Readonly<Record<string, number>>,
  random: Random,
): () => Fault<W> {
  let bag: Fault<W>[] = [];
  return () => {
    if (bag.length === 0) {
      const most = Math.max(...Object.values(counts));
      const behind = kinds.filter(({ name }) => (counts[name] ?? 0) < most - slack);
      bag = random.shuffled([...kinds, ...behind]);
    }
    const fault = bag.pop();
    if (!fault) throw new Error('No fault of this name can happen in this world.');
    return fault;
  };
}
