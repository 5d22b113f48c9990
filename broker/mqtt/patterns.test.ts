import { describe, expect, it } from 'vitest';
import { settle } from './fake-client';
import { createFakeBroker } from './fake-broker';

const versions = [4, 5] as const;

/** Two logs, and a session that hears both by one filter. */
async function openBoth(version: 4 | 5 = 5) {
  const broker = createFakeBroker();
  broker.application.write('room/a', ['old']);
  broker.application.write('room/b', ['old']);
  const alice = await broker.connected('alice-laptop', version);
  return { ...broker, alice };
}

describe.each(versions)('a pattern of logs, in version %i', (version) => {
  it('begins at the head of each of them, and each message comes under its own topic', async () => {
    const { application, alice } = await openBoth(version);
    expect(await alice.subscribe(['room/+'])).toMatchObject({ granted: [1] });
    application.write('room/a', ['one']);
    application.write('room/b', ['two']);
    await settle();
    expect(alice.publishes().map(({ topic, payload }) => `${topic} ${payload.toString()}`)).toEqual([
      'room/a one',
      'room/b two',
    ]);
  });

  it('has a cursor in each of them, from which it goes on after an absence', async () => {
    const { application, connected, alice } = await openBoth(version);
    await alice.subscribe(['room/+']);
    application.write('room/a', ['one']);
    await settle();
    for (const packet of alice.publishes()) alice.ack(packet);
    alice.cut();
    application.write('room/a', ['two']);
    application.write('room/b', ['three']);
    await settle();
    const again = await connected('alice-laptop', version);
    expect(again.texts().toSorted()).toEqual(['three', 'two']);
  });

  it('is granted QoS 2 as 1, and QoS 0 as 0', async () => {
    const { alice } = await openBoth(version);
    alice.send({ cmd: 'subscribe', messageId: 90, subscriptions: [{ topic: 'room/+', qos: 2 }] });
    await settle();
    expect(alice.of('suback').at(-1)).toMatchObject({ granted: [1] });
    expect(await alice.subscribe(['room/+'], { qos: 0 })).toMatchObject({ granted: [0] });
  });
});

