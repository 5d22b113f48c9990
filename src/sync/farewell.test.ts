import { expect, test } from 'vitest';
import { entryId, me, roomA, roomB, written } from '../db/fake-disk';
import type { OutboxRow } from '../db/schema';
import { createFakeClock } from '../platform/fake-clock';
import { decodeEntry } from '../protocol/entry';
import type { DeviceId, RoomId } from '../protocol/ids';
import { decodeOutbox, maxOutboxBytes } from '../protocol/outbox';
import { createFarewell } from './farewell';

const account = { user: me, name: 'Me', device: 'device' as DeviceId, token: 'the token' };
const row = (n: number, room = roomA, facts: Partial<OutboxRow> = {}): OutboxRow => ({
  ...written(n, room),
  n,
  tried: true,
  waitedSec: 0,
  problem: undefined,
  ...facts,
});

function farewellOf(rows: readonly OutboxRow[], underWay: readonly number[]) {
  const bodies: Uint8Array[] = [];
  const ways: unknown[] = [];
  const farewell = createFarewell({
    account,
    http: {
      postOutbox(_token, body, outliving) {
        bodies.push(body);
        ways.push(outliving);
        return Promise.resolve({ outcome: 'unreachable' });
      },
    },
    clock: createFakeClock(),
    underWay: () => new Set(underWay.map(entryId)),
  });
  farewell.read(rows);
  farewell.say('abcdefgh');
  const said = bodies.map((body) => decodeOutbox(body)!);
  return {
    bodies,
    ways,
    epochs: said.map(({ epoch }) => epoch),
    rooms: said.flatMap(({ parts }) =>
      parts.map(({ room, entries }) => [room, entries.map((bytes) => decodeEntry(bytes, 100_000)!.id)]),
    ),
  };
}
const ids = (...numbers: number[]) => numbers.map(entryId);

test('says once more what is under way, in order, for the store it was meant for', () => {
  const { rooms, epochs, ways } = farewellOf([row(1), row(2, roomB), row(3)], [1, 2, 3]);
  expect(rooms).toEqual([
    [roomA, ids(1, 3)],
    [roomB, ids(2)],
  ]);
  expect(epochs).toEqual(['abcdefgh']);
  expect(ways).toEqual(['outliving the page']);
});

test('leaves what was never tried, and what is behind it: that can still be discarded, and must not be overtaken', () => {
  expect(farewellOf([row(1), row(2, roomA, { tried: false }), row(3)], [1, 3]).rooms).toEqual([
    [roomA, ids(1)],
  ]);
  expect(farewellOf([row(1, roomA, { tried: false }), row(2)], [2]).rooms).toEqual([]);
});

test('passes over what failed', () => {
  expect(farewellOf([row(1, roomA, { problem: 'No.' }), row(2)], [2]).rooms).toEqual([[roomA, ids(2)]]);
});

test('is silent when nothing is under way', () => {
  expect(farewellOf([row(1, roomA, { tried: false })], []).bodies).toEqual([]);
});

test('fits into what a browser lets outlive a page', () => {
  const rows = Array.from({ length: 8 }, (_, i) =>
    row(i + 1, `room-${i}` as RoomId, { body: 'x'.repeat(9_000) }),
  );
  const { bodies, rooms } = farewellOf(rows, [1, 2, 3, 4, 5, 6, 7, 8]);
  expect(bodies[0]!.length).toBeLessThanOrEqual(maxOutboxBytes);
  expect(rooms).toHaveLength(6);
});
