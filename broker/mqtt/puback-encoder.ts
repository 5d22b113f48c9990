// The PUBACK for what the application answered. What comes for nearly every message is written here, the rest by mqtt-packet.
import { isRefusal, type PublishAnswer } from '../application';
import { pubackCode, reasonCode, reasonFor } from './reason-codes';
import { encodeFor, type Terms } from './terms';

const puback = 0x40;
const userProperty = 0x26;
/** A remaining length and a length of properties below this take one byte each. */
const oneByteLength = 0x80;

export function encodePuback(
  terms: Terms,
  messageId: number,
  answer: PublishAnswer,
  receiptProperty: string,
): Buffer {
  // In MQTT 3.1.1 a refused PUBLISH is acknowledged like any other: there is no other answer.
  if (terms.version === 4) return bare(messageId);
  if (isRefusal(answer))
    return encodeFor(terms, {
      cmd: 'puback',
      messageId,
      reasonCode: pubackCode(answer),
      properties: reasonFor(answer) === undefined ? {} : { reasonString: answer.reason },
    });
  const { receipt } = answer;
  if (receipt === undefined || !terms.problemInformation) return bare(messageId);
  const bytes = withReceipt(messageId, receiptProperty, receipt);
  return bytes.length <= terms.maximumPacketBytes ? bytes : bare(messageId);
}

/** Success without properties needs no reason code [MQTT-3.4.2-1]. */
function bare(messageId: number): Buffer {
  const bytes = Buffer.allocUnsafe(4);
  bytes.writeUInt16BE((puback << 8) | 2, 0);
  bytes.writeUInt16BE(messageId, 2);
  return bytes;
}

function withReceipt(messageId: number, name: string, receipt: string): Buffer {
  const nameBytes = Buffer.byteLength(name);
  const receiptBytes = Buffer.byteLength(receipt);
  const propertiesBytes = 1 + 2 + nameBytes + 2 + receiptBytes;
  const restBytes = 4 + propertiesBytes;
  if (restBytes >= oneByteLength) throw new RangeError(`A receipt of ${receiptBytes} bytes is too long`);
  const bytes = Buffer.allocUnsafe(2 + restBytes);
  let at = bytes.writeUInt8(puback, 0);
  at = bytes.writeUInt8(restBytes, at);
  at = bytes.writeUInt16BE(messageId, at);
  at = bytes.writeUInt8(reasonCode.success, at);
  at = bytes.writeUInt8(propertiesBytes, at);
  at = bytes.writeUInt8(userProperty, at);
  at = bytes.writeUInt16BE(nameBytes, at);
  at += bytes.write(name, at);
  at = bytes.writeUInt16BE(receiptBytes, at);
  bytes.write(receipt, at);
  return bytes;
}
