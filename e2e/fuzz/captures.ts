// What real clients say, taken down at the broker's door: the app's own engine (MQTT 5) and MQTT.js in 3.1.1. The fuzzer changes it.
import { connectAsync, type MqttClient } from 'mqtt';
import { createDoor } from '../../broker/http/door';
import { usualLimits } from '../../broker/limit-settings';
import { createWebSocketListener } from '../../broker/mqtt/websocket-listener';
import type { ByteStream } from '../../broker/mqtt/byte-stream';
import { createHttp } from '../../broker/http/http';
import type { SignedInAccount } from '../../src/db/schema';
import { closeCodeOf } from '../../src/protocol/close-code';
import { entryKind } from '../../src/protocol/entry';
import type { RoomId, UserId } from '../../src/protocol/ids';
import { maxOutboxBytes } from '../../src/protocol/outbox';
import { reactionBodyOf } from '../../src/protocol/reaction';
import { textBodyOf } from '../../src/protocol/text-body';
import { roomTopic, userTopic } from '../../src/protocol/topics';
import { createAmending } from '../../src/store/amend';
import { createDevice, newName } from '../headless/device';
import { until } from '../headless/until';
import { askSamples } from './asks';
import { talkPlainly } from './plain-talk';
import type { World } from './world';

export interface Captures {
  /** Whole MQTT packets, from CONNECT to DISCONNECT; and one for each question and each change of a room. */
  readonly packets: readonly Uint8Array[];
  /** Payloads of the PUBLISHes among them. */
  readonly payloads: readonly Uint8Array[];
  /** Whose words these are: strangers go on as this person, who is the server's admin. */
  readonly account: SignedInAccount;
  readonly strangers: readonly UserId[];
}

export interface Door {
  readonly url: string;
  readonly port: number;
  close(): Promise<void>;
}

/** Opens the world to the network. `hear` is asked for each stream who is to get what the client says. */
export async function openDoor(
  world: World,
  hear: () => (bytes: Buffer) => void = () => () => undefined,
): Promise<Door> {
  const webSockets = createWebSocketListener({
    accept: (stream) => world.accept(overheard(stream, hear())),
    closeCodeOf,
  });
  const http = createHttp({
    accounts: world.chat.accounts,
    outbox: world.chat.outbox,
    registrationKind: world.chat.registrationKind,
    appFiles: { find: () => undefined },
    handleUpgrade: webSockets.handleUpgrade,
    door: createDoor({ limits: usualLimits, proxies: 0, metrics: world.metrics }),
    origins: { proxies: 0, allowed: [] },
    limits: { headersTimeoutMs: 10_000, requestTimeoutMs: 60_000, maxBodyBytes: maxOutboxBytes },
    metrics: world.metrics,
    log: world.log,
  });
  const port = await http.listen('127.0.0.1', 0);
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    async close() {
      http.stopAccepting();
      await Promise.all([webSockets.close(), http.close()]);
    },
  };
}

/** A stream that tells what came. */
function overheard(stream: ByteStream, heard: (bytes: Buffer) => void): ByteStream {
  return new Proxy(stream, {
    get(target, property) {
      if (property !== 'listen') {
        const value: unknown = Reflect.get(target, property, target);
        return typeof value === 'function' ? value.bind(target) : value;
      }
      return (listener: Parameters<ByteStream['listen']>[0]) =>
        target.listen({
          heard: () => listener.heard(),
          data(bytes) {
            heard(Buffer.from(bytes));
            listener.data(bytes);
          },
          drained: () => listener.drained(),
          closed: () => listener.closed(),
        });
    },
  });
}

