import { describe, expect, it } from 'vitest';
import type { SearchParams, SearchResult, Stretch } from '../protocol/ask';
import type { EntryId, RoomId, UserId } from '../protocol/ids';
import type { Hit } from './open-search';
import type { RoomActions } from './room-actions';
import { hitKey, mergeHits, searchOnServer, type ServerSearch } from './server-search';

const [roomA, roomB] = ['room-a', 'room-b'] as [RoomId, RoomId];
const [me, bo] = ['me', 'bo'] as [UserId, UserId];
const elsewhere = (stretches: Stretch[]) => ({
  words: ['bridge'],
  users: undefined,
  sinceSec: undefined,
  beforeSec: undefined,
  stretches,
});

/** A broker that looks at `reach` entries with each question, and finds every one. */
function brokerWith(reach: number) {
  const asked: SearchParams[] = [];
  const ask = ((_method: string, params: SearchParams) => {
    asked.push(params);
    let left = reach;
    const hits: SearchResult['hits'][number][] = [];
    for (const [stretch, { from, to }] of params.stretches.entries())
      for (let seq = to; seq >= from; seq--) {
        if (left-- === 0 || hits.length >= params.limit)
          return Promise.resolve({
            ok: true,
            value: { hits, people: [{ user: bo, name: 'Bo' }], rest: { stretch, to: seq } },
          });
        hits.push({ stretch, seq, ts: seq, user: seq % 2 ? bo : me, text: `bridge ${seq}` });
      }
    return Promise.resolve({ ok: true, value: { hits, people: [{ user: bo, name: 'Bo' }] } });
  }) as unknown as RoomActions['ask'];
  return { ask, asked };
}
const run = (
  ask: RoomActions['ask'],
  stretches: Stretch[],
  before?: ServerSearch,
  told: (search: ServerSearch) => void = () => {},
  stopped = new AbortController().signal,
) => searchOnServer({ ask, elsewhere: elsewhere(stretches), user: me, before, told, stopped });
const placesOf = (hits: readonly Hit[]) => hits.map(({ room, seq }) => `${room} ${seq}`);
const hit = (facts: Partial<Hit>): Hit => ({
  room: roomA,
  seq: 1,
  id: undefined,
  author: 'Bo',
  atMs: 0,
  text: 'words',
  state: 'stored',
  ...facts,
});

describe('looking on the server', () => {
  it('goes through all that is not here, each entry once, page by page', async () => {
    const { ask, asked } = brokerWith(7);
    const stretches = [
      { room: roomA, from: 11, to: 60 },
      { room: roomB, from: 1, to: 20 },
    ];
    const first = await run(ask, stretches);
    expect(first).toMatchObject({ state: 'more', left: 30, problem: undefined });
    expect(first.hits).toHaveLength(40);
    const second = await run(ask, stretches, first);
    expect(second).toMatchObject({ state: 'done', left: 0, rest: [] });
    const all = stretches.flatMap(({ room, from, to }) =>
      Array.from({ length: to - from + 1 }, (_, i) => `${room} ${to - i}`),
    );
    expect(placesOf(second.hits)).toEqual(all);
    expect(second.hits.map(({ author }) => author).slice(0, 2)).toEqual([undefined, 'Bo']);
    expect(asked.every(({ limit }) => limit <= 50)).toBe(true);
  });

  it('asks about no more stretches at once than a question may have', async () => {
    const { ask, asked } = brokerWith(1000);
    const stretches = Array.from({ length: 130 }, (_, n) => ({ room: `r${n}` as RoomId, from: 2, to: 1 }));
    expect(await run(ask, stretches)).toMatchObject({ state: 'done', hits: [] });
    expect(asked.map((params) => params.stretches.length)).toEqual([100, 30]);
  });

  it('says why it does not go on, keeps what it has, and goes on from there', async () => {
    const { ask } = brokerWith(10);
    let questions = 0;
    const failing = ((method: 'search', params: SearchParams) =>
      ++questions === 2
        ? Promise.resolve({ ok: false, message: 'No link.' })
        : ask(method, params)) as unknown as RoomActions['ask'];
    const stretches = [{ room: roomA, from: 1, to: 30 }];
    const first = await run(failing, stretches);
    expect(first).toMatchObject({ state: 'more', problem: 'No link.', left: 20 });
    expect(first.hits).toHaveLength(10);
    const second = await run(failing, stretches, first);
    expect(second).toMatchObject({ state: 'done', problem: undefined });
    expect(second.hits).toHaveLength(30);
  });

  it('ends when nobody wants it any more', async () => {
    const { ask, asked } = brokerWith(1);
    const stop = new AbortController();
    const told = () => {
      if (asked.length === 3) stop.abort();
    };
    await run(ask, [{ room: roomA, from: 1, to: 30 }], undefined, told, stop.signal);
    expect(asked).toHaveLength(3);
  });

  it('does not go round in a circle with a broker that does not come forward', async () => {
    const ask = (() =>
      Promise.resolve({
        ok: true,
        value: { hits: [], people: [], rest: { stretch: 0, to: 99 } },
      })) as unknown as RoomActions['ask'];
    expect(await run(ask, [{ room: roomA, from: 1, to: 30 }])).toMatchObject({ state: 'done' });
  });
});

describe('hits from both', () => {
  it('are shown once each, the newest first, as they read on this device', () => {
    const here = [hit({ seq: 5, atMs: 5, text: 'as it reads now' }), hit({ seq: 2, atMs: 2 })];
    const there = [
      hit({ seq: 5, atMs: 5, text: 'before' }),
      hit({ seq: 3, atMs: 3 }),
      hit({ room: roomB, seq: 5, atMs: 9 }),
    ];
    expect(mergeHits(here, there).map(({ room, seq, text }) => [room, seq, text])).toEqual([
      [roomB, 5, 'words'],
      [roomA, 5, 'as it reads now'],
      [roomA, 3, 'words'],
      [roomA, 2, 'words'],
    ]);
  });

  it('have a key of their own also where they are not in the log', () => {
    const keys = [
      hit({}),
      hit({ seq: undefined, id: 'a' as EntryId, state: 'waits' }),
      hit({ seq: undefined, id: 'b' as EntryId, state: 'waits' }),
      hit({ seq: undefined, state: 'lost', atMs: 1 }),
    ].map(hitKey);
    expect(new Set(keys).size).toBe(4);
  });
});
