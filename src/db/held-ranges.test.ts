import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import {
  addRange,
  addSeqs,
  gaps,
  heldFrom,
  heldUpTo,
  holds,
  withoutRanges,
  type HeldRanges,
} from './held-ranges';

const anySeq = fc.integer({ min: 1, max: 60 });
const anyStretch = fc
  .tuple(anySeq, fc.nat({ max: 15 }))
  .map(([from, length]): [number, number] => [from, from + length]);
const anyStep = fc.oneof(
  anyStretch.map((range) => ({ range })),
  fc.array(anySeq, { maxLength: 20 }).map((seqs) => ({ seqs })),
);
/** The ranges and, beside them, the plain set of numbers that they stand for. */
const anyHeld = fc.array(anyStep, { maxLength: 12 }).map((steps) => {
  let held: HeldRanges = [];
  const model = new Set<number>();
  for (const step of steps) {
    if ('range' in step) {
      const [from, to] = step.range;
      held = addRange(held, from, to);
      for (let seq = from; seq <= to; seq++) model.add(seq);
    } else {
      held = addSeqs(held, step.seqs);
      for (const seq of step.seqs) model.add(seq);
    }
  }
  return { held, model };
});
const numbersIn = (ranges: HeldRanges) =>
  ranges.flatMap(([from, to]) => Array.from({ length: to - from + 1 }, (_, i) => from + i));
const sorted = (model: ReadonlySet<number>) => [...model].toSorted((a, b) => a - b);

it('holds exactly what was added, in sorted ranges that neither overlap nor touch', () => {
  fc.assert(
    fc.property(anyHeld, ({ held, model }) => {
      expect(numbersIn(held)).toEqual(sorted(model));
      for (const [from, to] of held) expect(from).toBeLessThanOrEqual(to);
      for (const [i, [from]] of held.slice(1).entries()) expect(from).toBeGreaterThan(held[i]![1] + 1);
    }),
  );
});

it('knows of each seq whether it is held, and the oldest and the newest', () => {
  fc.assert(
    fc.property(anyHeld, ({ held, model }) => {
      for (let seq = 0; seq <= 80; seq++) expect(holds(held, seq)).toBe(model.has(seq));
      expect(heldFrom(held)).toBe(sorted(model)[0] ?? 0);
      expect(heldUpTo(held)).toBe(sorted(model).at(-1) ?? 0);
    }),
  );
});

it('finds every gap between the oldest held seq and the head, oldest first, and nothing else', () => {
  fc.assert(
    fc.property(anyHeld, fc.integer({ min: -3, max: 12 }), ({ held, model }, above) => {
      const head = Math.max(0, heldUpTo(held) + above);
      const missing: number[] = [];
      const last = Math.max(head, heldUpTo(held));
      for (let seq = sorted(model)[0] ?? 1; seq <= last; seq++) if (!model.has(seq)) missing.push(seq);
      const found = gaps(held, head);
      expect(numbersIn(found)).toEqual(missing);
      // As few gaps as possible: two that touch are one.
      for (const [i, [from]] of found.slice(1).entries()) expect(from).toBeGreaterThan(found[i]![1] + 1);
    }),
  );
});

it('does not change what it was given', () => {
  const held: HeldRanges = Object.freeze([Object.freeze([1, 3] as const), Object.freeze([7, 9] as const)]);
  expect(addRange(held, 4, 6)).toEqual([[1, 9]]);
  expect(addSeqs(held, [5, 20])).toEqual([
    [1, 3],
    [5, 5],
    [7, 9],
    [20, 20],
  ]);
  expect(held).toEqual([
    [1, 3],
    [7, 9],
  ]);
});

it('takes some ranges out of others, and leaves the rest', () => {
  fc.assert(
    fc.property(anyHeld, anyHeld, (some, others) => {
      const left = withoutRanges(some.held, others.held);
      expect(numbersIn(left)).toEqual(sorted(some.model).filter((seq) => !others.model.has(seq)));
    }),
  );
});