export async function capture(world: World): Promise<Captures> {
  const packets: Uint8Array[] = [];
  const door = await openDoor(world, () => {
    let rest = Buffer.alloc(0);
    return (bytes) => {
      rest = Buffer.concat([rest, bytes]);
      for (let length = packetLength(rest); length <= rest.length; length = packetLength(rest)) {
        packets.push(rest.subarray(0, length));
        rest = rest.subarray(length);
      }
    };
  });
  const ann = await createDevice({ http: door.url, mqtt: door.url }, newName('ann'));
  await ann.online();
  const lobby = await ann.lobby();
  const bo = await createDevice({ http: door.url, mqtt: door.url }, newName('bo'));
  await bo.online();
  bo.engine.openRoom(lobby);
  const amending = createAmending(ann.engine);
  const first = await ann.write(lobby, 'the brigde is open');
  const second = await ann.write(lobby, 'ñ — 语言 🚲');
  await until('both have come', async () => ((await bo.texts(lobby)).length === 2 ? true : undefined));
  await amending.edit(first, 'the bridge is open');
  await amending.takeBack(second);
  await ann.engine.write(lobby, entryKind.text, textBodyOf('is it?', first));
  await ann.engine.write(lobby, entryKind.reaction, reactionBodyOf(first, '👍'));
  await ann.engine.calls.ask('rooms', undefined);
  await ann.engine.calls.enter('create', { room: 'fuzzroom001' as RoomId, name: newName('room') });
  await bo.engine.calls.enter('join', { room: 'fuzzroom001' as RoomId });
  await bo.engine.calls.markRead(lobby, 1);
  await bo.engine.calls.fill(lobby, 1, 2);
  await until('all of it has come', async () => ((await bo.entries(lobby)).length === 6 ? true : undefined));

  const other = await connectAsync(`${door.url.replace('http', 'ws')}/mqtt`, {
    protocolVersion: 4,
    clean: false,
    clientId: ann.account.device,
    username: ann.account.name,
    password: ann.account.token,
    path: '/mqtt',
  });
  for (const version of [4, 5] as const) await talkPlainly(door.url, ann.account, version);
  await speakOldMqtt(other, lobby, ann.account.user);
  for (const device of [ann, bo]) device.stop();
  await door.close();
  const asks = askSamples(bo.account.user);
  return {
    packets: [...packets, ...asks.packets],
    payloads: [...packets.flatMap(payloadOf), ...asks.payloads],
    account: ann.account,
    strangers: [ann.account.user, bo.account.user],
  };
}

async function speakOldMqtt(client: MqttClient, lobby: RoomId, user: UserId): Promise<void> {
  await client.subscribeAsync({
    [roomTopic(lobby)]: { qos: 1 },
    [userTopic(user)]: { qos: 0 },
    answer: { qos: 0 },
    'text/+': { qos: 1 },
    notices: { qos: 0 },
  });
  await client.publishAsync('text/lobby', 'plain words — ñ', { qos: 1 });
  await client.publishAsync('text/lobby', Buffer.from([0xff]), { qos: 1 });
  await client.publishAsync('ask', Buffer.from([0x94, 1, 1, 0xa5, ...Buffer.from('rooms'), 0xc0]), {
    qos: 0,
  });
  await client.unsubscribeAsync(userTopic(user));
  await client.endAsync();
}

/** Of the first packet; `Infinity` while that cannot be said. [MQTT-1.5.5]: seven bits in each byte, the lowest first. */
function packetLength(bytes: Buffer): number {
  let length = 0;
  for (let index = 1; index <= 4; index++) {
    const byte = bytes[index];
    if (byte === undefined) return Infinity;
    length += (byte & 0x7f) << (7 * (index - 1));
    if (byte < 0x80) return index + 1 + length;
  }
  return Infinity;
}

/** A PUBLISH's payload is its tail; where it begins is nothing that a changed byte could not hit as well. */
function payloadOf(packet: Uint8Array): Uint8Array[] {
  const isPublish = ((packet[0] ?? 0) & 0xf0) === 0x30;
  const start = packet.findIndex((byte, index) => index > 2 && byte >= 0x92 && byte <= 0x98);
  return isPublish && start > 0 ? [packet.subarray(start)] : [];
}
