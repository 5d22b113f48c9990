import { generate, type Packet } from 'mqtt-packet';
import { describe, expect, it } from 'vitest';
import { quietLog } from '../../quiet-log';
import { createMemoryData } from '../../store/memory-store';
import { createFakeBroker, holdTimers } from '../fake-broker';
import { settle } from '../fake-client';
import { createMetrics } from '../../metrics';
import { createHeldStore, createFakePlain, reopenFakePlain, rowsOf } from '../../plain/fake-plain';
import type { Plain } from '../../plain/plain';
import { heard, publishTo, restarted, send, subscribeTo } from './plain-client';

describe.each([4, 5] as const)('PUBLISH to a plain topic, version %i', (version) => {
  it('[MQTT-3.8.4-8] reaches those who subscribed, at the lower QoS, but not what is Onebar’s own', async () => {
    const { application, connected } = createFakeBroker();
    const [reader, writer] = [await connected('reader', version), await connected('writer', version)];
    await subscribeTo(reader, [{ topic: '#', qos: 1 }]);
    await publishTo(writer, 'a/b', 'zero', { qos: 0 });
    await publishTo(writer, 'a/b', 'two', { qos: 2 });
    await publishTo(writer, 'room/a', 'own', { messageId: 2 });
    await publishTo(writer, '$x', 'hidden', { messageId: 3 });
    expect(reader.publishes().map(({ qos, payload }) => [qos, payload.toString()])).toEqual([
      [0, 'zero'],
      [1, 'two'],
    ]);
    expect(application.published).toEqual(['room/a own']);
  });

  it('waits for a session that is away, in its order, also over a restart [MQTT-4.5.0-1]', async () => {
    const data = createMemoryData();
    const broker = createFakeBroker({}, { data });
    const reader = await broker.connected('reader', version);
    await subscribeTo(reader, [{ topic: 'a/+' }]);
    reader.cut();
    const writer = await broker.connected('writer', version);
    for (const [index, text] of ['one', 'two', 'three'].entries())
      await publishTo(writer, 'a/b', text, { qos: index === 1 ? 2 : 1, messageId: index + 1 });
    await publishTo(writer, 'a/b', 'for now', { qos: 0 });
    expect(writer.of('puback')).toHaveLength(2);

    const next = await restarted(broker, data);
    const again = await next.connected('reader', version);
    await settle();
    expect(again.publishes().map(({ payload, dup }) => [payload.toString(), dup])).toEqual([
      ['one', false],
      ['two', false],
      ['three', false],
    ]);
    for (const packet of again.publishes()) again.ack(packet);
    await settle();
    again.cut();
    const last = await next.connected('reader', version);
    await settle();
    // PUBACK is no answer to QoS 2.
    expect(heard(last)).toEqual(['a/b two']);
  });

  it('is not acknowledged and reaches nobody while the disk fails', async () => {
    const data = createMemoryData();
    const { connected } = createFakeBroker({}, { data });
    const [reader, writer] = [await connected('reader', version), await connected('writer', version)];
    await subscribeTo(reader, [{ topic: 'a' }]);
    data.failing = true;
    await publishTo(writer, 'a', 'one');
    expect(writer.of('puback')).toMatchObject(version === 5 ? [{ reasonCode: 0x83 }] : []);
    expect(heard(reader)).toEqual([]);
    data.failing = false;
    const next = await connected('writer', version);
    await publishTo(next, 'a', 'one');
    expect(heard(reader)).toEqual(['a one']);
  });

  it('tells when a queue is full, and keeps what was promised before', async () => {
    const { connected, warnings, metrics } = createFakeBroker({}, { limits: { maxQueuedMessages: 2 } });
    const reader = await connected('reader', version);
    await subscribeTo(reader, [{ topic: 'a' }]);
    await reader.subscribe(['notices'], { qos: 0 });
    reader.cut();
    const writer = await connected('writer', version);
    for (const messageId of [1, 2, 3, 4]) await publishTo(writer, 'a', String(messageId), { messageId });
    expect(warnings).toEqual([expect.stringContaining('queue of anybody/reader is full')]);
    expect([metrics.counts.plainLost, metrics.limitsMet.plain_queue]).toEqual([2, 2]);
    const again = await connected('reader', version);
    await settle();
    const notice = expect.stringMatching(
      /^notices What was for you .* was refused .*full: 2 messages/,
    ) as string;
    expect(heard(again)).toEqual([notice, 'a 1', 'a 2']);
    for (const packet of again.publishes()) if (packet.qos > 0) again.ack(packet);
    await publishTo(writer, 'a', '5', { messageId: 5 });
    expect(heard(again)).toEqual([notice, 'a 1', 'a 2', 'a 5']);
  });

  it('[MQTT-3.3.1-5] is kept for whoever subscribes later, until an empty one comes', async () => {
    const data = createMemoryData();
    const { connected, metrics } = createFakeBroker({}, { data });
    const writer = await connected('writer', version);
    await publishTo(writer, 'a/b', 'old', { retain: true });
    await publishTo(writer, 'a/b', 'kept', { retain: true, messageId: 2 });
    const plain = await reopenFakePlain({ data, metrics, clock: () => 1_000_000, log: quietLog });
    const next = createFakeBroker({}, { plain });
    const reader = await next.connected('reader', version);
    await subscribeTo(reader, [{ topic: 'a/#' }]);
    expect(reader.publishes()).toMatchObject([{ topic: 'a/b', retain: true, qos: 1 }]);
    // [MQTT-3.3.1-12]: what comes live is no retained one for who is there.
    const another = await next.connected('another', version);
    await publishTo(another, 'a/b', '', { retain: true });
    expect(reader.publishes().at(-1)).toMatchObject({ retain: false });
    const late = await next.connected('late', version);
    await subscribeTo(late, [{ topic: 'a/#' }]);
    expect(heard(late)).toEqual([]);
  });

  it('takes no more retained topics than there is room for', async () => {
    const { connected } = createFakeBroker({}, { limits: { maxRetained: 1 } });
    const writer = await connected('writer', version);
    // The server's own numbers are not among them.
    for (let messageId = 1; messageId <= 3; messageId++)
      await publishTo(writer, `a/${messageId}`, 'x', { retain: true, messageId });
    const refused = writer
      .of('puback')
      .filter((packet) => 'reasonCode' in packet && packet.reasonCode === 0x97);
    expect(refused).toHaveLength(version === 5 ? 2 : 0);
  });
});

