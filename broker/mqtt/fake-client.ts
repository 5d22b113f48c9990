// A client for tests: packets in and out of a byte stream in memory, so that a test can hold its network still.
import {
  generate,
  parser as createParser,
  type IConnackPacket,
  type IConnectPacket,
  type IPublishPacket,
  type Packet,
} from 'mqtt-packet';
import type { ByteStream, ByteStreamListener } from './byte-stream';
import { bytesOf } from './publish-encoder';

export interface FakeClient {
  readonly stream: ByteStream;
  /** All that came, in order. */
  readonly packets: Packet[];
  /** The length of each write. */
  readonly writes: number[];
  readonly isClosed: () => boolean;
  readonly isPaused: () => boolean;
  readonly connect: (options?: Partial<IConnectPacket>) => Promise<IConnackPacket>;
  readonly send: (packet: Packet) => void;
  readonly sendBytes: (bytes: Buffer) => void;
  readonly subscribe: (topics: readonly string[], options?: { qos?: 0 | 1; nl?: boolean }) => Promise<Packet>;
  readonly publish: (topic: string, payload: string, messageId?: number) => void;
  /** Acknowledges a PUBLISH. */
  readonly ack: (packet: IPublishPacket) => void;
  /** Acknowledges every PUBLISH from here on. */
  readonly autoAck: () => void;
  /** The PUBLISHes that came, as text. */
  readonly texts: (topic?: string) => string[];
  readonly publishes: () => IPublishPacket[];
  readonly of: (cmd: Packet['cmd']) => Packet[];
  /** The network takes nothing any more … */
  readonly freeze: () => void;
  /** … and takes it all. */
  readonly thaw: () => void;
  /** The network is gone. */
  readonly cut: () => void;
}

/** Lets everything that is ready to happen happen. */
export async function settle(): Promise<void> {
  for (let i = 0; i < 30; i++) await new Promise((resolve) => setImmediate(resolve));
}

export function createFakeClient(accept: (stream: ByteStream) => void, version: 4 | 5): FakeClient {
  const options = { protocolVersion: version };
  const parser = createParser(options);
  const packets: Packet[] = [];
  const writes: number[] = [];
  let listener: ByteStreamListener | undefined;
  let isClosed = false;
  let isPaused = false;
  let isFrozen = false;
  let hasTaken = false;
  let isTrusted = false;
  let acksAll = false;
  let bufferedBytes = 0;
  let receivedBytes = 0;
  let nextMessageId = 1;
  parser.on('packet', (packet) => {
    packets.push(packet);
    if (acksAll && packet.cmd === 'publish' && packet.qos === 1) setImmediate(() => ack(packet));
  });

  const stream: ByteStream = {
    get bufferedBytes() {
      return bufferedBytes;
    },
    get receivedBytes() {
      return receivedBytes;
    },
    isTaking() {
      const isTaking = bufferedBytes === 0 || hasTaken;
      hasTaken = false;
      return isTaking;
    },
    listen(to) {
      listener = to;
    },
    trust() {
      isTrusted = true;
    },
    write(pieces, totalBytes) {
      writes.push(totalBytes);
      if (isFrozen) bufferedBytes += totalBytes;
      else parser.parse(Buffer.concat(pieces.map((piece) => Buffer.from(bytesOf(piece)))));
    },
    pause() {
      isPaused = true;
    },
    resume() {
      isPaused = false;
    },
    close,
    destroy: close,
  };
  accept(stream);

  return {
    stream,
    packets,
    writes,
    isClosed: () => isClosed,
    isPaused: () => isPaused,

    async connect(wanted = {}) {
      send({
        cmd: 'connect',
        protocolId: 'MQTT',
        protocolVersion: version,
        clean: false,
        keepalive: 30,
        clientId: 'alice-laptop',
        ...(version === 5 && { properties: { sessionExpiryInterval: 3600 } }),
        ...wanted,
      });
      await settle();
      return of('connack')[0] as IConnackPacket;
    },
    send,
    sendBytes,

    async subscribe(topics, { qos = 1, nl = false } = {}) {
      send({
        cmd: 'subscribe',
        messageId: nextMessageId++,
        subscriptions: topics.map((topic) => ({
          topic,
          qos,
          ...(version === 5 && { nl, rap: false, rh: 0 }),
        })),
      });
      await settle();
      return of('suback').at(-1) as Packet;
    },

    publish(topic, payload, messageId) {
      const qos = messageId === undefined ? 0 : 1;
      send({
        cmd: 'publish',
        topic,
        payload,
        qos,
        dup: false,
        retain: false,
        ...(messageId !== undefined && { messageId }),
      });
    },

    ack,
    autoAck() {
      acksAll = true;
    },
    texts: (topic) =>
      publishes()
        .filter((packet) => topic === undefined || packet.topic === topic)
        .map(({ payload }) => payload.toString()),
    publishes,
    of,
    freeze() {
      isFrozen = true;
    },
    thaw() {
      isFrozen = false;
      hasTaken = true;
      bufferedBytes = 0;
      listener?.drained();
    },
    cut: close,
  };

  function send(packet: Packet): void {
    sendBytes(generate(packet, options));
  }

  function sendBytes(bytes: Buffer): void {
    if (isClosed) return;
    receivedBytes += bytes.length;
    listener?.data(bytes);
    if (!isTrusted) listener?.heard();
  }

  function ack({ messageId = 0 }: IPublishPacket): void {
    send({ cmd: 'puback', messageId });
  }

  function of(cmd: Packet['cmd']): Packet[] {
    return packets.filter((packet) => packet.cmd === cmd);
  }

  function publishes(): IPublishPacket[] {
    return packets.filter((packet) => packet.cmd === 'publish');
  }

  function close(): void {
    if (isClosed) return;
    isClosed = true;
    listener?.closed();
  }
}
