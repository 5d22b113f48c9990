import { describe, expect, it } from 'vitest';
import { createMemoryData } from '../../store/memory-store';
import { createFakeBroker } from '../fake-broker';
import { settle } from '../fake-client';
import { heard, publishTo, restarted, send, subscribeTo } from './plain-client';

describe.each([4, 5] as const)('QoS 2 to a client, version %i', (version) => {
  async function withOneSent(data = createMemoryData()) {
    const broker = createFakeBroker({}, { data });
    const reader = await broker.connected('reader', version);
    await subscribeTo(reader, [{ topic: 'a' }]);
    const writer = await broker.connected('writer', version);
    await publishTo(writer, 'a', 'one', { qos: 2 });
    const [packet] = reader.publishes();
    return { broker, reader, writer, messageId: packet?.messageId ?? 0, data };
  }

  it('[MQTT-4.3.3-5] sends PUBREL for a PUBREC, and the message never again', async () => {
    const { broker, reader, messageId } = await withOneSent();
    expect(reader.publishes()).toMatchObject([{ qos: 2, dup: false }]);
    await send(reader, { cmd: 'pubrec', messageId });
    expect(reader.of('pubrel')).toMatchObject([{ messageId }]);
    reader.cut();
    const again = await broker.connected('reader', version);
    await settle();
    expect(heard(again)).toEqual([]);
    expect(again.of('pubrel')).toMatchObject([{ messageId }]);
    await send(again, { cmd: 'pubcomp', messageId });
    again.cut();
    const last = await broker.connected('reader', version);
    await settle();
    expect(last.packets.map(({ cmd }) => cmd)).toEqual(['connack']);
  });

  it('[MQTT-4.4.0-1], [MQTT-3.3.1-1] sends what was not acknowledged again, as DUP and with its id', async () => {
    const { broker, reader, messageId } = await withOneSent();
    reader.cut();
    const again = await broker.connected('reader', version);
    await settle();
    expect(again.publishes()).toMatchObject([{ messageId, dup: true, qos: 2 }]);
  });

  it('goes on after a restart where it was, with the same ids', async () => {
    const { broker, reader, messageId, data } = await withOneSent();
    const writer = await broker.connected('writer', version);
    await publishTo(writer, 'a', 'two', { qos: 2, messageId: 2 });
    await send(reader, { cmd: 'pubrec', messageId });
    const second = reader.publishes().at(-1)?.messageId ?? 0;

    const next = await restarted(broker, data);
    const again = await next.connected('reader', version);
    await settle();
    expect(again.of('pubrel')).toMatchObject([{ messageId }]);
    expect(again.publishes()).toMatchObject([{ messageId: second, dup: true, topic: 'a' }]);

    // Also the broker after the next one knows what was sent.
    const last = await restarted(next, data);
    const later = await (await restarted(last, data)).connected('reader', version);
    await settle();
    expect(later.publishes()).toMatchObject([{ messageId: second, dup: true }]);
  });

  it('[MQTT-4.3.3-4] lets go of a message that the client refused', async () => {
    if (version === 4) return;
    const { broker, reader, messageId } = await withOneSent();
    await send(reader, { cmd: 'pubrec', messageId, reasonCode: 0x97 });
    expect(reader.of('pubrel')).toEqual([]);
    reader.cut();
    const again = await broker.connected('reader', version);
    await settle();
    expect(again.packets.map(({ cmd }) => cmd)).toEqual(['connack']);
  });

  it('sends no PUBREL while the disk fails: after a restart the message would come again', async () => {
    const { broker, reader, messageId, data } = await withOneSent();
    data.failing = true;
    await send(reader, { cmd: 'pubrec', messageId });
    expect([reader.of('pubrel'), reader.isClosed()]).toEqual([[], true]);
    data.failing = false;
    const again = await broker.connected('reader', version);
    await settle();
    expect(again.publishes()).toMatchObject([{ messageId, dup: true, qos: 2 }]);
    await send(again, { cmd: 'pubrec', messageId });
    await send(again, { cmd: 'pubcomp', messageId });
    expect(again.of('pubrel')).toHaveLength(1);
    expect(broker.metrics.gauges.get('plainQueued')?.()).toBe(0);
  });

  /** PUBREC came, is being written, and its connection is lost. */
  async function withOneBeingWritten() {
    const stage = await withOneSent();
    const { broker, reader, messageId, data } = stage;
    let goOn = () => {};
    data.gate = new Promise((resolve) => (goOn = resolve));
    await send(reader, { cmd: 'pubrec', messageId });
    await send(reader, { cmd: 'pubrec', messageId });
    expect(reader.of('pubrel')).toEqual([]);
    reader.cut();
    const again = await broker.connected('reader', version);
    expect(again.packets.map(({ cmd }) => cmd)).toEqual(['connack']);
    return {
      ...stage,
      again,
      written: async () => {
        data.gate = undefined;
        goOn();
        await settle();
      },
    };
  }

  it('[MQTT-4.3.3-6] sends PUBREL on the next connection, once it is on disk, and no earlier', async () => {
    const { again, messageId, written } = await withOneBeingWritten();
    await written();
    expect(heard(again)).toEqual([]);
    expect(again.of('pubrel')).toMatchObject([{ messageId }]);
  });

  it('sends the message again, and no PUBREL, when it could not be written', async () => {
    const { again, messageId, broker, written, data } = await withOneBeingWritten();
    data.failing = true;
    await written();
    data.failing = false;
    expect(again.of('pubrel')).toEqual([]);
    expect(again.publishes()).toMatchObject([{ messageId, dup: true, qos: 2 }]);
    await send(again, { cmd: 'pubrec', messageId });
    await send(again, { cmd: 'pubcomp', messageId });
    expect(again.of('pubrel')).toHaveLength(1);
    expect(broker.metrics.gauges.get('plainQueued')?.()).toBe(0);
  });

  it('goes on with nothing on a connection that is over before it is written', async () => {
    const { broker, again, messageId, written } = await withOneBeingWritten();
    again.cut();
    const last = await broker.connected('reader', version);
    await written();
    expect(again.packets.map(({ cmd }) => cmd)).toEqual(['connack']);
    expect(last.of('pubrel')).toMatchObject([{ messageId }]);
  });

  it('answers a PUBREC for nothing', async () => {
    const { connected } = createFakeBroker();
    const reader = await connected('reader', version);
    await send(reader, { cmd: 'pubrec', messageId: 50_000 });
    expect(reader.of('pubrel')).toMatchObject([
      version === 5 ? { messageId: 50_000, reasonCode: 0x92 } : { messageId: 50_000 },
    ]);
  });
});

it('keeps a message for whom it still waits for, when another one’s PUBREC could not be written', async () => {
  const data = createMemoryData();
  const broker = createFakeBroker({}, { data });
  const [slow, quick] = [await broker.connected('slow'), await broker.connected('quick')];
  for (const reader of [slow, quick]) await subscribeTo(reader, [{ topic: 'a' }]);
  await publishTo(await broker.connected('writer'), 'a', 'one', { qos: 2 });
  let fail = () => {};
  data.gate = new Promise((_resolve, reject) => (fail = () => reject(new Error('ENOSPC'))));
  await send(slow, { cmd: 'pubrec', messageId: slow.publishes()[0]?.messageId });
  data.gate = undefined;
  await send(quick, { cmd: 'pubrec', messageId: quick.publishes()[0]?.messageId });
  fail();
  await settle();

  const again = await (await restarted(broker, data)).connected('slow');
  await settle();
  expect(heard(again)).toEqual(['a one']);
});
