import { parser as createParser, type Packet } from 'mqtt-packet';
import { describe, expect, it } from 'vitest';
import { createPublishEncoder, withPacketId } from './publish-encoder';

function parse(bytes: Buffer, protocolVersion: 4 | 5): Packet[] {
  const packets: Packet[] = [];
  const parser = createParser({ protocolVersion });
  parser.on('packet', (packet) => packets.push(packet));
  parser.parse(bytes);
  return packets;
}

describe('an encoded PUBLISH', () => {
  it.each([
    [4, 0],
    [4, 1],
    [5, 0],
    [5, 1],
  ] as const)('reads as it should in version %i at QoS %i, for short and long payloads', (version, qos) => {
    for (const length of [0, 1, 90, 120, 127, 128, 16_300, 16_384, 20_000]) {
      const payload = Buffer.alloc(length, 'x');
      const encoded = createPublishEncoder('room/ä', payload).encode(version, qos);
      const bytes = qos === 1 ? withPacketId(encoded, 0xabcd) : encoded.bytes;
      expect(parse(bytes, version)).toMatchObject([
        {
          cmd: 'publish',
          topic: 'room/ä',
          qos,
          dup: false,
          retain: false,
          payload,
          ...(qos === 1 && { messageId: 0xabcd }),
        },
      ]);
    }
  });

  it('is encoded once, and copied for each receiver', () => {
    const encoder = createPublishEncoder('room/a', Buffer.from('x'));
    expect(encoder.encode(5, 1)).toBe(encoder.encode(5, 1));
    const [first, second] = [1, 2].map((id) => withPacketId(encoder.encode(5, 1), id));
    expect(first).not.toEqual(second);
  });
});
