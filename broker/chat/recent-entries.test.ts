import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import type { RoomId } from '../../src/protocol/ids';
import type { LogRecord } from '../application';
import { createRecentEntries } from './recent-entries';

const room = 'a' as RoomId;
const other = 'b' as RoomId;
const plenty = { maxEntries: 1000, maxBytes: 1_000_000 };
const entry = (seq: number, bytes = 100): LogRecord => ({
  seq,
  payload: new Uint8Array(bytes),
  client: 'device',
});
const seqs = (records: LogRecord[] | undefined) => records?.map(({ seq }) => seq);

function recentWith(entries: readonly LogRecord[], maxBytes = 1_000_000) {
  const recent = createRecentEntries({ maxBytes });
  for (const each of entries) recent.add(room, each);
  return recent;
}

it('reads what lies behind a seq, in its own room alone', () => {
  const recent = recentWith([entry(1), entry(2), entry(3)]);
  recent.add(other, entry(7));
  expect(seqs(recent.read(room, 0, plenty))).toEqual([1, 2, 3]);
  expect(seqs(recent.read(room, 2, plenty))).toEqual([3]);
  expect(seqs(recent.read(other, 6, plenty))).toEqual([7]);
});

it('says nothing where the next entry is not here: older, not written yet, or of a room nobody wrote in', () => {
  const recent = recentWith([entry(5), entry(6)]);
  expect(recent.read(room, 3, plenty)).toBeUndefined();
  expect(recent.read(room, 6, plenty)).toBeUndefined();
  expect(recent.read(other, 0, plenty)).toBeUndefined();
});

it('keeps to the limits, but gives one entry however long it is', () => {
  const recent = recentWith([entry(1, 500), entry(2), entry(3), entry(4)]);
  expect(seqs(recent.read(room, 0, { maxEntries: 2, maxBytes: 1000 }))).toEqual([1, 2]);
  expect(seqs(recent.read(room, 1, { maxEntries: 9, maxBytes: 250 }))).toEqual([2, 3]);
  expect(seqs(recent.read(room, 0, { maxEntries: 9, maxBytes: 10 }))).toEqual([1]);
});

it('begins anew behind an entry that it was not told of', () => {
  const recent = recentWith([entry(1), entry(2), entry(4)]);
  expect(recent.read(room, 0, plenty)).toBeUndefined();
  expect(seqs(recent.read(room, 3, plenty))).toEqual([4]);
});

it('forgets a room', () => {
  const recent = recentWith([entry(1), entry(2)]);
  recent.forget(room);
  expect(recent.read(room, 0, plenty)).toBeUndefined();
  recent.add(room, entry(3));
  expect(seqs(recent.read(room, 2, plenty))).toEqual([3]);
});

it('holds no more than its bytes, whatever comes, and never skips an entry', () => {
  const maxBytes = 20_000;
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.boolean(), fc.nat(2000)), { maxLength: 300 }), (writes) => {
      const recent = createRecentEntries({ maxBytes });
      const heads = new Map<RoomId, number>();
      for (const [isOther, bytes] of writes) {
        const to = isOther ? other : room;
        heads.set(to, (heads.get(to) ?? 0) + 1);
        recent.add(to, entry(heads.get(to) ?? 0, bytes));
      }
      let held = 0;
      for (const [each, head] of heads) {
        // The oldest from which on something is here; everything behind it is here as well.
        const from = Array.from({ length: head }, (_, after) => after).find((after) =>
          recent.read(each, after, plenty),
        );
        const found = from === undefined ? [] : (recent.read(each, from, plenty) ?? []);
        expect(seqs(found)).toEqual(found.map((_, index) => (from ?? 0) + 1 + index));
        expect(found.at(-1)?.seq ?? head).toBe(head);
        held += found.reduce((sum, { payload }) => sum + payload.length, 0);
      }
      expect(held).toBeLessThanOrEqual(maxBytes);
    }),
  );
});

it('gives nothing below a floor, in either generation', () => {
  const recent = recentWith(
    [1, 2, 3, 4, 5, 6].map((seq) => entry(seq)),
    1800,
  );
  recent.removeBelow(room, 3);
  expect(recent.read(room, 0, plenty)).toBeUndefined();
  expect(seqs(recent.read(room, 2, plenty))).toEqual([3, 4, 5, 6]);
  recent.removeBelow(room, 7);
  expect(recent.read(room, 2, plenty)).toBeUndefined();
  recent.add(room, entry(7));
  expect(seqs(recent.read(room, 6, plenty))).toEqual([7]);
});
