// Which stretches of a log were read, and which are still to be. Pure.
import type { HeldRanges, Range } from '../db/held-ranges';

export const clipFrom = (held: HeldRanges, from: number): HeldRanges =>
  held.filter(([, end]) => end >= from).map(([start, end]) => [Math.max(start, from), end]);

export const without = (ranges: HeldRanges, seq: number): HeldRanges =>
  ranges.flatMap(([from, to]): Range[] =>
    seq < from || seq > to
      ? [[from, to]]
      : [
          [from, seq - 1],
          [seq + 1, to],
        ].filter((range): range is [number, number] => range[0]! <= range[1]!),
  );

/** What of `held` from `from` on is not in `loaded`. */
export function missingIn(held: HeldRanges, loaded: HeldRanges, from: number): Range[] {
  const missing: Range[] = [];
  for (const [start, end] of held) {
    let next = Math.max(start, from);
    for (const [loadedFrom, loadedTo] of loaded) {
      if (loadedTo < next || loadedFrom > end) continue;
      if (loadedFrom > next) missing.push([next, loadedFrom - 1]);
      next = loadedTo + 1;
    }
    if (next <= end) missing.push([next, end]);
  }
  return missing;
}
