// Whatever a client sends, it harms itself at most.
import * as fc from 'fast-check';
import { generate, type Packet } from 'mqtt-packet';
import { describe, expect, it } from 'vitest';
import { createMetrics } from '../metrics';
import { createFakeApplication } from './fake-application';
import { createFakePlain } from '../plain/fake-plain';
import { createFakeClient, settle } from './fake-client';
import { createMqtt } from './mqtt';

const seeds = (version: 4 | 5): Packet[] => [
  {
    cmd: 'connect',
    protocolId: 'MQTT',
    protocolVersion: version,
    clientId: 'fuzz',
    clean: true,
    keepalive: 3,
    username: 'a',
    password: Buffer.from('b'),
    ...(version === 5 && { properties: { sessionExpiryInterval: 3, userProperties: { a: 'b' } } }),
  },
  { cmd: 'publish', topic: 'room/a', payload: 'hello', qos: 1, messageId: 1, dup: false, retain: false },
  { cmd: 'publish', topic: 'room/b', payload: '', qos: 0, dup: false, retain: false },
  {
    cmd: 'subscribe',
    messageId: 2,
    subscriptions: [{ topic: 'room/a', qos: 1, ...(version === 5 && { nl: true, rap: false, rh: 0 }) }],
  },
  { cmd: 'unsubscribe', messageId: 3, unsubscriptions: ['room/a', 'room/b'] },
  { cmd: 'puback', messageId: 1, reasonCode: 0 },
  { cmd: 'pubrel', messageId: 1, reasonCode: 0 },
  { cmd: 'pingreq' },
  {
    cmd: 'disconnect',
    reasonCode: 0,
    ...(version === 5 && { properties: { sessionExpiryInterval: 3, reasonString: 'bye' } }),
  },
];

const version = fc.constantFrom(4 as const, 5 as const);

const mutated = version.chain((spoken) =>
  fc.record({
    spoken: fc.constant(spoken),
    packets: fc.array(
      fc.record({
        packet: fc.constantFrom(...seeds(spoken)),
        changes: fc.array(fc.record({ at: fc.nat(80), to: fc.nat(255) }), { maxLength: 4 }),
        cutTo: fc.option(fc.nat(60), { nil: undefined }),
      }),
      { minLength: 1, maxLength: 6 },
    ),
  }),
);

function mutate(
  packet: Packet,
  spoken: 4 | 5,
  changes: readonly { at: number; to: number }[],
  cutTo: number | undefined,
): Buffer {
  const bytes = Buffer.from(generate(packet, { protocolVersion: spoken }));
  for (const { at, to } of changes) bytes[at % bytes.length] = to;
  return bytes.subarray(0, cutTo ?? bytes.length);
}

function setUp() {
  const application = createFakeApplication();
  const errors: unknown[] = [];
  const metrics = createMetrics();
  const mqtt = createMqtt({
    application,
    plain: createFakePlain({
      metrics,
      clock: () => 0,
      log: { info: () => {}, warn: () => {}, error: (message, error) => errors.push([message, error]) },
    }),
    limits: { maxPayloadBytes: 16 * 1024 },
    clock: () => 0,
    log: { info: () => {}, warn: () => {}, error: (message, error) => errors.push([message, error]) },
    metrics,
    receiptProperty: 'seq',
    noticesTopic: 'notices',
    inOrderProperty: 'in-order',
  });
  application.fanOut = mqtt.fanOut;
  return { application, mqtt, errors };
}

