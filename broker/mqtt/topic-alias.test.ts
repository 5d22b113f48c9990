// Topics called by a number, both ways, for as long as a connection lasts.
import type { IDisconnectPacket } from 'mqtt-packet';
import { describe, expect, it } from 'vitest';
import { createFakeBroker } from './fake-broker';
import { settle, type FakeClient } from './fake-client';

const properties = (topicAliasMaximum?: number) => ({
  properties: { sessionExpiryInterval: 3600, ...(topicAliasMaximum !== undefined && { topicAliasMaximum }) },
});
const publish = (client: FakeClient, topic: string, payload: string, topicAlias: number, messageId = 1) =>
  client.send({
    cmd: 'publish',
    topic,
    payload,
    qos: 1,
    messageId,
    dup: false,
    retain: false,
    properties: { topicAlias },
  });
/** Name and number of the topic of each PUBLISH that came. */
const namings = (client: FakeClient) =>
  client.publishes().map(({ topic, properties: own }) => [topic, own?.topicAlias]);

describe('a topic alias of the client', () => {
  it('stands for the topic it came with last, also when that PUBLISH was refused', async () => {
    const { application, client } = createFakeBroker();
    const alice = client();
    const connack = await alice.connect(properties());
    expect(connack.properties?.topicAliasMaximum).toBe(16);
    publish(alice, 'room/a', 'refuse quota', 16, 1);
    publish(alice, '', 'one', 16, 2);
    publish(alice, 'room/b', 'two', 16, 3);
    publish(alice, '', 'three', 16, 4);
    await settle();
    expect(application.published).toEqual([
      'room/a refuse quota',
      'room/a one',
      'room/b two',
      'room/b three',
    ]);
    expect(alice.of('puback')).toHaveLength(4);
  });

  it.each([
    ['0', 'room/a', 0],
    ['one above the maximum', 'room/a', 17],
    ['one that stands for nothing', '', 3],
  ])('ends the connection with 0x94 when it is %s', async (_what, topic, alias) => {
    const { application, client } = createFakeBroker();
    const alice = client();
    await alice.connect();
    publish(alice, topic, 'x', alias);
    await settle();
    expect((alice.of('disconnect')[0] as IDisconnectPacket).reasonCode).toBe(0x94);
    expect([alice.isClosed(), application.published]).toEqual([true, []]);
  });

  it('means nothing in the next connection', async () => {
    const { connected } = createFakeBroker();
    const first = await connected('alice');
    publish(first, 'room/a', 'x', 1);
    await settle();
    first.cut();
    const second = await connected('alice');
    publish(second, '', 'x', 1);
    await settle();
    expect((second.of('disconnect')[0] as IDisconnectPacket).reasonCode).toBe(0x94);
  });
});

describe('a topic alias for the client', () => {
  it('is given with the first PUBLISH of a topic, and then stands for it', async () => {
    const { application, connected } = createFakeBroker();
    const alice = await connected('alice', 5, properties(10));
    await alice.subscribe(['room/a', 'room/b']);
    application.write('room/a', ['1', '2']);
    application.write('room/b', ['1', '2']);
    await settle();
    expect(namings(alice)).toEqual([
      ['room/a', 1],
      ['', 1],
      ['room/b', 2],
      ['', 2],
    ]);
    expect(alice.publishes().map(({ payload }) => payload.toString())).toEqual(['1', '2', '1', '2']);
  });

  it('is given to signals and answers as well', async () => {
    const { application, mqtt, connected } = createFakeBroker();
    const alice = await connected('alice', 5, properties(10));
    await alice.subscribe(['user/x', 'answer']);
    for (let i = 0; i < 2; i++) mqtt.fanOut.signal('user/x', Buffer.from('signal'));
    for (let i = 0; i < 2; i++) application.handles[0]?.send('answer', Buffer.from('answer'));
    await settle();
    expect(namings(alice)).toEqual([
      ['user/x', 1],
      ['', 1],
      ['answer', 2],
      ['', 2],
    ]);
  });

  it('is each client’s own, and only for those that take some, as many as they take', async () => {
    const { application, connected } = createFakeBroker();
    const many = await connected('many', 5, properties(10));
    const one = await connected('one', 5, properties(1));
    const none = await connected('none', 5, properties());
    const old = await connected('old', 4, {});
    await many.subscribe(['room/b', 'room/a']);
    for (const client of [one, none, old]) await client.subscribe(['room/a', 'room/b']);
    application.write('room/a', ['1', '2']);
    application.write('room/b', ['1', '2']);
    await settle();
    const names = ['room/a', 'room/a', 'room/b', 'room/b'].map((name) => [name, undefined]);
    expect(namings(one)).toEqual([['room/a', 1], ['', 1], ...names.slice(2)]);
    expect(namings(none)).toEqual(names);
    expect(namings(old)).toEqual(names);
    expect(namings(many)).toEqual([
      ['room/a', 1],
      ['', 1],
      ['room/b', 2],
      ['', 2],
    ]);
  });

  it('is not used up by what was too long to be sent', async () => {
    const { application, connected } = createFakeBroker();
    const alice = await connected('alice', 5, {
      properties: { topicAliasMaximum: 1, maximumPacketSize: 60 },
    });
    await alice.subscribe(['room/a', 'room/b']);
    application.write('room/a', ['long'.repeat(20)]);
    application.write('room/b', ['short']);
    application.write('room/a', ['short']);
    await settle();
    expect(namings(alice)).toEqual([
      ['room/b', 1],
      ['room/a', undefined],
    ]);
  });

  it('is given anew in the next connection', async () => {
    const { application, connected } = createFakeBroker();
    const first = await connected('alice', 5, properties(10));
    await first.subscribe(['room/a']);
    application.write('room/a', ['1']);
    await settle();
    first.cut();
    const second = await connected('alice', 5, properties(10));
    expect(namings(second)).toEqual([['room/a', 1]]);
  });
});