describe('a pattern of logs', () => {
  it('and one of them by name deliver it once, with the higher QoS, and each goes on without the other [MQTT-3.3.4-2]', async () => {
    const { application, alice } = await openBoth();
    await alice.subscribe(['room/+'], { qos: 0 });
    await alice.subscribe(['room/a'], { qos: 1 });
    application.write('room/a', ['one']);
    await settle();
    expect(alice.publishes()).toMatchObject([{ topic: 'room/a', qos: 1 }]);

    alice.send({ cmd: 'unsubscribe', messageId: 50, unsubscriptions: ['room/a', 'room/b'] });
    await settle();
    expect(alice.of('unsuback')).toMatchObject([{ granted: [0, 0x11] }]);
    application.write('room/a', ['two']);
    application.write('room/b', ['three']);
    await settle();
    expect(alice.publishes().slice(1)).toMatchObject([
      { topic: 'room/a', qos: 0 },
      { topic: 'room/b', qos: 0 },
    ]);

    await alice.subscribe(['room/a'], { qos: 1 });
    alice.send({ cmd: 'unsubscribe', messageId: 51, unsubscriptions: ['room/+'] });
    await settle();
    application.write('room/a', ['four']);
    application.write('room/b', ['five']);
    await settle();
    expect(alice.texts().slice(3)).toEqual(['four']);
  });

  it('takes in what is added, from there on, live and after an absence', async () => {
    const { application, mqtt, connected, alice } = await openBoth();
    await alice.subscribe(['room/+']);
    application.write('room/c', ['before', 'joined']);
    mqtt.fanOut.topicsAdded(['room/c'], 'anybody', 1);
    mqtt.fanOut.topicsAdded(['room/c'], 'somebody else', 0);
    application.write('room/c', ['after']);
    await settle();
    expect(alice.texts('room/c')).toEqual(['joined', 'after']);
    for (const packet of alice.publishes()) alice.ack(packet);
    alice.cut();
    await settle();
    application.write('room/d', ['before', 'joined', 'after']);
    application.joinedAt.set('room/d', 1);
    const again = await connected('alice-laptop');
    expect(again.texts()).toEqual(['joined', 'after']);
  });

  it('asks where the person came in when it is not told', async () => {
    const { application, mqtt, alice } = await openBoth();
    await alice.subscribe(['room/+']);
    application.write('room/c', ['before', 'joined']);
    application.joinedAt.set('room/c', 1);
    mqtt.fanOut.topicsAdded(['room/c'], 'anybody');
    await settle();
    expect(alice.texts('room/c')).toEqual(['joined']);
  });

  it('takes in what is added on each of the person’s connections, and on nobody else’s', async () => {
    const { application, mqtt, connected, alice } = await openBoth();
    const tablet = await connected('alice-tablet');
    const bob = await connected('bob-laptop', 5, { username: 'bob' });
    for (const client of [alice, tablet, bob]) await client.subscribe(['room/+']);
    application.logs.set('room/c', []);
    mqtt.fanOut.topicsAdded(['room/c'], 'anybody', 0);
    application.write('room/c', ['joined']);
    await settle();
    expect([alice, tablet, bob].map((client) => client.texts('room/c'))).toEqual([
      ['joined'],
      ['joined'],
      [],
    ]);
    mqtt.fanOut.endSubscriptions(['room/c', 'room/a'], 'anybody');
    application.write('room/a', ['hidden']);
    await settle();
    expect([alice, tablet, bob].map((client) => client.texts('room/a'))).toEqual([[], [], ['hidden']]);
    mqtt.fanOut.endSubscriptions(['room/a']);
    application.write('room/a', ['of nobody']);
    await settle();
    expect(bob.texts('room/a')).toEqual(['hidden']);
  });

  it('is kept as a whole also while a topic that was added is still looked for', async () => {
    const { application, mqtt, connected, alice } = await openBoth();
    await alice.subscribe(['room/+']);
    application.write('room/c', ['before', 'joined']);
    application.joinedAt.set('room/c', 1);
    let found = () => {};
    application.headsGate = new Promise((resolve) => (found = resolve));
    mqtt.fanOut.topicsAdded(['room/c'], 'anybody');
    alice.cut();
    await settle();
    found();
    application.headsGate = undefined;
    application.write('room/a', ['meanwhile']);
    const again = await connected('alice-laptop');
    await settle();
    expect(again.texts().toSorted()).toEqual(['joined', 'meanwhile']);
  });

  it('has no place in a topic that was added before it is known where the person came in', async () => {
    const { application, mqtt, connected, alice } = await openBoth();
    await alice.subscribe(['room/+']);
    application.write('room/c', ['before', 'joined']);
    application.joinedAt.set('room/c', 1);
    const { headsAtJoining } = application;
    let found = () => {};
    const gate = new Promise<void>((resolve) => (found = resolve));
    application.headsAtJoining = async (...asked) => {
      await gate;
      return headsAtJoining(...asked);
    };
    mqtt.fanOut.topicsAdded(['room/c'], 'anybody');
    await settle();
    application.write('room/c', ['after']);
    await settle();
    alice.cut();
    await settle();
    found();
    const again = await connected('alice-laptop');
    await settle();
    expect(alice.texts('room/c')).toEqual([]);
    expect(again.texts('room/c')).toEqual(['joined', 'after']);
  });

  it('loses at once what the person has no right to any more, live and kept', async () => {
    const { application, mqtt, connected, alice } = await openBoth();
    await alice.subscribe(['room/+', 'room/a']);
    mqtt.fanOut.endSubscriptions(['room/a'], 'anybody');
    application.write('room/a', ['hidden']);
    application.write('room/b', ['shown']);
    await settle();
    expect(alice.texts()).toEqual(['shown']);
    for (const packet of alice.publishes()) alice.ack(packet);
    alice.cut();
    await settle();
    application.write('room/b', ['hidden too']);
    const { subscribe } = application;
    application.subscribe = (principal, filter) =>
      filter === 'room/+' ? { log: true, topics: ['room/c'] } : subscribe(principal, filter);
    const again = await connected('alice-laptop');
    application.write('room/b', ['hidden too']);
    application.write('room/c', ['shown']);
    await settle();
    expect(again.texts()).toEqual(['shown']);
  });

  it('counts as many subscriptions as it has topics', async () => {
    const { application, connected } = createFakeBroker({ maxSubscriptions: 2 });
    for (const topic of ['room/a', 'room/b', 'room/c']) application.write(topic, ['old']);
    const alice = await connected('alice-laptop');
    expect(await alice.subscribe(['room/+'])).toMatchObject({ granted: [0x97] });
    application.write('room/a', ['one']);
    await settle();
    expect(alice.texts()).toEqual([]);
  });

  it('is not granted when it cannot be kept', async () => {
    const { application, alice } = await openBoth();
    application.failSaves = true;
    expect(await alice.subscribe(['room/+'])).toMatchObject({ granted: [0x83] });
    application.write('room/a', ['one']);
    await settle();
    expect(alice.texts()).toEqual([]);
  });
});

