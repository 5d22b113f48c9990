// Bytes as strangers send them: a little changed, cut, doubled, spliced with others, or noise.
import type { Random } from '../torture/chance';

const telling = [0, 1, 0x7f, 0x80, 0xc0, 0xdf, 0xff];
const maxNoiseBytes = 300;

export function mutate(random: Random, samples: readonly Uint8Array[]): Buffer {
  const sample = () => random.pick(samples) ?? new Uint8Array(0);
  let bytes: Buffer = Buffer.from(sample());
  const changes = Math.floor(random.between(0, 5));
  for (let change = 0; change < changes; change++) bytes = changed(bytes, random, sample);
  return bytes;
}

function changed(bytes: Buffer, random: Random, sample: () => Uint8Array): Buffer {
  const at = Math.floor(random.between(0, bytes.length + 1));
  const end = Math.min(bytes.length, at + Math.ceil(random.between(0, 8)));
  const [head, tail] = [bytes.subarray(0, at), bytes.subarray(at)];
  const how = random.next();
  if (how < 0.3) return withByte(bytes, at, Math.floor(random.between(0, 256)));
  if (how < 0.45) return withByte(bytes, at, random.pick(telling) ?? 0);
  if (how < 0.55) return withByte(bytes, at, (bytes[at] ?? 0) ^ (1 << Math.floor(random.between(0, 8))));
  if (how < 0.65) return head;
  if (how < 0.75) return Buffer.concat([head, bytes.subarray(end)]);
  if (how < 0.85) return Buffer.concat([head, bytes.subarray(at, end), tail]);
  if (how < 0.95) return Buffer.concat([head, sample()]);
  return Buffer.concat([head, noise(random), tail]);
}

function withByte(bytes: Buffer, at: number, value: number): Buffer {
  const copy = Buffer.from(bytes);
  if (at < copy.length) copy[at] = value;
  return copy;
}

const noise = (random: Random): Buffer =>
  Buffer.from(
    Array.from({ length: Math.floor(random.between(0, maxNoiseBytes)) }, () =>
      Math.floor(random.between(0, 256)),
    ),
  );
