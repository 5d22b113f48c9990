import { describe, expect, it } from 'vitest';
import { createMemoryData } from '../../store/memory-store';
import type { Tables } from '../../store/tables';
import { createFakeBroker } from '../fake-broker';
import { settle } from '../fake-client';
import { heard, publishTo, send, subscribeTo } from './plain-client';

describe.each([0, 3600])(
  'SUBSCRIBE whose client is gone before it is answered, with an expiry of %i s',
  (expirySec) => {
    it('begins nothing that would never end', async () => {
      const { application, connected, metrics } = createFakeBroker();
      const client = await connected('client', 5, { properties: { sessionExpiryInterval: expirySec } });
      let goOn = () => {};
      application.headsGate = new Promise((resolve) => {
        goOn = resolve;
      });
      await subscribeTo(client, [{ topic: 'room/a' }, { topic: 'a' }]);
      client.cut();
      goOn();
      await settle();
      expect(metrics.gauges.get('plainSubscriptions')?.()).toBe(0);
      const records = [...application.records.values()];
      expect(records.map(({ expiresAtMs }) => expiresAtMs)).toEqual(
        expirySec > 0 ? [1_000_000 + expirySec * 1000] : [],
      );
    });
  },
);

describe('SUBSCRIBE to plain topics', () => {
  it.each([
    [0, [1, 1]],
    [1, [1, 0]],
    [2, [0, 0]],
  ])('[MQTT-3.3.1-9], [MQTT-3.3.1-10], [MQTT-3.3.1-11] retain handling %i', async (rh, counts) => {
    const { connected } = createFakeBroker();
    const writer = await connected('writer');
    await publishTo(writer, 'a', 'kept', { retain: true });
    const reader = await connected('reader');
    reader.autoAck();
    const told: number[] = [];
    for (const before of [0, counts[0] ?? 0]) {
      await subscribeTo(reader, [{ topic: 'a', rh }]);
      told.push(heard(reader).length - before);
    }
    expect(told).toEqual(counts);
  });

  it('[MQTT-3.3.1-13] leaves RETAIN as it was published where that was asked for', async () => {
    const { connected } = createFakeBroker();
    const [reader, writer] = [await connected('reader'), await connected('writer')];
    await subscribeTo(reader, [{ topic: 'a', rap: true }]);
    await publishTo(writer, 'a', 'one', { retain: true });
    await publishTo(writer, 'a', 'two', { messageId: 2 });
    expect(reader.publishes().map(({ retain }) => retain)).toEqual([true, false]);
  });

  it('[MQTT-3.8.3-3] does not bring No Local what its own client published', async () => {
    const { connected } = createFakeBroker();
    const [one, other] = [await connected('one'), await connected('other')];
    for (const client of [one, other]) await subscribeTo(client, [{ topic: 'a', nl: true }]);
    await publishTo(one, 'a', 'x');
    expect([heard(one), heard(other)]).toEqual([[], ['a x']]);
  });

  it('[MQTT-3.3.4-3], [MQTT-3.3.4-4] brings all identifiers of overlapping subscriptions, and the highest QoS', async () => {
    const { connected } = createFakeBroker();
    const [reader, writer] = [await connected('reader'), await connected('writer')];
    await subscribeTo(reader, [{ topic: 'a/+', qos: 0 }], 1);
    await subscribeTo(reader, [{ topic: 'a/#', qos: 2 }], 20_000);
    await subscribeTo(reader, [{ topic: 'a/b', qos: 1 }]);
    await publishTo(writer, 'a/b', 'x', { qos: 2 });
    await publishTo(writer, 'a', 'y', { qos: 1, messageId: 2 });
    const said = reader
      .publishes()
      .map(({ qos, properties }) => [
        qos,
        [properties?.subscriptionIdentifier].flat().toSorted((a = 0, b = 0) => a - b),
      ]);
    expect(said).toEqual([
      [2, [1, 20_000]],
      [1, [20_000]],
    ]);
  });

  it('[MQTT-3.8.4-3] takes the new options of the same filter, and brings one message once', async () => {
    const { connected } = createFakeBroker();
    const [reader, writer] = [await connected('reader'), await connected('writer')];
    await subscribeTo(reader, [{ topic: 'a', qos: 0 }], 1);
    await subscribeTo(reader, [{ topic: 'a', qos: 1 }], 5);
    await publishTo(writer, 'a', 'x');
    expect(reader.publishes()).toMatchObject([{ qos: 1, properties: { subscriptionIdentifier: 5 } }]);
  });

  it('[MQTT-4.8.2-4] brings each message to one of a group, in turn, and to everybody else', async () => {
    const { connected } = createFakeBroker();
    const members = [await connected('one'), await connected('two')];
    for (const member of members) {
      member.autoAck();
      await subscribeTo(member, [{ topic: '$share/g/a/+', qos: 1 }]);
    }
    const [alone, writer] = [await connected('alone'), await connected('writer')];
    await subscribeTo(alone, [{ topic: 'a/#', qos: 0 }]);
    for (let messageId = 1; messageId <= 6; messageId++)
      await publishTo(writer, 'a/b', String(messageId), { messageId });
    expect(members.map((member) => heard(member).length)).toEqual([3, 3]);
    expect(heard(alone)).toHaveLength(6);
    // Who is away has no turn.
    members[0]?.cut();
    for (let messageId = 7; messageId <= 8; messageId++)
      await publishTo(writer, 'a/b', String(messageId), { messageId });
    expect(members[1] && heard(members[1])).toHaveLength(5);
  });

  it('brings no retained message to a shared subscription', async () => {
    const { connected } = createFakeBroker();
    const [writer, reader] = [await connected('writer'), await connected('reader')];
    await publishTo(writer, 'a', 'kept', { retain: true });
    await subscribeTo(reader, [{ topic: '$share/g/a' }]);
    expect(heard(reader)).toEqual([]);
  });

  it.each([
    ['No Local with a shared subscription [MQTT-3.8.3-4]', { topic: '$share/g/a', nl: true }, undefined],
    ['0 as an identifier [MQTT-3.8.2-1]', { topic: 'a' }, 0],
  ])('ends the connection at %s', async (_what, subscription, id) => {
    const { connected } = createFakeBroker();
    const client = await connected('client');
    await subscribeTo(client, [subscription], id);
    expect(client.of('disconnect')).toMatchObject([{ reasonCode: expect.toBeOneOf([0x81, 0x82]) as number }]);
  });

  it('says 0xA1 to an identifier for one of Onebar’s own topics', async () => {
    const { connected } = createFakeBroker();
    const client = await connected('client');
    expect(await subscribeTo(client, [{ topic: 'room/a' }, { topic: 'a' }], 4)).toMatchObject({
      granted: [0xa1, 2],
    });
  });

  it('counts each filter of a session once', async () => {
    const { connected, metrics } = createFakeBroker();
    const reader = await connected('reader');
    const count = () => metrics.gauges.get('plainSubscriptions')?.();
    for (const topic of ['a', 'a', 'b/#']) await subscribeTo(reader, [{ topic }]);
    expect(count()).toBe(2);
    for (const unsubscribed of ['a', 'a', 'c'])
      await send(reader, { cmd: 'unsubscribe', messageId: 5, unsubscriptions: [unsubscribed] });
    expect(count()).toBe(1);
  });

  it('counts plain and own subscriptions together', async () => {
    const { connected } = createFakeBroker({ maxSubscriptions: 2 });
    const client = await connected('client');
    const suback = await subscribeTo(
      client,
      ['room/a', 'a', 'b', 'room/b'].map((topic) => ({ topic, qos: 1 })),
    );
    expect(suback).toMatchObject({ granted: [1, 1, 0x97, 0x97] });
  });

  it('[MQTT-3.10.4-1] sends nothing more of what was unsubscribed', async () => {
    const { connected } = createFakeBroker();
    const [reader, writer] = [await connected('reader'), await connected('writer')];
    await subscribeTo(reader, [{ topic: 'a/+' }, { topic: '$share/g/b' }]);
    const unsubscriptions = ['a/+', '$share/g/b', 'a/b'];
    await send(reader, { cmd: 'unsubscribe', messageId: 5, unsubscriptions });
    await publishTo(writer, 'a/b', 'x');
    await publishTo(writer, 'b', 'x', { messageId: 2 });
    expect(reader.of('unsuback')).toMatchObject([{ granted: [0, 0, 0x11] }]);
    expect(heard(reader)).toEqual([]);
  });
});

