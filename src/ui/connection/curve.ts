// The line of a curve of the last hour, or of as much of it as is known, as the path of an SVG: time runs along, and it breaks where the link was away.
import type { LinkReport } from '../../store/state';

/** So that two points a moment apart are not the whole picture. */
const leastMs = 300_000;
export const curveWidth = 600;
export const curveHeight = 80;
/** So that the slowest point is not cut off. */
const marginTop = 4;

/** Where the curve begins. */
export const curveFrom = ({ roundTrips }: Pick<LinkReport, 'roundTrips'>, nowMs: number): number =>
  Math.min(nowMs - leastMs, ...roundTrips.map(({ atMs }) => atMs));

export function curvePath(
  { roundTrips, drops }: Pick<LinkReport, 'roundTrips' | 'drops'>,
  fromMs: number,
  nowMs: number,
): string {
  const most = Math.max(1, ...roundTrips.map(({ ms }) => ms));
  let lastAtMs: number | undefined;
  return roundTrips
    .map(({ atMs, ms }) => {
      const before = lastAtMs;
      lastAtMs = atMs;
      const isBroken =
        before === undefined || drops.some((drop) => drop.fromMs > before && drop.fromMs <= atMs);
      const point = `${round(xOf(atMs, fromMs, nowMs))} ${round(curveHeight - (ms / most) * (curveHeight - marginTop))}`;
      // A point alone is drawn by the round end of its line.
      return isBroken ? `M${point}l0 0` : `L${point}`;
    })
    .join('');
}

/** Where the link was away, as [from, to] along the curve. */
export const curveGaps = (
  { drops }: Pick<LinkReport, 'drops'>,
  fromMs: number,
  nowMs: number,
): (readonly [from: number, to: number])[] =>
  drops
    .filter(({ toMs = nowMs }) => toMs > fromMs)
    .map((drop) => [xOf(drop.fromMs, fromMs, nowMs), xOf(drop.toMs ?? nowMs, fromMs, nowMs)]);

const xOf = (atMs: number, fromMs: number, nowMs: number): number =>
  Math.min(curveWidth, Math.max(0, (curveWidth * (atMs - fromMs)) / (nowMs - fromMs)));

const round = (number: number): number => Math.round(number * 10) / 10;
