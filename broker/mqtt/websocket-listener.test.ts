// The real client on a real server.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import mqttJs, { type IClientOptions, type MqttClient } from 'mqtt';
import { generate } from 'mqtt-packet';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { WebSocket } from 'ws';
import { quietLog } from '../quiet-log';
import { createMetrics } from '../metrics';
import type { ByteStream } from './byte-stream';
import { createFakeApplication } from './fake-application';
import { createFakePlain } from '../plain/fake-plain';
import { createMqtt } from './mqtt';
import { createWebSocketListener } from './websocket-listener';

const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close();
});

const closeCodeOf = (reasonCode: number) => 4000 + reasonCode;

async function setUp() {
  const application = createFakeApplication();
  const metrics = createMetrics();
  const mqtt = createMqtt({
    application,
    plain: createFakePlain({
      metrics,
      clock: Date.now,
      log: quietLog,
    }),
    limits: { maxPayloadBytes: 64 * 1024 },
    clock: Date.now,
    log: quietLog,
    metrics,
    receiptProperty: 'seq',
    noticesTopic: 'notices',
    inOrderProperty: 'in-order',
  });
  application.fanOut = mqtt.fanOut;
  const listener = createWebSocketListener({ accept: mqtt.accept, closeCodeOf });
  const server = createServer().on('upgrade', listener.handleUpgrade);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `ws://127.0.0.1:${(server.address() as AddressInfo).port}/mqtt`;
  closers.push(async () => {
    await mqtt.close();
    await listener.close();
    await new Promise<void>((resolve) => server.close(() => resolve()));
  });

  /** Connected; `received` fills as messages come. */
  async function dial(clientId: string, protocolVersion: 4 | 5, options: IClientOptions = {}) {
    const client = mqttJs.connect(url, {
      clientId,
      protocolVersion,
      clean: false,
      reconnectPeriod: 0,
      ...(protocolVersion === 5 && { properties: { sessionExpiryInterval: 3600 } }),
      ...options,
    });
    const received: string[] = [];
    client.on('message', (topic, payload) => received.push(`${topic} ${payload.toString().slice(0, 20)}`));
    client.on('error', () => {});
    closers.push(() => client.endAsync(true));
    const connack = await new Promise<{ sessionPresent: boolean }>((resolve, reject) => {
      client.once('connect', resolve);
      client.once('error', reject);
    });
    return { client, received, sessionPresent: connack.sessionPresent };
  }
  return { application, mqtt, listener, url, dial };
}

const closed = (client: MqttClient) => new Promise<void>((resolve) => client.once('close', () => resolve()));

/** The status of the answer to an upgrade that is refused. */
const refusal = (url: string, protocol?: string) =>
  new Promise((resolve) => {
    const webSocket = new WebSocket(url, protocol);
    webSocket.on('error', () => {});
    webSocket.on('unexpected-response', (_request, response) => {
      resolve(response.statusCode);
      response.destroy();
    });
  });

describe.each([4, 5] as const)('MQTT.js, version %i, over WebSocket', (version) => {
  it('exchanges messages, and gets what it missed when it comes back', async () => {
    const { dial } = await setUp();
    const alice = await dial('alice', version);
    const bob = await dial('bob', version);
    await bob.client.subscribeAsync('room/a', { qos: 1 });
    await alice.client.publishAsync('room/a', 'one', { qos: 1 });
    await vi.waitFor(() => expect(bob.received).toEqual(['room/a one']));
    await bob.client.endAsync();
    await alice.client.publishAsync('room/a', 'two', { qos: 1 });
    await alice.client.publishAsync('room/a', 'three', { qos: 1 });

    const again = await dial('bob', version);
    expect(again.sessionPresent).toBe(true);
    await vi.waitFor(() => expect(again.received).toEqual(['room/a two', 'room/a three']));
  });

  it('stays connected when a publish is refused', async () => {
    const { dial } = await setUp();
    const { client } = await dial('alice', version);
    const refused = client.publishAsync('room/a', 'refuse quota', { qos: 1 });
    const answer = await refused.then(
      () => 'acknowledged',
      (error: { code: number }) => error.code,
    );
    expect(answer).toBe(version === 5 ? 0x97 : 'acknowledged');
    await client.publishAsync('room/a', 'fine', { qos: 1 });
    expect(client.connected).toBe(true);
  });

  it('is disconnected when its session is taken over', async () => {
    const { dial, mqtt } = await setUp();
    const first = await dial('alice', version);
    const reasons: (number | undefined)[] = [];
    first.client.on('disconnect', ({ reasonCode }) => reasons.push(reasonCode));
    const isClosed = closed(first.client);
    const second = await dial('alice', version);
    await isClosed;
    expect(reasons).toEqual(version === 5 ? [0x8e] : []);
    expect(second.client.connected).toBe(true);
    expect(mqtt.connections()).toBe(1);
  });
});