describe.each([4, 5] as const)('a session on plain topics, version %i', (version) => {
  it('[MQTT-3.1.2-4] ends with a clean start, and its queue with it', async () => {
    const { connected } = createFakeBroker();
    const reader = await connected('reader', version);
    await subscribeTo(reader, [{ topic: 'a' }]);
    reader.cut();
    const writer = await connected('writer', version);
    await publishTo(writer, 'a', 'one');
    const anew = await connected('reader', version, { clean: true });
    await publishTo(writer, 'a', 'two', { messageId: 2 });
    await settle();
    expect(heard(anew)).toEqual([]);
  });

  it('goes where the latest CONNECT is [MQTT-3.1.4-3]', async () => {
    const { connected } = createFakeBroker();
    const first = await connected('reader', version);
    await subscribeTo(first, [{ topic: 'a' }]);
    const second = await connected('reader', version);
    const writer = await connected('writer', version);
    await publishTo(writer, 'a', 'x');
    expect([first.isClosed(), heard(first), heard(second)]).toEqual([true, [], ['a x']]);
  });

  it('keeps on disk what it subscribed to, until it unsubscribes', async () => {
    const data = createMemoryData();
    const { connected } = createFakeBroker({}, { data });
    const reader = await connected('reader', version);
    const stored = () => {
      const row = data.rows.get('plainSession/anybody/reader') as Tables['plainSession'] | undefined;
      return row?.subscriptions.map(({ filter }) => filter);
    };
    await subscribeTo(reader, [{ topic: 'a/#' }, { topic: '$share/g/b' }]);
    expect(stored()).toEqual(['a/#', '$share/g/b']);
    data.failing = true;
    await subscribeTo(reader, [{ topic: 'c' }, { topic: 'a/#', qos: 0 }]);
    data.failing = false;
    const writer = await connected('writer', version);
    await publishTo(writer, 'c', 'x');
    await publishTo(writer, 'a/b', 'x', { messageId: 2 });
    // What could not be written is not granted, and what there was before goes on as it was.
    expect(reader.publishes()).toMatchObject([{ topic: 'a/b', qos: 1 }]);
    await send(reader, { cmd: 'unsubscribe', messageId: 5, unsubscriptions: ['a/#'] });
    expect(stored()).toEqual(['$share/g/b']);
  });

  it('stays as it was where Onebar’s own topics in the same SUBSCRIBE cannot be kept', async () => {
    const data = createMemoryData();
    const { application, connected } = createFakeBroker({}, { data });
    const reader = await connected('reader', version);
    await subscribeTo(reader, [{ topic: 'a/#' }]);
    application.failSaves = true;
    const suback = await subscribeTo(reader, [{ topic: 'room/a' }, { topic: 'c' }, { topic: 'a/#', qos: 0 }]);
    const failure = version === 5 ? 0x83 : 0x80;
    expect(suback).toMatchObject({ granted: [failure, failure, failure] });
    application.failSaves = false;
    const writer = await connected('writer', version);
    await publishTo(writer, 'c', 'x');
    await publishTo(writer, 'a/b', 'x', { messageId: 2 });
    expect(reader.publishes()).toMatchObject([{ topic: 'a/b', qos: 1 }]);
    const row = data.rows.get('plainSession/anybody/reader') as Tables['plainSession'] | undefined;
    expect(row?.subscriptions).toMatchObject([{ filter: 'a/#', qos: 2 }]);
  });

  it('is gone with its device, also while that is away', async () => {
    const { connected, mqtt, metrics } = createFakeBroker();
    const reader = await connected('reader', version);
    await subscribeTo(reader, [{ topic: 'a' }]);
    reader.cut();
    mqtt.fanOut.endDevice('reader', 'session-ended', 'Signed out');
    expect(metrics.gauges.get('plainSubscriptions')?.()).toBe(0);
  });
});
