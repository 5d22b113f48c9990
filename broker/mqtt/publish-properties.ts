// Reads the properties of a PUBLISH, or of a will, from their bytes: what is the broker's to know, and what goes on to subscribers, byte
// by byte as it came. mqtt-packet would lose the order of user properties, which has to stay [MQTT-3.3.2-18].
import { isUtf8 } from 'node:buffer';

export interface PublishProperties {
  /** For subscribers. */
  readonly passedOn: Buffer;
  readonly isText: boolean;
  readonly expirySec: number | undefined;
  readonly alias: number | undefined;
  /** A will's. */
  readonly delaySec: number;
}

/** What is not right, for a reason code: cut off, or said twice or in the wrong place. */
export type WrongProperties = 'malformed' | 'protocol-error';

/** A number of bytes; what begins with its length; or two texts. */
type Shape = 1 | 2 | 4 | 'text' | 'bytes' | 'pair';

interface Known {
  readonly shape: Shape;
  readonly goesOn: boolean;
  readonly of: 'publish' | 'will' | 'both';
}

const payloadFormat = 0x01;
const messageExpiry = 0x02;
const responseTopic = 0x08;
const willDelay = 0x18;
const topicAlias = 0x23;
const userProperty = 0x26;

const known = new Map<number, Known>([
  [payloadFormat, { shape: 1, goesOn: true, of: 'both' }],
  [messageExpiry, { shape: 4, goesOn: false, of: 'both' }],
  [0x03, { shape: 'text', goesOn: true, of: 'both' }],
  [responseTopic, { shape: 'text', goesOn: true, of: 'both' }],
  [0x09, { shape: 'bytes', goesOn: true, of: 'both' }],
  [willDelay, { shape: 4, goesOn: false, of: 'will' }],
  [topicAlias, { shape: 2, goesOn: false, of: 'publish' }],
  [userProperty, { shape: 'pair', goesOn: true, of: 'both' }],
]);

export const noProperties: Buffer = Buffer.alloc(0);

export function readPublishProperties(
  bytes: Buffer,
  of: 'publish' | 'will',
): PublishProperties | WrongProperties {
  const found = new Map<number, Buffer>();
  const passedOn: Buffer[] = [];
  for (let at = 0; at < bytes.length;) {
    const id = bytes[at] ?? 0;
    const property = known.get(id);
    // A subscription identifier is the broker's to send [MQTT-3.3.4-6].
    if (!property || (property.of !== 'both' && property.of !== of))
      return id === 0x0b ? 'protocol-error' : 'malformed';
    const end = endOf(bytes, at + 1, property.shape);
    if (end === undefined) return 'malformed';
    if (id !== userProperty && found.has(id)) return 'protocol-error';
    found.set(id, bytes.subarray(at + 1, end));
    if (property.goesOn) passedOn.push(bytes.subarray(at, end));
    at = end;
  }
  const format = found.get(payloadFormat)?.[0] ?? 0;
  const response = found.get(responseTopic)?.subarray(2).toString();
  // [MQTT-3.3.2-14]
  if (format > 1 || (response !== undefined && /[+#]/.test(response))) return 'protocol-error';
  return {
    passedOn: passedOn.length === 0 ? noProperties : Buffer.concat(passedOn),
    isText: format === 1,
    expirySec: found.get(messageExpiry)?.readUInt32BE(),
    alias: found.get(topicAlias)?.readUInt16BE(),
    delaySec: found.get(willDelay)?.readUInt32BE() ?? 0,
  };
}

/** `undefined`: it is cut off, or no text where one should be. */
function endOf(bytes: Buffer, at: number, shape: Shape): number | undefined {
  if (typeof shape === 'number') return within(bytes, at + shape);
  if (shape === 'bytes') return endOfBytes(bytes, at);
  const end = endOfText(bytes, at);
  return shape === 'pair' && end !== undefined ? endOfText(bytes, end) : end;
}

const within = (bytes: Buffer, end: number): number | undefined => (end <= bytes.length ? end : undefined);

export function endOfBytes(bytes: Buffer, at: number): number | undefined {
  return at + 2 > bytes.length ? undefined : within(bytes, at + 2 + bytes.readUInt16BE(at));
}

/** [MQTT-1.5.4-1], [MQTT-1.5.4-2] */
export function endOfText(bytes: Buffer, at: number): number | undefined {
  const end = endOfBytes(bytes, at);
  if (end === undefined) return undefined;
  const text = bytes.subarray(at + 2, end);
  return isUtf8(text) && !text.includes(0) ? end : undefined;
}

/** A variable byte integer, section 1.5.5; `undefined`: there is none. */
export function readVarInt(bytes: Buffer, start: number): { value: number; end: number } | undefined {
  let value = 0;
  for (let index = 0; index < 4; index++) {
    const byte = bytes[start + index];
    if (byte === undefined) return undefined;
    value += (byte & 0x7f) * 0x80 ** index;
    if (byte < 0x80) return { value, end: start + index + 1 };
  }
  return undefined;
}
