// Edits, retracts and marks between real devices: nobody reads yesterday's words, and "read" means read.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readMessage } from '../../src/db/fold';
import type { RoomId } from '../../src/protocol/ids';
import { createAmending } from '../../src/store/amend';
import { startBrokerProcess, type BrokerProcess } from '../broker-process';
import { createWeakNetwork, type WeakNetwork } from '../weak-network';
import { createDevice, newName, type Device } from './device';
import { until } from './until';

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
  const made = await createDevice({ http: broker.url.slice(0, -1), mqtt: weak.url }, name, how);
  devices.push(made);
  await made.online();
  return made;
}

/** What the screen says of a room, message by message. */
const readings = async (who: Device, room: RoomId) =>
  (await who.db.log.messages(room, { limit: 1000 })).map((message) => {
    const { text, edited, retracted } = readMessage(message);
    return `${text}${edited ? ' (edited)' : ''}${retracted ? '(taken back)' : ''}`;
  });

const reads = (who: Device, room: RoomId, expected: readonly string[]) =>
  until(
    `reading ${expected.join(', ')}`,
    async () => (JSON.stringify(await readings(who, room)) === JSON.stringify(expected) ? true : undefined),
    15_000,
    async () => JSON.stringify(await readings(who, room)),
  );

test('what is edited and taken back without a link reads the same on every device, also on a new one', async () => {
  const annName = newName('ann');
  const [ann, bo] = [await device(annName), await device(newName('bo'))];
  const lobby = await ann.lobby();
  bo.engine.openRoom(lobby);
  const amending = createAmending(ann.engine);
  const first = await ann.write(lobby, 'the brigde is open');
  const second = await ann.write(lobby, 'nobody should read this');
  await reads(bo, lobby, ['the brigde is open', 'nobody should read this']);
  await until('answered', async () => ((await ann.db.outbox.list()).length === 0 ? true : undefined));

  weak.refuse();
  expect(await amending.edit(first, 'the bridge is open')).toEqual({ ok: true });
  expect(await amending.takeBack(second)).toEqual({ ok: true });
  const third = await ann.write(lobby, 'never tried');
  expect(await amending.edit(third, 'rewritten before it left')).toEqual({ ok: true });
  const fourth = await ann.write(lobby, 'never tried and discarded');
  expect(await amending.takeBack(fourth)).toEqual({ ok: true });
  // An edit and a retract go behind; what was never tried leaves no trace of what it was.
  expect((await ann.db.outbox.list()).map((row) => row.kind)).toEqual([2, 3, 1]);
  weak.heal();

  const expected = ['the bridge is open (edited)', '(taken back)', 'rewritten before it left'];
  await reads(bo, lobby, expected);
  await reads(ann, lobby, expected);
  const fresh = await device(annName, 'sign-in');
  fresh.engine.openRoom(lobby);
  await reads(fresh, lobby, expected);
  // The broker's log has emptied what was taken back.
  const page = await fresh.db.log.entries(lobby);
  expect(page.filter((entry) => entry.id === second).map((entry) => entry.body)).toEqual([null]);
});

test('an old page is never stale: it brings the later edits that aim into it', async () => {
  const annName = newName('ann');
  const ann = await device(annName);
  const lobby = await ann.lobby();
  const amending = createAmending(ann.engine);
  const first = await ann.write(lobby, 'old wrods');
  for (let i = 0; i < 260; i++) await ann.write(lobby, `filler ${i}`);
  expect(await amending.edit(first, 'old words')).toEqual({ ok: true });
  await until('all is stored', async () => ((await ann.db.outbox.list()).length === 0 ? true : undefined));

  const fresh = await device(annName, 'sign-in');
  fresh.engine.openRoom(lobby);
  await until('the newest page', async () => ((await fresh.entries(lobby)).length >= 200 ? true : undefined));
  expect(await fresh.engine.calls.fill(lobby, 1, 61)).toMatchObject({ ok: true });
  expect((await readings(fresh, lobby))[0]).toBe('old words (edited)');
});

test('marks say who has it and who read it, and only rise', async () => {
  const [ann, bo] = [await device(newName('ann')), await device(newName('bo'))];
  const lobby = await ann.lobby();
  ann.engine.openRoom(lobby);
  await bo.lobby();
  const id = await ann.write(lobby, 'has anybody read this');
  const marksOfBo = async () =>
    (await ann.db.marks.list(lobby)).find((row) => row.user === bo.account.user) ?? { delivered: 0, read: 0 };
  await until(
    'it is on his device',
    async () => ((await marksOfBo()).delivered === 1 ? true : undefined),
    15_000,
  );
  expect((await marksOfBo()).read).toBe(0);
  expect(await bo.engine.calls.markRead(lobby, 1)).toMatchObject({ ok: true });
  await until('he read it', async () => ((await marksOfBo()).read === 1 ? true : undefined), 15_000);
  const story = await ann.db.outbox.story(id);
  expect(story?.steps.map(({ step }) => step)).toEqual(['saved', 'tried', 'stored']);
});
