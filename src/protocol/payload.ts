// MessagePack in, checked value out: the only place that decodes bytes from the wire. It returns, it does not throw.
import { decode, encode } from '@msgpack/msgpack';
import * as v from 'valibot';
import { isWellFormed } from './well-formed';

/** Encodes one payload. `undefined` becomes nil. */
export function encodePayload(value: unknown): Uint8Array {
  return encode(value, { ignoreUndefined: true });
}

/** Decodes and checks one payload, at most `maxBytes` long; `undefined` when anything is wrong with it. */
export function decodePayload<Schema extends v.GenericSchema>(
  schema: Schema,
  bytes: Uint8Array,
  maxBytes: number,
): v.InferOutput<Schema> | undefined {
  if (bytes.length > maxBytes || !isWellFormed(bytes)) return undefined;
  let value: unknown;
  try {
    value = decode(bytes);
  } catch {
    return undefined;
  }
  const result = v.safeParse(schema, value);
  return result.success ? result.output : undefined;
}
