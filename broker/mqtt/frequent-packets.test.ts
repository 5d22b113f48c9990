import * as fc from 'fast-check';
import { generate, parser as createParser, type Packet } from 'mqtt-packet';
import { expect, it } from 'vitest';
import { readFrequent } from './frequent-packets';

const publish = fc
  .record({
    topic: fc.oneof(fc.constantFrom('room/a', '', 'room/ä'), fc.string()),
    payload: fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
    qos: fc.constantFrom(0 as const, 1 as const, 2 as const),
    dup: fc.boolean(),
    retain: fc.boolean(),
    messageId: fc.integer({ min: 1, max: 65_535 }),
    topicAlias: fc.option(fc.nat(65_535), { nil: undefined }),
    reason: fc.boolean(),
  })
  .map(({ topicAlias, reason, ...rest }): Packet => ({
    cmd: 'publish',
    ...rest,
    properties: {
      ...(topicAlias !== undefined && { topicAlias }),
      ...(reason && { contentType: 'text' }),
    },
  }));
const puback = fc
  .record({ messageId: fc.integer({ min: 1, max: 65_535 }), reasonCode: fc.constantFrom(0, 0x10, 0x83) })
  .map((fields): Packet => ({ cmd: 'puback', ...fields }));
const change = fc.record({ at: fc.nat(20), to: fc.nat(255) });

/** As mqtt-packet reads it; `undefined` where it finds a mistake. */
function readByLibrary(bytes: Buffer, protocolVersion: 4 | 5): Packet | undefined {
  const packets: Packet[] = [];
  let isWrong = false;
  const parser = createParser({ protocolVersion });
  parser.on('packet', (packet) => packets.push(packet));
  parser.on('error', () => (isWrong = true));
  parser.parse(bytes);
  return isWrong ? undefined : packets[0];
}

const essence = (packet: Packet | undefined) => {
  if (packet?.cmd === 'puback')
    return { cmd: packet.cmd, messageId: packet.messageId, code: packet.reasonCode ?? 0 };
  if (packet?.cmd !== 'publish') return packet?.cmd;
  const { topic, payload, qos, dup, retain, messageId, properties } = packet;
  return { topic, payload, qos, dup, retain, messageId, alias: properties?.topicAlias };
};

it.each([4, 5] as const)(
  'reads nothing otherwise than mqtt-packet in version %i, also what is broken',
  (version) => {
    let read = 0;
    fc.assert(
      fc.property(fc.oneof(publish, puback), fc.array(change, { maxLength: 2 }), (packet, changes) => {
        const fields = version === 4 ? { ...packet, properties: undefined } : packet;
        let bytes: Buffer;
        try {
          bytes = generate(fields, { protocolVersion: version });
        } catch {
          return; // Its writer refuses some that its reader takes.
        }
        const declared = bytes.length;
        for (const { at, to } of changes) if (at !== 1 && at < bytes.length) bytes[at] = to;
        // The reader of packets has cut it by its length; one whose length was changed is another packet.
        if (bytes.length !== declared) return;
        const frequent = readFrequent(bytes, version);
        if (!frequent) return;
        read++;
        expect(essence(frequent)).toEqual(essence(readByLibrary(bytes, version)));
      }),
      { numRuns: 3000 },
    );
    expect(read).toBeGreaterThan(300);
  },
);

it.each([
  [4, { cmd: 'publish', topic: 'room/a', payload: 'x', qos: 1, messageId: 7, dup: false, retain: false }],
  [5, { cmd: 'publish', topic: 'room/a', payload: 'x', qos: 1, messageId: 7, dup: true, retain: false }],
  [
    5,
    {
      cmd: 'publish',
      topic: '',
      payload: 'x',
      qos: 0,
      dup: false,
      retain: false,
      properties: { topicAlias: 3 },
    },
  ],
  [4, { cmd: 'puback', messageId: 7 }],
  [5, { cmd: 'puback', messageId: 7 }],
  [5, { cmd: 'puback', messageId: 7, reasonCode: 0 }],
] as [4 | 5, Packet][])('takes on itself what comes all the time, in version %i: %j', (version, packet) => {
  expect(readFrequent(generate(packet, { protocolVersion: version }), version)).toBeDefined();
});
