import { generate, type IConnackPacket } from 'mqtt-packet';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { quietLog } from '../../quiet-log';
import { createMemoryData } from '../../store/memory-store';
import { createFakeBroker } from '../fake-broker';
import { settle } from '../fake-client';
import { createHeldStore, reopenFakePlain } from '../../plain/fake-plain';
import { heard, publishTo, restarted, send, subscribeTo } from './plain-client';

afterEach(() => vi.useRealTimers());

const will = { topic: 'gone/a', payload: Buffer.from('gone'), qos: 1, retain: false } as const;

/** With timers that the test moves. */
function setUp(options: Parameters<typeof createFakeBroker>[1] = {}) {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval'] });
  return createFakeBroker({}, options);
}

it('takes up nothing for a client that is gone before its session was restored', async () => {
  const data = createMemoryData();
  const { application, connected } = setUp({ data });
  const first = await connected('client');
  await subscribeTo(first, [{ topic: 'room/a' }, { topic: 'things/a' }]);
  first.cut();
  await settle();
  let goOn = () => {};
  application.headsGate = new Promise((resolve) => {
    goOn = resolve;
  });
  const second = await connected('client', 5, { will });
  second.cut();
  goOn();
  await settle();
  await vi.advanceTimersByTimeAsync(1000);
  const rows = [...data.rows].filter(([key]) => key.startsWith('plain'));
  expect(rows).toMatchObject([['plainSession/anybody/client', { expiresAtMs: expect.any(Number) }]]);
});

it('[MQTT-3.1.2-4] leaves nothing of the session before, also with a broker that dies right after', async () => {
  const data = createMemoryData();
  const broker = setUp({ data });
  const first = await broker.connected('client');
  await subscribeTo(first, [{ topic: 'things/a' }]);
  first.cut();
  await publishTo(await broker.connected('writer'), 'things/a', 'old');
  const clean = await broker.connected('client', 5, { clean: true });
  await subscribeTo(clean, [{ topic: 'room/a' }]);
  const next = await restarted(broker, data);
  const again = next.client();
  expect(await again.connect({ clientId: 'client' })).toMatchObject({ sessionPresent: true });
  await settle();
  expect(heard(again)).toEqual([]);
});

it('refuses a clean start while the session before cannot be removed', async () => {
  const data = createMemoryData();
  const broker = setUp({ data });
  const first = await broker.connected('client');
  await subscribeTo(first, [{ topic: 'things/a' }]);
  first.cut();
  await settle();
  data.failing = true;
  const connack = await broker.client().connect({ clientId: 'client', clean: true });
  expect(connack).toMatchObject({ reasonCode: 0x88 });
});

