import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { framed } from './websocket-frames';

/** The contents of binary, whole and unmasked frames, as RFC 6455 lays them out. */
function read(bytes: Buffer): Buffer[] {
  const frames: Buffer[] = [];
  for (let at = 0; at < bytes.length;) {
    expect(bytes[at]).toBe(0x82);
    const short = bytes.readUInt8(at + 1);
    const start = at + (short < 126 ? 2 : 4);
    const length = short < 126 ? short : bytes.readUInt16BE(at + 2);
    expect(short).toBeLessThan(127);
    frames.push(bytes.subarray(start, start + length));
    at = start + length;
  }
  return frames;
}

it('puts pieces of any length into frames that a client reads as they were, none longer than allowed', () => {
  const piece = fc.uint8Array({ maxLength: 700 }).map((bytes) => Buffer.from(bytes));
  const maxFrameBytes = fc.oneof(fc.integer({ min: 1, max: 300 }), fc.constantFrom(1024, 65_535));
  fc.assert(
    fc.property(fc.array(piece), maxFrameBytes, (pieces, max) => {
      const whole = Buffer.concat(pieces);
      const frames = read(framed(pieces, whole.length, max));
      expect(Buffer.concat(frames)).toEqual(whole);
      expect(frames.slice(0, -1).every(({ length }) => length === max)).toBe(true);
      expect(frames.at(-1)?.length ?? 0).toBeLessThanOrEqual(max);
    }),
  );
});

it.each([1, 125, 126, 127, 1024, 65_535])(
  'makes one frame of %i bytes where so many are allowed',
  (length) => {
    const bytes = Buffer.alloc(length, 'x');
    expect(read(framed([bytes], length, 65_535))).toEqual([bytes]);
  },
);
