// The journey of messages between real engines and the real broker over a bad link: nothing lost, nothing twice, one order.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { startBrokerProcess, type BrokerProcess } from '../broker-process';
import { createRandom } from '../random';
import { createWeakNetwork, type WeakNetwork } from '../weak-network';
import { createDevice, newName, type Addresses, type Device } from './device';
import { until } from './until';
import { setTimeout as sleep } from 'node:timers/promises';

let folder: string;
let broker: BrokerProcess;
let weak: WeakNetwork;
let addresses: Addresses;
const devices: Device[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'onebar-'));
  broker = await startBrokerProcess({ dataDir: folder });
  weak = await createWeakNetwork({ target: { host: '127.0.0.1', port: broker.port } });
  addresses = { http: broker.url.slice(0, -1), mqtt: weak.url };
});

afterEach(async () => {
  for (const each of devices.splice(0)) each.stop();
  await weak.close();
  await broker.stop();
  await rm(folder, { recursive: true, force: true });
});

async function device(name: string, how?: 'create' | 'sign-in', at = addresses): Promise<Device> {
  const made = await createDevice(at, name, how);
  devices.push(made);
  await made.online();
  return made;
}

/** A device on a good link, past the weak network. */
const steady = (name: string, how?: 'create' | 'sign-in') =>
  device(name, how, { http: addresses.http, mqtt: addresses.http });

const numbered = (stem: string, count: number) => Array.from({ length: count }, (_, i) => `${stem} ${i}`);

/** Resolves when the device holds exactly this many entries of the room; more or fewer is told with what there is. */
const holds = (who: Device, room: Awaited<ReturnType<Device['lobby']>>, count: number, timeoutMs = 60_000) =>
  until(
    `${count} entries`,
    async () => ((await who.entries(room)).length >= count ? true : undefined),
    timeoutMs,
    async () => `There are ${(await who.entries(room)).length}.`,
  );

test('50 messages written while cut arrive once, in order, after the link returns', async () => {
  const ann = await device(newName('ann'));
  const bo = await steady(newName('bo'));
  const lobby = await ann.lobby();
  weak.refuse();
  const texts = numbered('written in the tunnel', 50);
  for (const text of texts) await ann.write(lobby, text);
  expect(await bo.texts(lobby)).toEqual([]);
  weak.heal();
  await holds(bo, lobby, 50);
  await until('the outbox is empty', async () =>
    (await ann.db.outbox.list()).length === 0 ? true : undefined,
  );
  expect(await bo.texts(lobby)).toEqual(texts);
  expect(await ann.texts(lobby)).toEqual(texts);
  expect((await ann.entries(lobby)).map((entry) => entry.seq)).toEqual(texts.map((_, i) => i + 1));
});

test('a device away for 500 messages and one kill -9 of the broker gets all of them, in order', async () => {
  const ann = await steady(newName('ann'));
  const bo = await device(newName('bo'));
  const lobby = await ann.lobby();
  bo.engine.openRoom(lobby);
  await ann.write(lobby, 'before');
  await holds(bo, lobby, 1);
  weak.refuse();
  const texts = numbered('missed', 500);
  for (const [i, text] of texts.entries()) {
    await ann.write(lobby, text);
    if (i === 250) {
      await broker.kill9();
      await broker.restart();
    }
  }
  await holds(ann, lobby, 501);
  weak.heal();
  await holds(bo, lobby, 501);
  expect(await bo.texts(lobby)).toEqual(['before', ...texts]);
});

