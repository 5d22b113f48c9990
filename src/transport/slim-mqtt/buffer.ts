// In the place of Node's `Buffer` for MQTT.js: what mqtt-packet does with one. Written for Onebar. The rest is Uint8Array's own:
// its `from`, `subarray` and `slice`, called on this class, give one of this class.
const encoder = new TextEncoder();

export class Buffer extends Uint8Array {
  static alloc(length: number): Buffer {
    return new Buffer(length);
  }

  static allocUnsafe(length: number): Buffer {
    return new Buffer(length);
  }

  static isBuffer(value: unknown): value is Buffer {
    return value instanceof Buffer;
  }

  static byteLength(value: string | ArrayBufferView): number {
    return typeof value === 'string' ? encoder.encode(value).length : value.byteLength;
  }

  writeUInt8(value: number, offset: number): number {
    this[offset] = value;
    return offset + 1;
  }

  writeUInt32BE(value: number, offset: number): number {
    new DataView(this.buffer, this.byteOffset).setUint32(offset, value);
    return offset + 4;
  }
}
