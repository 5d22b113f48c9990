// Who is out gets nothing more from that instant, whatever is kept for them; and what was stored before stays stored.
import { v7 as uuidv7 } from 'uuid';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { entryKind } from '../../src/protocol/entry';
import type { RoomId } from '../../src/protocol/ids';
import { changeEntry, readChange, type Change } from '../../src/protocol/room-change';
import type { WeakNetwork } from '../weak-network';
import type { Device } from './device';
import { openStage, type Stage } from './stage';
import { until } from './until';

let stage: Stage;
let weak: WeakNetwork;
let room: RoomId;
let ann: Device;
let bo: Device;

beforeEach(async () => {
  stage = await openStage();
  ({ weak } = stage);
  ann = await stage.device(stage.steady);
  bo = await stage.device(stage.shaky);
  room = uuidv7().slice(0, 30) as RoomId;
  await ann.engine.calls.enter('create', { room, name: `Cave ${room.slice(-8)}` });
  await bo.engine.calls.enter('join', { room });
  await ann.write(room, 'welcome');
  await until('Bo is in', async () => (await texts(bo)).includes('welcome') || undefined);
});

afterEach(() => stage.close());

/** Only what people said. */
const texts = async (who: Device) =>
  (await who.entries(room)).flatMap(({ body }) => (typeof body === 'string' ? [body] : []));

/** Resolves when it is stored. */
async function change(who: Device, what: Change): Promise<void> {
  const { kind, body } = changeEntry(what);
  const id = await who.engine.write(room, kind, body);
  await until(`${what.what} is stored`, async () =>
    (await who.entries(room)).some((entry) => entry.id === id) ? true : undefined,
  );
}

const record = async (who: Device) => await who.db.rooms.get(room);
const problems = async (who: Device) =>
  (await who.db.outbox.list()).map((row) => [row.body, row.problem] as const);

test('somebody removed while away gets nothing more, their waiting words fail in words, their copy stays', async () => {
  await bo.write(room, 'stored before');
  await until('it is stored', async () => (await texts(ann)).includes('stored before') || undefined);
  weak.refuse();
  await bo.write(room, 'written in the tunnel');
  await bo.write(room, 'and more');
  await change(ann, { what: 'remove', user: bo.account.user });
  await ann.write(room, 'he is gone');
  await until('it is stored', async () => (await texts(ann)).includes('he is gone') || undefined);
  weak.heal();
  bo.wake();
  await until('Bo knows', async () => (await record(bo))?.left);
  expect(await record(bo)).toMatchObject({ left: { why: 'removed', by: ann.account.user } });
  await until(
    'his words failed',
    async () => (await problems(bo)).every(([, problem]) => problem !== undefined) || undefined,
  );
  expect(await problems(bo)).toEqual([
    ['written in the tunnel', 'You are not a member of this room.'],
    ['and more', 'You are not a member of this room.'],
  ]);
  // What comes later than this would have come before it.
  const lobby = await bo.lobby();
  await ann.write(lobby, 'for everybody');
  await until(
    'Bo hears the rest',
    async () => (await bo.texts(lobby)).includes('for everybody') || undefined,
  );
  expect(await texts(bo)).toEqual(['welcome', 'stored before']);
  expect(await texts(ann)).toEqual(['welcome', 'stored before', 'he is gone']);
  // Back in, he reads what he missed, and may write.
  expect(await bo.engine.calls.enter('join', { room })).toMatchObject({ ok: true });
  expect((await record(bo))?.left).toBeUndefined();
  await until('he caught up', async () => (await texts(bo)).includes('he is gone') || undefined);
  await bo.write(room, 'hello again');
  await until('it is stored', async () => (await texts(ann)).includes('hello again') || undefined);
});

test('words that were stored before the removal, and whose answer was lost, are never shown as failed', async () => {
  weak.shape({ latencyMs: 400 });
  await bo.write(room, 'in time');
  await until('it is stored', async () => (await texts(ann)).includes('in time') || undefined);
  // The answer is still on its way.
  weak.refuse();
  expect(await problems(bo)).toEqual([['in time', undefined]]);
  await bo.write(room, 'too late');
  await change(ann, { what: 'remove', user: bo.account.user });
  weak.shape({ latencyMs: 0 });
  weak.heal();
  bo.wake();
  await until('one failed', async () => (await problems(bo)).some(([, problem]) => problem) || undefined);
  expect(await problems(bo)).toEqual([['too late', 'You are not a member of this room.']]);
  expect(await texts(bo)).toEqual(['welcome', 'in time']);
});

