// Reads PUBLISHes of every kind: those that frequent-packets.ts leaves, with QoS 2, to be retained, or with properties.
import type { IPublishPacket } from 'mqtt-packet';
import {
  endOfText,
  noProperties,
  readPublishProperties,
  readVarInt,
  type PublishProperties,
} from './publish-properties';
import type { Malformed, ProtocolVersion } from './packet-codec';
import { reasonCode } from './reason-codes';

/** What this reader knows of one beside what mqtt-packet would. */
export interface PublishPacket extends IPublishPacket {
  readonly details?: PublishProperties;
}

export const isPublish = (bytes: Buffer): boolean => (bytes[0] ?? 0) >> 4 === 3;

/** `bytes` is one whole packet. */
export function readPublish(bytes: Buffer, version: ProtocolVersion): PublishPacket | Malformed {
  const first = bytes[0] ?? 0;
  const qos = (first >> 1) & 3;
  const dup = (first & 0x08) !== 0;
  // [MQTT-3.3.1-4], [MQTT-3.3.1-2]
  if (qos !== 0 && qos !== 1 && qos !== 2) return malformed('There is no QoS 3');
  if (qos === 0 && dup) return malformed('DUP at QoS 0');
  const topicAt = readVarInt(bytes, 1)?.end ?? bytes.length;
  const topicEnd = endOfText(bytes, topicAt);
  if (topicEnd === undefined) return malformed('The topic is cut off, or no text');
  let at = topicEnd;
  let messageId: number | undefined;
  if (qos > 0) {
    if (at + 2 > bytes.length) return malformed('The packet identifier is cut off');
    messageId = bytes.readUInt16BE(at);
    at += 2;
    if (messageId === 0) return malformed('Packet identifier missing or 0');
  }
  let details: PublishProperties | undefined;
  if (version === 5) {
    const length = readVarInt(bytes, at);
    const end = length && length.end + length.value;
    if (end === undefined || end > bytes.length) return malformed('The properties are cut off');
    const read = readPublishProperties(bytes.subarray(length?.end, end), 'publish');
    if (read === 'malformed') return malformed('The properties are malformed');
    if (read === 'protocol-error')
      return { malformed: reasonCode.protocolError, reason: 'A property is not right here, or comes twice' };
    details = read;
    at = end;
  }
  return {
    cmd: 'publish',
    topic: bytes.toString('utf8', topicAt + 2, topicEnd),
    qos,
    dup,
    retain: (first & 0x01) !== 0,
    payload: bytes.subarray(at),
    ...(messageId !== undefined && { messageId }),
    ...(details && { details }),
    ...(details?.alias !== undefined && { properties: { topicAlias: details.alias } }),
  };
}

/** Of a packet that came the short way, which has none. */
export const detailsOf = ({ details }: PublishPacket): PublishProperties => details ?? noDetails;

const noDetails: PublishProperties = {
  passedOn: noProperties,
  isText: false,
  expirySec: undefined,
  alias: undefined,
  delaySec: 0,
};

const malformed = (reason: string): Malformed => ({ malformed: reasonCode.malformed, reason });
