import { afterEach, expect, it } from 'vitest';
import { editBodyOf, retractBodyOf } from '../../src/protocol/aim';
import { cursorDigest } from '../../src/protocol/digest';
import { decodeEntry, encodeEntry, entryKind } from '../../src/protocol/entry';
import type { RoomId, UserId } from '../../src/protocol/ids';
import { changeEntry } from '../../src/protocol/room-change';
import { decodeUserChange } from '../../src/protocol/user-change';
import { entryId } from '../store/entry-requests';
import { createMemoryData, createMemoryStore } from '../store/memory-store';
import { addPeople, createFakeSession, openTestChat, textEntry, type TestChat } from './chat-fakes';

const cave = 'cave' as RoomId;
const dayMs = 24 * 3600_000;
const open: TestChat[] = [];

afterEach(async () => {
  for (const chat of open.splice(0)) await chat.close();
});

/** Ann owns the cave, Bo is an admin there, Cy a member. */
async function openCave(options: Parameters<typeof openTestChat>[0] = {}) {
  const data = options.data ?? createMemoryData();
  if (data.rows.size === 0) addPeople(data, ['ann', 'bo', 'cy']);
  const chat = await openTestChat({ ...options, data });
  open.push(chat);
  const [ann, bo, cy] = ['ann', 'bo', 'cy'].map((name) =>
    chat.connect(createFakeSession(name, `device-of-${name}`)),
  ) as [Session, Session, Session];
  if (!chat.data.rows.has('room/cave')) {
    await chat.ask(ann, 'create', { room: cave, name: 'Cave' });
    for (const session of [bo, cy]) await chat.ask(session, 'join', { room: cave });
    await change(chat, ann, 5000, { what: 'make-admin', user: 'bo' as UserId });
  }
  const texts = async () =>
    (await chat.store.readForward(cave, 1, 1e6, { maxEntries: 1e6, maxBytes: 1e9 })).flatMap(
      ({ payload }) => {
        const entry = decodeEntry(payload, payload.length);
        return entry?.kind === entryKind.text ? [entry.body] : [];
      },
    );
  const write = async (from: number, to: number) => {
    for (let n = from; n <= to; n++) await chat.send(ann, cave, textEntry(n));
  };
  const floor = async () => (await chat.store.floors([cave]))[0];
  return { chat, ann, bo, cy, texts, write, floor };
}
type Session = ReturnType<typeof createFakeSession>;

const change = (chat: TestChat, by: Session, n: number, what: Parameters<typeof changeEntry>[0]) =>
  chat.send(by, cave, encodeEntry({ id: entryId(n), waitedSec: 0, ...changeEntry(what) }));
const keep = (chat: TestChat, by: Session, rule: { days?: number; count?: number }, n = 6000) =>
  change(chat, by, n, { what: 'retention', days: rule.days, count: rule.count });
const numbered = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, i) => `text ${from + i}`);

it('keeps the newest so many, once the owner or an admin says so, and a few more until it looks again', async () => {
  const { chat, ann, bo, cy, texts, write, floor } = await openCave();
  await write(1, 40);
  expect(await keep(chat, cy, { count: 5 })).toMatchObject({ refused: 'not-authorized' });
  expect(await texts()).toHaveLength(40);
  expect(await keep(chat, bo, { count: 20 })).toHaveProperty('receipt');
  await chat.retentionIdle();
  // Of the 20 one is the entry that says so.
  expect(await texts()).toEqual(numbered(22, 40));
  const before = await floor();
  await write(41, 50);
  await chat.retentionIdle();
  expect(await floor()).toBe(before);
  await write(51, 51);
  await chat.retentionIdle();
  expect(await texts()).toEqual(numbered(33, 51));
  await keep(chat, ann, {}, 6001);
  await write(52, 99);
  await chat.retentionIdle();
  expect(await texts()).toEqual(numbered(33, 99));
});

