// Cuts a client's bytes into whole MQTT packets. A packet that declares too much is refused at its header, before it is buffered.

export type NextPacket =
  | { readonly packet: Buffer }
  /** A PUBLISH that was too large, without its payload, and how long it was. */
  | { readonly emptied: Buffer; readonly bytes: number }
  | { readonly problem: 'too-large' | 'bad-length' }
  /** The packet is not complete yet. */
  | undefined;

export interface PacketReader {
  append(bytes: Buffer): void;
  /**
   * The next whole packet, taken out, if it is at most `maxBytes` long. `passesOver`: of a longer PUBLISH the payload is dropped as
   * it comes.
   */
  next(maxBytes: number, passesOver?: boolean): NextPacket;
}

export const createPacketReader = (): PacketReader => new Reader();

const nothing = Buffer.alloc(0);
/** Longer than this nothing is waited for. */
const maxPassedBytes = 64 * 1024 * 1024;

/** A class, as all that there is one of for every connection: ten thousand times a few closures are megabytes. */
class Reader implements PacketReader {
  /** Read up to `at`. */
  private held: Buffer = nothing;
  private at = 0;
  /** What came behind `held`. Put together only when it completes something: a client that sends byte by byte costs no copies. */
  private later: Buffer[] | undefined;
  private unreadBytes = 0;
  private neededBytes = 2;
  /** Of a payload that is being passed over. */
  private droppedBytes = 0;

  append(arrived: Buffer): void {
    const bytes = this.droppedBytes === 0 ? arrived : arrived.subarray(this.droppedBytes);
    this.droppedBytes = Math.max(0, this.droppedBytes - arrived.length);
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

  next(maxBytes: number, passesOver = false): NextPacket {
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
    if (size > maxBytes) return passesOver ? this.passOver(size, maxBytes) : { problem: 'too-large' };
    if (size > this.unreadBytes) {
      this.neededBytes = size;
      return undefined;
    }
    const packet = this.held.subarray(this.at, this.at + size);
    this.take(size);
    return { packet };
  }

  private take(bytes: number): void {
    this.at += bytes;
    this.unreadBytes -= bytes;
    this.neededBytes = 2;
    // Nothing is kept for a client that says nothing.
    if (this.unreadBytes === 0) this.held = nothing;
  }

  private passOver(size: number, maxBytes: number): NextPacket {
    const bytes = this.held.subarray(this.at);
    const first = bytes[0] ?? 0;
    const qos = (first >> 1) & 3;
    if (first >> 4 !== publish || qos > 2 || size > maxPassedBytes) return { problem: 'too-large' };
    const start = bytes.findIndex((byte, index) => index > 0 && byte < 0x80) + 1;
    const packetIdBytes = qos > 0 ? 2 : 0;
    const end = bytes.length < start + 2 ? start + 2 : start + 2 + bytes.readUInt16BE(start) + packetIdBytes;
    if (end > Math.min(size, maxBytes, maxEmptiedBytes)) return { problem: 'too-large' };
    if (end > bytes.length) {
      this.neededBytes = end;
      return undefined;
    }
    const variable = bytes.subarray(start, end);
    this.droppedBytes = Math.max(0, size - this.unreadBytes);
    this.take(Math.min(size, this.unreadBytes));
    return {
      emptied: Buffer.concat([Buffer.of(first), lengthBytes(variable.length), variable]),
      bytes: size,
    };
  }
}

const publish = 3;
/** More of it would be topic than anybody means. */
const maxEmptiedBytes = 0x4000;

/** Of a variable byte integer, for at most two of them. */
const lengthBytes = (length: number): Buffer =>
  length < 0x80 ? Buffer.of(length) : Buffer.of((length & 0x7f) | 0x80, length >> 7);

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