describe('PUBLISH behind a SUBSCRIBE that is still being kept', () => {
  it('reaches who subscribed, all of them in order [MQTT-4.6.0-5], also where the socket was not read for so many', async () => {
    const { connected } = createFakeBroker({ maxUnanswered: 5 });
    const client = await connected('client');
    const packets: Packet[] = [
      {
        cmd: 'subscribe',
        messageId: 1,
        subscriptions: [{ topic: 'a', qos: 0, nl: false, rap: false, rh: 0 }],
      },
      ...Array.from({ length: 20 }, (_, index): Packet => ({
        cmd: 'publish',
        topic: 'a',
        payload: String(index),
        qos: 0,
        retain: false,
        dup: false,
      })),
    ];
    client.sendBytes(Buffer.concat(packets.map((packet) => generate(packet, { protocolVersion: 5 }))));
    await settle();
    expect(client.texts('a')).toEqual(Array.from({ length: 20 }, (_, index) => String(index)));
  });
});

describe('PUBLISH in MQTT 3.1.1', () => {
  it('that cannot be stored now is not acknowledged: the connection ends, so that it comes again', async () => {
    const { application, connected } = createFakeBroker();
    const client = await connected('client', 4);
    application.holdAnswers = true;
    client.publish('room/a', 'hello', 1);
    application.answer(0, { refused: 'unavailable', reason: 'The disk is full.' });
    await settle();
    expect(client.isClosed()).toBe(true);
    expect(client.of('puback')).toEqual([]);
  });

  it('that is longer than any may be is answered at QoS 2 as well, and the connection goes on', async () => {
    const { connected, application } = createFakeBroker();
    const client = await connected('client', 4);
    await publishTo(client, 'room/a', 'x'.repeat(50_000), { qos: 2, messageId: 7 });
    await send(client, { cmd: 'pubrel', messageId: 7 });
    expect(client.of('pubrec')).toMatchObject([{ messageId: 7 }]);
    expect(client.of('pubcomp')).toMatchObject([{ messageId: 7 }]);
    expect(application.published).toEqual([]);
    expect(client.isClosed()).toBe(false);
  });
});

