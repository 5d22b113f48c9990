// Coming back after long: the list of rooms is true with the first packet, and what was written meanwhile comes when it is wanted.
// How long it takes at 2G is measured by `npm run bench:link`; here it is what comes, how much of it, and in which order.
import { afterEach, expect, test } from 'vitest';
import { decodeAnswer, readResult } from '../../src/protocol/ask';
import { decodeLogEntry } from '../../src/protocol/entry';
import type { RoomId } from '../../src/protocol/ids';
import { pageEntries } from '../../src/protocol/limits';
import { parseTopic } from '../../src/protocol/topics';
import { createLongAbsence, readList, type LongAbsence } from './long-absence';
import { until } from './until';

const screenRooms = 12;
/** More than a screen shows, and in each more than a page. */
const much = { roomCount: 20, messagesInRoom: 210 };

let absence: LongAbsence;
afterEach(() => absence.close());

/** What came on the topics of rooms: the room and the seq. */
const pushed = () =>
  absence.arrivals.flatMap(({ topic, payload }) => {
    const parsed = parseTopic(topic);
    const entry = parsed?.kind === 'room' ? decodeLogEntry(payload, 1_000_000) : undefined;
    return parsed?.kind === 'room' && entry ? [{ room: parsed.room, seq: entry.seq }] : [];
  });

const isTrue = async (rooms: number) => {
  const list = await readList(absence);
  return list.length === absence.expected.length && list.slice(0, rooms).every(({ isRight }) => isRight);
};

test.each(['there', 'gone', 'older'] as const)(
  'the list is true with the first packet and at most 2 kB, with a session that is %s',
  async (session) => {
    absence = await createLongAbsence({ ...much, session });
    const { ann, weak, expected, arrivals } = absence;
    const heldBefore = new Map((await ann.db.log.allHeld()).map(({ room, ranges }) => [room, ranges]));
    const gate = absence.hold(1);
    weak.heal();
    ann.wake();
    await until('the first screen is true', async () => (await isTrue(screenRooms)) || undefined);
    expect(arrivals).toHaveLength(1);
    expect(arrivals[0]?.payload.length).toBeLessThanOrEqual(2000);

    gate.open();
    await until('the whole list is true', async () => (await isTrue(expected.length)) || undefined);
    // Of each room only its newest message came, with the edits behind it, the newest room first.
    expect([...new Set(pushed().map(({ room }) => room))]).toEqual(expected.map(({ room }) => room));
    for (const { room, newestSeq } of expected) {
      const head = absence.headOf(room);
      await until('it is here', async () => (await heldUpTo(room)) === head || undefined);
      expect(await ann.db.log.held(room)).toEqual([...(heldBefore.get(room) ?? []), [newestSeq, head]]);
    }

    // What it holds is what the broker believes: the next time eight bytes say so.
    await ann.write(expected[0]!.room, 'Here I am again.');
    await until('all is acknowledged', async () => (await ann.db.outbox.list()).length === 0 || undefined);
    weak.cut();
    arrivals.length = 0;
    await until('it asked again', () => arrivals.length > 0 || undefined);
    const answer = decodeAnswer(arrivals[0]!.payload);
    const result = readResult('sync', answer?.result)?.value;
    expect(result?.outcome).not.toBe('tell-cursors');
    expect(result?.outcome === 'differs' ? result.rooms : []).toEqual([]);
  },
);

test('brings the room on the screen page by page, the newest first, and no other', async () => {
  absence = await createLongAbsence(much);
  const { ann, weak, expected } = absence;
  const { room, newestSeq } = expected[15]!;
  ann.engine.openRoom(room);
  weak.heal();
  ann.wake();
  const head = absence.headOf(room);
  const isWhole = async () => (await ann.db.log.held(room)).length === 1 && (await heldUpTo(room)) === head;
  await until('the room is whole', async () => (await isWhole()) || undefined);
  // The newest message itself may have been pushed before.
  const [first = 0, second = 0, ...more] = newestOfPages();
  expect(first).toBeGreaterThanOrEqual(newestSeq - 1);
  expect([second, more]).toEqual([first - pageEntries, []]);
  expect(pushed()[0]?.room).toBe(room);
  const others = expected.filter((each) => each.room !== room);
  for (const other of others) expect((await ann.db.log.entries(other.room)).length).toBeLessThan(10);
});

const heldUpTo = async (room: RoomId) => (await absence.ann.db.log.held(room)).at(-1)?.[1];

/** The newest seq of each page that came. */
function newestOfPages(): number[] {
  return absence.arrivals.flatMap(({ topic, payload }) => {
    const answer = topic === 'answer' ? decodeAnswer(payload) : undefined;
    const page = answer && readResult('range', answer.result)?.value;
    const newest = page?.entries.at(-1);
    return newest ? [decodeLogEntry(newest, 1_000_000)?.seq ?? 0] : [];
  });
}
