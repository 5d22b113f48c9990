import { describe, expect, it } from 'vitest';
import { createMemoryData } from '../../store/memory-store';
import { createFakeBroker } from '../fake-broker';
import { settle } from '../fake-client';
import { heard, publishTo, restarted, send, subscribeTo } from './plain-client';

describe.each([4, 5] as const)('QoS 2 from a client, version %i', (version) => {
  it('[MQTT-4.3.3-8], [MQTT-4.3.3-10] publishes once what comes twice before its PUBREL', async () => {
    const { connected } = createFakeBroker();
    const [reader, writer] = [await connected('reader', version), await connected('writer', version)];
    await subscribeTo(reader, [{ topic: 'a/#', qos: 1 }]);
    await publishTo(writer, 'a/b', 'one', { qos: 2, messageId: 7 });
    await publishTo(writer, 'a/b', 'one', { qos: 2, messageId: 7, dup: true });
    expect(writer.of('pubrec')).toMatchObject([{ messageId: 7 }, { messageId: 7 }]);
    expect(heard(reader)).toEqual(['a/b one']);
    await send(writer, { cmd: 'pubrel', messageId: 7 });
    expect(writer.of('pubcomp')).toMatchObject([{ messageId: 7 }]);
  });

  it('[MQTT-4.3.3-12] takes the id as a new one after its PUBREL', async () => {
    const { connected } = createFakeBroker();
    const [reader, writer] = [await connected('reader', version), await connected('writer', version)];
    await subscribeTo(reader, [{ topic: 'a/#', qos: 0 }]);
    for (const text of ['one', 'two']) {
      await publishTo(writer, 'a/b', text, { qos: 2, messageId: 7 });
      await send(writer, { cmd: 'pubrel', messageId: 7 });
    }
    expect(writer.of('pubcomp')).toHaveLength(2);
    expect(heard(reader)).toEqual(['a/b one', 'a/b two']);
  });

  it('[MQTT-4.3.3-11] answers a PUBREL for nothing, so that the client comes to its end', async () => {
    const { connected } = createFakeBroker();
    const writer = await connected('writer', version);
    await send(writer, { cmd: 'pubrel', messageId: 9 });
    expect(writer.of('pubcomp')).toMatchObject([
      version === 5 ? { messageId: 9, reasonCode: 0x92 } : { messageId: 9 },
    ]);
    // A PUBCOMP was lost with the last connection: that is no error.
    writer.cut();
    const again = await connected('writer', version);
    await send(again, { cmd: 'pubrel', messageId: 9 });
    expect(again.of('pubcomp')).toMatchObject([
      version === 5 ? { messageId: 9, reasonCode: 0 } : { messageId: 9 },
    ]);
  });

  it('knows after a restart what it has, and publishes nothing a second time', async () => {
    const data = createMemoryData();
    const first = createFakeBroker({}, { data });
    const writer = await first.connected('writer', version);
    await publishTo(writer, 'a', 'one', { qos: 2, messageId: 7 });
    expect(writer.of('pubrec')).toHaveLength(1);
    writer.cut();
    await settle();

    const second = await restarted(first, data);
    const reader = await second.connected('reader', version);
    await subscribeTo(reader, [{ topic: '#' }]);
    const again = await second.connected('writer', version);
    await publishTo(again, 'a', 'one', { qos: 2, messageId: 7, dup: true });
    await send(again, { cmd: 'pubrel', messageId: 7 });
    expect([again.of('pubrec').length, again.of('pubcomp').length]).toEqual([1, 1]);
    expect(heard(reader)).toEqual([]);
    await publishTo(again, 'a', 'two', { qos: 2, messageId: 7 });
    expect(heard(reader)).toEqual(['a two']);
  });

  it('says nothing while the disk fails, so that nothing is believed to be here', async () => {
    const data = createMemoryData();
    const { connected } = createFakeBroker({}, { data });
    const [reader, writer] = [await connected('reader', version), await connected('writer', version)];
    await subscribeTo(reader, [{ topic: 'a' }]);
    data.failing = true;
    await publishTo(writer, 'a', 'one', { qos: 2, messageId: 7 });
    expect(writer.of('pubrec')).toMatchObject(version === 5 ? [{ reasonCode: 0x83 }] : []);
    expect(writer.isClosed()).toBe(version === 4);
    expect(heard(reader)).toEqual([]);
  });

  it('publishes nothing before the session is on disk that knows what it has', async () => {
    const { application, connected } = createFakeBroker();
    const [reader, writer] = [await connected('reader', version), await connected('writer', version)];
    await subscribeTo(reader, [{ topic: 'a' }]);
    application.failSaves = true;
    await publishTo(writer, 'a', 'one', { qos: 2, messageId: 7 });
    writer.cut();
    // The broker has the session in mind, and only there.
    const again = await connected('writer', version);
    await publishTo(again, 'a', 'one', { qos: 2, messageId: 7, dup: true });
    expect([writer, again].map(({ isClosed }) => isClosed())).toEqual([true, version === 4]);
    expect(again.of('pubrec')).toMatchObject(version === 5 ? [{ reasonCode: 0x83 }] : []);
    expect(heard(reader)).toEqual([]);
    application.failSaves = false;
    const last = version === 4 ? await connected('writer', version) : again;
    await publishTo(last, 'a', 'one', { qos: 2, messageId: 7, dup: true });
    expect(heard(reader)).toEqual(['a one']);
    expect(application.records.get('anybody/writer')).toBeDefined();
  });
});

it('says PUBCOMP once it is on disk, and leaves nothing there', async () => {
  const data = createMemoryData();
  const { connected } = createFakeBroker({}, { data });
  const writer = await connected('writer');
  const stored = () => [...data.rows.keys()].filter((key) => key.startsWith('plainReceived/'));
  await publishTo(writer, 'a', 'one', { qos: 2, messageId: 7 });
  expect(stored()).toEqual(['plainReceived/anybody/writer/7']);
  data.failing = true;
  await send(writer, { cmd: 'pubrel', messageId: 7 });
  expect([writer.of('pubcomp'), writer.isClosed()]).toEqual([[], true]);
  data.failing = false;
  const again = await connected('writer');
  await send(again, { cmd: 'pubrel', messageId: 7 });
  expect([again.of('pubcomp').length, stored()]).toEqual([1, []]);
});

it('keeps no id of a message that was refused', async () => {
  const { connected } = createFakeBroker();
  const [reader, writer] = [await connected('reader'), await connected('writer')];
  await subscribeTo(reader, [{ topic: 'a' }]);
  await publishTo(writer, 'secret/a', 'no', { qos: 2, messageId: 7 });
  await publishTo(writer, 'a', 'yes', { qos: 2, messageId: 7 });
  expect(writer.of('pubrec')).toMatchObject([{ reasonCode: 0x87 }, { reasonCode: 0 }]);
  expect(heard(reader)).toEqual(['a yes']);
});

it('[MQTT-3.3.4-9] ends the connection that has more unreleased than the receive maximum', async () => {
  const { connected } = createFakeBroker({ receiveMaximum: 2 });
  const writer = await connected('writer');
  for (const messageId of [1, 2, 3]) await publishTo(writer, 'a', 'x', { qos: 2, messageId });
  expect(writer.of('disconnect')).toMatchObject([{ reasonCode: 0x93 }]);
});
