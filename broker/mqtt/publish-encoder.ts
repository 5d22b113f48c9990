// Encodes the PUBLISH of one entry once per protocol version, QoS and way of naming the topic. Each receiver's own packet id and
// own number for the topic are put in when it is copied for him, not before: then it is copied only once.
import type { ProtocolVersion } from './packet-codec';

/** By its name; by its name and the number it will have; by that number alone. The last two are MQTT 5's. */
export type TopicNaming = 'name' | 'both' | 'alias';

export interface EncodedPublish {
  readonly bytes: Buffer;
  /** Where the packet id stands; 0 at QoS 0, which has none. */
  readonly packetIdAt: number;
  /** Where the topic's number stands; 0 without one. */
  readonly aliasAt: number;
}

/** A PUBLISH for one receiver. */
export interface AddressedPublish {
  readonly encoded: EncodedPublish;
  readonly packetId: number;
  readonly alias: number;
}

/** What may be sent. */
export type Piece = Buffer | AddressedPublish;

export interface PublishEncoder {
  readonly encode: (version: ProtocolVersion, qos: 0 | 1, naming: TopicNaming) => EncodedPublish;
}

/** Of the property with the topic's number. */
const topicAlias = 0x23;
const propertyBytes = 3;

export function createPublishEncoder(topic: string, payload: Uint8Array): PublishEncoder {
  const encodedByForm: (EncodedPublish | undefined)[] = [];

  return {
    encode(version, qos, naming) {
      const form = 2 * formOf(version, naming) + qos;
      return (encodedByForm[form] ??= encodePublish(topic, payload, version, qos, naming));
    },
  };
}

/** To be copied before another piece is asked: all receivers of an entry share the buffer. */
export function bytesOf(piece: Piece): Buffer {
  if (Buffer.isBuffer(piece)) return piece;
  const { encoded, packetId, alias } = piece;
  const { bytes, packetIdAt, aliasAt } = encoded;
  if (packetIdAt > 0) bytes.writeUInt16BE(packetId, packetIdAt);
  if (aliasAt > 0) bytes.writeUInt16BE(alias, aliasAt);
  return bytes;
}

export const lengthOf = (piece: Piece): number =>
  Buffer.isBuffer(piece) ? piece.length : piece.encoded.bytes.length;

function formOf(version: ProtocolVersion, naming: TopicNaming): number {
  if (version === 4) return 0;
  if (naming === 'name') return 1;
  return naming === 'both' ? 2 : 3;
}

function encodePublish(
  topic: string,
  payload: Uint8Array,
  version: ProtocolVersion,
  qos: 0 | 1,
  naming: TopicNaming,
): EncodedPublish {
  const name = naming === 'alias' ? '' : topic;
  const nameBytes = Buffer.byteLength(name);
  const propertiesBytes = naming === 'name' ? 0 : propertyBytes;
  const length = 2 + nameBytes + 2 * qos + (version === 5 ? 1 + propertiesBytes : 0) + payload.length;
  const bytes = Buffer.allocUnsafe(1 + lengthBytes(length) + length);
  let at = writeLength(bytes, bytes.writeUInt8(0x30 | (qos << 1), 0), length);
  at = bytes.writeUInt16BE(nameBytes, at);
  at += bytes.write(name, at);
  const packetIdAt = qos === 0 ? 0 : at;
  if (qos === 1) at = bytes.writeUInt16BE(0, at);
  if (version === 5) at = bytes.writeUInt8(propertiesBytes, at);
  let aliasAt = 0;
  if (naming !== 'name') {
    aliasAt = bytes.writeUInt8(topicAlias, at);
    at = bytes.writeUInt16BE(0, aliasAt);
  }
  bytes.set(payload, at);
  return { bytes, packetIdAt, aliasAt };
}

/** Of a variable byte integer, section 1.5.5. */
function lengthBytes(length: number): number {
  if (length < 0x80) return 1;
  if (length < 0x4000) return 2;
  return length < 0x20_0000 ? 3 : 4;
}

/** Returns where it ends. */
function writeLength(bytes: Buffer, start: number, length: number): number {
  let at = start;
  let rest = length;
  for (; rest >= 0x80; rest = Math.floor(rest / 0x80)) at = bytes.writeUInt8((rest % 0x80) | 0x80, at);
  return bytes.writeUInt8(rest, at);
}
