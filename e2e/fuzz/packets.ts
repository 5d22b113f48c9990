// Mutated packets into connections of both versions, mostly after log-in, while others chat: none of it may end the process, hold
// the others up, or bring anybody what is not for them.
import { parser as createParser, generate, type IPublishPacket, type Packet } from 'mqtt-packet';
import type { ByteStream, ByteStreamListener } from '../../broker/mqtt/byte-stream';
import { bytesOf } from '../../broker/mqtt/publish-encoder';
import { decodeLogEntry, encodeEntry, entryKind } from '../../src/protocol/entry';
import { entryIdFromBytes, type DeviceId, type RoomId } from '../../src/protocol/ids';
import { roomTopic, userTopic } from '../../src/protocol/topics';
import { decodeUserChange } from '../../src/protocol/user-change';
import type { Random } from '../torture/chance';
import type { SignedInAccount } from '../../src/db/schema';
import { createDevice, newName, password } from '../headless/device';
import { until } from '../headless/until';
import { mutate } from './mutate';
import { openDoor, type Captures } from './captures';
import type { World } from './world';

type Login = Pick<SignedInAccount, 'name' | 'token' | 'device'>;
type Version = 4 | 5;

const strangersAtOnce = 40;
const casesPerStranger = 25;
const tickEvery = 5;

export interface PacketFuzz {
  run(cases: number): Promise<void>;
  /** How many cases there were: whoever is thrown out early has fewer. */
  fed(): number;
  /** A message of an honest person goes through, and what came meanwhile is right. */
  check(): Promise<void>;
}

export async function createPacketFuzz(
  world: World,
  random: Random,
  { packets, account: firstAccount, strangers }: Captures,
): Promise<PacketFuzz> {
  let account: Login = firstAccount;
  let lastStranger = 0;
  const wrong: string[] = [];
  let fed = 0;
  const { readerAccount, writerAccount, lobby, secret } = await makeHonestPeople(world);
  const people = new Set<string>([...strangers, writerAccount.user]);
  const [reader, writer] = [openClient(world, 5), openClient(world, 4)];
  await reader.logIn(readerAccount);
  await writer.logIn(writerAccount);
  let headInLobby = 0;
  let heardOfWriter = 0;
  let saidByWriter = 0;
  let said = 0;

  reader.onPublish = ({ topic, payload }) => {
    if (topic === 'answer' || /\/(marks|typing|presence)$/.test(topic)) return;
    if (topic === userTopic(readerAccount.user)) {
      // A stranger in the same room has another name from now on.
      if (!decodeUserChange(new Uint8Array(payload as Buffer))) wrong.push('news that nobody can read');
      return;
    }
    if (topic !== roomTopic(lobby)) {
      wrong.push(`something came on ${topic}`);
      return;
    }
    const entry = decodeLogEntry(new Uint8Array(payload as Buffer), 1024 * 1024);
    if (!entry) wrong.push(`what came in the Lobby is no entry: ${(payload as Buffer).toString('hex')}`);
    else if (!people.has(entry.from)) wrong.push(`an entry from ${entry.from}, who is nobody`);
    else if (entry.seq > headInLobby + 1 && headInLobby > 0)
      wrong.push(`seq ${entry.seq} came behind ${headInLobby}`);
    headInLobby = Math.max(headInLobby, entry?.seq ?? 0);
    if (entry?.from === writerAccount.user) heardOfWriter++;
  };
  reader.send({
    cmd: 'subscribe',
    messageId: 1,
    subscriptions: [lobby, secret].map((room) => ({
      topic: roomTopic(room),
      qos: 1,
      nl: true,
      rap: false,
      rh: 0,
    })),
  });

  // What a stranger would send who knows of the secret room.
  const secretTopics = [roomTopic(secret), `text/${secret}`];
  const samples = [
    ...packets,
    ...([4, 5] as const).flatMap((protocolVersion) =>
      [...secretTopics, 'text/+'].map((topic) =>
        generate({ cmd: 'subscribe', messageId: 7, subscriptions: [{ topic, qos: 1 }] }, { protocolVersion }),
      ),
    ),
  ];

  /** Somebody may have signed the strangers out, or worse: then they come again. */
  async function stayKnown(): Promise<void> {
    const { accounts, outbox } = world.chat;
    if (outbox.writerOf(account.token)) return;
    const asked = { name: account.name, password, device: account.device };
    let signedIn = await accounts.signIn(asked);
    if ('error' in signedIn) {
      const device = `device-of-stranger-${++lastStranger}` as DeviceId;
      signedIn = await accounts.createAccount({ name: newName('stranger'), password, device });
      if ('error' in signedIn) throw new Error(`Strangers do not get in any more: ${signedIn.message}`);
      account = { ...signedIn, device };
    } else account = { ...account, token: signedIn.token };
    people.add(signedIn.user);
  }

  async function strange(): Promise<void> {
    const version: Version = random.next() < 0.5 ? 4 : 5;
    const client = openClient(world, version);
    // Now and then the log-in itself is changed, and now and then there is none.
    const logIn = random.next();
    if (logIn < 0.8) await client.logIn(account, `m${Math.floor(random.between(0, 50))}`);
    else if (logIn < 0.9) client.feed(mutate(random, [connectPacket(account, version, 'm')]));
    client.onPublish = ({ topic }) => {
      if (secretTopics.includes(topic)) wrong.push('a stranger heard what was said in the secret room');
    };
    for (let turn = 0; turn < casesPerStranger && !client.isClosed(); turn++) {
      client.feed(mutate(random, samples));
      fed++;
      if (turn % tickEvery === 0) await tick();
    }
    await tick();
    client.cut();
  }

  /** Something that only its room may hear, while the strangers are at it. */
  async function whisper(): Promise<void> {
    for (let turn = 0; turn < casesPerStranger; turn++) {
      say(reader, secret, 'not for strangers');
      await tick();
    }
  }

  function say(client: Client, room: RoomId, text: string): void {
    const id = entryIdFromBytes(Uint8Array.from({ length: 16 }, () => Math.floor(random.between(0, 256))));
    const payload = encodeEntry({ id, kind: entryKind.text, body: text, waitedSec: 0 });
    said = (said % 60_000) + 1;
    client.send({
      cmd: 'publish',
      topic: roomTopic(room),
      payload: Buffer.from(payload),
      qos: 1,
      messageId: said,
      dup: false,
      retain: false,
    });
  }

  return {
    async run(cases) {
      for (const end = fed + cases; fed < end;) {
        await stayKnown();
        await Promise.all([...Array.from({ length: strangersAtOnce }, strange), whisper()]);
      }
    },
    fed: () => fed,
    async check() {
      saidByWriter++;
      say(writer, lobby, `still here ${saidByWriter}`);
      await until(
        'a message of somebody else has come',
        () => (heardOfWriter >= saidByWriter ? true : undefined),
        5000,
      );
      if (wrong.length > 0) throw new Error(wrong.slice(0, 5).join('\n'));
      if (reader.isClosed() || writer.isClosed()) throw new Error('Somebody else was thrown out.');
    },
  };
}

