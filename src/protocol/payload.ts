// MessagePack in, checked value out: the only place that decodes bytes from the wire. It returns, it does not throw.
import { Decoder, Encoder } from '@msgpack/msgpack';
import * as v from 'valibot';
import { isWellFormed } from './well-formed';

// One of each for all, because a new encoder allocates 2 kB; from one call to the next they keep nothing that matters.
const encoder = new Encoder({ ignoreUndefined: true });
const decoder = new Decoder();

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
    value = decoder.decode(bytes);
  } catch {
    return undefined;
  }
  const result = v.safeParse(schema, value);
  return result.success ? result.output : undefined;
}
