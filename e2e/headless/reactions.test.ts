// Replies and reactions between real devices: made without a link, kept over a reload, seen on the other side once.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { v7 as uuidv7 } from 'uuid';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { encodeEntry, entryKind } from '../../src/protocol/entry';
import { entryIdToBytes, type EntryId, type RoomId } from '../../src/protocol/ids';
import { reactionBodyOf } from '../../src/protocol/reaction';
import { textBodyOf } from '../../src/protocol/text-body';
import { createAmending } from '../../src/store/amend';
import { createReacting } from '../../src/store/reacting';
import { createRoomReader } from '../../src/store/room-view';
import { startBrokerProcess, type BrokerProcess } from '../broker-process';
import { createWeakNetwork, type WeakNetwork } from '../weak-network';
import { createDevice, newName, type Device } from './device';
import { until } from './until';
import { connectWire } from './wire-client';

let folder: string;
let broker: BrokerProcess;
let weak: WeakNetwork;
const devices: Device[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'onebar-'));
  broker = await startBrokerProcess({ dataDir: folder });
  weak = await createWeakNetwork({ target: { host: '127.0.0.1', port: broker.port } });
});

afterEach(async () => {
  for (const each of devices.splice(0)) each.stop();
  await weak.close();
  await broker.stop();
  await rm(folder, { recursive: true, force: true });
});

async function device(name: string, how?: 'create' | 'sign-in'): Promise<Device> {
  const made = await createDevice({ http: weak.url, mqtt: weak.url }, name, how);
  devices.push(made);
  await made.online();
  return made;
}

/** What the screen shows of a room: each message with what it answers and its reactions. */
async function shown(who: Device, room: RoomId): Promise<string[]> {
  const { db, engine, account } = who;
  const names = new Map((await db.rooms.people()).map(({ user, name }) => [user, name.split('-')[0]]));
  const reader = createRoomReader({
    db,
    room,
    user: account.user,
    nameOf: (user) => names.get(user) ?? '?',
    sent: engine.sent.get,
  });
  // All that is here, and not only the newest page of it.
  await reader.read();
  await reader.older();
  const view = await reader.read();
  return (view?.items ?? []).flatMap((item) => {
    if (item.type !== 'message') return [];
    const { text, retracted, reply, reactions } = item;
    const answered = reply ? `${reply.state === 'here' ? reply.text : reply.state} → ` : '';
    const given = reactions.map(
      ({ emoji, people }) => ` ${emoji}${people.map((each) => each ?? 'me').join('+')}`,
    );
    return [`${answered}${retracted ? '(taken back)' : text}${given.join('')}`];
  });
}

const shows = (who: Device, room: RoomId, expected: readonly string[]) =>
  until(
    `showing ${expected.join(', ')}`,
    async () => (JSON.stringify(await shown(who, room)) === JSON.stringify(expected) ? true : undefined),
    15_000,
    async () => JSON.stringify(await shown(who, room)),
  );

const allIsOut = (who: Device) =>
  until('all is stored', async () => ((await who.db.outbox.list()).length === 0 ? true : undefined), 15_000);

test('a reaction and an answer made in a tunnel outlive a reload and are there once for the others, also on a new device', async () => {
  const annName = newName('ann');
  const [ann, bo] = [await device(annName), await device(newName('bo'))];
  const lobby = await ann.lobby();
  bo.engine.openRoom(lobby);
  const question = await bo.write(lobby, 'who comes?');
  await shows(ann, lobby, ['who comes?']);
  await allIsOut(bo);

  weak.refuse();
  await createReacting(ann.engine).react(question, '👍');
  const answer = await ann.engine.write(lobby, entryKind.text, textBodyOf('I do', question));
  // To what is still unsent itself, one's own words among them.
  await createReacting(ann.engine).react(answer, '🎉');
  await shows(ann, lobby, ['who comes? 👍me', 'who comes? → I do 🎉me']);
  // What never left is changed where it waits.
  await createReacting(ann.engine).react(question, '❤️');
  expect((await ann.db.outbox.list()).map(({ kind }) => kind)).toEqual([4, 1, 4]);
  await ann.reload();
  await shows(ann, lobby, ['who comes? ❤️me', 'who comes? → I do 🎉me']);
  weak.heal();
  ann.wake();

  await shows(bo, lobby, ['who comes? ❤️ann', 'who comes? → I do 🎉ann']);
  await allIsOut(ann);
  await shows(ann, lobby, ['who comes? ❤️me', 'who comes? → I do 🎉me']);
  for (const each of [ann, bo]) expect(await each.entries(lobby)).toHaveLength(4);
  const fresh = await device(annName, 'sign-in');
  fresh.engine.openRoom(lobby);
  await shows(fresh, lobby, ['who comes? ❤️me', 'who comes? → I do 🎉me']);

  // Changed on one device, it is on all; and each person has one.
  await createReacting(fresh.engine).react(question, undefined);
  await createReacting(bo.engine).react(question, '👀');
  await shows(ann, lobby, ['who comes? 👀bo', 'who comes? → I do 🎉me']);
  await shows(bo, lobby, ['who comes? 👀me', 'who comes? → I do 🎉ann']);
});