describe('a record that is silent on its topic', () => {
  it('goes to nobody, and the cursor passes over it', async () => {
    const { application, connected, alice } = await openBoth();
    await alice.subscribe(['room/a']);
    application.write('room/a', ['silence', 'one', 'silence']);
    await settle();
    expect(alice.texts()).toEqual(['one']);
    for (const packet of alice.publishes()) alice.ack(packet);
    alice.cut();
    await settle();
    expect(application.records.get('anybody/alice-laptop')?.subscriptions).toMatchObject([{ cursor: 4 }]);
    application.write('room/a', ['silence', 'two']);
    const again = await connected('alice-laptop');
    expect(again.texts()).toEqual(['two']);
  });
});

describe('somebody who subscribed to notices', () => {
  it('is told in MQTT 3.1.1 what was refused and why, in a line', async () => {
    const { connected } = createFakeBroker();
    const old = await connected('old', 4);
    await old.subscribe(['notices', 'secret/x']);
    old.publish('room/a', 'refuse payload-invalid', 1);
    old.publish('room/\u202eb', 'refuse quota');
    await settle();
    expect(old.of('puback')).toHaveLength(1);
    expect(old.texts('notices')).toEqual([
      'secret/x was refused (0x87): It is secret',
      'room/a was refused (0x99): Because: refuse payload-invalid',
      'room/\ufffdb was refused (0x97): Because: refuse quota',
    ]);
    expect(old.publishes().every(({ qos }) => qos === 0)).toBe(true);
  });

  it('is told in MQTT 5 only what no packet can say', async () => {
    const { connected } = createFakeBroker();
    const [teller, stranger] = [await connected('teller'), await connected('stranger')];
    await teller.subscribe(['notices', 'secret/x']);
    await stranger.subscribe(['secret/x']);
    for (const each of [teller, stranger]) {
      each.publish('room/a', 'refuse quota', 1);
      each.publish('room/a', 'refuse not-authorized');
    }
    await settle();
    expect(teller.texts()).toEqual(['room/a was refused (0x87): Because: refuse not-authorized']);
    expect(stranger.texts()).toEqual([]);
  });
});

describe('a PUBLISH that is longer than any may be', () => {
  it('is acknowledged and dropped in MQTT 3.1.1, with a notice, in the order of arrival [MQTT-4.6.0-2]', async () => {
    const { application, metrics, connected } = createFakeBroker({ maxPayloadBytes: 100 });
    const old = await connected('old', 4);
    await old.subscribe(['notices']);
    old.publish('room/a', 'one', 1);
    old.publish('room/a', 'x'.repeat(5000), 2);
    old.publish('room/a', 'x'.repeat(5000));
    old.publish('room/a', 'two', 3);
    await settle();
    expect(old.of('puback').map((packet) => packet.messageId)).toEqual([1, 2, 3]);
    expect(application.published).toEqual(['room/a one', 'room/a two']);
    expect(old.texts('notices')).toEqual([
      'room/a was refused (0x95): This packet is 5013 bytes; at most 1124 fit.',
      'room/a was refused (0x95): This packet is 5011 bytes; at most 1124 fit.',
    ]);
    expect(metrics.limitsMet.packet_bytes).toBe(2);
    expect(old.isClosed()).toBe(false);
  });

  it('ends the connection in MQTT 5, whose clients know how long it may be [MQTT-3.2.2-15]', async () => {
    const { connected } = createFakeBroker({ maxPayloadBytes: 100 });
    const alice = await connected('alice');
    alice.publish('room/a', 'x'.repeat(5000), 1);
    await settle();
    expect(alice.of('disconnect')).toMatchObject([{ reasonCode: 0x95 }]);
  });
});

describe('the retain flag', () => {
  it.each(versions)('means nothing where the application says so, in version %i', async (version) => {
    const { application, connected } = createFakeBroker();
    const alice = await connected('alice', version);
    alice.send({
      cmd: 'publish',
      topic: 'room/careless',
      payload: 'kept?',
      qos: 1,
      messageId: 1,
      dup: false,
      retain: true,
    });
    await settle();
    expect(alice.of('puback')).toHaveLength(1);
    expect(application.published).toEqual(['room/careless kept?']);
    alice.send({ cmd: 'publish', topic: 'room/a', payload: 'no', qos: 0, dup: false, retain: true });
    await settle();
    expect(application.published).toHaveLength(1);
    expect(alice.isClosed()).toBe(false);
  });
});