describe('the WebSocket listener', () => {
  it('splits what is longer into frames of at most 1 kB', async () => {
    const { application, url } = await setUp();
    const webSocket = new WebSocket(url, 'mqtt');
    closers.push(async () => webSocket.terminate());
    const frames: Buffer[] = [];
    webSocket.on('message', (frame) => frames.push(frame as Buffer));
    await new Promise((resolve) => webSocket.once('open', resolve));
    const options = { protocolVersion: 4 };
    const subscriptions = [{ topic: 'room/a', qos: 1 as const }];
    webSocket.send(
      generate({ cmd: 'connect', clientId: 'raw', protocolId: 'MQTT', clean: true, keepalive: 0 }, options),
    );
    webSocket.send(generate({ cmd: 'subscribe', messageId: 1, subscriptions }, options));
    await vi.waitFor(() => expect(Buffer.concat(frames)).toHaveLength(4 + 5));
    frames.length = 0;
    application.write('room/a', ['x'.repeat(60_000)]);
    await vi.waitFor(() => expect(Buffer.concat(frames)).toHaveLength(1 + 3 + 2 + 6 + 2 + 60_000));
    expect(Math.max(...frames.map(({ length }) => length))).toBe(1024);
  });

  it('turns away who does not speak MQTT', async () => {
    const { url, mqtt } = await setUp();
    expect([await refusal(url), await refusal(url, 'chat')]).toEqual([400, 400]);
    expect(mqtt.connections()).toBe(0);
  });

  it('ends a connection that sends text', async () => {
    const { url } = await setUp();
    const webSocket = new WebSocket(url, 'mqtt');
    await new Promise((resolve) => webSocket.once('open', resolve));
    webSocket.send('hello');
    expect(await new Promise((resolve) => webSocket.once('close', resolve))).toBe(1003);
  });

  it('says in the close code too why MQTT ends it', async () => {
    const { url, dial } = await setUp();
    const webSocket = new WebSocket(url, 'mqtt');
    await new Promise((resolve) => webSocket.once('open', resolve));
    const connect = { cmd: 'connect', clientId: 'alice', clean: true, keepalive: 0 } as const;
    webSocket.send(generate({ ...connect, protocolId: 'MQTT', protocolVersion: 5 }, { protocolVersion: 5 }));
    await new Promise((resolve) => webSocket.once('message', resolve));
    const code = new Promise((resolve) => webSocket.once('close', resolve));
    await dial('alice', 5);
    expect(await code).toBe(4000 + 0x8e);
  });

  it('counts the bytes of an unfinished message towards what may come before CONNACK', async () => {
    const { url, mqtt } = await setUp();
    const webSocket = new WebSocket(url, 'mqtt');
    webSocket.on('error', () => {});
    await new Promise((resolve) => webSocket.once('open', resolve));
    expect(mqtt.connections()).toBe(1);
    webSocket.send(Buffer.alloc(5000), { fin: false });
    await vi.waitFor(() => expect(mqtt.connections()).toBe(0));
  });

  it('sees whether a client takes anything of what waits for it', async () => {
    const streams: ByteStream[] = [];
    const listener = createWebSocketListener({ accept: (stream) => streams.push(stream), closeCodeOf });
    const server = createServer().on('upgrade', listener.handleUpgrade);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const webSocket = new WebSocket(`ws://127.0.0.1:${(server.address() as AddressInfo).port}/`, 'mqtt');
    webSocket.on('error', () => {});
    await new Promise((resolve) => webSocket.once('open', resolve));
    const [stream] = streams;
    if (!stream) throw new Error('No stream came.');
    stream.listen({ heard: () => {}, data: () => {}, drained: () => {}, closed: () => {} });
    expect(stream.isTaking()).toBe(true);
    webSocket.pause();
    // More than all buffers on the way.
    const much = Buffer.alloc(32 * 1024 * 1024);
    stream.write([much], much.length);
    await vi.waitFor(() => expect(stream.isTaking()).toBe(false), { timeout: 5000, interval: 100 });
    webSocket.resume();
    await vi.waitFor(() => expect(stream.isTaking()).toBe(true), { timeout: 5000, interval: 20 });
    webSocket.terminate();
    stream.destroy();
    await new Promise<void>((resolve) => server.close(() => resolve()));
  });

  it('closes with its clients', async () => {
    const { dial, mqtt, listener, url } = await setUp();
    const { client } = await dial('alice', 5);
    const isClosed = closed(client);
    await mqtt.close();
    await listener.close();
    await isClosed;
    expect(await refusal(url, 'mqtt')).toBe(503);
  });
});
