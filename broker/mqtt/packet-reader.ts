// Cuts a client's bytes into whole MQTT packets. A packet that declares too much is refused at its header, before it is buffered.

export type NextPacket =
  | { readonly packet: Buffer }
  | { readonly problem: 'too-large' | 'bad-length' }
  /** The packet is not complete yet. */
  | undefined;

export interface PacketReader {
  append(bytes: Buffer): void;
  /** The next whole packet, taken out, if it is at most `maxBytes` long. */
  next(maxBytes: number): NextPacket;
}

export const createPacketReader = (): PacketReader => new Reader();

const nothing = Buffer.alloc(0);

/** A class, as all that there is one of for every connection: ten thousand times a few closures are megabytes. */
class Reader implements PacketReader {
  /** Read up to `at`. */
  private held: Buffer = nothing;
  private at = 0;
  /** What came behind `held`. Put together only when it completes something: a client that sends byte by byte costs no copies. */
  private later: Buffer[] | undefined;
  private unreadBytes = 0;
  private neededBytes = 2;

  append(bytes: Buffer): void {
    if (bytes.length === 0) return;
    if (this.unreadBytes === 0) {
      this.held = bytes;
      this.at = 0;
    } else {
      this.later ??= [];
      this.later.push(bytes);
    }
    this.unreadBytes += bytes.length;
  }

  next(maxBytes: number): NextPacket {
    if (this.unreadBytes < this.neededBytes) return undefined;
    if (this.later) {
      this.held = Buffer.concat([this.held.subarray(this.at), ...this.later], this.unreadBytes);
      this.at = 0;
      this.later = undefined;
    }
    const size = packetSize(this.held, this.at);
    if (size === 'bad-length') return { problem: size };
    if (size === undefined) {
      this.neededBytes = this.unreadBytes + 1;
      return undefined;
    }
    if (size > maxBytes) return { problem: 'too-large' };
    if (size > this.unreadBytes) {
      this.neededBytes = size;
      return undefined;
    }
    const packet = this.held.subarray(this.at, this.at + size);
    this.at += size;
    this.unreadBytes -= size;
    this.neededBytes = 2;
    // Nothing is kept for a client that says nothing.
    if (this.unreadBytes === 0) this.held = nothing;
    return { packet };
  }
}

/** Header and all, as the fixed header at `start` declares it. */
function packetSize(bytes: Buffer, start: number): number | 'bad-length' | undefined {
  let length = 0;
  for (let i = 1; i <= 4; i++) {
    const byte = bytes[start + i];
    if (byte === undefined) return undefined;
    length += (byte & 0x7f) * 0x80 ** (i - 1);
    if (byte < 0x80) return 1 + i + length;
  }
  return 'bad-length';
}