it('keeps what is younger than so many days, by the server’s rule or the room’s, whichever keeps less', async () => {
  const time = { nowMs: 1_790_000_000_000 };
  const data = createMemoryData();
  const before = await openCave({ data, time });
  await before.write(1, 3);
  time.nowMs += 10 * dayMs;
  await before.write(4, 6);
  time.nowMs += 10 * dayMs;
  await before.write(7, 9);
  const server = await openCave({ data, time, retention: { days: 15, count: undefined } });
  await server.chat.retentionIdle();
  expect(await server.texts()).toEqual(numbered(4, 9));
  await keep(server.chat, server.ann, { days: 5 });
  await server.chat.retentionIdle();
  expect(await server.texts()).toEqual(numbered(7, 9));
  await keep(server.chat, server.ann, { days: 500 }, 6001);
  await server.write(10, 10);
  time.nowMs += 16 * dayMs;
  const later = await openCave({ data, time, retention: { days: 15, count: undefined } });
  await later.chat.retentionIdle();
  expect(await later.texts()).toEqual([]);
  expect(await later.floor()).toBe((await later.chat.store.heads([cave]))[0]! + 1);
});

it('is not held up by a time that a wrong clock gave, and removes nothing young for it', async () => {
  const time = { nowMs: 1_790_000_000_000 };
  const { chat, ann, texts, write } = await openCave({ time });
  await write(1, 2);
  time.nowMs += 3650 * dayMs;
  await write(3, 3);
  time.nowMs -= 3650 * dayMs;
  await write(4, 4);
  time.nowMs += 10 * dayMs;
  await write(5, 5);
  await keep(chat, ann, { days: 7 });
  await chat.retentionIdle();
  expect(await texts()).toEqual(['text 5']);
});

it('removes in batches of a hundred, and goes on after a restart', async () => {
  const data = createMemoryData();
  const { chat, ann, write } = await openCave({ data });
  await write(1, 450);
  const steps: number[] = [];
  const { removeBelow } = chat.store;
  const stopped = new Promise<void>((resolve) => {
    chat.store.removeBelow = async (...args) => {
      const floor = await removeBelow(...args);
      if (steps.push(floor) === 2) resolve();
      return floor;
    };
  });
  await keep(chat, ann, { count: 50 });
  await stopped;
  await chat.close();
  expect(steps).toEqual([101, 201]);
  const again = await openCave({ data });
  await again.chat.retentionIdle();
  expect(await again.texts()).toEqual(numbered(402, 450));
});

it('tries again when the disk failed, and what it told is true', async () => {
  const { chat, ann, write, texts } = await openCave();
  await write(1, 30);
  chat.data.failing = true;
  const { append } = chat.store;
  chat.store.append = (requests) => {
    chat.data.failing = false;
    const results = append(requests);
    chat.data.failing = true;
    return results;
  };
  await keep(chat, ann, { count: 10 });
  await chat.retentionIdle();
  expect(await texts()).toHaveLength(30);
  expect(toldOf(chat)).toEqual([]);
  chat.store.append = append;
  chat.data.failing = false;
  await write(31, 31);
  await chat.retentionIdle();
  expect(await texts()).toEqual(numbered(23, 31));
  expect(toldOf(chat)).toHaveLength(3);
});

const toldOf = (chat: TestChat) =>
  chat.fanOut.signals.flatMap(({ topic, payload }) => {
    const told = decodeUserChange(payload);
    return told?.change === 'removed' ? [[topic, told.room, told.floor]] : [];
  });

