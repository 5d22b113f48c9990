import { parser as createParser, type Packet } from 'mqtt-packet';
import { describe, expect, it } from 'vitest';
import { bytesOf, createPublishEncoder, lengthOf } from './publish-encoder';

function parse(bytes: Buffer, protocolVersion: 4 | 5): Packet[] {
  const packets: Packet[] = [];
  const parser = createParser({ protocolVersion });
  parser.on('packet', (packet) => packets.push(packet));
  parser.parse(bytes);
  return packets;
}

describe('an encoded PUBLISH', () => {
  it.each([
    [4, 0, 'name'],
    [4, 1, 'name'],
    [5, 0, 'name'],
    [5, 1, 'name'],
    [5, 0, 'both'],
    [5, 1, 'both'],
    [5, 0, 'alias'],
    [5, 1, 'alias'],
  ] as const)(
    'reads as it should in version %i at QoS %i with the topic by %s, for short and long payloads',
    (version, qos, naming) => {
      for (const length of [0, 1, 90, 120, 127, 128, 16_300, 16_384, 20_000]) {
        const payload = Buffer.alloc(length, 'x');
        const encoded = createPublishEncoder('room/ä', payload).encode(version, qos, naming);
        const piece = { encoded, packetId: 0xabcd, alias: 0x0102 };
        const [packet] = parse(bytesOf(piece), version);
        expect(bytesOf(piece)).toHaveLength(lengthOf(piece));
        expect(packet).toMatchObject({
          cmd: 'publish',
          topic: naming === 'alias' ? '' : 'room/ä',
          qos,
          dup: false,
          retain: false,
          payload,
          ...(qos === 1 && { messageId: 0xabcd }),
        });
        const alias = packet?.cmd === 'publish' ? packet.properties?.topicAlias : undefined;
        expect(alias).toBe(naming === 'name' ? undefined : 0x0102);
      }
    },
  );

  it('is encoded once for each form, and each receiver has its own numbers in its copy', () => {
    const encoder = createPublishEncoder('room/a', Buffer.from('x'));
    const encoded = encoder.encode(5, 1, 'alias');
    expect(encoder.encode(5, 1, 'alias')).toBe(encoded);
    const copies = [1, 2].map((packetId) =>
      Buffer.from(bytesOf({ encoded, packetId, alias: 10 * packetId })),
    );
    expect(copies.flatMap((copy) => parse(copy, 5))).toMatchObject([
      { messageId: 1, properties: { topicAlias: 10 } },
      { messageId: 2, properties: { topicAlias: 20 } },
    ]);
  });
});