describe('malformed input', () => {
  it('of any kind harms no other connection, and is no error of the broker', async () => {
    const { application, mqtt, errors } = setUp();
    const bystander = createFakeClient(mqtt.accept, 5);
    await bystander.connect({ clientId: 'bystander' });
    await bystander.subscribe(['room/safe']);
    bystander.autoAck();
    let count = 0;

    const sendAll = async (spoken: 4 | 5, isConnected: boolean, chunks: readonly Buffer[]) => {
      const fuzzer = createFakeClient(mqtt.accept, spoken);
      if (isConnected) await fuzzer.connect({ clientId: 'fuzzer', clean: true });
      for (const chunk of chunks) fuzzer.sendBytes(chunk);
      await new Promise((resolve) => setImmediate(resolve));
      fuzzer.cut();
      count += 1;
      application.write('room/safe', [`${count}`]);
      await settle();
      expect(bystander.isClosed()).toBe(false);
      expect(bystander.texts().at(-1)).toBe(`${count}`);
      expect(errors).toEqual([]);
      expect(mqtt.connections()).toBe(1);
    };

    await fc.assert(
      fc.asyncProperty(
        version,
        fc.boolean(),
        fc.array(fc.uint8Array({ maxLength: 300 }), { minLength: 1, maxLength: 4 }),
        (spoken, isConnected, chunks) =>
          sendAll(
            spoken,
            isConnected,
            chunks.map((chunk) => Buffer.from(chunk)),
          ),
      ),
      { numRuns: 150 },
    );
    await fc.assert(
      fc.asyncProperty(mutated, fc.boolean(), ({ spoken, packets }, isConnected) =>
        sendAll(
          spoken,
          isConnected,
          packets.map(({ packet, changes, cutTo }) => mutate(packet, spoken, changes, cutTo)),
        ),
      ),
      { numRuns: 500 },
    );
    await mqtt.close();
  }, 60_000);

  it('ends in MQTT 5 with the code for it', async () => {
    const { mqtt } = setUp();
    const broken: [string, Buffer, number][] = [
      ['reserved flags', Buffer.from([0x82 ^ 0x02, 5, 0, 1, 0, 1, 0x61]), 0x81],
      ['packet id 0', Buffer.from([0x82, 8, 0, 0, 0, 0, 2, 0x2f, 0x61, 1]), 0x81],
      ['no filter', Buffer.from([0x82, 3, 0, 1, 0]), 0x82],
      ['a packet for servers', Buffer.from([0xd0, 0]), 0x82],
      ['a topic alias', Buffer.from([0x30, 7, 0, 0, 3, 0x23, 0, 1, 0x61]), 0x94],
      [
        'a second CONNECT, of a version that there is not',
        Buffer.from([0x10, 9, 0, 4, 77, 81, 84, 84, 9, 0, 0]),
        0x82,
      ],
      ['a property twice', Buffer.from([0xe0, 12, 0, 10, 0x11, 0, 0, 0, 1, 0x11, 0, 0, 0, 1]), 0x82],
      ['U+0000 in a topic', Buffer.from([0x30, 4, 0, 1, 0, 0]), 0x81],
      ['DUP at QoS 0', Buffer.from([0x38, 4, 0, 1, 0x61, 0]), 0x81],
    ];
    for (const [what, bytes, code] of broken) {
      const client = createFakeClient(mqtt.accept, 5);
      await client.connect({ clientId: what });
      client.sendBytes(bytes);
      await settle();
      expect([what, client.packets.at(-1)]).toMatchObject([what, { cmd: 'disconnect', reasonCode: code }]);
      expect(client.isClosed()).toBe(true);
    }
    await mqtt.close();
  });

  it('in a CONNECT is refused in the version it speaks', async () => {
    const { mqtt } = setUp();
    const name = [0, 4, 0x4d, 0x51, 0x54, 0x54];
    const refusal = async (spoken: 4 | 5, body: number[]) => {
      const client = createFakeClient(mqtt.accept, spoken);
      client.sendBytes(Buffer.from([0x10, body.length, ...body]));
      await settle();
      expect(client.isClosed()).toBe(true);
      return client.packets;
    };
    // The reserved flag is set [MQTT-3.1.2-3].
    expect(await refusal(5, [...name, 5, 1, 0, 0, 0, 0, 1, 0x61])).toMatchObject([{ reasonCode: 0x81 }]);
    expect(await refusal(4, [...name, 4, 1, 0, 0, 0, 1, 0x61])).toEqual([]);
    // Versions from the future and from the past.
    expect(await refusal(4, [...name, 6, 2, 0, 0, 0, 0, 1, 0x61])).toMatchObject([{ returnCode: 1 }]);
    const old = [0, 6, 0x4d, 0x51, 0x49, 0x73, 0x64, 0x70, 3, 2, 0, 0, 0, 1, 0x61];
    expect(await refusal(4, old)).toMatchObject([{ returnCode: 1 }]);
    await mqtt.close();
  });
});
