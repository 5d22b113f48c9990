import { generate } from 'mqtt-packet';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { settle } from './fake-client';
import { createFakeBroker, holdTimers } from './fake-broker';

afterEach(() => {
  vi.useRealTimers();
});

describe.each([4, 5] as const)('MQTT protocol version %i', (version) => {
  it('pushes what others write, live, with ascending packet ids', async () => {
    const { application, connected } = createFakeBroker();
    const alice = await connected('alice-laptop', version);
    await alice.subscribe(['room/a']);
    application.write('room/a', ['one', 'two']);
    await settle();
    expect(alice.texts('room/a')).toEqual(['one', 'two']);
    expect(alice.publishes().map(({ messageId, qos }) => [messageId, qos])).toEqual([
      [1, 1],
      [2, 1],
    ]);
  });

  it('sends a reconnected session what it missed and did not acknowledge, under new packet ids', async () => {
    const { application, client, connected } = createFakeBroker();
    const first = await connected('alice-laptop', version);
    await first.subscribe(['room/a']);
    application.write('room/a', ['one', 'two', 'three']);
    await settle();
    first.ack(first.publishes()[0]!);
    first.cut();
    application.write('room/a', ['four']);

    const second = client(version);
    const connack = await second.connect();
    expect(connack.sessionPresent).toBe(true);
    expect(second.texts()).toEqual(['two', 'three', 'four']);
    expect(second.publishes().map(({ messageId }) => messageId)).toEqual([4, 5, 6]);
  });

  it('does not take a PUBACK of an earlier connection for one of this', async () => {
    const { application, connected } = createFakeBroker();
    const first = await connected('alice-laptop', version);
    await first.subscribe(['room/a']);
    application.write('room/a', ['one']);
    await settle();
    first.cut();
    const second = await connected('alice-laptop', version);
    second.ack(first.publishes()[0]!);
    second.cut();
    const third = await connected('alice-laptop', version);
    expect(third.texts()).toEqual(['one']);
  });

  it('keeps the connection when a PUBLISH is refused', async () => {
    const { connected } = createFakeBroker();
    const alice = await connected('alice-laptop', version);
    alice.publish('room/a', 'refuse quota', 7);
    alice.publish('room/a', 'fine', 8);
    await settle();
    expect(alice.of('puback').map(({ messageId }) => messageId)).toEqual([7, 8]);
    expect(alice.isClosed()).toBe(false);
  });

  it('sends PUBACKs in the order of the PUBLISHes, whatever is answered first', async () => {
    const { application, connected } = createFakeBroker();
    const alice = await connected('alice-laptop', version);
    application.holdAnswers = true;
    for (const id of [11, 12, 13]) alice.publish('room/a', `m${id}`, id);
    expect(application.published).toEqual(['room/a m11', 'room/a m12', 'room/a m13']);
    application.answer(2, {});
    application.answer(1, {});
    await settle();
    expect(alice.of('puback')).toEqual([]);
    application.answer(0, {});
    await settle();
    expect(alice.of('puback').map(({ messageId }) => messageId)).toEqual([11, 12, 13]);
  });

  it('gives the session to the newer of two connections', async () => {
    const { application, mqtt, connected } = createFakeBroker();
    const first = await connected('alice-laptop', version);
    await first.subscribe(['room/a']);
    const second = await connected('alice-laptop', version);
    expect(first.isClosed()).toBe(true);
    expect(mqtt.connections()).toBe(1);
    expect(application.handles).toHaveLength(1);
    application.write('room/a', ['one']);
    await settle();
    expect(second.texts()).toEqual(['one']);
    expect(first.texts()).toEqual([]);
    expect(first.of('disconnect')).toMatchObject(version === 5 ? [{ reasonCode: 0x8e }] : []);
  });

  it('refuses filters one by one', async () => {
    const { connected } = createFakeBroker();
    const alice = await connected('alice-laptop', version);
    const suback = await alice.subscribe(['room/+/x', 'room/a', 'secret/x', '#', '$share/g/room/a', 'a#']);
    expect(suback).toMatchObject({
      granted: version === 5 ? [0x8f, 1, 0x87, 1, 0x87, 0x8f] : [0x80, 1, 0x80, 1, 0x80, 0x80],
    });
  });

  it('pushes a QoS 0 subscription without packet ids and moves its cursor as it writes', async () => {
    const { application, connected } = createFakeBroker();
    const first = await connected('alice-laptop', version);
    await first.subscribe(['room/a'], { qos: 0 });
    application.write('room/a', ['one']);
    await settle();
    expect(first.publishes()).toMatchObject([{ qos: 0 }]);
    first.cut();
    application.write('room/a', ['two']);
    const second = await connected('alice-laptop', version);
    expect(second.texts()).toEqual(['two']);
  });

  it('answers PINGREQ', async () => {
    const { connected } = createFakeBroker();
    const alice = await connected('alice-laptop', version);
    alice.send({ cmd: 'pingreq' });
    await settle();
    expect(alice.of('pingresp')).toHaveLength(1);
  });

  it('stops sending to a filter that was unsubscribed', async () => {
    const { application, connected } = createFakeBroker();
    const alice = await connected('alice-laptop', version);
    await alice.subscribe(['room/a']);
    alice.send({ cmd: 'unsubscribe', messageId: 9, unsubscriptions: ['room/a', 'room/b'] });
    await settle();
    application.write('room/a', ['one']);
    await settle();
    expect(alice.texts()).toEqual([]);
    expect(alice.of('unsuback')).toMatchObject([
      version === 5 ? { messageId: 9, granted: [0, 0x11] } : { messageId: 9 },
    ]);
  });

  it('ends a connection that is silent for one and a half keepalives, and no other', async () => {
    holdTimers();
    const { connected, passTime } = createFakeBroker();
    const silent = await connected('silent', version, { keepalive: 10 });
    const talking = await connected('talking', version, { keepalive: 10 });
    const endless = await connected('endless', version, { keepalive: 0 });
    passTime(14_000);
    talking.send({ cmd: 'pingreq' });
    expect(silent.isClosed()).toBe(false);
    passTime(3000);
    expect([silent, talking, endless].map((client) => client.isClosed())).toEqual([true, false, false]);
    expect(silent.of('disconnect')).toMatchObject(version === 5 ? [{ reasonCode: 0x8d }] : []);
  });

  it('ends the connection at a second CONNECT [MQTT-3.1.0-2]', async () => {
    const { connected } = createFakeBroker();
    const twice = await connected('twice', version);
    await twice.connect();
    await settle();
    expect(twice.isClosed()).toBe(true);
    expect(twice.of('disconnect')).toMatchObject(version === 5 ? [{ reasonCode: 0x82 }] : []);
  });

  it('takes an entry at QoS 2 once, however often it comes, and retains none', async () => {
    const { application, connected } = createFakeBroker();
    const alice = await connected('alice-laptop', version);
    const publish = { cmd: 'publish', topic: 'room/a', payload: 'x', dup: false } as const;
    alice.send({ ...publish, qos: 2, retain: false, messageId: 1 });
    alice.send({ ...publish, qos: 2, retain: false, messageId: 1, dup: true });
    alice.send({ ...publish, qos: 1, retain: true, messageId: 2 });
    await settle();
    expect(application.published).toEqual(['room/a x']);
    expect(alice.of('pubrec')).toMatchObject([{ messageId: 1 }, { messageId: 1 }]);
    expect(alice.of('puback')).toMatchObject([
      version === 5 ? { messageId: 2, reasonCode: 0x87 } : { messageId: 2 },
    ]);
  });

  it('refuses a CONNECT with a will for one of Onebar’s own topics instead of forgetting the will', async () => {
    const { client } = createFakeBroker();
    const alice = client(version);
    const connack = await alice.connect({
      will: { topic: 'room/a', payload: 'gone', qos: 0, retain: false },
    });
    expect(connack).toMatchObject(version === 5 ? { reasonCode: 0x87 } : { returnCode: 5 });
    expect(alice.isClosed()).toBe(true);
  });

  it('says no to a wrong login', async () => {
    const { client, application } = createFakeBroker();
    const alice = client(version);
    const connack = await alice.connect({ username: 'alice', password: Buffer.from('wrong') });
    expect(connack).toMatchObject(version === 5 ? { reasonCode: 0x87 } : { returnCode: 5 });
    expect(alice.isClosed()).toBe(true);
    expect(application.handles).toEqual([]);
  });

  it('gives a client without an id one, but in 3.1.1 not where the session is to be kept [MQTT-3.1.3-8]', async () => {
    const { client, application } = createFakeBroker();
    const clean = client(version);
    const accepted = await clean.connect({ clientId: '', clean: true });
    expect(application.handles[0]?.clientId).toMatch(/^[\w-]{16}$/);
    expect(accepted.properties?.assignedClientIdentifier).toBe(
      version === 5 ? application.handles[0]?.clientId : undefined,
    );
    const kept = client(version);
    const connect = { cmd: 'connect', protocolVersion: version, clientId: '', keepalive: 0 } as const;
    const bytes = generate({ ...connect, protocolId: 'MQTT', clean: true });
    // mqtt-packet does not write this: here go the flags.
    bytes[9] = 0;
    kept.sendBytes(bytes);
    await settle();
    const [answer] = kept.packets;
    expect(answer).toMatchObject(version === 5 ? { reasonCode: 0 } : { returnCode: 2 });
  });

  it('forgets the session at a clean start', async () => {
    const { application, connected, client } = createFakeBroker();
    const first = await connected('alice-laptop', version);
    await first.subscribe(['room/a']);
    first.cut();
    const second = client(version);
    expect(await second.connect({ clean: true })).toMatchObject({ sessionPresent: false });
    application.write('room/a', ['one']);
    await settle();
    expect(second.texts()).toEqual([]);
  });

  it('refuses to begin with anything but CONNECT', async () => {
    const { client, mqtt } = createFakeBroker();
    const alice = client(version);
    alice.publish('room/a', 'x');
    expect(alice.isClosed()).toBe(true);
    expect(mqtt.connections()).toBe(0);
  });

  it('processes what a client sends behind its CONNECT without waiting for CONNACK', async () => {
    const { application, client } = createFakeBroker();
    const alice = client(version);
    const connected = alice.connect();
    alice.publish('room/a', 'early', 1);
    expect(application.published).toEqual([]);
    await connected;
    expect(application.published).toEqual(['room/a early']);
    expect(alice.packets.map(({ cmd }) => cmd)).toEqual(['connack', 'puback']);
  });
});

