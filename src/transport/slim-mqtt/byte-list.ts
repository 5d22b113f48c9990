// In the place of `bl` (MIT) for mqtt-packet: the bytes that came in and are not parsed yet. Written for Onebar. One piece of memory instead
// of a list of pieces: frames from the broker are small, and there is seldom more than one packet's rest to copy.
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

class ByteList {
  private bytes: Uint8Array = new Uint8Array();

  get length(): number {
    return this.bytes.length;
  }

  append(more: Uint8Array): void {
    if (this.bytes.length === 0) {
      this.bytes = more;
      return;
    }
    const joined = new Uint8Array(this.bytes.length + more.length);
    joined.set(this.bytes);
    joined.set(more, this.bytes.length);
    this.bytes = joined;
  }

  consume(count: number): void {
    this.bytes = this.bytes.subarray(count);
  }

  slice(from: number, to: number): Uint8Array {
    return this.bytes.subarray(from, to);
  }

  toString(_encoding: 'utf8', from: number, to: number): string {
    return decoder.decode(this.bytes.subarray(from, to));
  }

  readUInt8(at: number): number {
    return this.view().getUint8(at);
  }

  readUInt16BE(at: number): number {
    return this.view().getUint16(at);
  }

  readUInt32BE(at: number): number {
    return this.view().getUint32(at);
  }

  /** Throws a RangeError past the end, as `bl` does. */
  private view(): DataView {
    return new DataView(this.bytes.buffer, this.bytes.byteOffset, this.bytes.length);
  }
}

const createByteList = () => new ByteList();

// mqtt-packet calls what it requires.
export { createByteList as 'module.exports' };
