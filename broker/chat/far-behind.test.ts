import { beforeEach, describe, expect, it } from 'vitest';
import type { SyncRow } from '../../src/protocol/ask';
import { cursorDigest } from '../../src/protocol/digest';
import { entryKind } from '../../src/protocol/entry';
import type { RoomId } from '../../src/protocol/ids';
import { textBodyOf } from '../../src/protocol/text-body';
import { author, edit, entryId, reaction, retract, text } from '../store/entry-requests';
import { createMemoryStore } from '../store/memory-store';
import type { AppendRequest, Store } from '../store/store';
import { answerSync } from './ask-sync';
import { createFakeSession, textEntry } from './chat-fakes';
import { planFarBehind, splitRows } from './far-behind';
import { floorOrNone } from './floors';
import { readLine } from './room-line';

const people = { nameOf: () => 'Asha' };
const [loud, quiet, small] = ['loud', 'quiet', 'small'] as [RoomId, RoomId, RoomId];

let store: Store;
let nowMs = 1_800_000_000_000;
let written = 0;
beforeEach(() => {
  written = 0;
  store = createMemoryStore({ clock: () => nowMs });
});

const write = async (room: RoomId, ...requests: AppendRequest[]) => {
  nowMs += 1000;
  const results = await store.append(requests.map((request) => ({ ...request, room })));
  expect(results.map(({ outcome }) => outcome)).toEqual(requests.map(() => 'stored'));
};
const fill = (room: RoomId, count: number) =>
  write(room, ...Array.from({ length: count }, () => text(++written)));
const line = async (room: RoomId) => readLine({ store, people }, room, (await store.heads([room]))[0] ?? 0);

describe('the line of a room', () => {
  it('is the newest message, its author and its time', async () => {
    await fill(loud, 3);
    const ts = Math.floor(nowMs / 1000);
    expect(await line(loud)).toEqual({ seq: 3, ts, text: 'text 3', user: author, name: 'Asha' });
    expect(await line(quiet)).toBeUndefined();
  });

  it('reads as the last edit says, whatever stands behind it, and is empty when it was taken back', async () => {
    await write(loud, text(1), edit(2, 1), edit(3, 1));
    expect(await line(loud)).toMatchObject({ seq: 1, text: 'edit 3' });
    await write(loud, retract(4, 1));
    expect(await line(loud)).toMatchObject({ seq: 1, text: '' });
  });

  it('is never a change of the room or of its members', async () => {
    await fill(loud, 1);
    for (const kind of [entryKind.membership, entryKind.room])
      await write(loud, { ...text(++written), payload: textEntry(written, [0], kind) });
    expect(await line(loud)).toMatchObject({ seq: 1, text: 'text 1' });
  });

  it('is never a reaction, and of an answer its words', async () => {
    await write(loud, { ...text(1), payload: textEntry(1, textBodyOf('yes', entryId(9))) });
    await write(loud, reaction(2, 1), reaction(3, 9));
    expect(await line(loud)).toMatchObject({ seq: 1, text: 'yes' });
    await write(loud, edit(4, 1), reaction(5, 1));
    expect(await line(loud)).toMatchObject({ seq: 1, text: 'edit 4' });
  });

  it('is no line at all behind more edits than are looked through', async () => {
    await write(loud, text(1), ...Array.from({ length: 63 }, (_, n) => edit(n + 2, 1)));
    expect(await line(loud)).toMatchObject({ seq: 1, text: 'edit 64' });
    await write(loud, edit(65, 1));
    expect(await line(loud)).toBeUndefined();
  });

  it('is cut at 64 bytes, never within a character', async () => {
    const body = `${'x'.repeat(63)}🦊 and more`;
    await write(loud, { ...text(1), payload: textEntry(1, body) });
    expect((await line(loud))?.text).toBe(`${'x'.repeat(63)}…`);
    await write(loud, { ...text(2), payload: textEntry(2, 'x'.repeat(64)) });
    expect((await line(loud))?.text).toBe('x'.repeat(64));
  });

  it('has no words of a kind that this broker does not know', async () => {
    await write(loud, { ...text(1), payload: textEntry(1, 'words', entryKind.file) });
    expect(await line(loud)).toMatchObject({ seq: 1, text: '' });
  });
});