describe('acknowledgements in MQTT 5', () => {
  it('tells seq and ts of a stored entry with its PUBACK', async () => {
    const { connected } = createFakeBroker();
    const alice = await connected('alice-laptop');
    alice.publish('room/a', 'one', 1);
    await settle();
    expect(alice.of('puback')).toMatchObject([
      { reasonCode: 0, properties: { userProperties: { seq: '1 1000' } } },
    ]);
  });

  it.each([
    ['not-authorized', 0x87],
    ['topic-invalid', 0x90],
    ['payload-invalid', 0x99],
    ['quota', 0x97],
    ['unavailable', 0x83],
  ])('answers %s with its reason code and words', async (refusal, code) => {
    const { connected } = createFakeBroker();
    const alice = await connected('alice-laptop');
    alice.publish('room/a', `refuse ${refusal}`, 1);
    await settle();
    expect(alice.of('puback')).toMatchObject([
      { reasonCode: code, properties: { reasonString: `Because: refuse ${refusal}` } },
    ]);
  });

  it('refuses a wildcard in a topic name without asking the application', async () => {
    const { application, connected } = createFakeBroker();
    const alice = await connected('alice-laptop');
    alice.publish('room/+', 'x', 1);
    await settle();
    expect(alice.of('puback')).toMatchObject([{ reasonCode: 0x90 }]);
    expect(application.published).toEqual([]);
  });

  it('keeps reasons and user properties from a client that asked for none', async () => {
    const { connected } = createFakeBroker();
    const alice = await connected('alice-laptop', 5, { properties: { requestProblemInformation: false } });
    alice.publish('room/a', 'refuse quota', 1);
    alice.publish('room/a', 'fine', 2);
    await settle();
    expect(alice.of('puback')).toMatchObject([{ reasonCode: 0x97 }, { reasonCode: 0 }]);
    expect(alice.of('puback').map((packet) => 'properties' in packet)).toEqual([false, false]);
  });

  it('says in CONNACK what there is less of than the protocol has, the epoch, and nothing else', async () => {
    const { client } = createFakeBroker();
    const connack = await client().connect();
    expect({ ...connack.properties, userProperties: { ...connack.properties?.userProperties } }).toEqual({
      receiveMaximum: 1024,
      topicAliasMaximum: 16,
      maximumPacketSize: 17 * 1024,
      userProperties: { epoch: 'E1' },
    });
  });

  it('hears in CONNECT that nothing is to overtake what was refused for now', async () => {
    const { application, connected } = createFakeBroker();
    await connected('alice-laptop');
    await connected('alice-console', 5, { properties: { userProperties: { 'in-order': '1' } } });
    await connected('old-console', 4);
    expect(application.handles.map(({ clientId, isInOrder }) => [clientId, isInOrder])).toEqual([
      ['alice-laptop', false],
      ['alice-console', true],
      ['old-console', false],
    ]);
  });

  it('says in CONNACK when it keeps the session for less time than was asked', async () => {
    const { client } = createFakeBroker({ maxSessionExpirySec: 60 });
    const connack = await client().connect({ properties: { sessionExpiryInterval: 0xffff_ffff } });
    expect(connack.properties?.sessionExpiryInterval).toBe(60);
  });
});