/** Two people, and a room that only one of them is in and nobody else has ever heard of. */
async function makeHonestPeople(world: World) {
  const door = await openDoor(world);
  const addresses = { http: door.url, mqtt: door.url };
  const [reader, writer] = [
    await createDevice(addresses, newName('reader')),
    await createDevice(addresses, newName('writer')),
  ];
  await reader.online();
  const lobby = await reader.lobby();
  const secret = 'fuzzsecret1' as RoomId;
  await reader.engine.calls.enter('create', { room: secret, name: newName('secret') });
  for (const device of [reader, writer]) device.stop();
  await door.close();
  return { readerAccount: reader.account, writerAccount: writer.account, lobby, secret };
}

const tick = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

interface Client {
  onPublish: (packet: IPublishPacket) => void;
  logIn(login: Login, clientId?: string): Promise<void>;
  send(packet: Packet): void;
  feed(bytes: Buffer): void;
  isClosed(): boolean;
  cut(): void;
}

/** A client in memory. It reads what comes as a real one would: what it cannot parse is the broker's fault. */
function openClient(world: World, version: Version): Client {
  const parser = createParser({ protocolVersion: version });
  let listener: ByteStreamListener | undefined;
  let isClosed = false;
  let isAccepted = false;
  let receivedBytes = 0;
  const aliases = new Map<number, string>();

  parser.on('error', (error) => {
    // Who changed his CONNECT is answered in the version he then asked for.
    if (isAccepted) throw new Error(`The broker sent what cannot be read: ${error.message}`);
  });
  parser.on('packet', (packet) => {
    if (packet.cmd === 'connack') isAccepted = true;
    if (packet.cmd !== 'publish') return;
    const alias = packet.properties?.topicAlias;
    if (alias !== undefined && packet.topic !== '') aliases.set(alias, packet.topic);
    const topic = packet.topic === '' ? (aliases.get(alias ?? 0) ?? '') : packet.topic;
    client.onPublish({ ...packet, topic });
    if (packet.qos === 1)
      setImmediate(() => client.send({ cmd: 'puback', messageId: packet.messageId ?? 0 }));
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
    async logIn(login, clientId = login.device) {
      client.feed(connectPacket(login, version, clientId));
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

const connectPacket = (login: Login, version: Version, clientId: string): Buffer =>
  generate({
    cmd: 'connect',
    protocolId: 'MQTT',
    protocolVersion: version,
    clean: false,
    keepalive: 0,
    clientId,
    username: login.name,
    password: Buffer.from(login.token),
    ...(version === 5 && { properties: { sessionExpiryInterval: 60, topicAliasMaximum: 10 } }),
  });
