// What is too old or too much goes, on the server and on every device, and nobody trips over where it was.
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
import { repairStore } from '../../broker/store/repair';
import { editBodyOf } from '../../src/protocol/aim';
import { encodeEntry, entryKind } from '../../src/protocol/entry';
import type { EntryId, RoomId } from '../../src/protocol/ids';
import { changeEntry } from '../../src/protocol/room-change';
import { createWeakNetwork, type WeakNetwork } from '../weak-network';
import { createDevice, newName, type Device } from './device';
import { until } from './until';

const log = createLog(() => undefined, Date.now);
let folder: string;
let broker: Broker;
let weak: WeakNetwork;
const devices: Device[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'onebar-'));
  await start();
  weak = await createWeakNetwork({ target: { host: '127.0.0.1', port: portOf(broker) } });
});

afterEach(async () => {
  for (const each of devices.splice(0)) each.stop();
  await weak.close();
  await broker.close();
  await rm(folder, { recursive: true, force: true });
});

const portOf = ({ url }: Broker) => Number(new URL(url).port);

/** On the same port again: devices come back by themselves. */
async function start(port = 0): Promise<void> {
  const read = readConfig({ PORT: String(port), MQTT_TCP: 'off', DATA_DIR: folder }, join(folder, 'no-app'));
  if (!read.ok) throw new Error(read.problems.join('\n'));
  broker = await createBroker(read.config, { log });
}

async function device(where: 'steady' | 'shaky', name?: string): Promise<Device> {
  const url = where === 'steady' ? broker.url.slice(0, -1) : weak.url;
  const how = name === undefined ? 'create' : 'sign-in';
  const made = await createDevice({ http: url, mqtt: url }, name ?? newName('person'), how);
  devices.push(made);
  await made.online();
  return made;
}

const says = async (who: Device, room: RoomId) =>
  (await who.entries(room)).flatMap(({ body }) => (typeof body === 'string' ? [body] : []));
const has = (who: Device, room: RoomId, text: string) =>
  until(`"${text}" came`, async () => (await says(who, room)).includes(text) || undefined);
const keep = async (who: Device, room: RoomId, count: number) => {
  const { kind, body } = changeEntry({ what: 'retention', days: undefined, count });
  await who.engine.write(room, kind, body);
};
const floorOn = (who: Device, room: RoomId, atLeast: number) =>
  until('the floor is known', async () => {
    const floor = (await who.db.rooms.get(room))?.floor ?? 1;
    return floor >= atLeast ? floor : undefined;
  });
const swept = (who: Device, room: RoomId, floor: number) =>
  until('what is below the floor is gone', async () =>
    (await who.entries(room)).every(({ seq }) => seq >= floor) ? true : undefined,
  );
const numbered = (stem: string, count: number) => Array.from({ length: count }, (_, i) => `${stem} ${i}`);

/** A cave of Ann's, in which the others are too. */
async function makeCave(ann: Device, others: readonly Device[]): Promise<RoomId> {
  const room = uuidv7().slice(0, 30) as RoomId;
  await ann.engine.calls.enter('create', { room, name: `Cave ${room.slice(-8)}` });
  for (const each of others) await each.engine.calls.enter('join', { room });
  return room;
}

test('a device that was away while the floor passed it comes back without a hole, and keeps nothing below', async () => {
  const ann = await device('steady');
  const bo = await device('shaky');
  const room = await makeCave(ann, [bo]);
  bo.engine.openRoom(room);
  for (const text of numbered('early', 30)) await ann.write(room, text);
  await has(bo, room, 'early 29');
  weak.refuse();
  await bo.write(room, 'from the tunnel');
  await keep(ann, room, 20);
  for (const text of numbered('late', 60)) await ann.write(room, text);
  const floor = await floorOn(ann, room, 50);
  await swept(ann, room, floor);
  weak.heal();
  bo.wake();
  await has(ann, room, 'from the tunnel');
  await has(bo, room, 'late 59');
  await swept(bo, room, floor);
  const known = await until(
    'Bo knows where the room begins',
    async () => (await bo.db.rooms.get(room))?.floor,
  );
  await until('Bo has all there is', async () => {
    const held = await bo.db.log.held(room);
    return held.length === 1 && held[0]?.[0] === 1 ? true : undefined;
  });
  const seqs = (await bo.entries(room)).map(({ seq }) => seq);
  expect(seqs).toEqual(Array.from({ length: seqs.length }, (_, i) => known + i));
  expect(await says(bo, room)).toContain('from the tunnel');
  expect(await says(bo, room)).not.toContain('early 29');
  expect(await bo.db.outbox.list()).toEqual([]);
  // And one more who comes for the first time has a room that begins there.
  const cy = await device('steady');
  await cy.engine.calls.enter('join', { room });
  cy.engine.openRoom(room);
  await has(cy, room, 'late 59');
  await until('Cy knows', async () => ((await cy.db.rooms.get(room))?.floor ?? 1) > 50 || undefined);
  expect((await cy.db.log.held(room)).length).toBe(1);
});

