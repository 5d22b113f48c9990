import { mkdtemp, rm } from 'node:fs/promises';
import { connect as connectTcp, createServer, type AddressInfo } from 'node:net';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import mqtt, { type MqttClient } from 'mqtt';
import { v7 as uuidv7 } from 'uuid';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import type { SignedIn } from '../src/protocol/accounts';
import { decodeAnswer, encodeAsk, readResult } from '../src/protocol/ask';
import { decodeLogEntry, encodeEntry, entryKind } from '../src/protocol/entry';
import type { EntryId, RoomId } from '../src/protocol/ids';
import { parseReceipt, receiptProperty, type Receipt } from '../src/protocol/receipt';
import { answerTopic, askTopic, roomTopic } from '../src/protocol/topics';
import { createBroker, type Broker, type BrokerOverrides } from './broker';
import type { Config } from './config';
import { usualLimits } from './limit-settings';
import { createLog } from './log';
import { StartError } from './start-words';
import { openClassicLevel, type OpenDatabase } from './store/database';

let dir: string;
let logged: string[];
let brokers: Broker[];
let clients: MqttClient[];

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'onebar-broker-'));
  logged = [];
  brokers = [];
  clients = [];
});

afterEach(async () => {
  for (const client of clients) client.end(true);
  await Promise.all(brokers.map((broker) => broker.close()));
  await rm(dir, { recursive: true });
});

async function start(config: Partial<Config> = {}, overrides: BrokerOverrides = {}): Promise<Broker> {
  const broker = await createBroker(
    {
      host: '127.0.0.1',
      port: 0,
      mqttTcp: undefined,
      mqttTls: undefined,
      plainRules: [],
      anonymous: false,
      dataDir: join(dir, 'data'),
      maxPayloadBytes: 16_384,
      sync: true,
      registration: { mode: 'open', firstAccount: 'is-admin' },
      retention: { days: undefined, count: undefined },
      proxies: 0,
      allowedOrigins: [],
      certificate: undefined,
      limits: usualLimits,
      metrics: { port: undefined, token: undefined },
      appDir: join(dir, 'app'),
      ...config,
    },
    { log: createLog((line) => logged.push(line), Date.now), ...overrides },
  );
  brokers.push(broker);
  return broker;
}

async function createAccount(broker: Broker, name: string): Promise<SignedIn & { device: string }> {
  const device = `device-of-${name}`;
  const response = await fetch(`${broker.url}api/accounts`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ name, password: 'correct horse', device }),
  });
  expect(response.status).toBe(201);
  return { ...((await response.json()) as SignedIn), device };
}

async function connect(broker: Broker, who: SignedIn & { device: string }): Promise<MqttClient> {
  const client = await mqtt.connectAsync(`${broker.url.replace('http', 'ws')}mqtt`, {
    protocolVersion: 5,
    clientId: who.device,
    username: who.name,
    password: who.token,
    clean: false,
    properties: { sessionExpiryInterval: 3600 },
    reconnectPeriod: 0,
  });
  clients.push(client);
  return client;
}

function firstMessage(client: MqttClient, topic: string): Promise<Uint8Array> {
  return new Promise((resolve) => {
    client.on('message', (from, payload) => from === topic && resolve(payload));
  });
}

/** What the next PUBACK says. */
function receiptOf(client: MqttClient): Promise<Receipt | undefined> {
  return new Promise((resolve) => {
    client.on('packetreceive', (packet) => {
      if (packet.cmd === 'puback')
        resolve(parseReceipt(packet.properties?.userProperties?.[receiptProperty]));
    });
  });
}

const entry = (body: string) =>
  Buffer.from(encodeEntry({ id: uuidv7() as EntryId, kind: entryKind.text, body, waitedSec: 0 }));

async function findLobby(client: MqttClient): Promise<RoomId> {
  await client.subscribeAsync(answerTopic, { qos: 0 });
  const answered = firstMessage(client, answerTopic);
  await client.publishAsync(askTopic, Buffer.from(encodeAsk(1, 'rooms', undefined)), { qos: 0 });
  return readResult('rooms', decodeAnswer(await answered)?.result)!.value[0]!.room;
}