describe.each([4, 5] as const)('a will, version %i', (version) => {
  async function withReader() {
    const broker = setUp();
    const reader = await broker.connected('reader', version);
    await subscribeTo(reader, [{ topic: 'gone/#' }]);
    return { broker, reader };
  }

  it('[MQTT-3.1.2-8] is published when the connection is lost, once', async () => {
    const { broker, reader } = await withReader();
    const client = await broker.connected('client', version, { will });
    expect(heard(reader)).toEqual([]);
    client.cut();
    await settle();
    expect(heard(reader)).toEqual(['gone/a gone']);
    const again = await broker.connected('client', version);
    again.cut();
    await settle();
    expect(heard(reader)).toHaveLength(1);
  });

  it('[MQTT-3.14.4-3] is forgotten with a DISCONNECT', async () => {
    const { broker, reader } = await withReader();
    const client = await broker.connected('client', version, { will });
    await send(client, { cmd: 'disconnect' });
    expect(client.isClosed()).toBe(true);
    expect(heard(reader)).toEqual([]);
  });

  it('[MQTT-3.1.2-24] is published when nothing was heard for one and a half keepalives', async () => {
    const { broker, reader } = await withReader();
    await broker.connected('client', version, { will, keepalive: 10 });
    broker.passTime(17_000);
    await settle();
    expect(heard(reader)).toEqual(['gone/a gone']);
  });

  it('is not published of a device that was signed out: it may nothing any more', async () => {
    const { broker, reader } = await withReader();
    const client = await broker.connected('client', version, { will });
    broker.mqtt.fanOut.endDevice('client', 'session-ended', 'Signed out');
    await settle();
    expect(client.isClosed()).toBe(true);
    expect(heard(reader)).toEqual([]);
  });

  it('is not published of somebody who was suspended, and their session stays', async () => {
    const { broker, reader } = await withReader();
    const session = { will, clean: false, properties: { sessionExpiryInterval: 60 } };
    const client = await broker.connected('client', version, session);
    await subscribeTo(client, [{ topic: 'for/client' }]);
    broker.mqtt.fanOut.endDevice('client', 'administrative', 'Suspended');
    await settle();
    expect(client.isClosed()).toBe(true);
    const again = await broker.connected('client', version, session);
    await publishTo(reader, 'for/client', 'welcome back');
    expect([heard(reader), heard(again)]).toEqual([[], ['for/client welcome back']]);
  });

  it('is not published of a client that was gone before it was let in', async () => {
    const { store, hold, goOn } = createHeldStore(() => 1_000_000, createMemoryData());
    const broker = setUp({ store });
    const reader = await broker.connected('reader', version);
    await subscribeTo(reader, [{ topic: 'gone/#' }]);
    hold();
    const client = broker.client(version);
    await client.connect({ clientId: 'client', will });
    expect(client.of('connack')).toEqual([]);
    client.cut();
    goOn();
    await vi.advanceTimersByTimeAsync(1000);
    await settle();
    expect(heard(reader)).toEqual([]);
  });

  it('is not published by a broker that shuts down', async () => {
    const { broker, reader } = await withReader();
    const client = await broker.connected('client', version, { will });
    await broker.mqtt.close();
    await settle();
    expect([client.isClosed(), heard(reader)]).toEqual([true, []]);
    // Nor does it wait for the reader.
    expect(broker.metrics.gauges.get('plainQueued')?.()).toBe(0);
  });

  it('[MQTT-3.1.2-17] is retained where that was asked for', async () => {
    const broker = setUp();
    const client = await broker.connected('client', version, { will: { ...will, retain: true } });
    client.cut();
    await settle();
    const late = await broker.connected('late', version);
    await subscribeTo(late, [{ topic: '#' }]);
    expect(late.publishes()).toMatchObject([{ topic: 'gone/a', retain: true }]);
  });

  it('is not forgotten by a broker that dies: the next one publishes it', async () => {
    const data = createMemoryData();
    const first = setUp({ data });
    await first.connected('client', version, { will });
    const clock = () => 2_000_000;
    const plain = await reopenFakePlain({ data, metrics: first.metrics, clock, log: quietLog });
    const next = createFakeBroker({}, { plain });
    const reader = await next.connected('reader', version);
    await subscribeTo(reader, [{ topic: 'gone/a' }]);
    vi.advanceTimersByTime(4900);
    await settle();
    expect(heard(reader)).toEqual([]);
    vi.advanceTimersByTime(200);
    await settle();
    expect(heard(reader)).toEqual(['gone/a gone']);
  });

  it.each([
    ['wildcards', 'gone/#', 0x90],
    ['no right', 'secret/x', 0x87],
    ['a log of its own', 'room/a', 0x87],
  ])('on a topic with %s is refused with the CONNECT', async (_why, topic, reasonCode) => {
    const broker = setUp();
    const connack = await broker.client(version).connect({ will: { ...will, topic } });
    expect(connack).toMatchObject(version === 5 ? { reasonCode } : { returnCode: 5 });
  });
});

