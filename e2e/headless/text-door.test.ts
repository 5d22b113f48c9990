// The text door, used by a client that nobody here wrote, MQTT.js in both versions, beside devices that speak the app's own language.
import { mkdtemp, rm } from 'node:fs/promises';
import { connect as connectSocket, createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect, type IClientOptions, type MqttClient } from 'mqtt';
import { v7 as uuidv7 } from 'uuid';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createBroker, type Broker } from '../../broker/broker';
import { readConfig } from '../../broker/config';
import { createLog } from '../../broker/log';
import { openLevelStore } from '../../broker/store/level-store';
import { editBodyOf, retractBodyOf } from '../../src/protocol/aim';
import { decodeLogEntry, encodeEntry, entryKind } from '../../src/protocol/entry';
import type { EntryId, RoomId, UserId } from '../../src/protocol/ids';
import { reactionBodyOf } from '../../src/protocol/reaction';
import { changeEntry, type Change } from '../../src/protocol/room-change';
import { account, deviceOf, roomRows, versions, type Version } from './access-rows';
import { until } from './until';
import { connectWire, type WireClient } from './wire-client';

const log = createLog(() => undefined, Date.now);
const foyer = 'foyer' as RoomId;
const people = ['owner', 'admin', 'member', 'bystander'];
let folder: string;
let broker: Broker;
let clients: { end(): void }[];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'onebar-text-'));
  clients = [];
  const store = await openLevelStore({ path: join(folder, 'data'), clock: Date.now, log, sync: false });
  await store.commit(people.flatMap(account));
  for (const room of [foyer, 'hall' as RoomId]) await store.commit(roomRows(room, 'public'));
  await store.commit(roomRows('den' as RoomId, 'private'));
  await store.commit([{ table: 'roomName', key: 'lobby', row: { room: foyer } }]);
  await store.close();
  await open();
});

afterEach(async () => {
  for (const client of clients) client.end();
  await broker.close();
  await rm(folder, { recursive: true, force: true });
});

async function open(): Promise<void> {
  const settings = { PORT: '0', MQTT_TCP: 'off', DATA_DIR: join(folder, 'data') };
  const read = readConfig(settings, join(folder, 'no-app'));
  if (!read.ok) throw new Error(read.problems.join('\n'));
  broker = await createBroker(read.config, { log });
}

interface Reader {
  readonly client: MqttClient;
  /** `topic: line`, without its time. */
  readonly lines: string[];
  readonly notices: string[];
  /** All lines, once there are so many. */
  reads(count: number): Promise<readonly string[]>;
  leave(): Promise<void>;
}

/** MQTT.js as it comes, but that it keeps its session. */
async function reader(
  user: string,
  protocolVersion: Version,
  clientId = `console-of-${user}`,
  options: IClientOptions = {},
  url = broker.url,
): Promise<Reader> {
  const client = connect(`${url.replace('http', 'ws')}mqtt`, {
    protocolVersion,
    clientId,
    username: user,
    password: deviceOf(user, protocolVersion),
    clean: false,
    reconnectPeriod: 0,
    ...(protocolVersion === 5 && { properties: { sessionExpiryInterval: 3600 } }),
    ...options,
  });
  clients.push({ end: () => client.end(true) });
  const lines: string[] = [];
  const notices: string[] = [];
  client.on('error', () => undefined);
  client.on('message', (topic, payload) => {
    const text = payload.toString();
    if (topic === 'notices') notices.push(text);
    else lines.push(`${topic} ${text.replace(/^\d{4}-\d\d-\d\d \d\d:\d\d /, '')}`);
  });
  await until(`${user} is connected`, () => client.connected || undefined);
  return {
    client,
    lines,
    notices,
    async reads(count) {
      await until(
        `reading ${count} lines`,
        () => lines.length >= count || undefined,
        5000,
        () => lines.join(', '),
      );
      return lines;
    },
    leave: () => client.endAsync(),
  };
}

/** A device of the app, as far as a test needs one. */
async function device(user: string, version: Version = 5): Promise<WireClient> {
  const token = deviceOf(user, version);
  const client = await connectWire(broker.url, version, { clientId: token, username: user, password: token });
  clients.push(client);
  return client;
}

const newId = () => uuidv7() as EntryId;
const entry = (kind: number, body: unknown, id = newId()) => encodeEntry({ id, kind, body, waitedSec: 0 });
const change = (what: Change) => encodeEntry({ id: newId(), waitedSec: 0, ...changeEntry(what) });
const bystander = 'bystander' as UserId;

