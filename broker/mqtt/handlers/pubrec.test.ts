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

  it('answers a PUBREC for nothing', async () => {
    const { connected } = createFakeBroker();
    const reader = await connected('reader', version);
    await send(reader, { cmd: 'pubrec', messageId: 50_000 });
    expect(reader.of('pubrel')).toMatchObject([
      version === 5 ? { messageId: 50_000, reasonCode: 0x92 } : { messageId: 50_000 },
    ]);
  });
});
