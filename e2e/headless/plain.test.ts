// Plain topics as clients that we did not write see them: MQTT.js in both versions over TCP, through cuts and restarts of the broker.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect as dial, type IClientOptions, type MqttClient } from 'mqtt';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { findFreePort, startBrokerProcess, type BrokerProcess } from '../broker-process';
import { createWeakNetwork, type WeakNetwork } from '../weak-network';
import { until } from './until';

let folder: string;
let broker: BrokerProcess;
let weak: WeakNetwork;
let port: number;
let clients: MqttClient[];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'onebar-plain-'));
  port = await findFreePort();
  broker = await startBrokerProcess({
    dataDir: join(folder, 'data'),
    env: {
      PLAIN_TOPICS: 'things/#',
      ANONYMOUS: 'on',
      MQTT_TCP: String(port),
      MAX_QUEUED_MESSAGES: '5',
    },
  });
  weak = await createWeakNetwork({ target: { host: '127.0.0.1', port } });
  clients = [];
});

afterEach(async () => {
  for (const client of clients) client.end(true);
  await weak.close();
  await broker.kill9();
  await rm(folder, { recursive: true, force: true });
});

interface Connected {
  readonly client: MqttClient;
  /** As `topic text`, with an `r` behind what was retained. */
  readonly heard: string[];
}

async function connect(
  clientId: string,
  protocolVersion: 4 | 5,
  options: IClientOptions = {},
  at = port,
): Promise<Connected> {
  const client = dial(`mqtt://127.0.0.1:${at}`, {
    clientId,
    protocolVersion,
    clean: false,
    reconnectPeriod: 100,
    ...(protocolVersion === 5 && { properties: { sessionExpiryInterval: 3600 } }),
    ...options,
  });
  clients.push(client);
  const heard: string[] = [];
  client.on('message', (topic, payload, { retain }) =>
    heard.push(`${topic} ${payload.toString()}${retain ? ' r' : ''}`),
  );
  // What waits comes with CONNACK: whoever listens later has missed it.
  await new Promise<void>((resolve, reject) => {
    client.once('connect', () => resolve());
    client.once('error', reject);
  });
  client.on('error', () => undefined);
  return { client, heard };
}

/** MQTT.js drops what waits in its queue when a reconnect fails halfway; it says so, and none of that was sent. */
async function publishSurely({ client }: Connected, topic: string, text: string): Promise<void> {
  for (;;) {
    await until('the writer is connected', () => client.connected || undefined);
    const isDone = await client.publishAsync(topic, text, { qos: 2 }).then(
      () => true,
      () => false,
    );
    if (isDone) return;
  }
}

async function leave({ client }: Connected): Promise<void> {
  await client.endAsync();
}

const numbered = (count: number): string[] =>
  Array.from({ length: count }, (_, index) => `things/a ${index + 1}`);

