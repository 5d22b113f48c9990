// What becomes of plain topics when something happens to their people: suspended, deleted, signed out; on a real broker.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connectAsync, type IClientOptions, type MqttClient } from 'mqtt';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createBroker, type Broker } from '../../broker/broker';
import { readConfig } from '../../broker/config';
import { createLog } from '../../broker/log';
import { openLevelStore } from '../../broker/store/level-store';
import { plainTables } from '../../broker/store/tables';
import { decodeAnswer, encodeAsk } from '../../src/protocol/ask';
import type { AdminChange } from '../../src/protocol/asks-admin';
import type { UserId } from '../../src/protocol/ids';
import { account, deviceOf } from './access-rows';
import { register } from './register';
import { until } from './until';

const log = createLog(() => undefined, Date.now);
const lamp = 'things/bystander/lamp';
const gone = 'things/bystander/gone';

let folder: string;
let broker: Broker;
let clients: MqttClient[];
let lastAsk = 0;

const dataDir = () => join(folder, 'data');
const openStore = () => openLevelStore({ path: dataDir(), clock: Date.now, log, sync: false });

async function startBroker(): Promise<void> {
  const env = {
    PORT: '0',
    MQTT_TCP: '0',
    DATA_DIR: dataDir(),
    REGISTRATION: 'open',
    PLAIN_TOPICS: 'read:things/#,write:things/%u/#',
  };
  const read = readConfig(env, join(folder, 'no-app'));
  if (!read.ok) throw new Error(read.problems.join('\n'));
  broker = await createBroker(read.config, { log });
}

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'onebar-plain-people-'));
  const store = await openStore();
  await store.commit(['overseer', 'bystander'].flatMap(account));
  await store.close();
  clients = [];
  await startBroker();
});
afterEach(async () => {
  for (const client of clients) client.end(true);
  await broker.close();
  await rm(folder, { recursive: true, force: true });
});

interface Connected {
  readonly client: MqttClient;
  /** As `topic text`. */
  readonly heard: string[];
}

async function connect(login: IClientOptions): Promise<Connected> {
  const client = await connectAsync(broker.mqttUrls[0] ?? '', {
    protocolVersion: 5,
    reconnectPeriod: 0,
    ...login,
  });
  clients.push(client);
  const heard: string[] = [];
  client.on('message', (topic, payload) => heard.push(`${topic} ${payload.toString()}`));
  client.on('error', () => undefined);
  return { client, heard };
}
const as = (user: string, more: IClientOptions = {}) =>
  connect({ clientId: deviceOf(user, 5), username: user, password: deviceOf(user, 5), ...more });

/** By the overseer. */
async function set({ client }: Connected, change: AdminChange): Promise<void> {
  const n = ++lastAsk;
  const answered = new Promise<string>((resolve) => {
    client.on('message', (topic, payload) => {
      const answer = topic === 'answer' ? decodeAnswer(payload) : undefined;
      if (answer?.n === n) resolve(answer.error?.code ?? 'ok');
    });
  });
  const params = { user: 'bystander' as UserId, change };
  await client.publishAsync('ask', Buffer.from(encodeAsk(n, 'adminSet', params)), { qos: 1 });
  expect(await answered).toBe('ok');
}

async function withBoth() {
  const overseer = await as('overseer');
  await overseer.client.subscribeAsync(['answer', 'things/#'], { qos: 1 });
  const bystander = await as('bystander', {
    clean: false,
    properties: { sessionExpiryInterval: 3600 },
    will: { topic: gone, payload: Buffer.from('gone'), qos: 1, retain: true },
  });
  await bystander.client.subscribeAsync('things/bystander/#', { qos: 2 });
  await bystander.client.publishAsync(lamp, 'on', { qos: 2, retain: true });
  const closed = new Promise<void>((resolve) => bystander.client.once('close', () => resolve()));
  return { overseer, bystander, closed };
}

/** Behind all that was on its way to somebody who subscribed to things of the overseer's. */
async function heardBy(who: Connected, by: Connected): Promise<string[]> {
  await by.client.publishAsync('things/overseer/end', 'end', { qos: 1 });
  await until('the end came', () => who.heard.some((text) => text.endsWith(' end')) || undefined);
  return who.heard.filter((text) => text.startsWith('things/bystander'));
}

test('a name that is taken anew brings nothing with it that was retained, also after a restart', async () => {
  const { overseer, closed } = await withBoth();
  await set(overseer, { what: 'delete', messages: 'empty' });
  await closed;
  expect(await heardBy(overseer, overseer)).toEqual([`${lamp} on`]);
  await register(broker.url, 'bystander');
  const late = await as('overseer', { clientId: 'late' });
  await late.client.subscribeAsync('things/#', { qos: 1 });
  expect(await heardBy(late, overseer)).toEqual([]);
  await broker.close();
  const store = await openStore();
  const rows = await Promise.all(plainTables.map((table) => store.list(table)));
  await store.close();
  expect(rows.flat().filter(([key]) => key.includes('bystander'))).toEqual([]);
  await startBroker();
  const next = await as('overseer');
  await next.client.subscribeAsync('things/#', { qos: 1 });
  expect(await heardBy(next, next)).toEqual([]);
});

test('who is suspended leaves no will, and finds what waited when they are let in again', async () => {
  const { overseer, closed } = await withBoth();
  await set(overseer, { what: 'suspend' });
  await closed;
  expect(await heardBy(overseer, overseer)).toEqual([`${lamp} on`]);
  await set(overseer, { what: 'unsuspend' });
  const again = await as('bystander', { clean: false, properties: { sessionExpiryInterval: 3600 } });
  await again.client.publishAsync(lamp, 'off', { qos: 2 });
  await until('it came', () => again.heard.includes(`${lamp} off`) || undefined);
});

test('a broker that died just when a device was signed out has nothing of it when it starts again', async () => {
  const { bystander, closed } = await withBoth();
  await broker.close();
  await closed;
  bystander.client.end(true);
  const store = await openStore();
  const keys = async () => {
    const rows = await Promise.all(plainTables.map((table) => store.list(table, 'bystander/')));
    return rows.flat().map(([key]) => key);
  };
  expect(await keys()).toHaveLength(2);
  // As the sign-out writes it in one commit; what plain topics have goes behind it.
  await store.commit([{ table: 'device', key: deviceOf('bystander', 5), row: undefined }]);
  await store.close();
  await startBroker();
  const overseer = await as('overseer');
  await overseer.client.subscribeAsync('things/#', { qos: 1 });
  // A broker gives clients 5 s to come back before it publishes their wills.
  await new Promise((resolve) => setTimeout(resolve, 5500));
  expect(await heardBy(overseer, overseer)).toEqual([`${lamp} on`]);
  await broker.close();
  const after = await openStore();
  const left = await Promise.all(plainTables.map((table) => after.list(table, 'bystander/')));
  await after.close();
  expect(left.flat()).toEqual([]);
});
