import { afterEach, expect, it } from 'vitest';
import { editBodyOf, retractBodyOf } from '../../src/protocol/aim';
import type { SearchParams, SearchResult, Stretch } from '../../src/protocol/ask';
import { encodeEntry, entryKind } from '../../src/protocol/entry';
import type { RoomId, UserId } from '../../src/protocol/ids';
import { changeEntry } from '../../src/protocol/room-change';
import { entryId } from '../store/entry-requests';
import { createMemoryData, createMemoryStore } from '../store/memory-store';
import { addPeople, createFakeSession, openTestChat, textEntry, type TestChat } from './chat-fakes';

const cave = 'cave' as RoomId;
const open: TestChat[] = [];

afterEach(async () => {
  for (const chat of open.splice(0)) await chat.close();
});

/** Ann owns the cave, and Bo is in it; Cy is not. `reading` is called before each look into a log. */
async function openCave(reading: () => unknown = () => undefined) {
  const data = createMemoryData();
  addPeople(data, ['ann', 'bo', 'cy']);
  const time = { nowMs: 1_790_000_000_000 };
  const store = createMemoryStore({ clock: () => time.nowMs, data });
  const chat = await openTestChat({
    data,
    time,
    store: {
      ...store,
      async readBackward(...args) {
        await reading();
        return await store.readBackward(...args);
      },
    },
  });
  open.push(chat);
  const [ann, bo, cy] = ['ann', 'bo', 'cy'].map((name) =>
    chat.connect(createFakeSession(name, `device-of-${name}`)),
  ) as [Session, Session, Session];
  await chat.ask(ann, 'create', { room: cave, name: 'Cave' });
  await chat.ask(bo, 'join', { room: cave });
  let n = 0;
  const write = async (by: Session, ...texts: string[]) => {
    for (const text of texts) await chat.send(by, cave, textEntry(++n, text));
  };
  const change = (kind: number, body: unknown) => chat.send(ann, cave, textEntry(++n, body, kind));
  const search = async (by: Session, words: string, more: Partial<SearchParams> = {}) =>
    (await chat.ask(by, 'search', {
      words: words.split(' ').filter(Boolean),
      stretches: [{ room: cave, from: 1, to: 1000 }],
      limit: 50,
      users: undefined,
      sinceSec: undefined,
      beforeSec: undefined,
      ...more,
    })) as SearchResult;
  const texts = async (by: Session, words: string, more: Partial<SearchParams> = {}) =>
    (await search(by, words, more)).hits.map(({ text }) => text);
  return { chat, time, ann, bo, cy, write, change, search, texts };
}
type Session = ReturnType<typeof createFakeSession>;

it('finds messages as they read now, the newest first, and says who wrote them', async () => {
  const { ann, bo, write, change, search, texts } = await openCave();
  await write(ann, 'the bridge is open', 'the bridge is old', 'a bridge of sighs', 'no crossing');
  await write(bo, 'which Brücke?');
  await change(entryKind.edit, editBodyOf(entryId(2), 'the tunnel is new'));
  await change(entryKind.retract, retractBodyOf(entryId(3)));
  await change(entryKind.edit, editBodyOf(entryId(4), 'a bridge after all'));
  expect(await texts(bo, 'bridge')).toEqual(['a bridge after all', 'the bridge is open']);
  expect(await texts(bo, 'tunnel')).toEqual(['the tunnel is new']);
  expect(await texts(bo, 'sighs')).toEqual([]);
  expect(await texts(bo, 'open BRIDGE')).toEqual(['the bridge is open']);
  const { hits, people } = await search(bo, 'brucke');
  expect(hits).toMatchObject([{ stretch: 0, user: 'bo', text: 'which Brücke?' }]);
  expect(people).toEqual([{ user: 'bo', name: 'bo' }]);
});

it('looks for what somebody wrote, and in a span of time', async () => {
  const { ann, bo, time, write, texts } = await openCave();
  const atSec = () => Math.floor(time.nowMs / 1000);
  await write(ann, 'first of Ann');
  const secondSec = atSec() + 60;
  time.nowMs += 60_000;
  await write(bo, 'second of Bo');
  time.nowMs += 60_000;
  await write(ann, 'third of Ann');
  expect(await texts(bo, '', { users: ['ann' as UserId] })).toEqual(['third of Ann', 'first of Ann']);
  expect(await texts(bo, 'of', { sinceSec: secondSec })).toEqual(['third of Ann', 'second of Bo']);
  expect(await texts(bo, 'of', { beforeSec: secondSec })).toEqual(['first of Ann']);
  expect(await texts(bo, 'of', { sinceSec: secondSec, beforeSec: atSec() })).toEqual(['second of Bo']);
});

it('looks only where it is told to', async () => {
  const { ann, write, texts } = await openCave();
  await write(ann, ...Array.from({ length: 20 }, (_, n) => `word ${n}`));
  // Making and joining are entries 1 and 2.
  const at = (...stretches: [number, number][]) => ({
    stretches: stretches.map(([from, to]): Stretch => ({ room: cave, from, to })),
  });
  expect(await texts(ann, 'word', at([5, 6]))).toEqual(['word 3', 'word 2']);
  expect(await texts(ann, 'word', at([20, 30], [3, 3]))).toEqual(['word 19', 'word 18', 'word 17', 'word 0']);
  expect(await texts(ann, 'word', at([9, 8]))).toEqual([]);
});

