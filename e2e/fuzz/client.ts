// A client in memory, without a socket, for the fuzzer. It reads what comes as a real one would: what it cannot parse is the broker's fault.
import {
  parser as createParser,
  generate,
  type IConnectPacket,
  type IPublishPacket,
  type Packet,
} from 'mqtt-packet';
import type { ByteStream, ByteStreamListener } from '../../broker/mqtt/byte-stream';
import { bytesOf } from '../../broker/mqtt/publish-encoder';
import type { SignedInAccount } from '../../src/db/schema';
import type { World } from './world';

export type Login = Pick<SignedInAccount, 'name' | 'token' | 'device'>;
export type Version = 4 | 5;
export type Will = NonNullable<IConnectPacket['will']>;

export interface Client {
  onPublish: (packet: IPublishPacket) => void;
  /** What comes at QoS 1 and 2 is acknowledged, and PUBREC is answered. */
  answers: boolean;
  /** Who changed his CONNECT is answered in the version he then asked for, and may not be able to read that. */
  isAnsweredInItsVersion: boolean;
  logIn(login: Login, clientId?: string, will?: Will): Promise<void>;
  send(packet: Packet): void;
  feed(bytes: Buffer): void;
  isClosed(): boolean;
  cut(): void;
}

export function openClient(world: World, version: Version): Client {
  const parser = createParser({ protocolVersion: version });
  let listener: ByteStreamListener | undefined;
  let isClosed = false;
  let isAccepted = false;
  let receivedBytes = 0;
  const aliases = new Map<number, string>();

  parser.on('error', (error) => {
    if (isAccepted && client.isAnsweredInItsVersion)
      throw new Error(`The broker sent what cannot be read: ${error.message}`);
  });
  parser.on('packet', (packet) => {
    if (packet.cmd === 'connack') isAccepted = true;
    if (packet.cmd === 'publish') {
      const alias = packet.properties?.topicAlias;
      if (alias !== undefined && packet.topic !== '') aliases.set(alias, packet.topic);
      const topic = packet.topic === '' ? (aliases.get(alias ?? 0) ?? '') : packet.topic;
      client.onPublish({ ...packet, topic });
    }
    const answer = client.answers ? answerTo(packet) : undefined;
    if (answer) setImmediate(() => client.send({ cmd: answer, messageId: packet.messageId ?? 0 }));
  });

  const close = () => {
    if (isClosed) return;
    isClosed = true;
    listener?.closed();
  };
  const stream: ByteStream = {
    bufferedBytes: 0,
    get receivedBytes() {
      return receivedBytes;
    },
    isTaking: () => true,
    listen: (to) => void (listener = to),
    trust: () => undefined,
    write: (pieces) => void parser.parse(Buffer.concat(pieces.map((piece) => Buffer.from(bytesOf(piece))))),
    pause: () => undefined,
    resume: () => undefined,
    close,
    destroy: close,
  };
  const client: Client = {
    onPublish: () => undefined,
    answers: true,
    isAnsweredInItsVersion: true,
    async logIn(login, clientId = login.device, will) {
      client.feed(connectPacket(login, version, clientId, will));
      for (let turn = 0; turn < 1000 && !isAccepted && !isClosed; turn++) await tick();
    },
    send: (packet) => client.feed(generate(packet, { protocolVersion: version })),
    feed(bytes) {
      if (isClosed) return;
      receivedBytes += bytes.length;
      listener?.data(bytes);
    },
    isClosed: () => isClosed,
    cut: close,
  };
  world.accept(stream);
  return client;
}

/** `undefined`: it is the last word. */
function answerTo(packet: Packet): 'puback' | 'pubrec' | 'pubrel' | 'pubcomp' | undefined {
  if (packet.cmd === 'publish') return ([undefined, 'puback', 'pubrec'] as const)[packet.qos];
  if (packet.cmd === 'pubrec') return (packet.reasonCode ?? 0) < 0x80 ? 'pubrel' : undefined;
  return packet.cmd === 'pubrel' ? 'pubcomp' : undefined;
}

export const connectPacket = (login: Login, version: Version, clientId: string, will?: Will): Buffer =>
  generate({
    cmd: 'connect',
    protocolId: 'MQTT',
    protocolVersion: version,
    clean: false,
    keepalive: 0,
    clientId,
    username: login.name,
    password: Buffer.from(login.token),
    ...(will && { will }),
    ...(version === 5 && { properties: { sessionExpiryInterval: 60, topicAliasMaximum: 10 } }),
  });

export const tick = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
