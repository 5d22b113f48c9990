// MessagePack in, checked value out: the only place that decodes bytes from the wire. It returns, it does not throw.
import { decode, Encoder } from '@msgpack/msgpack';
import * as v from 'valibot';
import { isWellFormed } from './well-formed';

// One for all, because each new one allocates 2 kB; between two calls it keeps nothing.
const encoder = new Encoder({ ignoreUndefined: true });

/** Encodes one payload. `undefined` becomes nil. */
export function encodePayload(value: unknown): Uint8Array {
  return encoder.encode(value);
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