const row = (room: RoomId, head: number): SyncRow => ({
  room,
  name: room,
  visibility: 'public',
  head,
  read: 0,
});
const plan = async (
  rooms: readonly [room: RoomId, head: number, upTo: number | undefined][],
  open?: RoomId,
) =>
  (
    await planFarBehind(
      { store, people },
      rooms.map(([room, head, upTo]) => ({ row: row(room, head), upTo })),
      open,
    )
  ).map(({ room, pushedBehind }) => [room, pushedBehind]);

describe('what is pushed', () => {
  it('is all of a room with at most a page missing, of others the newest message, the newest rooms first', async () => {
    await fill(quiet, 200);
    await fill(loud, 300);
    await write(loud, edit(++written, 500));
    expect(
      await plan([
        [quiet, 200, 0],
        [loud, 301, 5],
      ]),
    ).toEqual([
      [loud, 299],
      [quiet, 0],
    ]);
  });

  it('is never more than 1,000 entries of small rooms: first the open one, then the newest', async () => {
    const rooms = Array.from({ length: 7 }, (_, n) => `room-${n}` as RoomId);
    for (const room of rooms) await fill(room, 200);
    const planned = await plan(
      rooms.map((room) => [room, 200, 0]),
      rooms[0],
    );
    expect(planned).toEqual([
      ['room-6', 0],
      ['room-5', 0],
      ['room-4', 0],
      ['room-3', 0],
      ['room-2', 199],
      ['room-1', 199],
      ['room-0', 0],
    ]);
  });

  it('begins at the newest message of a room that the device does not know, and at the head of a log that was set back', async () => {
    await fill(loud, 3);
    await fill(quiet, 3);
    expect(
      await plan([
        [loud, 3, undefined],
        [quiet, 3, 9],
      ]),
    ).toEqual([
      [quiet, 3],
      [loud, 2],
    ]);
  });
});

describe('the first part of the answer', () => {
  const late = (n: number, name = 'Room'): SyncRow => ({
    ...row(`room-${n}` as RoomId, 400),
    name,
    pushedBehind: 399,
    line: { seq: 400, ts: 1_800_000_000, text: 'x', user: author, name: 'Asha' },
  });

  it('has as many rows as a screen shows, with their lines; the rest has none', () => {
    const { first, rest } = splitRows([late(1), late(2), late(3)], 2);
    expect(first).toEqual([late(1), late(2)]);
    expect(rest).toEqual([{ ...row('room-3' as RoomId, 400), name: 'Room', pushedBehind: 399 }]);
  });

  it('has fewer where names are long, and stays below 2 kB', () => {
    const { first, rest } = splitRows(
      Array.from({ length: 20 }, (_, n) => late(n, 'N'.repeat(200))),
      12,
    );
    expect(first.length).toBeGreaterThan(5);
    expect(first.length).toBeLessThan(12);
    expect(rest).toHaveLength(20 - first.length);
  });
});