test('an old page that a fresh device asks for shows the latest words, and each one’s last reaction', async () => {
  const annName = newName('ann');
  const [ann, bo] = [await device(annName), await device(newName('bo'))];
  const lobby = await ann.lobby();
  await bo.lobby();
  const first = await ann.write(lobby, 'old wrods');
  const second = await ann.engine.write(lobby, entryKind.text, textBodyOf('an answer', first));
  const third = await ann.write(lobby, 'to be taken back');
  for (let i = 0; i < 260; i++) await ann.write(lobby, `filler ${i}`);
  await createAmending(ann.engine).edit(first, 'old words');
  await createReacting(ann.engine).react(first, '👍');
  await createReacting(ann.engine).react(third, '👍');
  await createAmending(ann.engine).takeBack(third);
  await allIsOut(ann);
  await bo.engine.write(lobby, entryKind.reaction, reactionBodyOf(first, '👍'));
  await bo.engine.write(lobby, entryKind.reaction, reactionBodyOf(first, '❤️'));
  await bo.engine.write(lobby, entryKind.reaction, reactionBodyOf(second, '👍'));
  await bo.engine.write(lobby, entryKind.reaction, reactionBodyOf(second, ''));
  await allIsOut(bo);

  const fresh = await device(annName, 'sign-in');
  fresh.engine.openRoom(lobby);
  await until('the newest page', async () => ((await fresh.entries(lobby)).length >= 200 ? true : undefined));
  expect(await fresh.db.log.entry(lobby, 1)).toBeUndefined();
  expect(await fresh.engine.calls.fill(lobby, 1, 61)).toMatchObject({ ok: true });
  const oldest = async () => (await shown(fresh, lobby)).slice(0, 3).join(', ');
  await until(
    'the old page as it reads now',
    async () =>
      (await oldest()) === 'old words 👍me ❤️bo, old words → an answer, (taken back)' ? true : undefined,
    10_000,
    oldest,
  );
});

test('the broker takes reactions from members, and none that says nothing of a message', async () => {
  const [ann, bo] = [await device(newName('ann')), await device(newName('bo'))];
  const lobby = await ann.lobby();
  const id = await ann.write(lobby, 'words');
  await allIsOut(ann);
  const made = await ann.engine.calls.enter('create', {
    room: 'apart-room' as RoomId,
    name: newName('Apart'),
  });
  expect(made).toMatchObject({ ok: true });
  const wire = await connectWire(broker.url, 5, {
    clientId: bo.account.device,
    username: bo.account.name,
    password: bo.account.token,
  });
  const say = (room: string, kind: number, body: unknown) =>
    wire.publish(`room/${room}`, encodeEntry({ id: uuidv7() as EntryId, kind, body, waitedSec: 0 }));
  const { text, reaction } = entryKind;
  expect(await say('apart-room', reaction, reactionBodyOf(id, '👍'))).toBe(0x87);
  expect(await say(lobby, reaction, reactionBodyOf(id, '👍'))).toBe(0);
  expect(await say(lobby, reaction, reactionBodyOf(uuidv7() as EntryId, '👍'))).toBe(0);
  const bytes = entryIdToBytes(id);
  for (const body of ['👍', [bytes], [bytes, 'ok'], [bytes, '👍'.repeat(9)], [bytes.slice(8), '👍'], null])
    expect(await say(lobby, reaction, body)).toBe(0x99);
  for (const body of [['yes'], ['yes', bytes.slice(1)], ['', bytes], [7, bytes]])
    expect(await say(lobby, text, body)).toBe(0x99);
  expect(await say(lobby, text, textBodyOf('yes', id))).toBe(0);
  wire.end();
});