it('tells the members’ devices when it is done, those that come later with `sync`, and with each page', async () => {
  const { chat, ann, bo, write, floor } = await openCave();
  await write(1, 30);
  const head = async () => (await chat.store.heads([cave]))[0]!;
  const sync = async (since: number, upTo: number) => {
    const session = chat.connect(
      createFakeSession('bo', 'another', { present: true, cursors: { 'room/cave': upTo } }),
    );
    return chat.ask(session, 'sync', { digest: cursorDigest([[cave, upTo]]) }, since);
  };
  const first = await sync(0, await head());
  const { upTo } = (first as { reads: { upTo: number } }).reads;
  expect(await sync(upTo, await head())).toEqual({ outcome: 'same' });
  await keep(chat, ann, { count: 12 });
  await chat.retentionIdle();
  const now = (await floor())!;
  expect(toldOf(chat)).toEqual(['ann', 'bo', 'cy'].map((user) => [`user/${user}`, cave, now]));
  // Nothing is missing, but it holds what is no more.
  expect(await sync(upTo, await head())).toMatchObject({
    outcome: 'differs',
    rooms: [],
    reads: { floors: [[cave, now]] },
  });
  const retention = { own: { days: undefined, count: 12 }, server: { days: undefined, count: undefined } };
  expect(await sync(upTo, 3)).toMatchObject({ rooms: [{ room: cave, floor: now, retention }] });
  expect(await chat.ask(bo, 'range', { room: cave, from: 1, to: now - 1 })).toEqual({
    entries: [],
    later: [],
    people: [],
    floor: now,
  });
  expect(await chat.ask(bo, 'range', { room: cave, from: 1, to: now })).toMatchObject({
    entries: [expect.anything()],
    floor: now,
  });
  expect(await chat.ask(bo, 'join', { room: cave })).toMatchObject({ floor: now, retention });
});

it('puts the cursor of somebody who was away at the floor, and counts nothing below as undelivered', async () => {
  const { chat, ann, write, floor } = await openCave();
  await write(1, 30);
  await keep(chat, ann, { count: 12 });
  await chat.retentionIdle();
  const now = (await floor())!;
  const back = chat.connect(
    createFakeSession('cy', 'device-of-cy', { present: true, cursors: { 'room/cave': 4 } }),
  );
  await chat.ask(back, 'sync', { digest: cursorDigest([[cave, 4]]) });
  expect(back.events).toContain(`cursor room/cave ${now - 1}`);
  chat.application.acknowledged(back, 'room/cave', now - 1, now);
  expect(await chat.ask(back, 'marks', { room: cave, seq: now })).toMatchObject({
    members: expect.arrayContaining([expect.objectContaining({ user: 'cy', delivered: now })]),
  });
});

it('gives a late resend of what was removed its first receipt, and says why it cannot be changed any more', async () => {
  const { chat, ann, write, texts } = await openCave();
  const first = await chat.send(ann, cave, textEntry(1));
  await write(2, 30);
  await keep(chat, ann, { count: 12 });
  await chat.retentionIdle();
  const told = chat.fanOut.appendedRecords.length;
  expect(await chat.send(ann, cave, textEntry(1))).toEqual(first);
  expect(await chat.send(ann, cave, textEntry(1, 'other words'))).toMatchObject({
    refused: 'payload-invalid',
  });
  for (const [n, kind, body] of [
    [700, entryKind.edit, editBodyOf(entryId(1), 'new')],
    [701, entryKind.retract, retractBodyOf(entryId(1))],
  ] as const)
    expect(await chat.send(ann, cave, textEntry(n, body, kind))).toEqual({
      refused: 'payload-invalid',
      reason: 'This message is not kept any more: in this room messages are removed after some time.',
    });
  expect(chat.fanOut.appendedRecords).toHaveLength(told);
  expect(await texts()).not.toContain('text 1');
  // What was told from memory before is not told from there any more.
  const { records, from } = await chat.application.read('room/cave', 0, { maxEntries: 5, maxBytes: 1e6 });
  expect(records[0]?.seq).toBe(from);
  expect(from).toBeGreaterThan(20);
});

it('removes from deleted rooms as well, where the server has a rule', async () => {
  const data = createMemoryData();
  const time = { nowMs: 1_790_000_000_000 };
  const { chat, ann, write } = await openCave({ data, time });
  await write(1, 3);
  await change(chat, ann, 6000, { what: 'delete' });
  await chat.close();
  time.nowMs += 2 * dayMs;
  const store = createMemoryStore({ clock: () => time.nowMs, data });
  const later = await openTestChat({ data, time, store, retention: { days: 1, count: undefined } });
  open.push(later);
  await later.retentionIdle();
  expect(await store.readForward(cave, 1, 99, { maxEntries: 99, maxBytes: 1e6 })).toEqual([]);
});
