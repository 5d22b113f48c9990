// Lines of a console keep their order also when the server's disk is full for a moment, again and again, with many lines on their way.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createBroker, type Broker } from '../../broker/broker';
import { readConfig } from '../../broker/config';
import { createLog } from '../../broker/log';
import { failingDatabase } from '../../broker/store/failing-database';
import { createWeakNetwork, type WeakNetwork } from '../weak-network';
import { openConsolePlace, type ConsolePlace } from './console-process';
import { createDevice, newName, password, type Device } from './device';
import { register } from './register';
import { until } from './until';

const disk = { failing: false };

let dir: string;
let broker: Broker;
let weak: WeakNetwork;
let place: ConsolePlace;
let bo: Device;

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'onebar-console-order-'));
  const read = readConfig({ PORT: '0', MQTT_TCP: 'off', DATA_DIR: join(dir, 'data') }, join(dir, 'no-app'));
  if (!read.ok) throw new Error(read.problems.join('\n'));
  const openDatabase = failingDatabase(disk);
  broker = await createBroker(read.config, { openDatabase, log: createLog(() => undefined, Date.now) });
  weak = await createWeakNetwork({ target: { host: '127.0.0.1', port: Number(new URL(broker.url).port) } });
  place = await openConsolePlace();
  const origin = broker.url.slice(0, -1);
  bo = await createDevice({ http: origin, mqtt: origin }, newName('Bo'));
  await bo.online();
});
afterEach(async () => {
  bo.stop();
  await place.close();
  await weak.close();
  await broker.close();
  await rm(dir, { recursive: true, force: true });
});

it('stores each line once and in order', async () => {
  const ann = newName('ann');
  await register(broker.url, ann);
  const lobby = await bo.lobby();
  const lines = Array.from({ length: 120 }, (_, k) => `${ann} ${k} ${'x'.repeat(200)}`);
  // So slow that the lines of a window come one after the other.
  weak.shape({ latencyMs: 20, bytesPerSec: 30_000 });
  const args = ['--user', ann, '--url', weak.url.replace('http', 'ws'), '--http', broker.url.slice(0, -1)];
  const piped = place.pipe(`${lines.join('\n')}\n`, [...args, '--wait', '60'], { ONEBAR_PASSWORD: password });
  const stored = async () => (await bo.texts(lobby)).filter((text) => text.startsWith(ann));
  for (const count of [20, 60]) {
    await until(`${count} lines are stored`, async () => (await stored()).length >= count || undefined);
    disk.failing = true;
    await new Promise((resolve) => setTimeout(resolve, 60));
    disk.failing = false;
  }
  const { code, said } = await piped;
  expect([code, said]).toEqual([0, expect.stringMatching(/cannot take more now/)]);
  await until('all came', async () => (await stored()).length >= 120 || undefined);
  expect((await stored()).map((text) => Number(text.split(' ')[1]))).toEqual(lines.map((_, k) => k));
});