describe('PUBLISH at QoS 2 to one of Onebar’s own topics', () => {
  it('is taken when it comes again after it could not be remembered', async () => {
    const metrics = createMetrics();
    const plain = createFakePlain({ metrics, clock: () => 1_000_000, log: quietLog });
    let isFailing = true;
    const noteReceived: Plain['noteReceived'] = (at) =>
      isFailing ? Promise.reject(new Error('EIO')) : plain.noteReceived(at);
    const { connected } = createFakeBroker({}, { plain: { ...plain, noteReceived } });
    const first = await connected('client');
    await publishTo(first, 'room/a', 'hello', { qos: 2, messageId: 7 });
    expect(first.isClosed()).toBe(true);
    isFailing = false;
    const again = await connected('client');
    await publishTo(again, 'room/a', 'hello', { qos: 2, messageId: 7, dup: true });
    expect(again.of('pubrec')).toMatchObject([{ messageId: 7, reasonCode: 0 }]);
  });
});

describe('a topic', () => {
  it('[MQTT-4.7.3-3] is refused when it is longer or deeper than anybody means, and so is a filter', async () => {
    const { connected } = createFakeBroker();
    const client = await connected('client');
    for (const [index, topic] of ['/'.repeat(32), 'x'.repeat(1001), '/'.repeat(31)].entries()) {
      await publishTo(client, topic, 'x', { messageId: index + 1, retain: true });
      await subscribeTo(client, [{ topic }]);
    }
    expect(client.of('puback').map((packet) => 'reasonCode' in packet && packet.reasonCode)).toEqual([
      0x90, 0x90, 0,
    ]);
    expect(client.of('suback')).toMatchObject([{ granted: [0x8f] }, { granted: [0x8f] }, { granted: [2] }]);
  });
});

