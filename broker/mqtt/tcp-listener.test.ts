// The real client on a real socket.
import { connect as connectTcp, type Socket } from 'node:net';
import mqttJs, { type IClientOptions, type MqttClient } from 'mqtt';
import { generate } from 'mqtt-packet';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { quietLog } from '../quiet-log';
import { makeSelfSigned } from '../http/self-signed';
import { createMetrics } from '../metrics';
import type { ByteStream } from './byte-stream';
import { createFakeApplication } from './fake-application';
import { createFakePlain } from '../plain/fake-plain';
import { createMqtt } from './mqtt';
import { createTcpListener } from './tcp-listener';

const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close();
});

async function setUp(scheme: 'mqtt' | 'mqtts' = 'mqtt') {
  const application = createFakeApplication();
  const metrics = createMetrics();
  const mqtt = createMqtt({
    application,
    plain: createFakePlain({ metrics, clock: Date.now, log: quietLog }),
    limits: { maxPayloadBytes: 64 * 1024 },
    clock: Date.now,
    log: quietLog,
    metrics,
    receiptProperty: 'seq',
    noticesTopic: 'notices',
    inOrderProperty: 'in-order',
  });
  application.fanOut = mqtt.fanOut;
  const arrived: Socket[] = [];
  const signedIn: Socket[] = [];
  const listener = createTcpListener({
    accept: mqtt.accept,
    arrived: (socket) => arrived.push(socket),
    signedIn: (socket) => signedIn.push(socket),
    certificate: scheme === 'mqtts' ? makeSelfSigned() : undefined,
    log: quietLog,
  });
  const port = await listener.listen('127.0.0.1', 0);
  closers.push(async () => {
    await mqtt.close();
    await listener.close();
  });

  async function dial(clientId: string, protocolVersion: 4 | 5, options: IClientOptions = {}) {
    const client = mqttJs.connect(`${scheme}://127.0.0.1:${port}`, {
      clientId,
      protocolVersion,
      clean: false,
      reconnectPeriod: 0,
      rejectUnauthorized: false,
      ...(protocolVersion === 5 && { properties: { sessionExpiryInterval: 3600 } }),
      ...options,
    });
    const received: string[] = [];
    client.on('message', (topic, payload) => received.push(`${topic} ${payload.toString().slice(0, 20)}`));
    client.on('error', () => {});
    closers.push(() => client.endAsync(true));
    await new Promise((resolve, reject) => {
      client.once('connect', resolve);
      client.once('error', reject);
    });
    return { client, received };
  }

  /** A socket on which nothing is said yet. */
  async function open() {
    const socket = connectTcp(port, '127.0.0.1');
    socket.on('error', () => {});
    closers.push(async () => socket.destroy());
    await new Promise((resolve) => socket.once('connect', resolve));
    return socket;
  }
  return { application, mqtt, listener, dial, open, arrived, signedIn };
}

const closed = (client: MqttClient | Socket) =>
  new Promise<void>((resolve) => void (client as Socket).once('close', () => resolve()));

describe.each([
  ['mqtt', 4],
  ['mqtt', 5],
  ['mqtts', 4],
  ['mqtts', 5],
] as const)('MQTT.js over %s, version %i', (scheme, version) => {
  it('exchanges messages, and gets what it missed when it comes back', async () => {
    const { dial } = await setUp(scheme);
    const alice = await dial('alice', version);
    const bob = await dial('bob', version);
    await bob.client.subscribeAsync('room/a', { qos: 1 });
    await alice.client.publishAsync('room/a', 'one', { qos: 1 });
    await vi.waitFor(() => expect(bob.received).toEqual(['room/a one']));
    await bob.client.endAsync();
    await alice.client.publishAsync('room/a', 'two', { qos: 1 });

    const again = await dial('bob', version);
    await vi.waitFor(() => expect(again.received).toEqual(['room/a two']));
  });

  it('gets a long message whole', async () => {
    const { dial } = await setUp(scheme);
    const { client } = await dial('alice', version);
    const { client: bob } = await dial('bob', version);
    const lengths: number[] = [];
    bob.on('message', (_topic, payload) => lengths.push(payload.length));
    await bob.subscribeAsync('room/a', { qos: 1 });
    await client.publishAsync('room/a', Buffer.alloc(60_000, 'x'), { qos: 1 });
    await vi.waitFor(() => expect(lengths).toEqual([60_000]));
  });
});

describe('the TCP listener', () => {
  it('tells of every socket when it comes, and when somebody signed in on it', async () => {
    const { dial, open, arrived, signedIn } = await setUp();
    await open();
    expect([arrived.length, signedIn.length]).toEqual([1, 0]);
    await dial('alice', 5);
    expect([arrived.length, signedIn.length]).toEqual([2, 1]);
    expect(signedIn[0]).toBe(arrived[1]);
  });

  it('leaves alone what was ended when it came', async () => {
    const accepted: ByteStream[] = [];
    const listener = createTcpListener({
      accept: (stream) => accepted.push(stream),
      arrived: (socket) => socket.destroy(),
      log: quietLog,
    });
    const port = await listener.listen('127.0.0.1', 0);
    const socket = connectTcp(port, '127.0.0.1');
    socket.on('error', () => {});
    await closed(socket);
    expect(accepted).toEqual([]);
    await listener.close();
  });

  it('survives who resets, and who never speaks TLS', async () => {
    const { dial, open, mqtt } = await setUp();
    (await open()).resetAndDestroy();
    await dial('alice', 5);
    await vi.waitFor(() => expect(mqtt.connections()).toBe(1));

    const { open: openTls, dial: dialTls } = await setUp('mqtts');
    const socket = await openTls();
    const isClosed = closed(socket);
    socket.write('GET / HTTP/1.1\r\n\r\n');
    await isClosed;
    const { client } = await dialTls('alice', 5);
    expect(client.connected).toBe(true);
  });

  it('takes a packet that comes byte by byte', async () => {
    const { open, mqtt } = await setUp();
    const socket = await open();
    const answers: Buffer[] = [];
    socket.on('data', (bytes: Buffer) => answers.push(bytes));
    const connect = generate(
      { cmd: 'connect', clientId: 'raw', protocolId: 'MQTT', clean: true, keepalive: 0 },
      { protocolVersion: 4 },
    );
    for (const byte of connect) {
      socket.write(Buffer.of(byte));
      await new Promise((resolve) => setImmediate(resolve));
    }
    await vi.waitFor(() => expect(Buffer.concat(answers)).toEqual(Buffer.of(0x20, 2, 0, 0)));
    expect(mqtt.connections()).toBe(1);
  });

  it('closes with its clients', async () => {
    const { dial, mqtt, listener } = await setUp();
    const { client } = await dial('alice', 5);
    const isClosed = closed(client);
    await mqtt.close();
    await listener.close();
    await isClosed;
    expect(mqtt.connections()).toBe(0);
  });
});