test('two devices exchange 2 × 1,000 messages while the broker is killed ten times and the link is cut twenty times', async () => {
  const seed = Number(process.env['ONEBAR_SEED'] ?? Date.now() % 1_000_000);
  console.log(`seed ${seed} (ONEBAR_SEED=${seed} repeats it)`);
  const random = createRandom(seed);
  const [ann, bo] = [await device(newName('ann')), await device(newName('bo'))];
  const lobby = await ann.lobby();
  await bo.lobby();
  for (const each of [ann, bo]) each.engine.openRoom(lobby);

  const writeAll = async (who: Device, stem: string) => {
    for (const text of numbered(stem, 1000)) {
      await who.write(lobby, text);
      await sleep(random() * 12);
    }
  };
  const faults = async () => {
    const kinds = [...Array<'kill'>(10).fill('kill'), ...Array<'cut'>(20).fill('cut')].toSorted(
      () => random() - 0.5,
    );
    for (const kind of kinds) {
      await sleep(50 + random() * 350);
      if (kind === 'cut') weak.cut();
      else {
        await broker.kill9();
        await sleep(random() * 200);
        await broker.restart();
      }
    }
  };
  await Promise.all([writeAll(ann, 'a'), writeAll(bo, 'b'), faults()]);
  for (const each of [ann, bo]) {
    await holds(each, lobby, 2000, 90_000);
    await until('the outbox is empty', async () =>
      (await each.db.outbox.list()).length === 0 ? true : undefined,
    );
  }
  const seen = await ann.texts(lobby);
  expect(await bo.texts(lobby)).toEqual(seen);
  expect(new Set(seen).size).toBe(2000);
  expect(seen.length).toBe(2000);
  expect(seen.filter((text) => text.startsWith('a'))).toEqual(numbered('a', 1000));
  expect(seen.filter((text) => text.startsWith('b'))).toEqual(numbered('b', 1000));
  expect((await ann.entries(lobby)).map((entry) => entry.seq)).toEqual(seen.map((_, i) => i + 1));
});

test('a new device of an old account sees the history', async () => {
  const name = newName('ann');
  const old = await steady(name);
  const lobby = await old.lobby();
  const texts = numbered('old', 30);
  for (const text of texts) await old.write(lobby, text);
  await holds(old, lobby, 30);
  const fresh = await device(name, 'sign-in');
  fresh.engine.openRoom(await fresh.lobby());
  await holds(fresh, lobby, 30);
  expect(await fresh.texts(lobby)).toEqual(texts);
});

test('a message over the limit fails with words, later ones pass, and the connection stays', async () => {
  const ann = await device(newName('ann'));
  const lobby = await ann.lobby();
  const sinceMs = ann.engine.status.get().sinceMs;
  const long = await ann.write(lobby, 'x'.repeat(17 * 1024));
  await ann.write(lobby, 'and one that fits');
  await holds(ann, lobby, 1);
  const row = await until('it failed', async () =>
    (await ann.db.outbox.list(lobby)).find((each) => each.id === long && each.problem !== undefined),
  );
  expect(row.problem).toMatch(/kB/);
  expect(await ann.texts(lobby)).toEqual(['and one that fits']);
  expect(ann.engine.status.get()).toMatchObject({ state: 'online', sinceMs });
});

test('one account on three devices: all hold the same log', async () => {
  const name = newName('ann');
  const trio = [await device(name), await device(name, 'sign-in'), await steady(name, 'sign-in')] as const;
  const lobby = await trio[0].lobby();
  for (const each of trio) {
    expect(await each.lobby()).toBe(lobby);
    each.engine.openRoom(lobby);
  }
  await Promise.all(
    trio.map(async (each, k) => {
      for (const text of numbered(`device ${k}`, 100)) {
        await each.write(lobby, text);
        if (text.endsWith('50')) weak.cut();
      }
    }),
  );
  for (const each of trio) await holds(each, lobby, 300);
  const [first, second, third] = await Promise.all(
    trio.map(async (each) =>
      (await each.entries(lobby)).map(({ seq, id, from, ts, body }) => ({ seq, id, from, ts, body })),
    ),
  );
  expect(first).toHaveLength(300);
  expect(second).toEqual(first);
  expect(third).toEqual(first);
});

test('a reload while the link is dead keeps what waits, and it arrives once', async () => {
  const ann = await device(newName('ann'));
  const bo = await steady(newName('bo'));
  const lobby = await ann.lobby();
  weak.refuse();
  for (const text of numbered('kept', 20)) await ann.write(lobby, text);
  await ann.reload();
  expect((await ann.db.outbox.list(lobby)).map((row) => row.body)).toEqual(numbered('kept', 20));
  weak.heal();
  await holds(bo, lobby, 20);
  await until('the outbox is empty', async () =>
    (await ann.db.outbox.list()).length === 0 ? true : undefined,
  );
  expect(await bo.texts(lobby)).toEqual(numbered('kept', 20));
});
