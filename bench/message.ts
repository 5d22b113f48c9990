// The messages of the bench: 200 bytes each, entries as a device of Onebar writes them. The id says when it was sent and by whom.
import { frame, packet, text } from './wire-client';

export const payloadBytes = 200;

/** `[1, id, 1, text, 0]` in MessagePack, with a text that fills it up. */
const textBytes = payloadBytes - 24;
const payloadTemplate = Buffer.concat([
  Buffer.from([0x95, 0x01, 0xc4, 0x10]),
  Buffer.alloc(16),
  Buffer.from([0x01, 0xd9, textBytes]),
  Buffer.alloc(textBytes, 'a'),
  Buffer.from([0]),
]);
const idAt = 4;

/** Read off a payload that begins at `start`. */
export const sentAtMs = (bytes: Buffer, start: number): number => bytes.readDoubleBE(start + idAt);
export const senderOf = (bytes: Buffer, start: number): number => bytes.readUInt32BE(start + idAt + 8);
export const numberOf = (bytes: Buffer, start: number): number => bytes.readUInt32BE(start + idAt + 12);

export interface Sender {
  /** The next message to this topic, as a frame; in version 5 the topic is named once and then called by its alias. */
  next(): { frame: Buffer; packetId: number };
}

export function createSender(version: 4 | 5, topic: string, sender: number): Sender {
  const alias = Buffer.from([3, 0x23, 0, 1]);
  const template = (name: string) =>
    frame(packet(0x32, text(name), Buffer.alloc(2), ...(version === 5 ? [alias] : []), payloadTemplate));
  const first = template(topic);
  const later = version === 5 ? template('') : first;
  let count = 0;

  return {
    next() {
      const bytes = Buffer.from(count === 0 ? first : later);
      const payloadAt = bytes.length - payloadBytes;
      const packetId = (count % 65_535) + 1;
      bytes.writeUInt16BE(packetId, payloadAt - 2 - (version === 5 ? alias.length : 0));
      bytes.writeDoubleBE(performance.now(), payloadAt + idAt);
      bytes.writeUInt32BE(sender, payloadAt + idAt + 8);
      bytes.writeUInt32BE(count++, payloadAt + idAt + 12);
      return { frame: bytes, packetId };
    },
  };
}
