// Encodes CONNACKs. Nearly all are the same, and after an outage everybody gets one in the same moment.
import type { IConnackPacket } from 'mqtt-packet';
import { encodePacket, type ProtocolVersion } from './packet-codec';

/** For CONNACKs that accept; what is not in `keyOf` is the same in all of them. */
export type ConnackEncoder = (packet: IConnackPacket, version: ProtocolVersion) => Buffer;

export function createConnackEncoder(): ConnackEncoder {
  const encodedByKey = new Map<string, Buffer>();

  return (packet, version) => {
    // One that gives its client a name is like no other.
    if (packet.properties?.assignedClientIdentifier !== undefined) return encodePacket(packet, version);
    const key = keyOf(packet, version);
    const encoded = encodedByKey.get(key) ?? encodePacket(packet, version);
    encodedByKey.set(key, encoded);
    return encoded;
  };
}

function keyOf({ sessionPresent, properties = {} }: IConnackPacket, version: ProtocolVersion): string {
  const { sessionExpiryInterval = '', serverKeepAlive = '', userProperties = {} } = properties;
  return `${version} ${sessionPresent} ${sessionExpiryInterval} ${serverKeepAlive} ${Object.entries(userProperties).join(' ')}`;
}
