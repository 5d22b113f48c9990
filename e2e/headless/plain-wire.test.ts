// Plain topics packet by packet over TCP, against a broker that is killed between two of them: what no library lets a test decide.
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect as dial, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  generate,
  parser as createParser,
  type IConnackPacket,
  type IConnectPacket,
  type IPublishPacket,
  type Packet,
} from 'mqtt-packet';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { createLog } from '../../broker/log';
import { openLevelStore } from '../../broker/store/level-store';
import { findFreePort, startBrokerProcess, type BrokerProcess } from '../broker-process';
import { account, deviceOf, versions, type Version } from './access-rows';
import { until } from './until';

let folder: string;
let broker: BrokerProcess;
let port: number;
const sockets: Socket[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'onebar-plain-wire-'));
  const dataDir = join(folder, 'data');
  const log = createLog(() => undefined, Date.now);
  const store = await openLevelStore({ path: dataDir, clock: Date.now, log, sync: false });
  await store.commit(['overseer', 'bystander'].flatMap(account));
  await store.close();
  port = await findFreePort();
  const env = { PLAIN_TOPICS: 'things/#', MQTT_TCP: String(port), MAX_KEEPALIVE_SEC: '60' };
  broker = await startBrokerProcess({ dataDir, env });
});
afterEach(() => {
  for (const socket of sockets.splice(0)) socket.destroy();
});
afterAll(async () => {
  await broker.kill9();
  await rm(folder, { recursive: true, force: true });
});

interface Wire {
  readonly connack: IConnackPacket;
  readonly packets: Packet[];
  send(packet: Packet): void;
  /** The next of its kind, once it came. */
  next<Cmd extends Packet['cmd']>(cmd: Cmd): Promise<Extract<Packet, { cmd: Cmd }>>;
  /** Each PUBLISH as text. */
  heard(): string[];
  isClosed(): boolean;
  /** The network is gone. */
  cut(): void;
}

/** Answers nothing by itself. */
async function connect(
  clientId: string,
  version: Version,
  { user = 'bystander', properties, ...more }: Partial<IConnectPacket> & { user?: string } = {},
): Promise<Wire> {
  const socket = dial(port, '127.0.0.1');
  sockets.push(socket);
  const options = { protocolVersion: version };
  const parser = createParser(options);
  const packets: Packet[] = [];
  const seen = new Map<Packet['cmd'], number>();
  let isClosed = false;
  socket.on('error', () => undefined);
  socket.on('close', () => (isClosed = true));
  socket.on('data', (data) => void parser.parse(data));
  parser.on('packet', (packet) => packets.push(packet));
  await once(socket, 'connect');
  const send = (packet: Packet) => void socket.write(generate(packet, options));
  send({
    cmd: 'connect',
    protocolId: 'MQTT',
    protocolVersion: version,
    clean: false,
    keepalive: 0,
    clientId,
    username: user,
    password: Buffer.from(deviceOf(user, version)),
    ...(version === 5 && { properties: { sessionExpiryInterval: 3600, ...properties } }),
    ...more,
  });
  const wire: Omit<Wire, 'connack'> = {
    packets,
    send,
    async next<Cmd extends Packet['cmd']>(cmd: Cmd) {
      const is = (packet: Packet): packet is Extract<Packet, { cmd: Cmd }> => packet.cmd === cmd;
      const count = seen.get(cmd) ?? 0;
      seen.set(cmd, count + 1);
      return until(
        `${cmd} came`,
        () => packets.filter(is)[count],
        15_000,
        () => packets.map((packet) => packet.cmd).join(),
      );
    },
    heard: () => packets.flatMap((packet) => (packet.cmd === 'publish' ? [packet.payload.toString()] : [])),
    isClosed: () => isClosed,
    cut: () => void socket.destroy(),
  };
  return { ...wire, connack: await wire.next('connack') };
}

async function subscribe(client: Wire, filter: string, id?: number): Promise<unknown> {
  client.send({
    cmd: 'subscribe',
    messageId: 1,
    subscriptions: [{ topic: filter, qos: 2, nl: false, rap: false, rh: 0 }],
    ...(id !== undefined && { properties: { subscriptionIdentifier: id } }),
  });
  return (await client.next('suback')).granted;
}

const publish = (topic: string, payload: string, messageId: number, more: Partial<IPublishPacket> = {}) => ({
  cmd: 'publish' as const,
  topic,
  payload,
  qos: 2 as const,
  dup: false,
  retain: false,
  messageId,
  ...more,
});

/** The whole of QoS 2. */
async function publishWhole(client: Wire, packet: IPublishPacket): Promise<void> {
  client.send(packet);
  await client.next('pubrec');
  client.send({ cmd: 'pubrel', messageId: packet.messageId ?? 0 });
  await client.next('pubcomp');
}

/** Takes the next PUBLISH at QoS 2 to its end. */
async function takeWhole(client: Wire): Promise<string> {
  const { messageId, payload } = await client.next('publish');
  client.send({ cmd: 'pubrec', messageId });
  await client.next('pubrel');
  client.send({ cmd: 'pubcomp', messageId });
  return payload.toString();
}