describe('sync of somebody who is far behind', () => {
  const heads = { [loud]: 300, [quiet]: 300, [small]: 3 };
  const deps = () => ({
    store,
    people,
    rooms: {
      isMember: (room: RoomId) => room in heads,
      roomsOf: () => [loud, quiet, small],
      departure: async () => undefined,
      describe: (room: RoomId) => ({ room, name: room, visibility: 'public' as const }),
    },
    marks: { of: () => ({ read: 2, delivered: 2 }), readsSince: () => ({ reads: [], upTo: 0 }) },
    floors: { of: (_room: RoomId) => 1, since: () => [] },
    kept: () => ({}),
    isConnected: () => true,
  });
  const cursors = { 'room/loud': 5, 'room/quiet': 5, 'room/small': 1 };
  const digest = cursorDigest([
    [loud, 5],
    [quiet, 5],
    [small, 1],
  ]);

  beforeEach(async () => {
    await fill(small, 3);
    await fill(quiet, 300);
    await fill(loud, 300);
  });

  it('answers in two parts, and sets the cursors in the order of the rooms', async () => {
    const session = createFakeSession('ann', 'device', { present: true, isHeld: true, cursors });
    const { first, result } = await answerSync(deps(), session, { digest }, 2);
    expect(first).toMatchObject({
      rooms: [
        { room: loud, head: 300, read: 2, pushedBehind: 299, line: { seq: 300 } },
        { room: quiet, pushedBehind: 299, line: { seq: 300 } },
      ],
    });
    expect(result).toEqual({
      outcome: 'differs',
      rooms: [{ ...row(small, 3), read: 2, pushedBehind: 1 }],
      gone: [],
    });
    expect(session.events).toEqual(['cursor room/loud 299', 'cursor room/quiet 299', 'cursor room/small 1']);
  });

  it('shows the rooms also where it has to ask for the cursors, and moves none', async () => {
    const other = cursorDigest([[loud, 4]]);
    for (const session of [
      createFakeSession('ann', 'device', { present: true, isHeld: true, cursors }),
      createFakeSession('ann', 'device'),
    ]) {
      const { first, result } = await answerSync(deps(), session, { digest: other }, 1);
      expect(first).toMatchObject({ rooms: [{ room: loud }] });
      expect(result).toEqual({ outcome: 'tell-cursors' });
      expect(session.events).toEqual([]);
    }
  });

  it('counts nothing below a floor as missing, and has no line where nothing is left', async () => {
    await store.removeBelow(loud, 290, 1000);
    await store.removeBelow(quiet, 301, 1000);
    const of = (room: RoomId) => ({ [loud]: 290, [quiet]: 301 })[room as string] ?? 1;
    const session = createFakeSession('ann', 'device', { present: true, isHeld: true, cursors });
    const { first } = await answerSync(
      { ...deps(), floors: { of, since: () => [] }, kept: (room) => floorOrNone(of(room)) },
      session,
      { digest },
      9,
    );
    expect(first).toMatchObject({
      rooms: [
        { room: loud, head: 300, floor: 290, pushedBehind: 289, line: { seq: 300 } },
        { room: small, pushedBehind: 1 },
        { room: quiet, head: 300, floor: 301, pushedBehind: 300 },
      ],
    });
    expect(session.events.toSorted()).toEqual([
      'cursor room/loud 289',
      'cursor room/quiet 300',
      'cursor room/small 1',
    ]);
  });

  it('has one part without lines when they are not wanted again', async () => {
    const session = createFakeSession('ann', 'device');
    const told = {
      cursors: [[loud, 300] as const, [quiet, 5] as const, [small, 3] as const],
      open: undefined,
    };
    const answer = await answerSync(deps(), session, told, 0);
    expect(answer).toEqual({
      result: { outcome: 'differs', rooms: [{ ...row(quiet, 300), read: 2, pushedBehind: 299 }], gone: [] },
    });
    expect(session.events).toEqual([
      'first undefined',
      'cursor room/quiet 299',
      'cursor room/loud 300',
      'cursor room/small 3',
    ]);
  });

  it('brings a device that spares bytes nothing but the newest words, and the open room', async () => {
    const session = createFakeSession('ann', 'device');
    const told = {
      cursors: [[loud, 290] as const, [quiet, 280] as const, [small, 1] as const],
      open: quiet,
    };
    const { first } = await answerSync(deps(), session, told, 12, undefined, true);
    const behind = new Map(
      first?.outcome === 'differs' ? first.rooms.map((each) => [each.room, each.pushedBehind]) : [],
    );
    expect(behind.get(quiet)).toBe(280);
    // Of the others their newest message alone.
    expect(behind.get(loud)).toBe(299);
    expect(behind.get(small)).toBe(2);
  });

  it('is answered as ever when little waits, or when the device is of an older version', async () => {
    for (const [isHeld, firstRows] of [
      [false, 12],
      [true, undefined],
    ] as const) {
      const session = createFakeSession('ann', 'device', { present: true, isHeld, cursors });
      const answer = await answerSync(deps(), session, { digest }, firstRows);
      expect(answer.first).toBeUndefined();
      expect(answer.result).toMatchObject({
        rooms: [row(loud, 300), row(quiet, 300), row(small, 3)].map((each) => ({ ...each, read: 2 })),
      });
      expect(session.events).toEqual(['cursor room/loud 300', 'cursor room/quiet 300']);
    }
  });

  it('shows no words of a room that the person was removed from meanwhile', async () => {
    const session = createFakeSession('ann', 'device', { present: true, isHeld: true, cursors });
    const { rooms, ...others } = deps();
    let isOut = false;
    const reading: Store = {
      ...store,
      readBackward: async (...args) => ((isOut = true), store.readBackward(...args)),
    };
    const isMember = (room: RoomId) => !(isOut && room === loud);
    const answer = await answerSync(
      { ...others, store: reading, rooms: { ...rooms, isMember } },
      session,
      { digest },
      12,
    );
    expect(JSON.stringify(answer)).not.toContain(`"room":"${loud}"`);
  });
});