describe.each([4, 5] as const)('MQTT.js, version %i', (version) => {
  test('QoS 2 arrives exactly once and in order, whatever is cut on both ways and restarted', async () => {
    const reader = await connect('reader', version, {}, weak.port);
    await reader.client.subscribeAsync('things/+', { qos: 2 });
    const writer = await connect('writer', version, {}, weak.port);
    weak.shape({ latencyMs: 15 });
    const cuts = setInterval(() => weak.cut(), 450);
    for (let number = 1; number <= 60; number++) {
      await publishSurely(writer, 'things/a', String(number));
      // Five wait at most.
      await until('the reader keeps up', () => reader.heard.length >= number - 4 || undefined);
      if (number % 25 === 0) await broker.restart();
    }
    clearInterval(cuts);
    await until('all came', () => reader.heard.length >= 60 || undefined);
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(reader.heard).toEqual(numbered(60));
  });

  test('what comes while somebody is away waits for them, also over a restart, and too much is told', async () => {
    const reader = await connect('reader', version);
    await reader.client.subscribeAsync('things/#', { qos: 1 });
    await leave(reader);
    const writer = await connect('writer', version);
    for (let number = 1; number <= 8; number++)
      await writer.client.publishAsync('things/a', String(number), { qos: number % 2 === 0 ? 2 : 1 });
    await broker.restart();
    const again = await connect('reader', version);
    await until('what waited came', () => again.heard.length >= 5 || undefined);
    expect(again.heard).toEqual(numbered(5));
    expect(broker.log()).toMatch(/The queue of \$anonymous\/reader is full: 1 messages were lost/);
  });

  test('retained messages are there for whoever comes later, also after a restart, until they are removed', async () => {
    const writer = await connect('writer', version);
    await writer.client.publishAsync('things/lamp', 'on', { qos: 1, retain: true });
    await writer.client.publishAsync('things/door', 'open', { retain: true });
    // QoS 0 has no answer; this one has, and is written behind it.
    await writer.client.publishAsync('things/deep/x', 'x', { qos: 1, retain: true });
    await broker.restart();
    const late = await connect('late', version);
    await late.client.subscribeAsync('things/+', { qos: 1 });
    await until('the retained messages came', () => late.heard.length >= 2 || undefined);
    expect(late.heard.toSorted()).toEqual(['things/door open r', 'things/lamp on r']);
    await until('the writer is back', () => writer.client.connected || undefined);
    await writer.client.publishAsync('things/lamp', '', { qos: 1, retain: true });
    const later = await connect('later', version);
    await later.client.subscribeAsync('things/lamp', { qos: 1 });
    await later.client.publishAsync('things/lamp', 'end', { qos: 1 });
    await until('the end came', () => later.heard.length > 0 || undefined);
    expect(later.heard).toEqual(['things/lamp end']);
  });

  test('a will is published when the network fails, and not after a farewell', async () => {
    const reader = await connect('reader', version);
    await reader.client.subscribeAsync('things/#', { qos: 1 });
    const will = { topic: 'things/gone', payload: Buffer.from('gone'), qos: 1 as const, retain: false };
    await leave(await connect('polite', version, { will }));
    const lost = await connect('lost', version, { will, reconnectPeriod: 0 }, weak.port);
    const closed = new Promise<void>((resolve) => lost.client.once('close', () => resolve()));
    weak.cut();
    await closed;
    await until('the will came', () => reader.heard.length > 0 || undefined);
    expect(reader.heard).toEqual(['things/gone gone']);
  });

  test('a shared subscription deals out, and each message comes once', async () => {
    const workers = [await connect('one', version), await connect('two', version)];
    for (const { client } of workers) await client.subscribeAsync('$share/work/things/+', { qos: 1 });
    const writer = await connect('writer', version);
    for (let number = 1; number <= 10; number++)
      await writer.client.publishAsync('things/a', String(number), { qos: 1 });
    await until('all were dealt out', () => workers.flatMap(({ heard }) => heard).length >= 10 || undefined);
    expect(workers.flatMap(({ heard }) => heard).toSorted()).toEqual(numbered(10).toSorted());
    expect(workers.map(({ heard }) => heard.length)).toEqual([5, 5]);
  });

  test('without a login there is nothing of Onebar, and nothing of the server', async () => {
    const nobody = await connect('nobody', version);
    for (const topic of ['answer', 'room/lobby', 'user/x', 'text/+', 'notices', '$SYS/#', 'other', '#']) {
      const refused = await nobody.client.subscribeAsync(topic, { qos: 1 }).then(
        (grants) => grants.every(({ qos }) => qos >= 128),
        () => true,
      );
      expect([topic, refused]).toEqual([topic, true]);
    }
    const asked = await nobody.client.publishAsync('ask', 'x', { qos: 1 }).then(
      () => 0,
      ({ code }: { code: number }) => code,
    );
    // MQTT 3.1.1 cannot say it.
    expect(asked).toBe(version === 5 ? 0x87 : 0);
  });
});
