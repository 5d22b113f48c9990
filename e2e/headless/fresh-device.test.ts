// A device that is new to the broker subscribes before it hears anything: whatever goes wrong there, it must not stay deaf.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createBroker, type Broker } from '../../broker/broker';
import { readConfig } from '../../broker/config';
import { createLog } from '../../broker/log';
import { failingDatabase } from '../../broker/store/failing-database';
import type { RoomId } from '../../src/protocol/ids';
import type { Connection, Link } from '../../src/transport/link';
import { createDevice, newName, type Addresses, type Device } from './device';
import { until } from './until';

let folder: string;
let broker: Broker;
let addresses: Addresses;
let ann: Device;
let lobby: RoomId;
const disk = { failing: false };
const devices: Device[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'onebar-'));
  const read = readConfig({ PORT: '0', DATA_DIR: folder }, join(folder, 'no-app'));
  if (!read.ok) throw new Error(read.problems.join('\n'));
  broker = await createBroker(read.config, {
    openDatabase: failingDatabase(disk),
    log: createLog(() => undefined, Date.now),
  });
  const origin = broker.url.slice(0, -1);
  addresses = { http: origin, mqtt: origin };
  ann = await createDevice(addresses, newName('ann'));
  devices.push(ann);
  lobby = await ann.lobby();
  await annWrites('before');
});

afterEach(async () => {
  disk.failing = false;
  for (const device of devices.splice(0)) device.stop();
  await broker.close();
  await rm(folder, { recursive: true, force: true });
});

async function annWrites(text: string): Promise<void> {
  await ann.write(lobby, text);
  await until(`"${text}" is stored`, async () => (await ann.texts(lobby)).includes(text) || undefined);
}

/** The newest seq that this device knows of. */
const head = async (device: Device) => (await device.db.rooms.get(lobby))?.head;

/** A link that waits before it subscribes to rooms, or before it dials. */
function waiting(before: { subscribe?: () => Promise<unknown>; dial?: () => Promise<unknown> }) {
  return (link: Link): Link => ({
    async dial(...args) {
      await before.dial?.();
      const result = await link.dial(...args);
      if (result.outcome !== 'connected') return result;
      const { connection } = result;
      const subscribe: Connection['subscribe'] = async (topics) => {
        if (topics.some((topic) => topic.startsWith('room/'))) await before.subscribe?.();
        return await connection.subscribe(topics);
      };
      return { ...result, connection: Object.assign(Object.create(connection) as Connection, { subscribe }) };
    },
  });
}

function gate() {
  let open = (): void => undefined;
  const opened = new Promise<void>((resolve) => (open = resolve));
  let reached = false;
  return {
    pass: () => {
      reached = true;
      return opened;
    },
    reached: () => reached || undefined,
    open: () => open(),
  };
}

test('hears of what was written between the answer to its first question and its subscription', async () => {
  const subscription = gate();
  const bo = await createDevice(addresses, newName('bo'), 'create', {
    wrapLink: waiting({ subscribe: subscription.pass }),
  });
  devices.push(bo);
  await until('bo subscribes to the room', subscription.reached);
  await annWrites('between');
  subscription.open();
  await until(
    'bo knows of it',
    async () => (await head(bo)) === 2 || undefined,
    10_000,
    () => head(bo),
  );
  expect(await head(bo)).toBe(2);
});

test('hears again when its subscriptions could not be kept because the disk was full', async () => {
  const dial = gate();
  const bo = await createDevice(addresses, newName('bo'), 'create', {
    wrapLink: waiting({ dial: dial.pass }),
  });
  devices.push(bo);
  await until('bo dials', dial.reached);
  disk.failing = true;
  dial.open();
  // The broker has answered its SUBSCRIBE by now.
  await new Promise((resolve) => setTimeout(resolve, 1000));
  disk.failing = false;
  await annWrites('after');
  await until(
    'bo knows of it',
    async () => (await head(bo)) === 2 || undefined,
    40_000,
    () => head(bo),
  );
  expect(await head(bo)).toBe(2);
});

test('hears at the latest after a reload', async () => {
  const dial = gate();
  const bo = await createDevice(addresses, newName('bo'), 'create', {
    wrapLink: waiting({ dial: dial.pass }),
  });
  devices.push(bo);
  await until('bo dials', dial.reached);
  disk.failing = true;
  dial.open();
  await new Promise((resolve) => setTimeout(resolve, 1000));
  disk.failing = false;
  await annWrites('after');
  await bo.reload();
  await until(
    'bo knows of it',
    async () => (await head(bo)) === 2 || undefined,
    20_000,
    () => head(bo),
  );
  expect(await head(bo)).toBe(2);
});
