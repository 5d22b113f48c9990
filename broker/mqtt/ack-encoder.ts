// PUBREC, PUBREL and PUBCOMP: nearly all of them are bare.
import type { PublishAnswer } from '../application';
import { isRefusal } from '../application';
import { pubackCode, reasonCode, reasonFor } from './reason-codes';
import { encodeFor, type Terms } from './terms';

type Ack = 'pubrec' | 'pubrel' | 'pubcomp';

const firstBytes = { pubrec: 0x50, pubrel: 0x62, pubcomp: 0x70 } as const satisfies Record<Ack, number>;

export function encodeAck(
  terms: Terms,
  cmd: Ack,
  messageId: number,
  code: number = reasonCode.success,
  reason?: string,
): Buffer {
  if (terms.version === 5 && code !== reasonCode.success)
    return encodeFor(terms, {
      cmd,
      messageId,
      reasonCode: code,
      properties: reason === undefined ? {} : { reasonString: reason },
    });
  const bytes = Buffer.allocUnsafe(4);
  bytes.writeUInt16BE((firstBytes[cmd] << 8) | 2, 0);
  bytes.writeUInt16BE(messageId, 2);
  return bytes;
}

/** MQTT 3.1.1 has no word for a refusal. */
export const encodePubrec = (terms: Terms, messageId: number, answer: PublishAnswer): Buffer =>
  isRefusal(answer)
    ? encodeAck(terms, 'pubrec', messageId, pubackCode(answer), reasonFor(answer))
    : encodeAck(terms, 'pubrec', messageId);
