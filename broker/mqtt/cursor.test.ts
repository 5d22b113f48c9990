import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ackOnCursor, createCursor, cursorUpTo, pushToCursor, raiseCursor, skipOnCursor } from './cursor';

describe('a cursor', () => {
  it('moves over the contiguous acknowledged prefix only', () => {
    const cursor = createCursor(10);
    for (const seq of [11, 12, 13]) pushToCursor(cursor, seq);
    ackOnCursor(cursor, 12);
    expect(cursorUpTo(cursor)).toBe(10);
    ackOnCursor(cursor, 11);
    expect(cursorUpTo(cursor)).toBe(12);
    ackOnCursor(cursor, 13);
    expect(cursorUpTo(cursor)).toBe(13);
  });

  it('is not carried over a gap by an own entry', () => {
    const cursor = createCursor(0);
    pushToCursor(cursor, 1);
    skipOnCursor(cursor, 2);
    expect(cursorUpTo(cursor)).toBe(0);
    ackOnCursor(cursor, 1);
    expect(cursorUpTo(cursor)).toBe(2);
  });

  it('refuses an entry that does not come next', () => {
    const cursor = createCursor(5);
    expect(() => pushToCursor(cursor, 7)).toThrow('gap');
    expect(() => skipOnCursor(cursor, 5)).toThrow('gap');
  });

  it('is at the end of the contiguous prefix after any order of pushes, own entries, acks and raises', () => {
    const step = fc.oneof(
      fc.constant({ do: 'push' } as const),
      fc.constant({ do: 'skip' } as const),
      fc.record({ do: fc.constant('ack' as const), seq: fc.integer({ min: 1, max: 30 }) }),
      fc.record({ do: fc.constant('raise' as const), seq: fc.integer({ min: 0, max: 30 }) }),
    );
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 5 }), fc.array(step, { maxLength: 60 }), (start, steps) => {
        const cursor = createCursor(start);
        // The model: the set of all seqs that are done with, whatever the way.
        const done = new Set(Array.from({ length: start }, (_, index) => index + 1));
        for (const each of steps) {
          const next = cursor.pushedUpTo + 1;
          if (each.do === 'push') pushToCursor(cursor, next);
          if (each.do === 'skip') {
            skipOnCursor(cursor, next);
            done.add(next);
          }
          if (each.do === 'ack' && each.seq <= cursor.pushedUpTo) {
            ackOnCursor(cursor, each.seq);
            done.add(each.seq);
          }
          if (each.do === 'raise') {
            raiseCursor(cursor, each.seq);
            for (let seq = 1; seq <= each.seq; seq++) done.add(seq);
          }
          let prefix = 0;
          while (done.has(prefix + 1)) prefix += 1;
          expect(cursorUpTo(cursor)).toBe(prefix);
          expect(cursor.pushedUpTo).toBeGreaterThanOrEqual(prefix);
        }
      }),
    );
  });
});
