// Cuts a client's bytes into whole MQTT packets. A packet that declares too much is refused at its header, before it is buffered.

export type NextPacket =
  | { readonly packet: Buffer }
  | { readonly problem: 'too-large' | 'bad-length' }
  /** The packet is not complete yet. */
  | undefined;

export interface PacketReader {
  readonly append: (bytes: Buffer) => void;
  /** The next whole packet, taken out, if it is at most `maxBytes` long. */
  readonly next: (maxBytes: number) => NextPacket;
}

export function createPacketReader(): PacketReader {
  let chunks: Buffer[] = [];
  let heldBytes = 0;
  // Chunks are put together only when they complete something: a client that sends byte by byte costs no copies.
  let neededBytes = 2;

  return {
    append(bytes) {
      if (bytes.length === 0) return;
      chunks.push(bytes);
      heldBytes += bytes.length;
    },

    next(maxBytes) {
      if (heldBytes < neededBytes) return undefined;
      const held = chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks, heldBytes);
      chunks = [held];
      const size = packetSize(held);
      if (size === 'bad-length') return { problem: size };
      if (size === undefined) {
        neededBytes = heldBytes + 1;
        return undefined;
      }
      if (size > maxBytes) return { problem: 'too-large' };
      if (size > heldBytes) {
        neededBytes = size;
        return undefined;
      }
      chunks = size === heldBytes ? [] : [held.subarray(size)];
      heldBytes -= size;
      neededBytes = 2;
      return { packet: held.subarray(0, size) };
    },
  };
}

/** Header and all, as the fixed header declares it. */
function packetSize(bytes: Buffer): number | 'bad-length' | undefined {
  let length = 0;
  for (let i = 1; i <= 4; i++) {
    const byte = bytes[i];
    if (byte === undefined) return undefined;
    length += (byte & 0x7f) * 0x80 ** (i - 1);
    if (byte < 0x80) return 1 + i + length;
  }
  return 'bad-length';
}
