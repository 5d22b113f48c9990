// How many bytes each packet of a connection is, and on which topic: as MQTT.js writes and reads them, without what WebSocket, TLS and
// TCP put around.
import type { Packet } from 'mqtt';

export interface PacketCounter {
  sent(packet: Packet): void;
  received(packet: Packet): void;
}

export type Carried = (topic: string | undefined, upBytes: number, downBytes: number) => void;

/** Protocol name, version, flags, keepalive; and the properties that mqtt-link.ts asks with. */
const connectBytes = 10 + 1 + 8;
const topicAliasBytes = 3;
const longAck = 2;

export function createPacketCounter(carried: Carried): PacketCounter {
  const [topicsUp, topicsDown] = [new Map<number, string>(), new Map<number, string>()];

  return {
    sent: (packet) => carried(topicOf(packet, topicsUp), withHeader(lengthOf(packet)), 0),
    received: (packet) => carried(topicOf(packet, topicsDown), 0, withHeader(packet.length ?? 0)),
  };
}

/** A topic that has been named goes by its number from then on. */
function topicOf(packet: Packet, topicByAlias: Map<number, string>): string | undefined {
  if (packet.cmd !== 'publish') return undefined;
  const alias = packet.properties?.topicAlias;
  if (packet.topic === '') return alias === undefined ? undefined : topicByAlias.get(alias);
  if (alias !== undefined) topicByAlias.set(alias, packet.topic);
  return packet.topic;
}

/** The remaining length of what this device sends, in MQTT 5. A PINGREQ has none, a DISCONNECT next to none. */
function lengthOf(packet: Packet): number {
  if (packet.cmd === 'publish') {
    const alias = packet.properties?.topicAlias === undefined ? 0 : topicAliasBytes;
    return textBytes(packet.topic) + (packet.qos > 0 ? 2 : 0) + 1 + alias + packet.payload.length;
  }
  if (packet.cmd === 'puback') return packet.reasonCode === 0 ? 2 : 2 + longAck;
  if (packet.cmd === 'subscribe')
    return packet.subscriptions.reduce((sum, { topic }) => sum + textBytes(topic) + 1, 3);
  if (packet.cmd === 'unsubscribe')
    return packet.unsubscriptions.reduce((sum, topic) => sum + textBytes(topic), 3);
  if (packet.cmd !== 'connect') return 0;
  const given = [packet.clientId, packet.username, packet.password].filter((text) => text !== undefined);
  return given.reduce((sum, text) => sum + 2 + text.length, connectBytes);
}

/** A text and its length, in bytes. What this device sends is ASCII, but for names. */
const textBytes = (text: string): number => 2 + text.length;

/** With the kind of packet, and the length itself in one to four bytes. */
function withHeader(length: number): number {
  let bytes = 2;
  for (let rest = length; rest >= 0x80; rest = Math.floor(rest / 0x80)) bytes++;
  return bytes + length;
}
