// What CONNECT settled for a connection, and how packets are written by it.
import type { Packet } from 'mqtt-packet';
import { encodePacket, type ProtocolVersion } from './packet-codec';

export interface Terms {
  readonly clientId: string;
  readonly version: ProtocolVersion;
  readonly keepaliveSec: number;
  readonly receiveMaximum: number;
  /** The longest packet the client takes. */
  readonly maximumPacketBytes: number;
  /** So many topics may be called by a number in PUBLISHes to the client; 0: none. */
  readonly topicAliasMaximum: number;
  /** Does the client want reasons and user properties with acknowledgements? [MQTT-3.1.2-29] */
  readonly problemInformation: boolean;
}

/** Before CONNECT. */
export const firstTerms: Terms = {
  clientId: '',
  version: 4,
  keepaliveSec: 0,
  receiveMaximum: 0,
  maximumPacketBytes: Infinity,
  topicAliasMaximum: 0,
  problemInformation: true,
};

/** Leaves out reasons and user properties where the client does not want them or they would make the packet too long for it. */
export function encodeFor(terms: Terms, packet: Packet): Buffer {
  const { version, problemInformation, maximumPacketBytes } = terms;
  const bytes = encodePacket(packet, version);
  if (version === 4 || packet.cmd === 'connack' || !('properties' in packet)) return bytes;
  const isWanted = problemInformation || packet.cmd === 'disconnect';
  if (isWanted && bytes.length <= maximumPacketBytes) return bytes;
  return encodePacket({ ...packet, properties: {} }, version);
}
