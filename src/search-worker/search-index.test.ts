import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { entryId } from '../db/fake-disk';
import type { RoomId, UserId } from '../protocol/ids';
import { foldText, hasAll, needlesOf } from '../protocol/search-words';
import { compareNewest, createSearchIndex, type Filter, type SearchedMessage } from './search-index';

const rooms = ['a', 'b', 'c'] as RoomId[];
const people = ['ann', 'bo'] as UserId[];
const everything: Filter = {
  needles: [],
  rooms: undefined,
  people: undefined,
  sinceMs: undefined,
  beforeMs: undefined,
};
const message = (seq: number | undefined, facts: Partial<SearchedMessage> = {}): SearchedMessage => ({
  room: 'a' as RoomId,
  seq,
  id: undefined,
  from: 'ann' as UserId,
  atMs: (seq ?? 0) * 1000,
  text: `words ${seq}`,
  state: 'stored',
  ...facts,
});

const anyWords = fc
  .array(fc.constantFrom('red', 'Réd', 'blue', 'bluebell', 'كتاب', 'الكتاب', '東京'), { maxLength: 4 })
  .map((words) => words.join(' '));
const anyMessage = fc
  .record({
    room: fc.constantFrom(...rooms),
    seq: fc.integer({ min: 1, max: 12 }),
    from: fc.constantFrom(...people),
    atMs: fc.integer({ min: 0, max: 20 }),
    text: anyWords,
  })
  .map((facts): SearchedMessage => ({ ...facts, id: undefined, state: 'stored' }));
const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });
const anyFilter: fc.Arbitrary<Filter> = fc.record({
  needles: fc.array(fc.constantFrom('re', 'blue', 'bell', 'كتاب', '京'), { maxLength: 2 }).map(needlesOf),
  rooms: maybe(fc.subarray(rooms).map((some) => new Set(some))),
  people: maybe(fc.subarray(people).map((some) => new Set(some))),
  sinceMs: maybe(fc.integer({ min: 0, max: 20 })),
  beforeMs: maybe(fc.integer({ min: 0, max: 20 })),
});
/** What is done to the index, and the plain list that it stands for. */
const anyStep = fc.oneof(
  fc.array(anyMessage, { maxLength: 8 }).map((messages) => ({ do: 'put' as const, messages })),
  fc.record({ do: fc.constant('drop' as const), room: fc.constantFrom(...rooms), seq: fc.nat({ max: 12 }) }),
  fc.record({ do: fc.constant('keep' as const), room: fc.constantFrom(...rooms), upTo: fc.nat({ max: 12 }) }),
  fc.array(anyMessage, { maxLength: 3 }).map((messages) => ({
    do: 'group' as const,
    messages: messages.map((each, n) => ({ ...each, seq: undefined, id: entryId(n) })),
  })),
);

describe('the index', () => {
  it('finds what looking at every message finds, the newest first, whatever was put in, changed and taken out', () => {
    fc.assert(
      fc.property(
        fc.array(anyStep, { maxLength: 10 }),
        anyFilter,
        fc.integer({ min: 1, max: 10 }),
        (steps, filter, limit) => {
          const index = createSearchIndex();
          let stored = new Map<string, SearchedMessage>();
          let group: readonly SearchedMessage[] = [];
          for (const step of steps) {
            if (step.do === 'put') {
              index.put(step.messages);
              for (const each of step.messages) stored.set(`${each.room} ${each.seq}`, each);
            } else if (step.do === 'drop') {
              index.drop(step.room, step.seq);
              stored.delete(`${step.room} ${step.seq}`);
            } else if (step.do === 'keep') {
              index.keep(step.room, (seq) => seq <= step.upTo);
              stored = new Map(
                [...stored].filter(([, { room, seq }]) => room !== step.room || (seq ?? 0) <= step.upTo),
              );
            } else {
              index.putGroup('outbox', step.messages);
              group = step.messages;
            }
          }
          const expected = [...stored.values(), ...group]
            .filter(
              ({ room, from, atMs, text }) =>
                (filter.rooms?.has(room) ?? true) &&
                (filter.people?.has(from) ?? true) &&
                atMs >= (filter.sinceMs ?? 0) &&
                atMs < (filter.beforeMs ?? 100) &&
                hasAll(foldText(text), filter.needles),
            )
            .toSorted(compareNewest);
          const found = index.find(filter, limit);
          expect(found.total).toBe(expected.length);
          expect(found.messages.map(placeOf)).toEqual(expected.slice(0, limit).map(placeOf));
        },
      ),
    );
  });

  it('takes another text of the same message in the place of the one before', () => {
    const index = createSearchIndex();
    index.put([message(1, { text: 'before' })]);
    index.put([message(1, { text: 'behind' })]);
    const find = (word: string) => index.find({ ...everything, needles: needlesOf([word]) }, 9).total;
    expect([find('before'), find('behind')]).toEqual([0, 1]);
  });

  it('looks through 100,000 messages in the time between two keys', () => {
    const index = createSearchIndex();
    const words = 'the quick brown fox jumps over a lazy dog and runs far away'.split(' ');
    index.put(
      Array.from({ length: 100_000 }, (_, n) =>
        message(n + 1, { text: words.map((_word, i) => words[(n * (i + 7)) % words.length]).join(' ') }),
      ),
    );
    index.put([message(100_001, { text: 'a needle' })]);
    const begunMs = performance.now();
    expect(index.find({ ...everything, needles: needlesOf(['needle']) }, 100).total).toBe(1);
    expect(index.find({ ...everything, needles: needlesOf(['q']) }, 100).messages).toHaveLength(100);
    // Each takes some 20 ms where nothing else runs.
    expect((performance.now() - begunMs) / 2).toBeLessThan(500);
  });
});

/** Of the same moment, room and no seq any order will do. */
const placeOf = ({ atMs, room, seq }: SearchedMessage) => [atMs, room, seq];
