// What one message costs on the wire, counted: a text of 40 characters from one device to another over warm connections, all
// acknowledgements and WebSocket frames included. Marks are left out: one stands for any number of messages.
import { connect, createServer, type AddressInfo, type Server } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import mqtt from 'mqtt';
import { WebSocket } from 'ws';
import { parseTopic } from '../../src/protocol/topics';
import type { Link } from '../../src/transport/link';
import { createMqttLink } from '../../src/transport/mqtt-link';
import { createDevice, newName, type Device } from './device';
import { until } from './until';

export interface MessageBytes {
  /** PUBLISH and PUBACK between the writer and the broker, and between the broker and the reader. */
  readonly writerUp: number;
  readonly writerDown: number;
  readonly readerDown: number;
  readonly readerUp: number;
  readonly total: number;
}

interface ByteCounter {
  readonly url: string;
  readonly counts: { up: number; down: number };
  close(): void;
}

const text40 = 'This text has a length of 40 characters.';
const quietMs = 300;

/** MQTT.js as it is in a browser, where all of a packet goes into one frame. In Node each of its pieces gets one. */
const asInBrowser = createMqttLink({
  loadMqtt: async () => ({
    connect: (url, options) =>
      mqtt.connect(url, {
        ...options,
        forceNativeWebSocket: true,
        createWebsocket: (address, protocols) => new WebSocket(address, protocols),
      }),
  }),
});

const withoutMarks = (link: Link): Link => ({
  async dial(...request) {
    const result = await link.dial(...request);
    if (result.outcome !== 'connected') return result;
    const { connection } = result;
    const signal = (topic: string, payload: Uint8Array) => {
      if (parseTopic(topic)?.kind !== 'marks') connection.signal(topic, payload);
    };
    return { outcome: 'connected', connection: { ...connection, signal } };
  },
});

/** `origin` is the broker's, without a slash at the end. */
export async function countMessageBytes(origin: string): Promise<MessageBytes> {
  const port = Number(new URL(origin).port);
  const [atWriter, atReader] = [await countBytes(port), await countBytes(port)];
  const device = async (counter: ByteCounter, stem: string): Promise<Device> => {
    const addresses = { http: origin, mqtt: counter.url };
    const made = await createDevice(addresses, newName(stem), 'create', {
      wrapLink: () => withoutMarks(asInBrowser),
    });
    await made.online();
    return made;
  };
  const writer = await device(atWriter, 'writer');
  const reader = await device(atReader, 'reader');
  const room = await writer.lobby();
  const all = () => [atWriter.counts, atReader.counts].flatMap(({ up, down }) => [up, down]);

  const send = async (count: number) => {
    await writer.write(room, text40);
    await until(`${count} messages are there`, async () =>
      (await reader.texts(room)).length >= count && (await writer.texts(room)).length >= count
        ? true
        : undefined,
    );
    // The reader's PUBACK is on its way, and whatever else there may be.
    for (let last = ''; last !== String(all()); await sleep(quietMs)) last = String(all());
  };
  // Warm: each connection knows the room's alias.
  for (const count of [1, 2]) await send(count);
  const before = all();
  await send(3);
  const [writerUp = 0, writerDown = 0, readerUp = 0, readerDown = 0] = all().map(
    (bytes, index) => bytes - (before[index] ?? 0),
  );
  for (const made of [writer, reader]) made.stop();
  for (const counter of [atWriter, atReader]) counter.close();
  return { writerUp, writerDown, readerDown, readerUp, total: writerUp + writerDown + readerDown + readerUp };
}

/** A way to the broker that counts what passes. */
async function countBytes(port: number): Promise<ByteCounter> {
  const counts = { up: 0, down: 0 };
  const server: Server = createServer((client) => {
    const broker = connect(port, '127.0.0.1');
    client.on('data', (bytes) => (counts.up += bytes.length));
    broker.on('data', (bytes) => (counts.down += bytes.length));
    client.pipe(broker).pipe(client);
    for (const socket of [client, broker])
      socket.on('error', () => {
        client.destroy();
        broker.destroy();
      });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    counts,
    close: () => void server.close(),
  };
}
