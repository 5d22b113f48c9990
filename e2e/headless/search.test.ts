// Looking for words: on a device beside its engine, and at the broker for what the device does not have. Nothing of other people's rooms,
// everything once, and nobody else waits for it.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { v7 as uuidv7 } from 'uuid';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createBroker, type Broker } from '../../broker/broker';
import { readConfig } from '../../broker/config';
import { createLog } from '../../broker/log';
import { contentHash } from '../../broker/store/content-hash';
import { openLevelStore } from '../../broker/store/level-store';
import { openAccountDatabase } from '../../src/db/schema';
import { editBodyOf, retractBodyOf } from '../../src/protocol/aim';
import type { SearchParams } from '../../src/protocol/ask';
import { encodeEntry, entryKind } from '../../src/protocol/entry';
import type { EntryId, RoomId } from '../../src/protocol/ids';
import { changeEntry } from '../../src/protocol/room-change';
import type { Found, FromWorker } from '../../src/search-worker/search-messages';
import { serveSearch } from '../../src/search-worker/serve-search';
import { mergeHits, searchOnServer, type ServerSearch } from '../../src/store/server-search';
import { createDevice, newName, type Device } from './device';
import { until } from './until';

const log = createLog(() => undefined, Date.now);
let folder: string;
let broker: Broker;
const devices: Device[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'onebar-'));
  await start();
});

afterEach(async () => {
  for (const each of devices.splice(0)) each.stop();
  await broker.close();
  await rm(folder, { recursive: true, force: true });
});

async function start(port = 0): Promise<void> {
  const read = readConfig({ PORT: String(port), DATA_DIR: folder }, join(folder, 'no-app'));
  if (!read.ok) throw new Error(read.problems.join('\n'));
  broker = await createBroker(read.config, { log });
}

async function device(name?: string): Promise<Device> {
  const url = broker.url.slice(0, -1);
  const how = name === undefined ? 'create' : 'sign-in';
  const made = await createDevice({ http: url, mqtt: url }, name ?? newName('person'), how);
  devices.push(made);
  await made.online();
  return made;
}

/** A private cave of Ann's. */
async function makeCave(ann: Device): Promise<RoomId> {
  const room = uuidv7().slice(0, 30) as RoomId;
  await ann.engine.calls.enter('create', { room, name: 'Cave', visibility: 'private' });
  return room;
}

/** Words into a log, as if they had been written long ago; the broker is away meanwhile. */
async function fill(room: RoomId, author: Device, texts: readonly string[]): Promise<void> {
  const port = Number(new URL(broker.url).port);
  await broker.close();
  const store = await openLevelStore({ path: folder, clock: Date.now, log, sync: false });
  const requests = texts.map((body) => {
    const entry = { id: uuidv7() as EntryId, kind: entryKind.text, body, waitedSec: 0 };
    return {
      room,
      author: author.account.user,
      client: 'another-device-of-hers',
      id: entry.id,
      contentHash: contentHash(entry),
      payload: encodeEntry(entry),
      refusal: undefined,
    };
  });
  for (let from = 0; from < requests.length; from += 500)
    await store.append(requests.slice(from, from + 500));
  await store.close();
  await start(port);
  for (const each of devices) each.wake();
  for (const each of devices) await each.online();
}

const change = async (who: Device, room: RoomId, kind: number, body: unknown) => {
  const id = await who.engine.write(room, kind, body);
  await until('it is stored', async () =>
    (await who.db.outbox.list()).every((row) => row.id !== id) ? true : undefined,
  );
};
const invite = (ann: Device, room: RoomId, other: Device) => {
  const { kind, body } = changeEntry({ what: 'invite', user: other.account.user });
  return change(ann, room, kind, body);
};
const search = (who: Device, room: RoomId, words: string[], more: Partial<SearchParams> = {}) =>
  who.engine.calls.ask('search', {
    words,
    stretches: [{ room, from: 1, to: 100_000 }],
    limit: 50,
    users: undefined,
    sinceSec: undefined,
    beforeSec: undefined,
    ...more,
  });
const textsOf = async (answer: ReturnType<typeof search>) => {
  const outcome = await answer;
  if (!outcome.ok) throw new Error(outcome.message);
  return outcome.value.hits.map(({ text }) => text);
};

/** What the search worker finds on this device. */
async function findHere(who: Device, text: string): Promise<Found> {
  const heard: FromWorker[] = [];
  const say = serveSearch({
    open(user, onClosed) {
      globalThis.indexedDB = who.profile.disk;
      return openAccountDatabase(user, onClosed);
    },
    post: (message) => void heard.push(message),
    trouble(what, error) {
      throw new Error(what, { cause: error });
    },
  });
  say({ type: 'open', user: who.account.user });
  const asked = { text, room: undefined, from: undefined, since: '', until: '' };
  say({ type: 'ask', n: 1, asked, limit: 10_000 });
  return await until('all on this device was looked through', () => {
    const last = heard.findLast((message) => message.type === 'found')?.found;
    return last && last.of > 0 && last.read === last.of ? last : undefined;
  });
}