/** A socket that was accepted and then neither reads nor answers. */
async function connectFrozen(broker: Broker): Promise<WebSocket> {
  const socket = new WebSocket(`${broker.url.replace('http', 'ws')}mqtt`, 'mqtt');
  await once(socket, 'open');
  socket.pause();
  return socket;
}

describe('a running broker', () => {
  it('carries a word from one person to another', async () => {
    const broker = await start();
    const ada = await connect(broker, await createAccount(broker, 'Ada'));
    const ben = await connect(broker, await createAccount(broker, 'Ben'));
    const topic = roomTopic(await findLobby(ada));
    await ben.subscribeAsync(topic, { qos: 1 });
    const heard = firstMessage(ben, topic);
    await ada.publishAsync(topic, entry('Hello, Ben.'), { qos: 1 });
    expect(decodeLogEntry(await heard, 1000)?.body).toBe('Hello, Ben.');
  });

  it('knows accounts and words again after a restart', async () => {
    const first = await start();
    const who = await createAccount(first, 'Ada');
    const ada = await connect(first, who);
    const topic = roomTopic(await findLobby(ada));
    const said = entry('Still here?');
    await ada.publishAsync(topic, said, { qos: 1 });
    await first.close();

    const again = await connect(await start(), who);
    const receipt = receiptOf(again);
    await again.publishAsync(topic, said, { qos: 1 });
    expect(await receipt).toMatchObject({ seq: 1 });
  });

  it('ends the connection of a device that signs out over HTTP, and does not let it in again', async () => {
    const broker = await start();
    const who = await createAccount(broker, 'Ada');
    const ada = await connect(broker, who);
    const ended = new Promise<void>((resolve) => ada.on('close', resolve));
    const response = await fetch(`${broker.url}api/sessions/current`, {
      method: 'DELETE',
      headers: { Authorization: `Bearer ${who.token}` },
    });
    expect(response.status).toBe(204);
    await ended;
    await expect(connect(broker, who)).rejects.toThrow('Not authorized');
  });

  it('warns of what SYNC=off risks', async () => {
    await start({ sync: false });
    expect(logged.join('')).toContain('SYNC is off');
  });
});

describe('a broker that cannot start', () => {
  it('says that the port is taken, and lets go of the data folder', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    await expect(start({ port })).rejects.toThrow(
      new StartError(`PORT ${port} is in use by another program; set PORT to another number.`),
    );
    other.close();
    await start();
  });

  it('says that another broker has the data folder', async () => {
    await start();
    await expect(start()).rejects.toThrow(/The data folder .* is in use by another process/);
  });
});

describe('close', () => {
  it('says DISCONNECT to every client, with the reason', async () => {
    const broker = await start();
    const ada = await connect(broker, await createAccount(broker, 'Ada'));
    const farewell = new Promise<number | undefined>((resolve) => {
      ada.on('disconnect', (packet) => resolve(packet.reasonCode));
    });
    await broker.close();
    expect(await farewell).toBe(0x8b);
    await expect(fetch(broker.url)).rejects.toThrow('fetch failed');
  });

  it('may be asked for twice, and is the same', async () => {
    const broker = await start();
    expect(broker.close()).toBe(broker.close());
  });

  it('does not wait for clients that answer nothing', { timeout: 5000 }, async () => {
    const broker = await start();
    const frozen = await connectFrozen(broker);
    const asking = connectTcp(Number(new URL(broker.url).port), '127.0.0.1');
    asking.on('error', () => {});
    asking.write(
      'POST /api/accounts HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\nContent-Type: application/json\r\n\r\n',
    );
    await fetch(`${broker.url}healthz`);
    await broker.close();
    expect(logged).toEqual([]);
    frozen.terminate();
    asking.destroy();
  });

  it('does not wait for a disk that hangs, but says so', { timeout: 5000 }, async () => {
    const hanging: OpenDatabase = async (path) => {
      const database = await openClassicLevel(path);
      return {
        getSync: (key) => database.getSync(key),
        get: (key) => database.get(key),
        keys: (range) => database.keys(range),
        iterator: (range) => database.iterator(range),
        batch: (operations, options) => database.batch(operations, options),
        close: async () => {
          await database.close();
          await new Promise(() => {});
        },
      };
    };
    const broker = await start({}, { openDatabase: hanging });
    await broker.close();
    expect(logged.join('')).toContain('the store did not close within');
  });
});
