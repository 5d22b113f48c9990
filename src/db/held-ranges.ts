// Which stretches of a room's log this device holds: sorted, disjoint, never touching, both ends included. Pure.

export type Range = readonly [from: number, to: number];
export type HeldRanges = readonly Range[];

/** Adds from…to, joining what overlaps or touches. */
export function addRange(held: HeldRanges, from: number, to: number): HeldRanges {
  const before = held.filter(([, end]) => end < from - 1);
  const after = held.filter(([start]) => start > to + 1);
  const joined = held.slice(before.length, held.length - after.length);
  const first = joined[0];
  const last = joined.at(-1);
  return [...before, [first ? Math.min(first[0], from) : from, last ? Math.max(last[1], to) : to], ...after];
}

/** Adds many seqs, in any order. */
export function addSeqs(held: HeldRanges, seqs: readonly number[]): HeldRanges {
  let result = held;
  const sorted = seqs.toSorted((a, b) => a - b);
  for (let i = 0; i < sorted.length;) {
    const from = sorted[i]!;
    let to = from;
    while (i < sorted.length && sorted[i]! <= to + 1) to = sorted[i++]!;
    result = addRange(result, from, to);
  }
  return result;
}

export const holds = (held: HeldRanges, seq: number): boolean =>
  held.some(([from, to]) => from <= seq && seq <= to);

/** The newest seq held, 0 for none. */
export const heldUpTo = (held: HeldRanges): number => held.at(-1)?.[1] ?? 0;

/** The oldest seq held, 0 for none. */
export const heldFrom = (held: HeldRanges): number => held[0]?.[0] ?? 0;

/** What is missing between the oldest held entry and `head`, oldest first. Nothing held: everything up to `head`. */
export function gaps(held: HeldRanges, head: number): Range[] {
  const missing: Range[] = [];
  let next = held[0]?.[0] ?? 1;
  for (const [from, to] of held) {
    if (from > next) missing.push([next, from - 1]);
    next = to + 1;
  }
  if (head >= next) missing.push([next, head]);
  return missing;
}

/** All but these. */
export function withoutSeqs(held: HeldRanges, gone: ReadonlySet<number>): HeldRanges {
  let left = held;
  for (const seq of gone)
    left = left.flatMap(([from, to]) =>
      seq < from || to < seq
        ? [[from, to] as const]
        : [[from, seq - 1] as const, [seq + 1, to] as const].filter(([start, end]) => start <= end),
    );
  return left;
}

/** What of these is not in those. */
export function withoutRanges(held: HeldRanges, gone: HeldRanges): HeldRanges {
  let left = held;
  for (const [start, end] of gone)
    left = left.flatMap(([from, to]): Range[] => {
      if (end < from || to < start) return [[from, to]];
      const parts: Range[] = [
        [from, start - 1],
        [end + 1, to],
      ];
      return parts.filter(([first, last]) => first <= last);
    });
  return left;
}

/** Entries that are asked for once more rather than that what lies around them takes two questions. */
const maxIsland = 8;

/** Ranges, newest first: those with little between them are one. An answer brings the newest page of it. */
export function joinNear(ranges: readonly Range[]): Range[] {
  const joined: Range[] = [];
  for (const [from, to] of ranges) {
    const newer = joined.at(-1);
    if (newer && newer[0] - to <= maxIsland + 1) joined[joined.length - 1] = [from, newer[1]];
    else joined.push([from, to]);
  }
  return joined;
}
