// How plain topics go to one client: its socket, its receive maximum, and whose turn it is in a shared subscription.
import { expect, it } from 'vitest';
import { createFakeBroker, upTo } from './fake-broker';
import { settle, type FakeClient } from './fake-client';
import { heard, publishTo, send, subscribeTo } from './handlers/plain-client';

const limits = { maxUnsentBytes: 300 };
const long = 'x'.repeat(90);

async function publishMany(writer: FakeClient, numbers: readonly number[], qos: 0 | 1 = 1): Promise<void> {
  for (const number of numbers) await publishTo(writer, 'a', `${number} ${long}`, { qos, messageId: number });
}
const numbersOf = (client: FakeClient) => heard(client).map((text) => Number.parseInt(text.slice(2), 10));

/** The network takes what there is, as often as that. */
async function drain(client: FakeClient, times: number): Promise<void> {
  for (let time = 0; time < times; time++) {
    client.thaw();
    await settle();
  }
}

it('gives a socket that takes nothing no more than it holds, and the rest in order as it drains', async () => {
  const { connected, metrics } = createFakeBroker(limits);
  const [reader, writer] = [await connected('reader'), await connected('writer')];
  await subscribeTo(reader, [{ topic: 'a' }]);
  reader.freeze();
  await publishMany(writer, upTo(10));
  // Each has some 100 bytes.
  expect(metrics.counts.plainSent).toBe(3);
  await drain(reader, 1);
  expect(metrics.counts.plainSent).toBe(6);
  await drain(reader, 2);
  expect(numbersOf(reader)).toEqual([4, 5, 6, 7, 8, 9, 10]);
  expect(metrics.counts.plainLost).toBe(0);
});

it('goes on as the socket drains with what waited while its client was away', async () => {
  const { connected } = createFakeBroker(limits);
  const [reader, writer] = [await connected('reader'), await connected('writer')];
  await subscribeTo(reader, [{ topic: 'a' }]);
  reader.cut();
  await publishMany(writer, upTo(10));
  const again = await connected('reader');
  expect(numbersOf(again).length).toBeLessThan(5);
  await drain(again, 3);
  expect(numbersOf(again)).toEqual(upTo(10));
});

it('drops QoS 0 for a socket that takes nothing, and counts it', async () => {
  const { connected, metrics } = createFakeBroker(limits);
  const [reader, writer] = [await connected('reader'), await connected('writer')];
  await subscribeTo(reader, [{ topic: 'a' }]);
  reader.freeze();
  await publishMany(writer, upTo(10), 0);
  expect([metrics.counts.plainSent, metrics.counts.plainLost]).toEqual([4, 6]);
  await drain(reader, 1);
  await publishMany(writer, [11], 0);
  expect(numbersOf(reader)).toEqual([11]);
});

it('has no more under way than a limit, whatever the client would take', async () => {
  const { connected } = createFakeBroker({ maxPlainUnderWay: 2 });
  const [reader, writer] = [await connected('reader'), await connected('writer')];
  await subscribeTo(reader, [{ topic: 'a' }]);
  await publishMany(writer, upTo(4));
  expect(numbersOf(reader)).toEqual([1, 2]);
  for (const packet of reader.publishes()) reader.ack(packet);
  await settle();
  expect(numbersOf(reader)).toEqual([1, 2, 3, 4]);
});

it.each([
  ['whose socket is full', limits, (member: FakeClient) => member.freeze()],
  ['who acknowledges nothing', { maxPlainUnderWay: 2 }, () => undefined],
])(
  'gives a member of a shared subscription %s no turn while others take something',
  async (_who, some, stop) => {
    const { connected, metrics } = createFakeBroker(some);
    const [slow, quick, writer] = [
      await connected('slow'),
      await connected('quick'),
      await connected('writer'),
    ];
    quick.autoAck();
    for (const member of [slow, quick])
      await subscribeTo(
        member,
        [{ topic: '$share/g/a' }].map((each) => ({ ...each, qos: 1 })),
      );
    stop(slow);
    await publishMany(writer, upTo(20));
    // What fits, and then nothing.
    expect(numbersOf(quick).length).toBeGreaterThanOrEqual(17);
    expect([metrics.counts.plainSent, metrics.gauges.get('plainQueued')?.()]).toEqual([
      20,
      20 - numbersOf(quick).length,
    ]);
  },
);

it('ends QoS 2 with nothing but PUBREC and PUBCOMP, in this order', async () => {
  const { connected, metrics } = createFakeBroker();
  const [reader, writer] = [await connected('reader'), await connected('writer')];
  await subscribeTo(reader, [{ topic: 'a' }]);
  await publishTo(writer, 'a', 'x', { qos: 2 });
  const messageId = reader.publishes()[0]?.messageId ?? 0;
  const queued = () => metrics.gauges.get('plainQueued')?.();
  await send(reader, { cmd: 'puback', messageId });
  await send(reader, { cmd: 'pubcomp', messageId });
  expect(queued()).toBe(1);
  await send(reader, { cmd: 'pubrec', messageId });
  expect(queued()).toBe(1);
  await send(reader, { cmd: 'pubcomp', messageId });
  expect(queued()).toBe(0);
});

it('lets a room go on when what was under way on plain topics is acknowledged, and the other way round', async () => {
  const { application, connected } = createFakeBroker();
  const reader = await connected('reader', 5, {
    properties: { receiveMaximum: 1, sessionExpiryInterval: 60 },
  });
  const writer = await connected('writer');
  await subscribeTo(reader, [{ topic: 'a' }]);
  await reader.subscribe(['room/a']);
  await publishTo(writer, 'a', 'one');
  application.write('room/a', ['entry']);
  await settle();
  const ackLast = async () => {
    const packet = reader.publishes().at(-1);
    if (packet) reader.ack(packet);
    await settle();
  };
  expect(heard(reader)).toEqual(['a one']);
  await ackLast();
  expect(heard(reader)).toEqual(['a one', 'room/a entry']);
  await publishTo(writer, 'a', 'two', { messageId: 2 });
  expect(heard(reader)).toHaveLength(2);
  await ackLast();
  expect(heard(reader)).toEqual(['a one', 'room/a entry', 'a two']);
});
