import * as fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { retractBodyOf } from '../protocol/aim';
import { entryKind, type LogEntry } from '../protocol/entry';
import type { EntryId, UserId } from '../protocol/ids';
import { reactionBodyOf } from '../protocol/reaction';
import type { Change } from './changes';
import { cutBehind } from './epoch-cut';
import type { Db } from './db';
import { bo, createFakeDisk, entryId, fillDisks, me, roomA, roomB, textEntry, written } from './fake-disk';
import { raiseFloors, sweepRemoved } from './floor';

let db: Db;
let freeDisks = () => {};

beforeEach(async () => {
  db = await createFakeDisk().openDb();
});
afterEach(() => {
  freeDisks();
  db.close();
});

const target = textEntry(1).id;
const reaction = (seq: number, emoji: string, of: EntryId = target, from: UserId = bo): LogEntry =>
  textEntry(seq, { kind: entryKind.reaction, body: reactionBodyOf(of, emoji), from });
const shown = async (...targets: EntryId[]) => {
  const found = await db.reactions.of(roomA, targets.length > 0 ? targets : [target]);
  return [...found.values()].flat().map(({ from, emoji, seq }) => [from, emoji, seq]);
};

describe('reactions that come in', () => {
  it('are kept, the last one of each person, and are no messages', async () => {
    await db.log.put(roomA, [
      textEntry(1),
      reaction(2, '👍'),
      reaction(3, '👍', target, me),
      reaction(4, '❤️'),
    ]);
    expect(await shown()).toEqual([
      [me, '👍', 3],
      [bo, '❤️', 4],
    ]);
    expect((await db.log.messages(roomA, { limit: 9 })).map(({ seq }) => seq)).toEqual([1]);
    expect(await db.log.held(roomA)).toEqual([[1, 4]]);
    expect(await db.log.firstOfOthers(roomA, 1)).toBeUndefined();
  });

  it('are kept as the last ones whatever their order, their pages and how often they come, also ahead of their turn', async () => {
    const all = [
      reaction(1, '👍'),
      reaction(2, ''),
      reaction(3, '❤️', target, me),
      reaction(4, '👍', entryId(9)),
      reaction(5, '🎉'),
      reaction(6, '', entryId(9)),
    ];
    await db.log.put(roomA, all);
    const inOrder = await db.database.getAll('reactions');
    expect(inOrder).toHaveLength(3);
    await fc.assert(
      fc.asyncProperty(
        fc.shuffledSubarray(all, { minLength: all.length }),
        fc.array(fc.tuple(fc.nat({ max: all.length }), fc.constantFrom(...all)), { maxLength: 4 }),
        fc.integer({ min: 1, max: all.length }),
        async (shuffled, ahead, pageSize) => {
          db.close();
          db = await createFakeDisk().openDb();
          for (let at = 0; at < shuffled.length; at += pageSize) {
            const later = ahead.flatMap(([before, entry]) => (before >= at ? [entry] : []));
            await db.log.put(roomA, shuffled.slice(at, at + pageSize), later);
          }
          expect(await db.database.getAll('reactions')).toEqual(inOrder);
        },
      ),
      { numRuns: 40 },
    );
  });

  it('are told as a change of their message, after the commit', async () => {
    const heard: Change[] = [];
    db.changes.subscribe((change) => heard.push(change));
    await db.log.put(roomA, [textEntry(1)]);
    await db.log.put(roomA, [reaction(2, '👍')]);
    await db.log.put(roomA, [], [reaction(9, '❤️')]);
    expect(heard).toEqual([
      { in: 'log', room: roomA, amended: [] },
      { in: 'log', room: roomA, amended: [target] },
      { in: 'log', room: roomA, amended: [target] },
    ]);
    freeDisks = fillDisks();
    await expect(db.log.put(roomA, [reaction(3, '🎉')])).rejects.toThrow(DOMException);
    expect(heard).toHaveLength(3);
    expect(await shown()).toEqual([[bo, '❤️', 9]]);
  });

  it('end the row of the outbox that they were', async () => {
    const { kind, body } = reaction(1, '👍');
    await db.outbox.add({ ...written(1), kind, body });
    await db.outbox.end(entryId(1), { seq: 4, ts: 1_800_000_000 }, me);
    expect(await db.outbox.list()).toEqual([]);
    expect(await shown()).toEqual([[me, '👍', 4]]);
  });

  it('of a kind that this version cannot read are kept in the log, and show nothing', async () => {
    await db.log.put(roomA, [textEntry(1), textEntry(2, { kind: entryKind.reaction, body: [1, 'newer'] })]);
    expect(await db.log.entries(roomA)).toHaveLength(2);
    expect(await shown()).toEqual([]);
    expect(await db.log.messages(roomA, { limit: 9 })).toHaveLength(1);
  });
});

