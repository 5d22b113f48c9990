// Reads what nearly all packets of a busy client are, PUBLISHes and PUBACKs: reading them the general way was more than a tenth
// of a fan-out's CPU. Whatever is unusual about a packet, mqtt-packet reads it and finds what is wrong.
import type { IPublishPacket, Packet } from 'mqtt-packet';
import type { ProtocolVersion } from './packet-codec';

const puback = 0x40;
const publish = 0x30;
/** Of the first byte of a PUBLISH: that it is sent again, its QoS, and that it is to be retained. */
const flag = { dup: 0x08, qos2: 0x04, qos1: 0x02, retain: 0x01 };
const topicAlias = 0x23;
const topicAliasBytes = 3;

/** `bytes` is one whole packet. `undefined`: it is none of these, or there is more to it. */
export function readFrequent(bytes: Buffer, version: ProtocolVersion): Packet | undefined {
  const first = bytes[0] ?? 0;
  if (first === puback) return readPuback(bytes);
  return (first & 0xf0) === publish ? readPublish(bytes, first, version) : undefined;
}

/** Success without properties, in the three ways to say so. */
function readPuback(bytes: Buffer): Packet | undefined {
  const { length } = bytes;
  if (length < 4 || length > 6 || bytes[1] !== length - 2) return undefined;
  if ((length > 4 && bytes[4] !== 0) || (length > 5 && bytes[5] !== 0)) return undefined;
  const messageId = bytes.readUInt16BE(2);
  return messageId === 0 ? undefined : { cmd: 'puback', messageId };
}

function readPublish(bytes: Buffer, first: number, version: ProtocolVersion): IPublishPacket | undefined {
  const qos = (first & flag.qos1) === 0 ? 0 : 1;
  const dup = (first & flag.dup) !== 0;
  if ((first & (flag.qos2 | flag.retain)) !== 0 || (dup && qos === 0)) return undefined;

  let at = 1;
  while ((bytes[at] ?? 0) >= 0x80) at++;
  at++;
  if (at + 2 > bytes.length) return undefined;
  const topicAt = at + 2;
  const topicEnd = topicAt + bytes.readUInt16BE(at);
  at = topicEnd + 2 * qos;
  if (at > bytes.length) return undefined;
  const messageId = qos === 0 ? undefined : bytes.readUInt16BE(topicEnd);
  const topic = bytes.toString('utf8', topicAt, topicEnd);
  if (messageId === 0 || topic.includes('\0')) return undefined;

  let alias: number | undefined;
  if (version === 5) {
    const propertiesBytes = bytes[at++];
    if (propertiesBytes === topicAliasBytes) {
      if (bytes[at] !== topicAlias || at + topicAliasBytes > bytes.length) return undefined;
      alias = bytes.readUInt16BE(at + 1);
      at += topicAliasBytes;
    } else if (propertiesBytes !== 0) return undefined;
  }
  return {
    cmd: 'publish',
    topic,
    qos,
    dup,
    retain: false,
    payload: bytes.subarray(at),
    ...(messageId !== undefined && { messageId }),
    ...(alias !== undefined && { properties: { topicAlias: alias } }),
  };
}