describe('PUBLISH to a plain topic, with properties', () => {
  it('[MQTT-3.3.2-18] passes on what is for subscribers, byte by byte and in its order', async () => {
    const { connected } = createFakeBroker();
    const [reader, writer] = [await connected('reader'), await connected('writer')];
    await subscribeTo(reader, [{ topic: 'a' }]);
    const pair = (name: string, value: string) => Buffer.from(`\x26\0\x01${name}\0\x01${value}`, 'latin1');
    // mqtt-packet would put them into an object: numbers first, and the two of one name together.
    const properties = Buffer.concat([
      pair('b', '1'),
      Buffer.from('\x01\x01', 'latin1'),
      pair('2', '2'),
      pair('b', '3'),
      Buffer.from('\x08\0\x01r\x09\0\x02\0\xff\x03\0\x01t', 'latin1'),
    ]);
    const body = Buffer.concat([
      Buffer.from('\0\x01a\0\x09', 'latin1'),
      Buffer.from([properties.length]),
      properties,
      Buffer.from('text'),
    ]);
    const received: Buffer[] = [];
    const { write } = reader.stream;
    reader.stream.write = (pieces, totalBytes) => {
      for (const piece of pieces) if (Buffer.isBuffer(piece)) received.push(Buffer.from(piece));
      write(pieces, totalBytes);
    };
    writer.sendBytes(Buffer.concat([Buffer.from([0x32, body.length]), body]));
    await settle();
    expect(writer.of('puback')).toHaveLength(1);
    expect(received.some((bytes) => bytes.includes(properties))).toBe(true);
  });

  it('[MQTT-3.3.2-6] counts down how long it is worth something, and lets go of it then', async () => {
    holdTimers();
    const { connected, passTime } = createFakeBroker();
    const reader = await connected('reader');
    await subscribeTo(reader, [{ topic: 'a' }]);
    reader.cut();
    const writer = await connected('writer');
    await publishTo(writer, 'a', 'short', { properties: { messageExpiryInterval: 2 } });
    await publishTo(writer, 'a', 'long', { messageId: 2, properties: { messageExpiryInterval: 9 } });
    passTime(3000);
    const again = await connected('reader');
    await settle();
    expect(again.publishes()).toMatchObject([{ properties: { messageExpiryInterval: 6 } }]);
    expect(heard(again)).toEqual(['a long']);
  });

  it('finds room in a queue that is full of what has expired, also after a restart', async () => {
    holdTimers();
    const data = createMemoryData();
    const limits = { maxQueuedMessages: 3 };
    const { connected, passTime, metrics, application } = createFakeBroker({}, { data, limits });
    const reader = await connected('reader');
    await subscribeTo(reader, [{ topic: 'a' }]);
    reader.cut();
    const writer = await connected('writer');
    for (const [index, sec] of [2, 2, 60].entries())
      await publishTo(writer, 'a', `for ${sec}`, {
        messageId: index + 1,
        properties: { messageExpiryInterval: sec },
      });
    await publishTo(writer, 'a', 'too early', { messageId: 4 });
    passTime(3000);
    await publishTo(writer, 'a', 'new', { messageId: 5 });
    expect([metrics.counts.plainLost, metrics.gauges.get('plainQueued')?.()]).toEqual([1, 2]);

    const later = () => 1_100_000;
    const plain = await reopenFakePlain({ data, metrics, clock: later, log: quietLog, limits });
    const next = createFakeBroker({}, { plain });
    for (const [key, record] of application.records) next.application.records.set(key, record);
    const other = await next.connected('other');
    for (const messageId of [1, 2]) await publishTo(other, 'a', `newer ${messageId}`, { messageId });
    const again = await next.connected('reader');
    await settle();
    expect(heard(again)).toEqual(['a new', 'a newer 1', 'a newer 2']);
  });

  it('says 0x99 to what is said to be text and is none', async () => {
    const { connected } = createFakeBroker();
    const writer = await connected('writer');
    const packet = { cmd: 'publish', topic: 'a', qos: 1, dup: false, retain: false } as const;
    const properties = { payloadFormatIndicator: true };
    writer.send({ ...packet, messageId: 1, payload: Buffer.from([0xff]), properties });
    writer.send({ ...packet, messageId: 2, payload: 'ä', properties });
    await settle();
    expect(writer.of('puback')).toMatchObject([{ reasonCode: 0x99 }, { reasonCode: 0 }]);
  });

  it.each([
    ['a subscription identifier [MQTT-3.3.4-6]', { subscriptionIdentifier: 3 }, 0x82],
    ['a response topic with wildcards [MQTT-3.3.2-14]', { responseTopic: 'a/#' }, 0x82],
  ])('ends the connection at %s', async (_what, properties, reasonCode) => {
    const { connected } = createFakeBroker();
    const writer = await connected('writer');
    await publishTo(writer, 'a', 'x', { properties });
    expect(writer.of('disconnect')).toMatchObject([{ reasonCode }]);
  });

  it('[MQTT-3.1.2-25] never sends what is longer than the client takes, and goes on', async () => {
    const { connected } = createFakeBroker();
    const reader = await connected('reader', 5, { properties: { maximumPacketSize: 40 } });
    const writer = await connected('writer');
    await subscribeTo(reader, [{ topic: 'a' }]);
    await publishTo(writer, 'a', 'x'.repeat(60));
    await publishTo(writer, 'a', 'short', { messageId: 2 });
    expect(heard(reader)).toEqual(['a short']);
  });

  it('[MQTT-3.3.4-7] has no more under way than the client takes, rooms and plain topics together', async () => {
    const { application, connected } = createFakeBroker();
    const properties = { receiveMaximum: 2, sessionExpiryInterval: 60 };
    const reader = await connected('reader', 5, { properties });
    const writer = await connected('writer');
    await subscribeTo(reader, [{ topic: 'a' }]);
    await reader.subscribe(['room/a']);
    application.write('room/a', ['entry']);
    for (const messageId of [1, 2]) await publishTo(writer, 'a', String(messageId), { messageId });
    application.write('room/a', ['later']);
    await settle();
    expect(heard(reader)).toEqual(['room/a entry', 'a 1']);
    const [entry, plain] = reader.publishes();
    if (plain) reader.ack(plain);
    await settle();
    expect(heard(reader)).toHaveLength(3);
    if (entry) reader.ack(entry);
    await settle();
    expect(heard(reader).toSorted()).toEqual(['a 1', 'a 2', 'room/a entry', 'room/a later']);
  });

  it('calls a topic by a number once the client knows it', async () => {
    const { connected } = createFakeBroker();
    const reader = await connected('reader', 5, { properties: { topicAliasMaximum: 1 } });
    const writer = await connected('writer');
    await subscribeTo(reader, [{ topic: '#' }]);
    for (const [index, topic] of ['a', 'a', 'b'].entries())
      await publishTo(writer, topic, 'x', { messageId: index + 1 });
    const named = reader.publishes().map(({ topic, properties }) => [topic, properties?.topicAlias]);
    expect(named).toEqual([
      ['a', 1],
      ['', 1],
      ['b', undefined],
    ]);
  });

  it('is published behind the subscriptions that came before it', async () => {
    const { connected } = createFakeBroker();
    const client = await connected('client');
    const subscribe = (topic: string, id: number) =>
      client.send({
        cmd: 'subscribe',
        messageId: id,
        subscriptions: [{ topic, qos: 1, nl: false, rap: false, rh: 0 }],
        properties: { subscriptionIdentifier: id },
      });
    subscribe('a', 2);
    subscribe('a/#', 3);
    await publishTo(client, 'a', 'x');
    // [MQTT-3.3.4-4]: one message, and all its identifiers.
    const ids = client.publishes().map(({ properties }) => [properties?.subscriptionIdentifier].flat());
    expect(ids.map((each) => new Set(each))).toEqual([new Set([2, 3])]);
  });
});

