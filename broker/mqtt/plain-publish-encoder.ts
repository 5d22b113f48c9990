// Encodes the PUBLISH of a message on a plain topic for one receiver.
import type { Manner, PlainMessage } from '../plain/plain-message';
import type { ProtocolVersion } from './packet-codec';

export interface PlainPublish {
  readonly message: PlainMessage;
  readonly manner: Manner;
  readonly packetId: number;
  readonly dup: boolean;
  /** What is left of its time. */
  readonly expirySec: number | undefined;
  /** What the topic is called from now on; with `isKnown` it is called so already. */
  readonly alias: number | undefined;
  readonly isKnown: boolean;
}

const messageExpiry = 0x02;
const subscriptionIdentifier = 0x0b;
const topicAlias = 0x23;

export function encodePlainPublish(
  version: ProtocolVersion,
  { message, manner, packetId, dup, expirySec, alias, isKnown }: PlainPublish,
): Buffer {
  const { qos, retain, ids } = manner;
  const topic = isKnown ? '' : message.topic;
  const topicBytes = Buffer.byteLength(topic);
  const own = version === 5 ? ownProperties(expirySec, alias, ids) : [];
  const propertiesBytes = own.length + message.properties.length;
  const bodyBytes =
    2 +
    topicBytes +
    (qos > 0 ? 2 : 0) +
    (version === 5 ? varInt(propertiesBytes).length + propertiesBytes : 0) +
    message.payload.length;
  const head = varInt(bodyBytes);
  const bytes = Buffer.allocUnsafe(1 + head.length + bodyBytes);
  let at = bytes.writeUInt8(0x30 | (dup ? 0x08 : 0) | (qos << 1) | (retain ? 1 : 0), 0);
  at = put(bytes, head, at);
  at = bytes.writeUInt16BE(topicBytes, at);
  at += bytes.write(topic, at);
  if (qos > 0) at = bytes.writeUInt16BE(packetId, at);
  if (version === 5) {
    at = put(bytes, varInt(propertiesBytes), at);
    at = put(bytes, own, at);
    at = put(bytes, message.properties, at);
  }
  put(bytes, message.payload, at);
  return bytes;
}

function ownProperties(
  expirySec: number | undefined,
  alias: number | undefined,
  ids: readonly number[],
): number[] {
  const bytes: number[] = [];
  if (expirySec !== undefined)
    bytes.push(
      messageExpiry,
      expirySec >>> 24,
      (expirySec >> 16) & 0xff,
      (expirySec >> 8) & 0xff,
      expirySec & 0xff,
    );
  if (alias !== undefined) bytes.push(topicAlias, alias >> 8, alias & 0xff);
  for (const id of ids) bytes.push(subscriptionIdentifier, ...varInt(id));
  return bytes;
}

function put(bytes: Buffer, piece: ArrayLike<number>, at: number): number {
  bytes.set(piece, at);
  return at + piece.length;
}

/** Section 1.5.5. */
function varInt(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  for (; rest >= 0x80; rest = Math.floor(rest / 0x80)) bytes.push((rest % 0x80) | 0x80);
  return [...bytes, rest];
}