describe.each(versions)('in MQTT version %i', (version) => {
  test('a text is a message in the log, for devices and for readers, at QoS 0 and 1, whatever its retain flag', async () => {
    const phone = await device('owner');
    await phone.subscribe('room/foyer');
    const member = await reader('member', version);
    const granted = await member.client.subscribeAsync({ 'text/lobby': { qos: 2 } });
    expect(granted.map(({ qos }) => qos)).toEqual([1]);
    const writer = await reader('admin', version);
    await writer.client.publishAsync('text/foyer', 'two\nlines\n', { qos: 0 });
    await writer.client.publishAsync('text/lobby', 'hellö', { qos: 1, retain: version === 4 });
    await phone.publish('room/foyer', entry(entryKind.text, 'from the app'));
    expect(await member.reads(3)).toEqual([
      'text/lobby admin: two ⏎ lines',
      'text/lobby admin: hellö',
      'text/lobby owner: from the app',
    ]);
    const got = phone.received.map(({ payload }) => decodeLogEntry(payload as Buffer, 20_000));
    expect(got).toMatchObject([
      { kind: entryKind.text, body: 'two\nlines', from: 'admin', seq: 1 },
      { kind: entryKind.text, body: 'hellö', from: 'admin', seq: 2 },
      { body: 'from the app', seq: 3 },
    ]);
  });

  test('what was said while a reader was away comes when it is back, also after a restart of the broker', async () => {
    const first = await reader('member', version);
    await first.client.subscribeAsync({ 'text/lobby': { qos: 1 }, 'text/+': { qos: 1 } });
    const writer = await reader('owner', version);
    await writer.client.publishAsync('text/lobby', 'seen', { qos: 1 });
    expect(await first.reads(1)).toEqual(['text/lobby owner: seen']);
    await first.leave();
    await writer.client.publishAsync('text/lobby', 'missed', { qos: 1 });
    await writer.client.publishAsync('text/den', 'missed too', { qos: 1 });
    const second = await reader('member', version);
    await until('both have come', () => second.lines.length >= 2 || undefined);
    expect(second.lines.toSorted()).toEqual(['text/den owner: missed too', 'text/lobby owner: missed']);
    await second.leave();
    await writer.client.publishAsync('text/hall', 'missed again', { qos: 1 });
    await writer.leave();
    await broker.close();
    await open();
    const third = await reader('member', version);
    expect(await third.reads(1)).toEqual(['text/hall owner: missed again']);
    const late = await reader('owner', version);
    await late.client.publishAsync('text/lobby', 'and on', { qos: 1 });
    expect(await third.reads(2)).toEqual(['text/hall owner: missed again', 'text/lobby owner: and on']);
  });

  test('text/+ takes in a room from the moment of joining, and loses it in the moment of removal', async () => {
    const owner = await device('owner');
    const reading = await reader('bystander', version);
    const [granted] = await reading.client.subscribeAsync('text/+', { qos: 1 });
    expect(granted?.qos).toBe(1);
    await owner.publish('room/den', entry(entryKind.text, 'before'));
    await owner.publish('room/den', change({ what: 'invite', user: bystander }));
    await owner.publish('room/den', entry(entryKind.text, 'welcome'));
    expect(await reading.reads(1)).toEqual(['text/den owner: welcome']);
    await owner.publish('room/den', change({ what: 'remove', user: bystander }));
    await owner.publish('room/den', entry(entryKind.text, 'secret'));
    await owner.publish('room/hall', change({ what: 'invite', user: bystander }));
    await owner.publish('room/hall', entry(entryKind.text, 'to all'));
    expect(await reading.reads(2)).toEqual(['text/den owner: welcome', 'text/hall owner: to all']);
  });

  test('a kept session gets nothing of a room that its person was put out of, and the room that they joined', async () => {
    const owner = await device('owner');
    await owner.publish('room/den', change({ what: 'invite', user: bystander }));
    const first = await reader('bystander', version);
    await first.client.subscribeAsync({ 'text/+': { qos: 1 }, 'text/den': { qos: 1 } });
    await first.leave();
    await owner.publish('room/den', entry(entryKind.text, 'before the door closed'));
    await owner.publish('room/den', change({ what: 'remove', user: bystander }));
    await owner.publish('room/den', entry(entryKind.text, 'secret'));
    await owner.publish('room/hall', entry(entryKind.text, 'just before'));
    await owner.publish('room/hall', change({ what: 'invite', user: bystander }));
    await owner.publish('room/hall', entry(entryKind.text, 'welcome'));
    const second = await reader('bystander', version);
    expect(await second.reads(1)).toEqual(['text/hall owner: welcome']);
    await expect(second.client.subscribeAsync('text/den', { qos: 1 })).rejects.toThrow('Subscribe error');
  });

  test('what was changed and taken back says so, and what was taken back is nowhere any more', async () => {
    const owner = await device('owner');
    const first = await reader('member', version);
    await first.client.subscribeAsync('text/hall', { qos: 1 });
    await first.leave();
    const [one, other] = [newId(), newId()];
    await owner.publish('room/hall', entry(entryKind.text, 'the brigde', one));
    await owner.publish('room/hall', entry(entryKind.text, 'a secret', other));
    await owner.publish('room/hall', entry(entryKind.edit, editBodyOf(one, 'the bridge')));
    await owner.publish('room/hall', entry(entryKind.reaction, reactionBodyOf(one, '👍')));
    await owner.publish('room/hall', entry(entryKind.retract, retractBodyOf(other)));
    const second = await reader('member', version);
    expect(await second.reads(3)).toEqual([
      'text/hall owner: the brigde',
      'text/hall owner (edited): the bridge',
      'text/hall owner took a message back',
    ]);
  });

  test('what cannot be taken is answered, with a reason code or a notice, and nothing hangs', async () => {
    const writer = await reader('bystander', version);
    await writer.client.subscribeAsync('notices');
    const member = await reader('member', version);
    await member.client.subscribeAsync({ notices: { qos: 0 }, 'text/hall': { qos: 1 } });
    const codeOf = async (client: MqttClient, topic: string, payload: string | Buffer) =>
      client.publishAsync(topic, payload, { qos: 1 }).then(
        () => 0,
        (error: { code?: number }) => error.code,
      );
    const isNew = version === 5;
    expect(await codeOf(writer.client, 'text/hall', 'hello')).toBe(isNew ? 0x87 : 0);
    expect(await codeOf(member.client, 'text/hall', Buffer.from([0xc3, 0x28]))).toBe(isNew ? 0x99 : 0);
    expect(await codeOf(member.client, 'text/hall', 'x'.repeat(16 * 1024))).toBe(isNew ? 0x99 : 0);
    if (!isNew) await codeOf(member.client, 'text/hall', 'x'.repeat(400_000));
    await member.client.publishAsync('text/hall', '', { qos: 0 });
    expect(await codeOf(member.client, 'text/hall', 'still here')).toBe(0);
    expect(await member.reads(1)).toEqual(['text/hall member: still here']);
    const empty = 'text/hall was refused (0x99): A text message needs a text.';
    await until('the last notice has come', () => member.notices.includes(empty) || undefined);
    expect(writer.notices).toEqual(
      isNew ? [] : ['text/hall was refused (0x87): You are not a member of this room.'],
    );
    expect(member.notices).toEqual(
      isNew
        ? [empty]
        : [
            'text/hall was refused (0x99): A text has to be UTF-8, and this is not.',
            'text/hall was refused (0x99): This message is 16 kB; at most 16 kB fit.',
            'text/hall was refused (0x95): This packet is 400017 bytes; at most 17408 fit.',
            empty,
          ],
    );
  });
});

