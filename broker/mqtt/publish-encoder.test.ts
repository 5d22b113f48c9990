import { parser as createParser, type Packet } from 'mqtt-packet';
import { describe, expect, it } from 'vitest';
import { addressed, createPublishEncoder } from './publish-encoder';

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
        const [packet] = parse(addressed(encoded, 0xabcd, 0x0102), version);
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

  it('is encoded once for each form, and copied for each receiver', () => {
    const encoder = createPublishEncoder('room/a', Buffer.from('x'));
    expect(encoder.encode(5, 1, 'alias')).toBe(encoder.encode(5, 1, 'alias'));
    const [first, second] = [1, 2].map((id) => addressed(encoder.encode(5, 1, 'alias'), id, 1));
    expect(first).not.toEqual(second);
  });

  it('is the same bytes for all where nothing of it is the receiver’s own', () => {
    const encoded = createPublishEncoder('room/a', Buffer.from('x')).encode(4, 0, 'name');
    expect(addressed(encoded, 0, 0)).toBe(encoded.bytes);
  });
});
