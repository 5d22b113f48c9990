import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { anyCount, anyRoomId } from './arbitraries';
import { cursorDigest, type Cursor } from './digest';

const anyCursors = fc.uniqueArray(fc.tuple(anyRoomId, anyCount), {
  selector: ([room]) => room,
  minLength: 1,
  maxLength: 30,
});

const digest = (...cursors: [room: string, upTo: number][]) => cursorDigest(cursors as unknown as Cursor[]);

test('does not depend on the order of the rooms', () => {
  const shuffled = anyCursors.chain((cursors) =>
    fc.tuple(fc.constant(cursors), fc.shuffledSubarray(cursors, { minLength: cursors.length })),
  );
  fc.assert(
    fc.property(shuffled, ([cursors, other]) => {
      expect(cursorDigest(other)).toEqual(cursorDigest(cursors));
    }),
  );
});

test('changes with each single cursor, and with a room more or less', () => {
  fc.assert(
    fc.property(anyCursors, fc.nat(), fc.integer({ min: 1, max: 1_000 }), (cursors, pick, step) => {
      const at = pick % cursors.length;
      const moved = cursors.map(([room, upTo], i): Cursor => [
        room,
        i === at ? (upTo + step) % Number.MAX_SAFE_INTEGER : upTo,
      ]);
      const fewer = cursors.filter((_, i) => i !== at);
      expect(cursorDigest(moved)).not.toEqual(cursorDigest(cursors));
      expect(cursorDigest(fewer)).not.toEqual(cursorDigest(cursors));
    }),
  );
});

test('does not mix up where a room ends and its cursor begins', () => {
  expect(digest(['a', 11])).not.toEqual(digest(['a1', 1]));
  expect(digest(['a', 1], ['b', 2])).not.toEqual(digest(['a', 2], ['b', 1]));
});

test('is eight bytes, also for nobody’s cursors', () => {
  expect(cursorDigest([])).toHaveLength(8);
});