test('with No Local a client does not hear its own texts, and hears the others, also of the same person', async () => {
  const own = await reader('member', 5);
  await own.client.subscribeAsync('text/+', { qos: 1, nl: true });
  const other = await reader('member', 5, 'another-console');
  await own.client.publishAsync('text/hall', 'mine', { qos: 1 });
  await other.client.publishAsync('text/hall', 'from the other one', { qos: 1 });
  expect(await own.reads(1)).toEqual(['text/hall member: from the other one']);
});

test('a text that is sent again because its answer was lost is one message', async () => {
  const phone = await device('owner');
  await phone.subscribe('room/hall');
  const relay = await openRelay();
  const thing = await reader('member', 4, 'a-thing', { reconnectPeriod: 10 }, relay.url);
  relay.cutAtNextAnswer();
  const sent = thing.client.publishAsync('text/hall', 'door opened', { qos: 1 });
  await until('the link was cut', () => relay.cuts() === 1 || undefined);
  await sent;
  await thing.client.publishAsync('text/hall', 'door closed', { qos: 1 });
  await until('all has come', () => phone.received.length >= 2 || undefined);
  expect(phone.received.map(({ payload }) => decodeLogEntry(payload as Buffer, 20_000)?.body)).toEqual([
    'door opened',
    'door closed',
  ]);
});

interface Relay {
  readonly url: string;
  /** The next bytes of the broker go nowhere, and the link with them. */
  cutAtNextAnswer(): void;
  cuts(): number;
}

async function openRelay(): Promise<Relay> {
  const port = Number(new URL(broker.url).port);
  let isArmed = false;
  let cuts = 0;
  const server = createServer((client) => {
    const toBroker = connectSocket(port, '127.0.0.1');
    for (const socket of [client, toBroker])
      socket.on('error', () => undefined).on('close', () => [client, toBroker].map((each) => each.destroy()));
    client.pipe(toBroker);
    toBroker.on('data', (bytes) => {
      if (!isArmed) {
        client.write(bytes);
        return;
      }
      isArmed = false;
      cuts++;
      client.destroy();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  clients.push({ end: () => server.close() });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    cutAtNextAnswer: () => void (isArmed = true),
    cuts: () => cuts,
  };
}