describe('reading reactions', () => {
  it('gives those to the messages asked for, of that room alone, and leaves out who has none', async () => {
    await db.log.put(roomA, [
      reaction(1, '👍', entryId(1)),
      reaction(2, '❤️', entryId(3), me),
      reaction(3, '🎉', entryId(2)),
      reaction(4, '👍', entryId(3)),
    ]);
    await db.log.put(roomB, [reaction(1, '👀', entryId(1))]);
    const found = await db.reactions.of(roomA, [entryId(3), entryId(1), entryId(77)]);
    expect([...found.keys()].toSorted()).toEqual([entryId(1), entryId(3)]);
    expect(found.get(entryId(3))?.map(({ emoji }) => emoji)).toEqual(['❤️', '👍']);
    expect(await db.reactions.of(roomA, [])).toEqual(new Map());
  });

  it('gives the same where thousands of others lie between', async () => {
    const others = Array.from({ length: 2500 }, (_, n) => reaction(n + 1, '👍', entryId(100 + n)));
    await db.log.put(roomA, [
      ...others,
      reaction(2501, '🎉', entryId(50)),
      reaction(2502, '🎉', entryId(5000)),
    ]);
    const asked = [entryId(50), entryId(150), entryId(2099), entryId(2100), entryId(5000)];
    const found = await db.reactions.of(roomA, asked);
    expect(asked.map((id) => found.get(id)?.map(({ emoji }) => emoji))).toEqual([
      ['🎉'],
      ['👍'],
      ['👍'],
      ['👍'],
      ['🎉'],
    ]);
  });
});

describe('reactions of a log that was set back', () => {
  it('go with its end, and those before them are there again', async () => {
    await db.log.put(
      roomA,
      [textEntry(1), reaction(2, '👍'), reaction(3, '👍', target, me), reaction(4, '❤️')],
      [reaction(40, '🎉', target, me)],
    );
    const amended: EntryId[] = [];
    db.changes.subscribe((change) => change.in === 'log' && amended.push(...change.amended));
    await cutBehind(db, new Map([[roomA, 3]]), me, 'epoch two');
    expect(await shown()).toEqual([
      [bo, '👍', 2],
      [me, '👍', 3],
    ]);
    expect(amended).toContain(target);
    await cutBehind(db, new Map([[roomA, 1]]), me, 'epoch three');
    expect(await shown()).toEqual([]);
  });

  it('go back to the outbox where they were written here, and come once', async () => {
    const { kind, body } = reaction(1, '👍');
    await db.outbox.add({ ...written(1), kind, body });
    await db.log.put(roomA, [textEntry(1), { ...reaction(2, '👍', target, me), id: entryId(1) }]);
    expect(await db.outbox.list()).toEqual([]);
    await cutBehind(db, new Map([[roomA, 1]]), me, 'epoch two');
    expect(await db.outbox.list()).toMatchObject([{ id: entryId(1), kind, body, tried: true }]);
    expect(await shown()).toEqual([]);
    await db.outbox.end(entryId(1), { seq: 2, ts: 1 }, me);
    expect(await shown()).toEqual([[me, '👍', 2]]);
  });

  it('stay where the cut lies behind them, also of a message that was taken back in the history that is no more', async () => {
    const retract = textEntry(3, { kind: entryKind.retract, body: retractBodyOf(target) });
    await db.log.put(roomA, [textEntry(1), reaction(2, '👍'), retract]);
    await cutBehind(db, new Map([[roomA, 2]]), me, 'epoch two');
    await db.log.put(roomA, [textEntry(1)]);
    expect(await shown()).toEqual([[bo, '👍', 2]]);
  });
});

describe('reactions below a floor', () => {
  beforeEach(() => db.rooms.put([{ room: roomA, name: 'A', visibility: 'public', head: 0, read: 0 }]));

  it('are swept away, and those to a message that is', async () => {
    const kept = textEntry(5).id;
    await db.log.put(roomA, [
      textEntry(1),
      reaction(2, '👍', kept, me),
      reaction(3, '👍', kept),
      reaction(4, '👍'),
      textEntry(5),
      reaction(6, '❤️'),
      reaction(7, '❤️', kept),
    ]);
    await raiseFloors(db, [[roomA, 4]], undefined);
    await sweepRemoved(db);
    expect(await shown(target, kept)).toEqual([[bo, '❤️', 7]]);
    expect(await db.database.getAll('reactions')).toHaveLength(1);
  });

  it('do not come in any more', async () => {
    await raiseFloors(db, [[roomA, 4]], undefined);
    await db.log.put(roomA, [textEntry(1), reaction(2, '👍')]);
    expect(await db.database.getAll('reactions')).toEqual([]);
  });
});
