// Somebody types: the smallest word there is. Nobody keeps it, and it says nothing of what is typed.
import * as v from 'valibot';
import { userIdSchema } from './id-schemas';
import type { UserId } from './ids';
import { wireVersion } from './limits';
import { decodePayload, encodePayload } from './payload';

const maxBytes = 64;
const ownSchema = v.looseTuple([v.literal(wireVersion)]);
const schema = v.looseTuple([v.literal(wireVersion), userIdSchema]);

/** Device → broker: `[1]`. */
export const encodeOwnTyping = (): Uint8Array => encodePayload([wireVersion]);

export const isOwnTyping = (bytes: Uint8Array): boolean =>
  decodePayload(ownSchema, bytes, maxBytes) !== undefined;

/** Broker → devices that look at the room: `[1, from]`. */
export const encodeTyping = (from: UserId): Uint8Array => encodePayload([wireVersion, from]);

export const decodeTyping = (bytes: Uint8Array): UserId | undefined =>
  decodePayload(schema, bytes, maxBytes)?.[1];
