// Unpacks what LevelDB packed with Snappy. Only needed where LevelDB itself cannot be asked: to check its files before it
// opens them, and to get out of damaged ones what is whole.
import { createReader } from './varint';

/** A block of ours is some kilobytes, or one large row. */
const maxUnpackedBytes = 256 * 1024 * 1024;

/** `undefined` when it is not what Snappy makes. */
export function unpackSnappy(packed: Buffer): Buffer | undefined {
  const length = createReader(packed).varint();
  if (length === undefined || length > maxUnpackedBytes) return undefined;
  let from = 0;
  while ((packed[from++] ?? 0) >= 0x80);
  const out = Buffer.alloc(length);
  let to = 0;

  while (from < packed.length) {
    const tag = packed[from++] as number;
    const kind = tag & 3;
    if (kind === 0) {
      let literal = (tag >> 2) + 1;
      if (literal > 60) {
        const width = literal - 60;
        if (from + width > packed.length) return undefined;
        literal = packed.readUIntLE(from, width) + 1;
        from += width;
      }
      if (from + literal > packed.length || to + literal > length) return undefined;
      packed.copy(out, to, from, from + literal);
      from += literal;
      to += literal;
      continue;
    }
    const width = kind === 3 ? 4 : kind;
    if (from + width > packed.length) return undefined;
    const low = packed.readUIntLE(from, width);
    from += width;
    const distance = kind === 1 ? ((tag >> 5) << 8) | low : low;
    const copied = kind === 1 ? ((tag >> 2) & 7) + 4 : (tag >> 2) + 1;
    if (distance === 0 || distance > to || to + copied > length) return undefined;
    // Byte by byte: a copy may overlap what it makes.
    for (let n = 0; n < copied; n++, to++) out[to] = out[to - distance] as number;
  }
  return to === length ? out : undefined;
}
