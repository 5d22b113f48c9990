// Mutated packets into connections of both versions, mostly after log-in, while others chat: none of it may end the process, hold
// the others up, or bring anybody what is not for them.
import { generate } from 'mqtt-packet';
import { decodeLogEntry, encodeEntry, entryKind } from '../../src/protocol/entry';
import { entryIdFromBytes, type DeviceId, type RoomId } from '../../src/protocol/ids';
import { isOwnTopic, roomTopic, userTopic } from '../../src/protocol/topics';
import { decodeUserChange } from '../../src/protocol/user-change';
import type { Random } from '../torture/chance';
import { createDevice, newName, password } from '../headless/device';
import { until } from '../headless/until';
import { openDoor, type Captures } from './captures';
import { connectPacket, openClient, tick, type Client, type Login, type Version } from './client';
import { mutate } from './mutate';
import { createPlainPeople } from './plain-people';
import { mayHear, plainSamples, willOf } from './plain-talk';
import type { World } from './world';

const strangersAtOnce = 40;
const casesPerStranger = 25;
const tickEvery = 5;
/** Of a stranger, unchanged. */
const firstWords = 3;
/** Of all; now and then the log-in itself is changed, and now and then there is none. */
const unchangedLogIns = 0.8;
const changedLogIns = 0.1;

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

  let heardOnPlain = 0;
  const plainPeople = createPlainPeople(
    { counter: reader, listener: writer, counterName: readerAccount.name },
    wrong,
  );
  writer.onPublish = (packet) => {
    if (!isOwnTopic(packet.topic)) plainPeople.hears('listener', packet);
  };
  reader.onPublish = (packet) => {
    const { topic, payload } = packet;
    if (!isOwnTopic(topic)) {
      plainPeople.hears('counter', packet);
      return;
    }
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
    ...plainSamples(readerAccount.name),
    ...([4, 5] as const).flatMap((protocolVersion) =>
      [...secretTopics, 'text/+'].map((topic) =>
        generate({ cmd: 'subscribe', messageId: 7, subscriptions: [{ topic, qos: 1 }] }, { protocolVersion }),
      ),
    ),
  ];

  // Where everybody may publish, and where they may not.
  const willTopics = ['things/all/gone', `things/${readerAccount.name}/count`];

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
    client.answers = random.next() < 0.8;
    const { name } = account;
    const logIn = random.next();
    client.isAnsweredInItsVersion = logIn < unchangedLogIns;
    client.onPublish = ({ topic }) => {
      if (secretTopics.includes(topic)) wrong.push('a stranger heard what was said in the secret room');
      // An alias of the other version is not read.
      if (isOwnTopic(topic) || (topic === '' && !client.isAnsweredInItsVersion)) return;
      heardOnPlain++;
      // Strangers begin as the server's admin, who may read its numbers.
      if (!mayHear(topic, name) && !topic.startsWith('$SYS/')) wrong.push(`a stranger heard ${topic}`);
    };
    const hasWill = random.next() < 0.3;
    const will = hasWill ? willOf(random.pick(willTopics) ?? '', version) : undefined;
    const clientId = `m${Math.floor(random.between(0, 12))}`;
    if (logIn < unchangedLogIns)
      await client.logIn(account, clientId, will?.topic === willTopics[0] ? will : undefined);
    else if (logIn < unchangedLogIns + changedLogIns)
      client.feed(mutate(random, [connectPacket(account, version, 'm', will)]));
    // Something is there that the changed ones come upon.
    for (let first = 0; first < firstWords && !client.isClosed(); first++)
      client.feed(Buffer.from(random.pick(samples) ?? []));
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
      plainPeople.count();
      await tick();
    }
  }

  function say(client: Client, room: RoomId, text: string): void {
    const id = entryIdFromBytes(Uint8Array.from({ length: 16 }, () => Math.floor(random.between(0, 256))));
    const payload = encodeEntry({ id, kind: entryKind.text, body: text, waitedSec: 0 });
    said = (said % 30_000) + 1;
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
      await plainPeople.check();
      if (fed > 10_000 && heardOnPlain === 0) wrong.push('strangers hear nothing on plain topics');
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