async function findEverywhere(who: Device, text: string) {
  const here = await findHere(who, text);
  let there: ServerSearch | undefined;
  while (here.elsewhere && there?.state !== 'done') {
    there = await searchOnServer({
      ask: who.engine.calls.ask,
      elsewhere: here.elsewhere,
      user: who.account.user,
      before: there,
      told: () => undefined,
      stopped: new AbortController().signal,
    });
    if (there.problem !== undefined) throw new Error(there.problem);
  }
  return { here, there, all: mergeHits(here.hits, there?.hits ?? []) };
}

test('the broker looks in one’s own rooms alone, and somebody who was put out gets nothing', async () => {
  const [ann, bo, cy] = [await device(), await device(), await device()];
  const room = await makeCave(ann);
  await invite(ann, room, bo);
  for (const text of ['the secret bridge', 'the secret tunnel', 'nothing to hide'])
    await ann.write(room, text);
  await until('Bo has it', async () => (await bo.texts(room)).includes('nothing to hide') || undefined);

  expect(await textsOf(search(bo, room, ['secret']))).toEqual(['the secret tunnel', 'the secret bridge']);
  expect(await search(cy, room, ['secret'])).toEqual({ ok: true, value: { hits: [], people: [] } });

  const { kind, body } = changeEntry({ what: 'remove', user: bo.account.user });
  await change(ann, room, kind, body);
  expect(await search(bo, room, ['secret'])).toEqual({ ok: true, value: { hits: [], people: [] } });
  expect(await textsOf(search(ann, room, ['secret']))).toHaveLength(2);
});

test('what is looked for reads as it does now: edited, and not taken back', async () => {
  const [ann, bo] = [await device(), await device()];
  const room = await makeCave(ann);
  await invite(ann, room, bo);
  const [first, second] = [
    await ann.write(room, 'over the bridge'),
    await ann.write(room, 'under the bridge'),
  ];
  await change(ann, room, entryKind.edit, editBodyOf(first, 'through the Tünnel'));
  await change(ann, room, entryKind.retract, retractBodyOf(second));
  expect(await textsOf(search(bo, room, ['bridge']))).toEqual([]);
  expect(await textsOf(search(bo, room, ['tunnel']))).toEqual(['through the Tünnel']);
  bo.engine.openRoom(room);
  await until('Bo has it', async () => ((await bo.entries(room)).length >= 6 ? true : undefined));
  expect((await findHere(bo, 'tunn')).hits.map(({ text }) => text)).toEqual(['through the Tünnel']);
  expect((await findHere(bo, 'bridge')).hits).toEqual([]);
});

test('a new device finds everything there ever was, each message once, here and at the broker', async () => {
  const ann = await device();
  const room = await makeCave(ann);
  const count = 3000;
  const texts = Array.from({ length: count }, (_, n) =>
    n % 7 === 0 ? `needle ${n}` : `some hay, number ${n}`,
  );
  await fill(room, ann, texts);
  const other = await device(ann.account.name);
  other.engine.openRoom(room);
  await until('its newest page is here', async () =>
    (await other.texts(room)).length >= 200 ? true : undefined,
  );

  const { here, there, all } = await findEverywhere(other, 'needle');
  const expected = texts.filter((text) => text.startsWith('needle')).toSorted();
  expect(here.hits.length).toBeGreaterThan(0);
  expect(here.hits.length).toBeLessThan(expected.length);
  expect(there).toMatchObject({ state: 'done', left: 0 });
  expect(all.map(({ text }) => text).toSorted()).toEqual(expected);
  // The broker was asked for what is not here, and gave nothing else.
  expect((there?.hits.length ?? 0) + here.hits.length).toBe(expected.length);
});

test('a search through 20,000 messages goes on beside what others write, and nobody waits for it', async () => {
  const [ann, bo] = [await device(), await device()];
  const lobby = await ann.lobby();
  bo.engine.openRoom(lobby);
  const room = await makeCave(ann);
  await fill(
    room,
    ann,
    Array.from({ length: 20_000 }, (_, n) => `entry ${n} with some more words to it`),
  );

  let isDone = false;
  const searching = (async () => {
    let to = 100_000;
    let questions = 0;
    while (!isDone) {
      const answer = await search(ann, room, ['nowhere'], { stretches: [{ room, from: 1, to }] });
      if (!answer.ok) throw new Error(answer.message);
      questions++;
      expect(answer.value.hits).toEqual([]);
      isDone = answer.value.rest === undefined;
      to = answer.value.rest?.to ?? 0;
    }
    return questions;
  })();
  const tookMs: number[] = [];
  for (let n = 0; n < 5 || !isDone; n++) {
    const begunMs = performance.now();
    const id = await ann.write(lobby, `chat ${n}`);
    await until('it is there', async () =>
      (await bo.entries(lobby)).some((entry) => entry.id === id) ? true : undefined,
    );
    tookMs.push(performance.now() - begunMs);
  }
  // More than one question, since each is worked on for a moment only.
  expect(await searching).toBeGreaterThan(1);
  expect(Math.max(...tookMs)).toBeLessThan(1000);
});
