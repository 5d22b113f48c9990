// The line of a curve of the last hour, as the path of an SVG: time runs along, and it breaks where the link was away.
import type { LinkReport } from '../../store/state';

const hourMs = 3_600_000;
export const curveWidth = 600;
export const curveHeight = 80;
/** So that the slowest point is not cut off. */
const marginTop = 4;

export function curvePath(
  { roundTrips, drops }: Pick<LinkReport, 'roundTrips' | 'drops'>,
  nowMs: number,
): string {
  const most = Math.max(1, ...roundTrips.map(({ ms }) => ms));
  let lastAtMs: number | undefined;
  return roundTrips
    .map(({ atMs, ms }) => {
      const before = lastAtMs;
      lastAtMs = atMs;
      const isBroken = before === undefined || drops.some(({ fromMs }) => fromMs > before && fromMs <= atMs);
      const point = `${round(xOf(atMs, nowMs))} ${round(curveHeight - (ms / most) * (curveHeight - marginTop))}`;
      // A point alone is drawn by the round end of its line.
      return isBroken ? `M${point}l0 0` : `L${point}`;
    })
    .join('');
}

/** Where the link was away, as [from, to] along the curve. */
export const curveGaps = (
  { drops }: Pick<LinkReport, 'drops'>,
  nowMs: number,
): (readonly [from: number, to: number])[] =>
  drops.map(({ fromMs, toMs }) => [xOf(fromMs, nowMs), xOf(toMs ?? nowMs, nowMs)]);

const xOf = (atMs: number, nowMs: number): number =>
  Math.min(curveWidth, Math.max(0, curveWidth * (1 - (nowMs - atMs) / hourMs)));

const round = (number: number): number => Math.round(number * 10) / 10;
