// Bytes ↔ packets, by mqtt-packet. Reading returns a packet or what is wrong with it; it never throws.
import {
  generate,
  parser as createParser,
  writeToStream,
  type IConnectPacket,
  type Packet,
} from 'mqtt-packet';
import { readFrequent } from './frequent-packets';
import { isPublish, readPublish } from './publish-reader';
import { reasonCode } from './reason-codes';
import type { PublishProperties } from './publish-properties';
import { readUsualConnect } from './usual-connect';
import { readWillProperties } from './will-properties';

// It would make a Buffer of every number from 0 to 65535, 6 MB, to write what is seldom written.
writeToStream.cacheNumbers = false;

export type ProtocolVersion = 4 | 5;

export interface Malformed {
  /** Reason code of MQTT 5. */
  readonly malformed: number;
  readonly reason: string;
}

export const isMalformed = (packet: Packet | Malformed): packet is Malformed => 'malformed' in packet;

/** What this reader knows of a CONNECT beside what mqtt-packet does. */
export interface ConnectPacket extends IConnectPacket {
  readonly willDetails?: PublishProperties;
}

export interface PacketDecoder {
  /** The first packet of a connection. Its protocol version is whatever it says. */
  readonly decodeConnect: (bytes: Buffer) => ConnectPacket | Malformed;
  /** Any later packet. `bytes` is one whole packet. */
  readonly decode: (bytes: Buffer, version: ProtocolVersion) => Packet | Malformed;
}

type ParseOne = (bytes: Buffer) => Packet | Malformed;

export function createPacketDecoder(): PacketDecoder {
  // A parser that is fed whole packets keeps nothing between them, so all connections of a version share one.
  const parsersByVersion = new Map<ProtocolVersion, ParseOne>();

  return {
    decodeConnect(bytes) {
      if (!isConnect(bytes)) return { malformed: reasonCode.protocolError, reason: 'CONNECT comes first' };
      const packet = readUsualConnect(bytes) ?? createParseOne()(bytes);
      if (isMalformed(packet)) return packet;
      return packet.cmd === 'connect' ? withWillDetails(packet, bytes) : malformed('Not a CONNECT');
    },

    decode(bytes, version) {
      // [MQTT-3.1.0-2]. It is not read at all: whatever is in it, a second one is the mistake.
      if (isConnect(bytes)) return malformed('CONNECT came twice', reasonCode.protocolError);
      const frequent = readFrequent(bytes, version);
      if (frequent) return frequent;
      if (isPublish(bytes)) return readPublish(bytes, version);
      const parse = parsersByVersion.get(version) ?? createParseOne({ protocolVersion: version });
      parsersByVersion.set(version, parse);
      const packet = parse(bytes);
      // After an error a parser is not used again.
      if (isMalformed(packet)) parsersByVersion.delete(version);
      return packet;
    },
  };
}

/** The protocol version that a CONNECT asks for, as far as its bytes can be read at all. */
export function peekVersion(bytes: Buffer): number | undefined {
  // Fixed header (2–5 bytes), then "MQTT" with its length (6 bytes), then the version.
  const nameAt = bytes.indexOf(mqttName);
  return nameAt >= 2 && nameAt <= 5 ? bytes[nameAt + mqttName.length] : undefined;
}

export const encodePacket = (packet: Packet, version: ProtocolVersion): Buffer =>
  generate(packet, { protocolVersion: version });

const isConnect = (bytes: Buffer): boolean => bytes.readUInt8(0) >> 4 === 1;

const mqttName = Buffer.from([0, 4, 0x4d, 0x51, 0x54, 0x54]);

const malformed = (reason: string, code: number = reasonCode.malformed): Malformed => ({
  malformed: code,
  reason,
});

function withWillDetails(packet: IConnectPacket, bytes: Buffer): ConnectPacket | Malformed {
  if (!packet.will) return packet;
  const willDetails = readWillProperties(bytes, packet.protocolVersion ?? 4);
  if (willDetails === 'malformed') return malformed('The properties of the will are malformed');
  if (willDetails === 'protocol-error')
    return malformed('A property of the will is not right', reasonCode.protocolError);
  return { ...packet, willDetails };
}

function createParseOne(options?: { protocolVersion: ProtocolVersion }): ParseOne {
  let result: Packet | Malformed | undefined;
  const parser = createParser(options);
  parser.on('packet', (packet) => {
    result ??= packet;
  });
  parser.on('error', ({ message }: Error) => {
    const isVersion = message === 'Invalid protocol version';
    result = malformed(message, isVersion ? reasonCode.unsupportedVersion : reasonCode.malformed);
  });

  return (bytes) => {
    result = undefined;
    try {
      parser.parse(bytes);
    } catch (error) {
      // mqtt-packet reads beyond the end of some broken packets.
      return malformed(error instanceof Error ? error.message : 'Unreadable packet');
    }
    if (!result) return malformed('Incomplete packet');
    return isMalformed(result) ? result : (whatIsWrong(result) ?? result);
  };
}

/** What mqtt-packet lets through. */
function whatIsWrong(packet: Packet): Malformed | undefined {
  return wrongProperties(packet) ?? wrongFields(packet);
}

function wrongProperties(packet: Packet): Malformed | undefined {
  if (!('properties' in packet) || !packet.properties) return undefined;
  for (const [name, value] of Object.entries(packet.properties) as [string, unknown][]) {
    if (name === 'userProperties') continue;
    if (Array.isArray(value)) return malformed(`${name} twice`, reasonCode.protocolError);
    // Its marks for a value cut off by the end of the packet.
    if (value === -1 || value === null || value === undefined) return malformed(`${name} is cut off`);
  }
  return undefined;
}

function wrongFields(packet: Packet): Malformed | undefined {
  if (packet.cmd === 'connect') {
    // [MQTT-3.1.2-22] of MQTT 3.1.1; MQTT 5 allows it.
    if (packet.protocolVersion !== 5 && packet.password !== undefined && packet.username === undefined)
      return malformed('A password needs a user name');
    // [MQTT-3.1.2-12]
    if ((packet.will?.qos ?? 0) > 2) return malformed('There is no QoS 3');
    return wrongStrings(packet.clientId, packet.username, packet.will?.topic);
  }
  if (packet.cmd === 'subscribe')
    return wrongPacketId(packet) ?? wrongFilters(packet.subscriptions.map(({ topic }) => topic));
  if (packet.cmd === 'unsubscribe') return wrongPacketId(packet) ?? wrongFilters(packet.unsubscriptions);
  return packetsWithId.has(packet.cmd) ? wrongPacketId(packet) : undefined;
}

const packetsWithId = new Set<Packet['cmd']>(['puback', 'pubrec', 'pubrel', 'pubcomp']);

const wrongFilters = (filters: readonly string[]): Malformed | undefined =>
  filters.length === 0 ? malformed('No filter', reasonCode.protocolError) : wrongStrings(...filters);

/** [MQTT-1.5.4-2] */
const wrongStrings = (...strings: readonly (string | undefined)[]): Malformed | undefined =>
  strings.some((text) => text?.includes('\0')) ? malformed('A string contains U+0000') : undefined;

/** [MQTT-2.2.1-3]; -1 is mqtt-packet's mark for a missing one. */
const wrongPacketId = ({ messageId }: Packet): Malformed | undefined =>
  messageId !== undefined && messageId > 0 ? undefined : malformed('Packet identifier missing or 0');