it('gives everything exactly once, page by page', async () => {
  const { ann, bo, write, search } = await openCave();
  const wanted = Array.from({ length: 700 }, (_, n) => (n % 3 === 0 ? `needle ${n}` : `hay ${n}`));
  await write(ann, ...wanted);
  const found: string[] = [];
  let stretches: readonly Stretch[] = [
    { room: cave, from: 400, to: 1000 },
    { room: cave, from: 1, to: 399 },
  ];
  let asked = 0;
  while (stretches.length > 0) {
    const { hits, rest } = await search(bo, 'needle', { stretches, limit: 20 });
    asked++;
    found.push(...hits.map(({ text }) => text));
    const [first, ...others] = rest ? stretches.slice(rest.stretch) : [];
    stretches = first && rest ? [{ ...first, to: rest.to }, ...others] : [];
  }
  expect(found).toEqual(wanted.filter((text) => text.startsWith('needle')).toReversed());
  expect(asked).toBeGreaterThan(10);
});

it('ends a page at the number of hits that is asked for, and cuts what is long around the words', async () => {
  const { ann, write, search } = await openCave();
  const long = `${'before '.repeat(500)}needle${' behind'.repeat(500)}`;
  await write(ann, ...Array.from({ length: 120 }, () => long));
  const { hits, rest } = await search(ann, 'needle', { limit: 50 });
  expect(hits).toHaveLength(50);
  expect(hits.every(({ text }) => text.includes('before needle behind') && text.length < 250)).toBe(true);
  expect(rest).toEqual({ stretch: 0, to: 72 });
});

it('says nothing of rooms in which the asker is not, or is no more', async () => {
  const { chat, ann, bo, cy, write, search } = await openCave();
  await write(ann, 'a secret');
  expect(await search(cy, 'secret')).toEqual({ hits: [], people: [] });
  expect((await search(bo, 'secret')).hits).toHaveLength(1);
  const stretches = [
    { room: 'nowhere' as RoomId, from: 1, to: 9 },
    { room: cave, from: 1, to: 9 },
  ];
  expect((await search(bo, 'secret', { stretches })).hits).toMatchObject([{ stretch: 1 }]);
  const { kind, body } = changeEntry({ what: 'remove', user: 'bo' as UserId });
  await chat.send(ann, cave, encodeEntry({ id: entryId(900), waitedSec: 0, kind, body }));
  expect(await search(bo, 'secret')).toEqual({ hits: [], people: [] });
});

it('tells somebody nothing who is put out while it looks', async () => {
  let begun = () => {};
  let goOn = () => {};
  const hasBegun = new Promise<void>((resolve) => {
    begun = resolve;
  });
  const mayGoOn = new Promise<void>((resolve) => {
    goOn = resolve;
  });
  let holds = false;
  const { chat, ann, bo, write, search } = await openCave(async () => {
    if (!holds) return;
    begun();
    await mayGoOn;
  });
  await write(ann, 'a secret');
  holds = true;
  const searched = search(bo, 'secret');
  await hasBegun;
  const { kind, body } = changeEntry({ what: 'remove', user: 'bo' as UserId });
  await chat.send(ann, cave, encodeEntry({ id: entryId(900), waitedSec: 0, kind, body }));
  goOn();
  expect(await searched).toEqual({ hits: [], people: [] });
});

it('finds nothing below the floor', async () => {
  const { chat, ann, write, texts } = await openCave();
  await write(ann, ...Array.from({ length: 30 }, (_, n) => `word ${n}`));
  await chat.store.removeBelow(cave, 30, 100);
  expect(await texts(ann, 'word')).toEqual(['word 29', 'word 28', 'word 27']);
  expect(await texts(ann, 'word', { stretches: [{ room: cave, from: 1, to: 20 }] })).toEqual([]);
});

it('works on one question at a time, and sends away who asks too many at once', async () => {
  let goOn = () => {};
  const mayGoOn = new Promise<void>((resolve) => {
    goOn = resolve;
  });
  let holds = false;
  let reading = 0;
  const { chat, ann, bo, write, search } = await openCave(async () => {
    reading++;
    if (holds) await mayGoOn;
  });
  await write(ann, 'word');
  holds = true;
  reading = 0;
  // The fake session counts its answers, so each of these has one of its own.
  const another = (user: string, n: number) =>
    chat.connect(createFakeSession(user, `device-${n}-of-${user}`));
  const first = search(ann, 'word');
  const second = search(another('ann', 2), 'word');
  const ofBo = search(bo, 'word');
  expect(await search(another('ann', 3), 'word')).toBe('busy');
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(reading).toBe(1);
  goOn();
  for (const each of [first, second, ofBo]) expect((await each).hits).toHaveLength(1);
  expect((await search(ann, 'word')).hits).toHaveLength(1);
});