test('words whose answer was lost, and that were removed meanwhile, get their first receipt and are not stored again', async () => {
  const ann = await device('steady');
  const bo = await device('shaky');
  const room = await makeCave(ann, [bo]);
  bo.engine.openRoom(room);
  await ann.write(room, 'welcome');
  await has(bo, room, 'welcome');
  weak.shape({ latencyMs: 400 });
  const id = await bo.write(room, 'in time');
  await has(ann, room, 'in time');
  const stored = (await ann.entries(room)).find((entry) => entry.id === id);
  weak.refuse();
  expect(await bo.db.outbox.list()).toHaveLength(1);
  await keep(ann, room, 5);
  for (const text of numbered('later', 30)) await ann.write(room, text);
  const floor = await floorOn(ann, room, (stored?.seq ?? 0) + 1);
  weak.shape({ latencyMs: 0 });
  weak.heal();
  bo.wake();
  await until('it is answered', async () => ((await bo.db.outbox.list()).length === 0 ? true : undefined));
  // Its story goes with it, unless the answer came behind that.
  const told = (await bo.db.outbox.story(id))?.steps.at(-1)?.detail;
  expect([undefined, `No. ${stored?.seq} in this room`]).toContain(told);
  await has(bo, room, 'later 29');
  await swept(bo, room, floor);
  expect(await says(ann, room)).not.toContain('in time');
  expect(await says(bo, room)).not.toContain('in time');
  // Now it is too late to change it, and that is said in words.
  const late = await bo.engine.write(room, entryKind.edit, editBodyOf(id, 'new words'));
  const problem = await until(
    'the edit failed',
    async () => (await bo.db.outbox.list()).find((row) => row.id === late)?.problem,
  );
  expect(problem).toBe(
    'This message is not kept any more: in this room messages are removed after some time.',
  );
});

test('10,000 entries are removed while others chat, without a stall, across a restart, and a repair keeps the floor', async () => {
  const ann = await device('steady');
  const bo = await device('steady');
  const room = await makeCave(ann, [bo]);
  const lobby = await ann.lobby();
  ann.engine.openRoom(lobby);
  bo.engine.openRoom(lobby);
  const port = portOf(broker);
  const startAgain = async () => {
    await start(port);
    for (const each of [ann, bo]) each.wake();
  };
  await broker.close();
  const store = await openLevelStore({ path: folder, clock: Date.now, log, sync: false });
  const count = 10_000;
  const entries = Array.from({ length: count }, (_, n) => ({
    id: uuidv7() as EntryId,
    kind: entryKind.text,
    body: `entry ${n} with some more words to it`,
    waitedSec: 0,
  }));
  const request = (entry: (typeof entries)[number]) => ({
    room,
    author: ann.account.user,
    client: 'another-device-of-hers',
    id: entry.id,
    contentHash: contentHash(entry),
    payload: encodeEntry(entry),
    refusal: undefined,
  });
  for (let from = 0; from < count; from += 500)
    await store.append(entries.slice(from, from + 500).map(request));
  const [headBefore = 0] = await store.heads([room]);
  await store.close();
  await startAgain();

  await keep(ann, room, 100);
  const tookMs: number[] = [];
  for (let n = 0; ((await ann.db.rooms.get(room))?.floor ?? 1) < headBefore - 100; n++) {
    if (n === 10) {
      await broker.close();
      await startAgain();
    }
    const begunMs = performance.now();
    const id = await ann.write(lobby, `chat ${n}`);
    await until('it is there', async () =>
      (await bo.entries(lobby)).some((entry) => entry.id === id) ? true : undefined,
    );
    tookMs.push(performance.now() - begunMs);
  }
  // It takes seconds, so chat went on beside it; and never waited for more of it than a batch.
  expect(tookMs.length).toBeGreaterThan(20);
  expect(Math.max(...tookMs)).toBeLessThan(1000);
  const floor = await floorOn(ann, room, headBefore - 100);
  for (const each of [ann, bo]) await swept(each, room, floor);
  expect((await says(ann, room)).length).toBeLessThanOrEqual(100);

  await broker.close();
  await repairStore(folder, new Date());
  const repaired = await openLevelStore({ path: folder, clock: Date.now, log, sync: false });
  expect(await repaired.floors([room])).toEqual([floor]);
  expect(await repaired.append([request(entries[0]!)])).toMatchObject([{ outcome: 'known' }]);
  await repaired.close();
  await startAgain();
  await bo.write(room, 'after the repair');
  await has(ann, room, 'after the repair');
  expect((await ann.db.rooms.get(room))?.floor).toBe(floor);
  expect((await ann.db.log.orphans(room)).length).toBe(0);
});
