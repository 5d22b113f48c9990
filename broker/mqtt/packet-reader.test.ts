import * as fc from 'fast-check';
import { generate, type Packet } from 'mqtt-packet';
import { describe, expect, it } from 'vitest';
import { createPacketReader } from './packet-reader';

/** A packet of `length` bytes behind its header. */
function packetOf(length: number): Buffer {
  const header = [0x30];
  let rest = length;
  do {
    header.push((rest % 128) | (rest >= 128 ? 128 : 0));
    rest = Math.floor(rest / 128);
  } while (rest > 0);
  return Buffer.concat([Buffer.from(header), Buffer.alloc(length, length % 251)]);
}

describe('the packet reader', () => {
  it('gives the same packets however the bytes are cut', () => {
    const lengths = fc.array(fc.oneof(fc.constantFrom(0, 127, 128, 16_383, 16_384), fc.nat(300)), {
      minLength: 1,
      maxLength: 6,
    });
    fc.assert(
      fc.property(lengths, fc.array(fc.integer({ min: 1, max: 5000 })), (sizes, cuts) => {
        const packets = sizes.map(packetOf);
        const stream = Buffer.concat(packets);
        const reader = createPacketReader();
        const read: Buffer[] = [];
        let at = 0;
        for (const cut of [...cuts, stream.length]) {
          reader.append(stream.subarray(at, at + cut));
          at += cut;
          for (let next = reader.next(100_000); next; next = reader.next(100_000))
            if ('packet' in next) read.push(Buffer.from(next.packet));
        }
        expect(read.map((packet) => packet.toString('hex'))).toEqual(
          packets.map((packet) => packet.toString('hex')),
        );
      }),
      { numRuns: 50 },
    );
  });

  it('refuses a packet at its header when it declares too much', () => {
    const reader = createPacketReader();
    reader.append(packetOf(100).subarray(0, 2));
    expect(reader.next(101)).toEqual({ problem: 'too-large' });
    expect(createPacketReader().next(101)).toBeUndefined();
  });

  it.each([1, 2] as const)(
    'passes over the payload of a PUBLISH at QoS %i that is too long, however the bytes are cut, and goes on behind it',
    (qos) => {
      const [long, next] = [
        { cmd: 'publish', topic: 'text/lobby', payload: 'x'.repeat(50_000), qos, messageId: 7 },
        { cmd: 'publish', topic: 'text/lobby', payload: 'short', qos: 0 },
      ].map((packet) => generate({ dup: false, retain: false, ...packet } as Packet)) as [Buffer, Buffer];
      fc.assert(
        fc.property(fc.array(fc.integer({ min: 1, max: 60_000 })), (cuts) => {
          const stream = Buffer.concat([long, next]);
          const reader = createPacketReader();
          const read: unknown[] = [];
          let at = 0;
          for (const cut of [1, 1, 1, 1, 1, 1, ...cuts, stream.length]) {
            reader.append(stream.subarray(at, at + cut));
            at += cut;
            for (let found = reader.next(17_000, true); found; found = reader.next(17_000, true))
              read.push(found);
          }
          const topic = Buffer.from('text/lobby');
          const emptied = Buffer.concat([Buffer.of(0x30 | (qos << 1), 14, 0, 10), topic, Buffer.of(0, 7)]);
          expect(read).toEqual([{ emptied, bytes: long.length }, { packet: next }]);
        }),
        { numRuns: 50 },
      );
    },
  );

  it('passes over nothing but a PUBLISH with a topic that fits', () => {
    const starts = [
      [0x36, 0xff, 0xff, 3],
      [0x82, 0xff, 0xff, 3],
      [0x30, 0xff, 0xff, 0xff, 0x7f],
      [0x30, 0xff, 0xff, 3, 0xff, 0xff],
    ];
    for (const start of starts) {
      const reader = createPacketReader();
      reader.append(Buffer.from(start));
      expect(reader.next(17_000, true)).toEqual({ problem: 'too-large' });
    }
  });

  it('takes a packet that is just as long as allowed', () => {
    const reader = createPacketReader();
    reader.append(packetOf(100));
    expect(reader.next(102)).toMatchObject({ packet: packetOf(100) });
  });

  it('refuses a length of more than four bytes', () => {
    const reader = createPacketReader();
    reader.append(Buffer.from([0x30, 0xff, 0xff, 0xff]));
    expect(reader.next(1e9)).toBeUndefined();
    reader.append(Buffer.from([0xff]));
    expect(reader.next(1e9)).toEqual({ problem: 'bad-length' });
  });
});