describe.each(versions)('a crash in the middle of QoS 2, version %i', (version) => {
  test('between PUBREC and PUBREL of a client: what it sends again is not published again [MQTT-4.3.3-10]', async () => {
    const topic = `things/in/${version}`;
    const reader = await connect(`in-reader-${version}`, version);
    await subscribe(reader, topic);
    reader.cut();
    const writer = await connect(`in-writer-${version}`, version);
    writer.send(publish(topic, 'once', 7));
    await writer.next('pubrec');
    await broker.restart();
    const again = await connect(`in-writer-${version}`, version);
    expect(again.connack.sessionPresent).toBe(true);
    await publishWhole(again, publish(topic, 'once', 7, { dup: true }));
    // The id is free.
    await publishWhole(again, publish(topic, 'end', 7));
    const late = await connect(`in-reader-${version}`, version);
    expect([await takeWhole(late), await takeWhole(late)]).toEqual(['once', 'end']);
    expect(late.heard()).toEqual(['once', 'end']);
  });

  test('between PUBREC and PUBCOMP of a client: only PUBREL comes again [MQTT-4.3.3-6]', async () => {
    const topic = `things/out/${version}`;
    const reader = await connect(`out-reader-${version}`, version);
    await subscribe(reader, topic);
    const writer = await connect(`out-writer-${version}`, version);
    for (const [index, text] of ['released', 'only sent'].entries())
      await publishWhole(writer, publish(topic, text, index + 1));
    const released = await reader.next('publish');
    const sent = await reader.next('publish');
    reader.send({ cmd: 'pubrec', messageId: released.messageId });
    await reader.next('pubrel');
    await broker.restart();
    const again = await connect(`out-reader-${version}`, version);
    expect(await again.next('pubrel')).toMatchObject({ messageId: released.messageId });
    expect(await again.next('publish')).toMatchObject({ messageId: sent.messageId, dup: true });
    again.send({ cmd: 'pubcomp', messageId: released.messageId });
    again.send({ cmd: 'pubrec', messageId: sent.messageId });
    await again.next('pubrel');
    again.send({ cmd: 'pubcomp', messageId: sent.messageId });
    again.send({ cmd: 'pingreq' });
    await again.next('pingresp');
    expect(again.heard()).toEqual(['only sent']);
    again.send({ cmd: 'disconnect' });
    await broker.restart();
    const last = await connect(`out-reader-${version}`, version);
    last.send({ cmd: 'pingreq' });
    await last.next('pingresp');
    // A PUBREL for what is done may come again, the message not.
    expect(last.heard()).toEqual([]);
  });
});

test('the server’s numbers come to its admins, at once and when they change, and to nobody else', async () => {
  const read = await Promise.all(
    versions.map(async (version) => {
      const admin = await connect(`numbers-${version}`, version, { user: 'overseer' });
      const other = await connect(`numbers-${version}`, version);
      expect(await subscribe(admin, '$SYS/#')).toEqual([2]);
      const no = version === 5 ? 0x87 : 0x80;
      for (const filter of ['$SYS/#', '$SYS/broker/uptime', '$share/g/$SYS/#', '$SYS/+/uptime', '#', '+/#'])
        expect([filter, await subscribe(other, filter)]).toEqual([filter, [no]]);
      const uptimes = () =>
        admin.packets.flatMap((packet) =>
          packet.cmd === 'publish' && packet.topic === '$SYS/broker/uptime'
            ? [{ retain: packet.retain, sec: Number(packet.payload.toString()) }]
            : [],
        );
      await until('the next one came', () => uptimes().length > 1 || undefined, 15_000);
      const [first, next] = uptimes();
      expect([first?.retain, next?.retain]).toEqual([true, false]);
      expect(next?.sec).toBeGreaterThan(first?.sec ?? Infinity);
      // Nobody can write there.
      admin.send(publish('$SYS/broker/uptime', 'mine', 9, { qos: 1 }));
      await admin.next('puback');
      expect(admin.heard()).not.toContain('mine');
      expect(other.heard()).toEqual([]);
      return admin.heard().length;
    }),
  );
  expect(Math.min(...read)).toBeGreaterThan(10);
});

