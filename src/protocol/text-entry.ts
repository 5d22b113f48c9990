// Reads the entry that nearly all are, a text, straight off its bytes: the general way (MessagePack, then the schema) took a tenth of
// what a message costs the broker. It takes only the one spelling that encoders use; whatever is unusual goes the general way.
import type { Entry } from './entry';
import { entryIdFromBytes } from './ids';
import { wireVersion } from './limits';

/** `[1, 16 bytes, 1, …`: an array of five, the version, the id's header; then the id and the kind. */
const start = [0x95, wireVersion, 0xc4, 16];
const idAt = start.length;
const kindAt = idAt + 16;
const bodyAt = kindAt + 1;
const textKind = 1;

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** `undefined`: not a text, or not in the usual spelling; not that it is broken. */
export function readTextEntry(bytes: Uint8Array): Entry | undefined {
  for (let at = 0; at < idAt; at++) if (bytes[at] !== start[at]) return undefined;
  if (bytes[kindAt] !== textKind) return undefined;
  const textAt = bodyAt + headerBytes(bytes[bodyAt] ?? 0);
  const end = textAt + textBytes(bytes);
  const waitedSec = readLastNumber(bytes, end);
  if (waitedSec === undefined) return undefined;
  const body = readUtf8(bytes.subarray(textAt, end));
  if (body === undefined) return undefined;
  return { id: entryIdFromBytes(bytes.subarray(idAt, kindAt)), kind: textKind, body, waitedSec };
}

/** `undefined` where it is none: MessagePack makes something of it, and it must be the same everywhere. */
function readUtf8(bytes: Uint8Array): string | undefined {
  try {
    return decoder.decode(bytes);
  } catch {
    return undefined;
  }
}

/** Of a text of up to 31, 255 or 65,535 bytes. */
function headerBytes(header: number): number {
  if (header >> 5 === 0b101) return 1;
  return header === 0xd9 ? 2 : 3;
}

/** NaN where there is no such text: then nothing ends where the bytes do. */
function textBytes(bytes: Uint8Array): number {
  const header = bytes[bodyAt] ?? 0;
  const first = bytes[bodyAt + 1] ?? Number.NaN;
  if (header >> 5 === 0b101) return header & 0x1f;
  if (header === 0xd9) return first;
  return header === 0xda ? first * 0x100 + (bytes[bodyAt + 2] ?? Number.NaN) : Number.NaN;
}

/** A number of at most 32 bits that ends where the bytes do. */
function readLastNumber(bytes: Uint8Array, at: number): number | undefined {
  const header = bytes[at];
  const digits = bytes.length - at - 1;
  if (header === undefined) return undefined;
  if (header < 0x80) return digits === 0 ? header : undefined;
  if (digits !== digitsByHeader[header]) return undefined;
  let number = 0;
  for (const digit of bytes.subarray(at + 1)) number = number * 0x100 + digit;
  return number;
}

const digitsByHeader: Readonly<Record<number, number>> = { 0xcc: 1, 0xcd: 2, 0xce: 4 };
