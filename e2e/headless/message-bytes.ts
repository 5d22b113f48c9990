// What a message, a reaction, a read mark and typing cost on the wire, counted: from one device to another over warm connections, all
// acknowledgements and WebSocket frames included. With messages marks are left out: one stands for any number of them.
import { connect, createServer, type AddressInfo, type Server } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import mqtt from 'mqtt';
import { WebSocket } from 'ws';
import { entryKind } from '../../src/protocol/entry';
import type { RoomId } from '../../src/protocol/ids';
import { reactionBodyOf } from '../../src/protocol/reaction';
import { parseTopic, typingTopic } from '../../src/protocol/topics';
import type { Link } from '../../src/transport/link';
import { createMqttLink } from '../../src/transport/mqtt-link';
import { createDevice, newName, type Device } from './device';
import { until } from './until';

export interface MessageBytes {
  /** Between the writer and the broker, and between the broker and the reader: what is said, and its acknowledgement. */
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

/** Two people in one room, each behind a counter. */
interface Pair {
  readonly writer: Device;
  readonly reader: Device;
  readonly room: RoomId;
  /** Everything that passes until `isDone`, and until nothing passes any more. */
  count(act: () => Promise<unknown>, isDone: () => Promise<boolean>): Promise<MessageBytes>;
}

const text40 = 'This text has a length of 40 characters.';
const quietMs = 300;
/** Marks are told within a second, and gathered for another one: so long there may be silence between two steps. */
const quietWithMarksMs = 1500;

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
export const countMessageBytes = (origin: string): Promise<MessageBytes> =>
  withPair(origin, { marks: false }, async ({ writer, reader, room, count }) => {
    const send = async (nth: number) =>
      await count(
        () => writer.write(room, text40),
        async () => (await reader.texts(room)).length >= nth && (await writer.texts(room)).length >= nth,
      );
    // Warm: each connection knows the room's alias.
    for (const nth of [1, 2]) await send(nth);
    return await send(3);
  });

/** As above. Of an emoji that takes four bytes. */
export const countReactionBytes = (origin: string): Promise<MessageBytes> =>
  withPair(origin, { marks: false }, async ({ writer, reader, room, count }) => {
    const target = await reader.write(room, text40);
    const react = async (nth: number, emoji: string) =>
      await count(
        () => writer.engine.write(room, entryKind.reaction, reactionBodyOf(target, emoji)),
        async () => (await reader.entries(room)).length >= nth && (await writer.entries(room)).length >= nth,
      );
    for (const [index, emoji] of ['👍', '👀'].entries()) await react(index + 2, emoji);
    return await react(4, '🎉');
  });

/** As above: the reader reads what the writer wrote, and the writer, who looks at the room, is told. */
export const countReadMarkBytes = (origin: string): Promise<MessageBytes> =>
  withPair(origin, { marks: true }, async ({ writer, reader, room, count }) => {
    for (const device of [writer, reader]) device.engine.openRoom(room);
    const write = (nth: number) =>
      count(
        () => writer.write(room, text40),
        async () => (await reader.entries(room)).length >= nth && (await writer.entries(room)).length >= nth,
      );
    const read = (seq: number) =>
      count(
        () => reader.engine.calls.markRead(room, seq),
        async () =>
          (await writer.db.marks.list(room)).some(
            (marks) => marks.user === reader.account.user && marks.read >= seq,
          ),
      );
    await write(1);
    await read(1);
    await write(2);
    // Here it is the reader who says something.
    const { writerUp, writerDown, readerDown, readerUp, total } = await read(2);
    return { writerUp: readerUp, writerDown: readerDown, readerDown: writerDown, readerUp: writerUp, total };
  });

/** As above: the writer types, and the reader, who looks at the room, sees it. Nobody acknowledges it. */
export const countTypingBytes = (origin: string): Promise<MessageBytes> =>
  withPair(origin, { marks: false }, async ({ writer, reader, room, count }) => {
    for (const device of [writer, reader]) device.engine.openRoom(room);
    // What is typed before somebody looks is told to nobody.
    await until('both look at the room', async () => {
      const followed = await Promise.all([writer, reader].map(({ db }) => db.setting('followed')));
      return followed.every((each) => JSON.stringify(each)?.includes(typingTopic(room))) || undefined;
    });
    const isShown = () => reader.engine.company.get()?.typing.includes(writer.account.user) === true;
    const type = async () => {
      await until('it is shown no more', () => !isShown() || undefined);
      return await count(
        async () => writer.engine.typing(room),
        async () => isShown(),
      );
    };
    for (let nth = 0; nth < 2; nth++) await type();
    return await type();
  });

async function withPair<T>(
  origin: string,
  { marks }: { marks: boolean },
  measure: (pair: Pair) => Promise<T>,
): Promise<T> {
  const port = Number(new URL(origin).port);
  const [atWriter, atReader] = [await countBytes(port), await countBytes(port)];
  const device = async (counter: ByteCounter, stem: string): Promise<Device> => {
    const addresses = { http: origin, mqtt: counter.url };
    const made = await createDevice(addresses, newName(stem), 'create', {
      wrapLink: () => (marks ? asInBrowser : withoutMarks(asInBrowser)),
    });
    await made.online();
    return made;
  };
  const writer = await device(atWriter, 'writer');
  const reader = await device(atReader, 'reader');
  const room = await writer.lobby();
  const all = () => [atWriter.counts, atReader.counts].flatMap(({ up, down }) => [up, down]);
  /** An acknowledgement is on its way, and whatever else there may be. */
  const quiet = async () => {
    for (let last = ''; last !== String(all()); await sleep(marks ? quietWithMarksMs : quietMs))
      last = String(all());
  };

  try {
    await quiet();
    return await measure({
      writer,
      reader,
      room,
      async count(act, isDone) {
        const before = all();
        await act();
        await until('it is there', async () => (await isDone()) || undefined);
        await quiet();
        const [writerUp = 0, writerDown = 0, readerUp = 0, readerDown = 0] = all().map(
          (bytes, index) => bytes - (before[index] ?? 0),
        );
        const total = writerUp + writerDown + readerDown + readerUp;
        return { writerUp, writerDown, readerDown, readerUp, total };
      },
    });
  } finally {
    for (const made of [writer, reader]) made.stop();
    for (const counter of [atWriter, atReader]) counter.close();
  }
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