describe('MQTT 5', () => {
  test('CONNACK says what the broker decided', async () => {
    const client = await connect('', 5, { clean: true, keepalive: 1000 });
    expect(client.connack.properties).toMatchObject({
      assignedClientIdentifier: expect.stringMatching(/^.{16}$/) as string,
      serverKeepAlive: 60,
      receiveMaximum: expect.any(Number) as number,
      maximumPacketSize: expect.any(Number) as number,
    });
    const other = await connect('', 5, { clean: true });
    expect(other.connack.properties?.assignedClientIdentifier).not.toBe(
      client.connack.properties?.assignedClientIdentifier,
    );
    const maximum = client.connack.properties?.maximumPacketSize ?? 0;
    client.send(publish('things/long', 'x'.repeat(maximum), 1));
    expect(await client.next('disconnect')).toMatchObject({ reasonCode: 0x95 });
  });

  test('a message that waits says how long it is still worth something, and is gone afterwards', async () => {
    const reader = await connect('expiry', 5);
    await subscribe(reader, 'things/expiry');
    reader.cut();
    const writer = await connect('expiry-writer', 5);
    for (const [index, sec] of [1, 10].entries())
      await publishWhole(
        writer,
        publish('things/expiry', `for ${sec}`, index + 1, { properties: { messageExpiryInterval: sec } }),
      );
    await sleep(1300);
    const again = await connect('expiry', 5);
    const left = (await again.next('publish')).properties?.messageExpiryInterval;
    expect([7, 8, 9]).toContain(left);
    expect(again.heard()).toEqual(['for 10']);
  });

  test('a question finds its answer: response topic, correlation data and user properties in their order', async () => {
    const asker = await connect('asker', 5, { properties: { receiveMaximum: 1, topicAliasMaximum: 3 } });
    await subscribe(asker, 'things/answers', 5);
    await subscribe(asker, 'things/#', 300);
    const answerer = await connect('answerer', 5);
    await subscribe(answerer, 'things/questions');
    const userProperties = { b: ['1', '2'], a: '3' };
    const properties = {
      responseTopic: 'things/answers',
      correlationData: Buffer.from([0, 255]),
      contentType: 'text/plain',
      payloadFormatIndicator: true,
    };
    await publishWhole(
      answerer,
      publish('things/questions', 'how warm?', 3, { properties: { ...properties, userProperties } }),
    );
    const question = await answerer.next('publish');
    expect(question.properties).toMatchObject(properties);
    expect(Object.entries(question.properties?.userProperties ?? {})).toEqual(Object.entries(userProperties));
    const { responseTopic = '', correlationData } = question.properties ?? {};
    await publishWhole(answerer, publish(responseTopic, '20 °C', 4, { properties: { correlationData } }));
    // One at a time, as it asked for.
    expect(await takeWhole(asker)).toBe('how warm?');
    expect(await asker.next('publish')).toMatchObject({
      topic: 'things/answers',
      properties: {
        subscriptionIdentifier: expect.toSatisfy((ids: unknown) => isSame(ids, [5, 300])) as number[],
      },
    });
    expect(asker.heard()).toHaveLength(2);
  });

  test('no more is under way than the client takes, whatever waits', async () => {
    const reader = await connect('little', 5, { properties: { receiveMaximum: 2, maximumPacketSize: 100 } });
    await subscribe(reader, 'things/little');
    const writer = await connect('little-writer', 5);
    for (const [index, text] of ['1', 'x'.repeat(200), '2', '3'].entries())
      await publishWhole(writer, publish('things/little', text, index + 1));
    reader.send({ cmd: 'pingreq' });
    await reader.next('pingresp');
    await sleep(100);
    expect(reader.heard()).toEqual(['1', '2']);
    const [first] = reader.packets.filter((packet) => packet.cmd === 'publish');
    reader.send({ cmd: 'pubrec', messageId: first?.messageId ?? 0 });
    await reader.next('pubrel');
    // PUBREL is under way too.
    expect(reader.heard()).toEqual(['1', '2']);
    reader.send({ cmd: 'pubcomp', messageId: first?.messageId ?? 0 });
    await until('the third came', () => reader.heard().length > 2 || undefined);
    expect(reader.heard()).toEqual(['1', '2', '3']);
  });

  test('a will is not published when its client is back within the delay, and is when it is not', async () => {
    const reader = await connect('wills', 5);
    await subscribe(reader, 'things/gone/+');
    const willOf = (name: string) => ({
      will: {
        topic: `things/gone/${name}`,
        payload: Buffer.from(name),
        qos: 1 as const,
        retain: false,
        properties: { willDelayInterval: 1 },
      },
    });
    for (const name of ['back', 'lost']) (await connect(name, 5, willOf(name))).cut();
    await connect('back', 5);
    await reader.next('publish');
    await sleep(500);
    expect(reader.heard()).toEqual(['lost']);
  });

  test('what is said to be text and is none is refused with 0x99, at QoS 2 too, and the id is free', async () => {
    const client = await connect('text', 5);
    const properties = { payloadFormatIndicator: true };
    client.send({ ...publish('things/text', '', 5, { properties }), payload: Buffer.from([0xc3, 0x28]) });
    expect(await client.next('pubrec')).toMatchObject({ reasonCode: 0x99 });
    client.send(publish('things/text', 'ñ', 5, { properties }));
    // Nobody listens.
    expect(await client.next('pubrec')).toMatchObject({ reasonCode: expect.toBeOneOf([0, 0x10]) as number });
  });
});

const isSame = (found: unknown, numbers: readonly number[]): boolean =>
  Array.isArray(found) && found.toSorted((a: number, b: number) => a - b).join() === numbers.join();
