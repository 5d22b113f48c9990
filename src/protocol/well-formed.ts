// Walks over MessagePack without building anything, before the decoder does: a stranger's header may promise
// four billion elements, and the decoder makes room for what is promised (300 nested promises in 1.5 kB took 2.5 GB).

/** Far below what the encoder takes (100), so whatever was decoded can be encoded again. */
const maxDepth = 32;

/** Is this exactly one value, with every length covered by bytes that are there, no text cut off in a character, and not nested too deep? */
export function isWellFormed(bytes: Uint8Array): boolean {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  /** Values still to come in each array or map that is open. */
  const openCounts: number[] = [1];
  let at = 0;
  // Each value takes at least one byte, so more values than bytes are a lie.
  let promised = 1;

  const readUint = (width: number): number => {
    if (at + width > bytes.length) return Number.POSITIVE_INFINITY;
    const value = width === 1 ? view.getUint8(at) : width === 2 ? view.getUint16(at) : view.getUint32(at);
    at += width;
    return value;
  };

  while (promised > 0) {
    if (promised > bytes.length - at) return false;
    while (openCounts.at(-1) === 0) openCounts.pop();
    openCounts.push((openCounts.pop() ?? 0) - 1);
    promised--;

    const header = bytes[at++] ?? 0xc1;
    let children = 0;
    let skip = 0;
    if (header <= 0x7f || header >= 0xe0) continue;
    else if (header <= 0x8f) children = 2 * (header & 0x0f);
    else if (header <= 0x9f) children = header & 0x0f;
    else if (header <= 0xbf) skip = header & 0x1f;
    else if (header === 0xc0 || header === 0xc2 || header === 0xc3) continue;
    else if (header === 0xc1) return false;
    else if (header <= 0xc6) skip = readUint(1 << (header - 0xc4));
    else if (header <= 0xc9) skip = readUint(1 << (header - 0xc7)) + 1;
    else if (header <= 0xcb) skip = header === 0xca ? 4 : 8;
    else if (header <= 0xd3) skip = 1 << (header & 0x03);
    else if (header <= 0xd8) skip = (1 << (header - 0xd4)) + 1;
    else if (header <= 0xdb) skip = readUint(1 << (header - 0xd9));
    else if (header <= 0xdd) children = readUint(header === 0xdc ? 2 : 4);
    else children = 2 * readUint(header === 0xde ? 2 : 4);

    at += skip;
    if (at > bytes.length) return false;
    const isText = (header >= 0xa0 && header <= 0xbf) || (header >= 0xd9 && header <= 0xdb);
    if (isText && !endsWithCharacter(bytes, at - skip, at)) return false;
    if (children > 0) {
      if (openCounts.length > maxDepth) return false;
      openCounts.push(children);
      promised += children;
    }
  }
  return at === bytes.length;
}

/** The decoder goes by the first byte of each character, and reads on behind a text whose last one is cut off. */
function endsWithCharacter(bytes: Uint8Array, from: number, to: number): boolean {
  let at = from;
  while (at < to) {
    const first = bytes[at++] ?? 0;
    if (first >= 0xc0 && first < 0xf8) at += first < 0xe0 ? 1 : first < 0xf0 ? 2 : 3;
  }
  return at === to;
}