it('lies on disk once, for as long as somebody waits for it', async () => {
  const data = createMemoryData();
  const { connected } = createFakeBroker({}, { data });
  const stored = (table: string) => rowsOf(data, table).length;
  const counts = () => [stored('plainMessage'), stored('plainQueued')];
  const readers = [await connected('one'), await connected('two')];
  for (const reader of readers) await subscribeTo(reader, [{ topic: 'a' }]);
  const writer = await connected('writer');
  await publishTo(writer, 'a', 'x');
  expect(counts()).toEqual([1, 2]);
  const [one, two] = readers;
  // What is done goes with the next write.
  const write = () => publishTo(writer, 'b', 'x', { retain: true, messageId: 2 });
  for (const packet of one?.publishes() ?? []) one?.ack(packet);
  await write();
  expect(counts()).toEqual([1, 1]);
  two?.cut();
  await connected('two', 5, { clean: true });
  await write();
  expect(counts()).toEqual([0, 0]);
  await publishTo(writer, 'b', '', { retain: true, messageId: 3 });
  expect(stored('retained')).toBe(0);
});

it('is bounded by bytes too, which are free again once they were acknowledged', async () => {
  const { connected, metrics } = createFakeBroker({}, { limits: { maxQueuedBytes: 25 } });
  const [reader, writer] = [await connected('reader'), await connected('writer')];
  await subscribeTo(reader, [{ topic: 'a' }]);
  for (const messageId of [1, 2, 3]) await publishTo(writer, 'a', '0123456789', { messageId });
  expect([heard(reader).length, metrics.counts.plainLost]).toEqual([2, 1]);
  for (const packet of reader.publishes()) reader.ack(packet);
  await settle();
  for (const messageId of [4, 5]) await publishTo(writer, 'a', '0123456789', { messageId });
  expect([heard(reader).length, metrics.counts.plainLost]).toEqual([4, 1]);
});

