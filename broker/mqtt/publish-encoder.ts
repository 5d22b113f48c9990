// Encodes the PUBLISH of one entry once per protocol version and QoS; each receiver gets a copy with its own packet id.
import type { ProtocolVersion } from './packet-codec';

export interface EncodedPublish {
  readonly bytes: Buffer;
  /** Where the packet id stands; 0 at QoS 0, which has none. */
  readonly packetIdAt: number;
}

export interface PublishEncoder {
  readonly encode: (version: ProtocolVersion, qos: 0 | 1) => EncodedPublish;
}

export function createPublishEncoder(topic: string, payload: Uint8Array): PublishEncoder {
  const encodedByForm: (EncodedPublish | undefined)[] = [];

  return {
    encode(version, qos) {
      const form = (version === 5 ? 2 : 0) + qos;
      return (encodedByForm[form] ??= encodePublish(topic, payload, version, qos));
    },
  };
}

export function withPacketId(encoded: EncodedPublish, packetId: number): Buffer {
  const bytes = Buffer.allocUnsafe(encoded.bytes.length);
  encoded.bytes.copy(bytes);
  bytes.writeUInt16BE(packetId, encoded.packetIdAt);
  return bytes;
}

function encodePublish(
  topic: string,
  payload: Uint8Array,
  version: ProtocolVersion,
  qos: 0 | 1,
): EncodedPublish {
  const topicBytes = Buffer.byteLength(topic);
  const propertiesBytes = version === 5 ? 1 : 0;
  const length = 2 + topicBytes + 2 * qos + propertiesBytes + payload.length;
  const header = [0x30 | (qos << 1), ...encodeLength(length)];
  const bytes = Buffer.allocUnsafe(header.length + length);
  bytes.set(header, 0);
  let at = bytes.writeUInt16BE(topicBytes, header.length);
  at += bytes.write(topic, at);
  const packetIdAt = qos === 0 ? 0 : at;
  if (qos === 1) at = bytes.writeUInt16BE(0, at);
  if (version === 5) at = bytes.writeUInt8(0, at);
  bytes.set(payload, at);
  return { bytes, packetIdAt };
}

/** A variable byte integer, section 1.5.5. */
function encodeLength(length: number): number[] {
  const bytes: number[] = [];
  let rest = length;
  do {
    bytes.push((rest % 0x80) | (rest >= 0x80 ? 0x80 : 0));
    rest = Math.floor(rest / 0x80);
  } while (rest > 0);
  return bytes;
}
