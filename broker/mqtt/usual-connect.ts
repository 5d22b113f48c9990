// Reads a CONNECT as nearly all clients send it: after an outage they all come in the same moment, and reading them the general
// way was a tenth of that. Whatever is unusual about one, mqtt-packet reads it and finds what is wrong.
import type { IConnectPacket } from 'mqtt-packet';

/** Type, and behind the length "MQTT" with its own length. */
const connect = 0x10;
const protocolName = Buffer.from([0, 4, 0x4d, 0x51, 0x54, 0x54]);
/** Of the connect flags. A will, and what is not defined, is unusual. */
const flag = { username: 0x80, password: 0x40, clean: 0x02 };
const usualFlags = flag.username | flag.password | flag.clean;

type Properties = NonNullable<IConnectPacket['properties']>;

/** `bytes` is one whole packet. `undefined`: there is more to it. */
export function readUsualConnect(bytes: Buffer): IConnectPacket | undefined {
  const start = (bytes[1] ?? 0) < 0x80 ? 2 : 3;
  const nameEnd = start + protocolName.length;
  if (bytes[0] !== connect || nameEnd + 4 > bytes.length) return undefined;
  if (!bytes.subarray(start, nameEnd).equals(protocolName)) return undefined;
  const protocolVersion = bytes[nameEnd];
  const flags = bytes[nameEnd + 1] ?? 0;
  if ((protocolVersion !== 4 && protocolVersion !== 5) || (flags & ~usualFlags) !== 0) return undefined;
  // MQTT 5 allows a password alone.
  if ((flags & flag.username) === 0 && (flags & flag.password) !== 0) return undefined;

  let at = nameEnd + 4;
  let properties: Properties | undefined;
  if (protocolVersion === 5) {
    const propertiesEnd = at + 1 + (bytes[at] ?? 0);
    if (propertiesEnd > bytes.length) return undefined;
    properties = readProperties(bytes, at + 1, propertiesEnd);
    if (!properties) return undefined;
    at = propertiesEnd;
  }
  const fields: Buffer[] = [];
  const isGiven = [true, (flags & flag.username) !== 0, (flags & flag.password) !== 0];
  for (const given of isGiven) {
    if (!given) continue;
    if (at + 2 > bytes.length) return undefined;
    const end = at + 2 + bytes.readUInt16BE(at);
    if (end > bytes.length) return undefined;
    fields.push(bytes.subarray(at + 2, end));
    at = end;
  }
  if (at !== bytes.length) return undefined;

  const [clientIdBytes, usernameBytes, password] = fields;
  const clientId = clientIdBytes?.toString() ?? '';
  const username = usernameBytes?.toString();
  if (clientId.includes('\0') || username?.includes('\0')) return undefined;
  return {
    cmd: 'connect',
    protocolId: 'MQTT',
    protocolVersion,
    clean: (flags & flag.clean) !== 0,
    keepalive: bytes.readUInt16BE(nameEnd + 2),
    clientId,
    ...(username !== undefined && { username }),
    ...(password && { password }),
    ...(properties && { properties }),
  };
}

/** Numbers alone, each at most once. */
function readProperties(bytes: Buffer, start: number, end: number): Properties | undefined {
  const properties: Properties = {};
  for (let at = start; at < end;) {
    const id = bytes[at++];
    if (id === 0x11 && properties.sessionExpiryInterval === undefined && at + 4 <= end) {
      properties.sessionExpiryInterval = bytes.readUInt32BE(at);
      at += 4;
    } else if (id === 0x21 && properties.receiveMaximum === undefined && at + 2 <= end) {
      properties.receiveMaximum = bytes.readUInt16BE(at);
      at += 2;
    } else if (id === 0x22 && properties.topicAliasMaximum === undefined && at + 2 <= end) {
      properties.topicAliasMaximum = bytes.readUInt16BE(at);
      at += 2;
    } else if (id === 0x27 && properties.maximumPacketSize === undefined && at + 4 <= end) {
      properties.maximumPacketSize = bytes.readUInt32BE(at);
      at += 4;
    } else return undefined;
  }
  return properties;
}
