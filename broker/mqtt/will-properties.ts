// Finds the properties of a will in the bytes of a CONNECT that mqtt-packet has read already: it would lose the order of user properties.
import {
  endOfBytes,
  noProperties,
  readPublishProperties,
  readVarInt,
  type PublishProperties,
  type WrongProperties,
} from './publish-properties';

/** Name, version, flags and keepalive. */
const beforePropertiesBytes = 6 + 1 + 1 + 2;

export function readWillProperties(bytes: Buffer, version: number): PublishProperties | WrongProperties {
  if (version !== 5) return readPublishProperties(noProperties, 'will');
  const start = readVarInt(bytes, 1)?.end ?? bytes.length;
  const properties = readVarInt(bytes, start + beforePropertiesBytes);
  const clientIdEnd = properties && endOfBytes(bytes, properties.end + properties.value);
  const own = clientIdEnd === undefined ? undefined : readVarInt(bytes, clientIdEnd);
  if (!own || own.end + own.value > bytes.length) return 'malformed';
  return readPublishProperties(bytes.subarray(own.end, own.end + own.value), 'will');
}