it('gives its place back when it could not be written', async () => {
  const data = createMemoryData();
  const { connected } = createFakeBroker({}, { data, limits: { maxQueuedMessages: 1 } });
  const [reader, writer] = [await connected('reader'), await connected('writer')];
  await subscribeTo(reader, [{ topic: 'a' }]);
  data.failing = true;
  await publishTo(writer, 'a', 'lost');
  data.failing = false;
  await publishTo(writer, 'a', 'kept', { messageId: 2 });
  expect(heard(reader)).toEqual(['a kept']);
});

it.each([
  ['cut off', Buffer.from([0x26, 0, 1, 0x61])],
  ['said twice', Buffer.from([0x01, 1, 0x01, 1])],
  ['a will’s', Buffer.from([0x18, 0, 0, 0, 1])],
  ['no UTF-8', Buffer.from([0x26, 0, 1, 0xff, 0, 1, 0x61])],
])('ends the connection at properties that are %s', async (_what, properties) => {
  const { connected } = createFakeBroker();
  const writer = await connected('writer');
  const body = Buffer.concat([Buffer.from([0, 1, 0x61, 0, 9, properties.length]), properties]);
  writer.sendBytes(Buffer.concat([Buffer.from([0x32, body.length]), body]));
  await settle();
  expect([writer.isClosed(), writer.of('puback')]).toEqual([true, []]);
});

it('does not overtake what is being written for others too, although it need not be written itself', async () => {
  const { store, hold, goOn } = createHeldStore(() => 1_000_000, createMemoryData());
  const { connected } = createFakeBroker({}, { store });
  const kept = await connected('kept');
  await subscribeTo(kept, [{ topic: 'a/1' }]);
  const passing = await connected('passing', 5, { properties: { sessionExpiryInterval: 0 } });
  await subscribeTo(passing, [{ topic: 'a/#' }]);
  const writer = await connected('writer');
  hold();
  await publishTo(writer, 'a/1', 'x');
  await publishTo(writer, 'a/2', 'x', { messageId: 2 });
  expect(heard(passing)).toEqual([]);
  goOn();
  await settle();
  expect(heard(passing)).toEqual(['a/1 x', 'a/2 x']);
});

it('keeps the order of what is written and what need not be', async () => {
  const { connected } = createFakeBroker();
  const kept = await connected('kept');
  const passing = await connected('passing', 5, { properties: { sessionExpiryInterval: 0 } });
  for (const client of [kept, passing]) await subscribeTo(client, [{ topic: 'a/#' }]);
  const writer = await connected('writer');
  const packet = { cmd: 'publish', dup: false, retain: false, qos: 1 } as const;
  const sent = ['a/1', 'a/2', 'a/3'].map((topic, index) =>
    generate({ ...packet, topic, payload: 'x', messageId: index + 1 }, { protocolVersion: 5 }),
  );
  writer.sendBytes(Buffer.concat(sent));
  await settle();
  for (const client of [kept, passing]) expect(heard(client)).toEqual(['a/1 x', 'a/2 x', 'a/3 x']);
  await send(passing, { cmd: 'disconnect' });
});