test('somebody removed while connected hears it at once, and each change is a line for all', async () => {
  const third = await stage.device(stage.steady);
  await third.engine.calls.enter('join', { room });
  await change(ann, { what: 'name', name: `Den ${room.slice(-8)}` });
  await change(ann, { what: 'make-admin', user: third.account.user });
  await until('it has another name', async () => (await record(bo))?.name.startsWith('Den') || undefined);
  await until('the third is admin', async () => (await record(third))?.role === 'admin' || undefined);
  expect((await record(ann))?.role).toBe('owner');
  await change(third, { what: 'ban', user: bo.account.user });
  await until('Bo knows', async () => (await record(bo))?.left);
  expect(await record(bo)).toMatchObject({ left: { why: 'banned', by: third.account.user } });
  const refused = { ok: false, message: 'You were banned from this room.' };
  expect(await bo.engine.calls.enter('join', { room })).toMatchObject(refused);
  await ann.write(room, 'among us');
  await until('it is there', async () => (await texts(third)).includes('among us') || undefined);
  expect(await texts(bo)).toEqual(['welcome']);
  third.engine.openRoom(room);
  const log = await until('the third has all of it', async () => {
    const entries = await third.entries(room);
    return entries.length === 8 ? entries.map((entry) => readChange(entry)?.what ?? entry.body) : undefined;
  });
  expect(log).toEqual(['made', 'join', 'welcome', 'join', 'name', 'make-admin', 'ban', 'among us']);
  const id = await ann.engine.write(room, entryKind.room, changeEntry({ what: 'delete' }).body);
  await until(
    'all know',
    async () => ((await record(third))?.left && (await record(ann))?.left) || undefined,
  );
  expect(await record(third)).toMatchObject({ left: { why: 'deleted', by: ann.account.user } });
  expect((await ann.entries(room)).at(-1)?.id).toBe(id);
  expect(await texts(third)).toEqual(['welcome', 'among us']);
});

test('two people have one direct room, whoever begins it, also when both do at once', async () => {
  const third = await stage.device(stage.steady);
  const ids = ['a', 'b', 'c'].map((each) => `${each}${uuidv7().slice(0, 29)}` as RoomId);
  const [first, second] = await Promise.all([
    ann.engine.calls.enter('direct', { room: ids[0]!, user: third.account.user }),
    third.engine.calls.enter('direct', { room: ids[1]!, user: ann.account.user }),
  ]);
  const direct = first.ok ? first.value : undefined;
  expect(direct).toBeDefined();
  expect(second).toEqual({ ok: true, value: direct });
  expect(await ann.engine.calls.enter('direct', { room: ids[2]!, user: third.account.user })).toEqual(first);
  expect(await ann.db.rooms.get(direct!)).toMatchObject({
    name: third.account.name,
    visibility: 'direct',
    partner: third.account.user,
  });
  await ann.write(direct!, 'just us');
  await until('it is there', async () => (await third.texts(direct!)).includes('just us') || undefined);
  expect(await third.db.rooms.get(direct!)).toMatchObject({ name: ann.account.name });
});

test('somebody who left comes back by joining again, and hears what is said from then on', async () => {
  await change(bo, { what: 'leave', user: bo.account.user });
  await until('Bo knows', async () => (await record(bo))?.left);
  expect(await record(bo)).toMatchObject({ left: { why: 'left', by: bo.account.user } });
  await ann.write(room, 'without him');
  expect(await bo.engine.calls.enter('join', { room })).toMatchObject({ ok: true });
  expect((await record(bo))?.left).toBeUndefined();
  await ann.write(room, 'and with him');
  await until('Bo hears it', async () => (await texts(bo)).includes('and with him') || undefined);
  await bo.write(room, 'here again');
  await until('Ann hears him', async () => (await texts(ann)).includes('here again') || undefined);
});