describe('a will of MQTT 5', () => {
  const properties = { willDelayInterval: 10, userProperties: { a: 'b' }, messageExpiryInterval: 60 };
  const delayed = { ...will, properties };

  async function lose(sessionExpiryInterval: number) {
    const broker = setUp();
    const reader = await broker.connected('reader');
    await subscribeTo(reader, [{ topic: 'gone/#' }]);
    const client = await broker.connected('client', 5, {
      will: delayed,
      properties: { sessionExpiryInterval },
    });
    client.cut();
    await settle();
    return { broker, reader };
  }

  it('[MQTT-3.1.3-9] waits for its delay, and is not published when the session went on before', async () => {
    const { broker, reader } = await lose(60);
    vi.advanceTimersByTime(9900);
    await settle();
    expect(heard(reader)).toEqual([]);
    await broker.connected('client');
    vi.advanceTimersByTime(60_000);
    await settle();
    expect(heard(reader)).toEqual([]);
  });

  it.each([
    [60, 10_000],
    [4, 4000],
  ])('with a session of %i s is published after %i ms, with its properties', async (expirySec, afterMs) => {
    const { reader } = await lose(expirySec);
    vi.advanceTimersByTime(afterMs - 50);
    await settle();
    expect(heard(reader)).toEqual([]);
    vi.advanceTimersByTime(100);
    await settle();
    const [packet] = reader.publishes();
    expect(packet?.properties).toMatchObject({ messageExpiryInterval: 60 });
    expect({ ...packet?.properties?.userProperties }).toEqual({ a: 'b' });
  });

  it('is not published after its delay when the device was signed out meanwhile', async () => {
    const data = createMemoryData();
    const broker = setUp({ data });
    const reader = await broker.connected('reader');
    await subscribeTo(reader, [{ topic: 'gone/#' }]);
    const later = { ...will, properties: { willDelayInterval: 60 } };
    const client = await broker.connected('client', 5, { will: later });
    client.cut();
    await settle();
    broker.mqtt.fanOut.endDevice('client', 'session-ended', 'Signed out');
    await vi.advanceTimersByTimeAsync(61_000);
    await settle();
    expect(heard(reader)).toEqual([]);
    expect([...data.rows.keys()].filter((key) => key.startsWith('plainWill'))).toEqual([]);
  });

  it.each(['anybody/client', 'somebody/client'])(
    'is on disk for as long as it is pending: %s',
    async (key) => {
      const data = createMemoryData();
      const broker = setUp({ data });
      const stored = () => [...data.rows.keys()].filter((each) => each.startsWith('plainWill/'));
      const [username] = key.split('/');
      const client = await broker.connected('client', 5, {
        username,
        will: delayed,
        properties: { sessionExpiryInterval: 60 },
      });
      expect(stored()).toEqual([`plainWill/${key}`]);
      client.cut();
      await settle();
      expect(stored()).toHaveLength(1);
      vi.advanceTimersByTime(10_100);
      await settle();
      vi.advanceTimersByTime(300);
      await settle();
      expect(stored()).toEqual([]);
      const again = await broker.connected('client', 5, { username, will: delayed });
      await send(again, { cmd: 'disconnect' });
      vi.advanceTimersByTime(300);
      await settle();
      expect(stored()).toEqual([]);
    },
  );

  it('is refused when it is said to be text and is none', async () => {
    const broker = setUp();
    const text = { ...will, payload: Buffer.from([0xff]), properties: { payloadFormatIndicator: true } };
    expect(await broker.client(5).connect({ will: text })).toMatchObject({ reasonCode: 0x99 });
  });

  it('is published at the QoS it was given', async () => {
    const broker = setUp();
    const reader = await broker.connected('reader');
    await subscribeTo(reader, [{ topic: 'gone/#' }]);
    (await broker.connected('client', 5, { will: { ...will, qos: 2 } })).cut();
    await settle();
    expect(reader.publishes()).toMatchObject([{ qos: 2 }]);
  });

  it('is published at once when the session ends by a clean start', async () => {
    const { broker, reader } = await lose(60);
    await broker.connected('client', 5, { clean: true });
    await settle();
    expect(heard(reader)).toEqual(['gone/a gone']);
  });

  it('is published with DISCONNECT 0x04', async () => {
    const broker = setUp();
    const reader = await broker.connected('reader');
    await subscribeTo(reader, [{ topic: 'gone/#' }]);
    const client = await broker.connected('client', 5, { will });
    await send(client, { cmd: 'disconnect', reasonCode: 4 });
    expect(heard(reader)).toEqual(['gone/a gone']);
  });
});

describe('CONNECT', () => {
  it('[MQTT-3.2.2-16] says which client id it gave, in MQTT 5 also for a session that is kept', async () => {
    const { client } = createFakeBroker();
    const one = client();
    const bytes = generate(
      { cmd: 'connect', protocolId: 'MQTT', protocolVersion: 5, clientId: '', clean: true, keepalive: 0 },
      { protocolVersion: 5 },
    );
    // mqtt-packet does not write what is MQTT 5's: here go the flags.
    bytes[9] = 0;
    one.sendBytes(bytes);
    await settle();
    const [connack] = one.of('connack') as IConnackPacket[];
    expect(connack?.properties?.assignedClientIdentifier).toMatch(/^.{16}$/);
  });

  it('[MQTT-3.2.2-21] says which keepalive holds where the client’s is too long', async () => {
    const { client } = createFakeBroker({ maxKeepaliveSec: 60 });
    expect((await client().connect({ keepalive: 120 })).properties).toMatchObject({ serverKeepAlive: 60 });
    expect((await client().connect({ keepalive: 60 })).properties).not.toHaveProperty('serverKeepAlive');
  });
});
