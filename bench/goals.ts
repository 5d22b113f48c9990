// What was to be reached, and whether it was.
import type { Figures } from './report';

interface Goal {
  readonly goal: string;
  readonly measured: string;
  readonly reached: boolean;
}

export function checkGoals({ saturation, openLoop, overload, storm, drain, idle, bytes }: Figures): Goal[] {
  const goals: Goal[] = [];
  const check = (goal: string, measured: number | undefined, limit: number, unit: string) => {
    if (measured !== undefined)
      goals.push({
        goal: `${goal}: at most ${rounded(limit)} ${unit}`,
        measured: `${rounded(measured)} ${unit}`,
        reached: measured <= limit,
      });
  };
  const at4000 = (name: 'onebar' | 'mosquitto') =>
    openLoop.get(name)?.find(({ offeredPerSec }) => offeredPerSec === 4000);
  const [own, other] = [at4000('onebar'), at4000('mosquitto')];

  check('CPU per delivery at saturation', saturation.get('onebar')?.cpuUsPerDelivery, 20, 'µs');
  if (own && other)
    check('CPU at 4,000 messages a second, twice mosquitto’s', own.cpuPercent, 2 * other.cpuPercent, '%');
  check('p99 at 4,000 messages a second', own?.p99Ms, 50, 'ms');
  check('p99 of what is accepted when overloaded', overload.get('onebar')?.p99Ms, 1000, 'ms');
  check('acknowledged when overloaded, but not delivered', overload.get('onebar')?.missing, 0, 'deliveries');
  check('memory of a connection', idle.get('onebar')?.kbPerConnection, 12, 'kB');
  for (const [what, waiting] of [
    ['2,000 clients that come back, mosquitto’s time', storm],
    ['5,000 messages waiting for one, mosquitto’s time', drain],
  ] as const) {
    const limit = waiting.get('mosquitto')?.wallMs;
    if (limit !== undefined) check(what, waiting.get('onebar')?.wallMs, limit, 'ms');
  }
  check('a message of 40 characters on the wire', bytes.message?.total, 220, 'bytes');
  check('a reaction on the wire', bytes.reaction?.total, 160, 'bytes');
  check('a read mark on the wire', bytes.readMark?.total, 60, 'bytes');
  check('a sign of typing on the wire', bytes.typing?.total, 45, 'bytes');
  return goals;
}

const rounded = (value: number): string =>
  value < 100 && !Number.isInteger(value) ? value.toFixed(1) : Math.round(value).toLocaleString('en-US');
