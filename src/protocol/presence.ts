// Who is here, on the wire: members of a room, each with when they were here last.
import * as v from 'valibot';
import { userIdSchema } from './id-schemas';
import type { UserId } from './ids';
import { marksRoomMembers, wireVersion } from './limits';
import { decodePayload, encodePayload } from './payload';

export interface PersonPresence {
  readonly user: UserId;
  /** Unix seconds by the broker's clock, whole minutes; 0: here now; `undefined`: nothing is shown of them (any more). */
  readonly seenSec: number | undefined;
}

const uint = v.pipe(v.number(), v.safeInteger(), v.minValue(0));

/** `[user, seen]`, and nil where nothing is shown. */
export const personPresenceSchema = v.pipe(
  v.looseTuple([userIdSchema, v.nullable(uint)]),
  v.transform(([user, seenSec]): PersonPresence => ({ user, seenSec: seenSec ?? undefined })),
);
export const personPresenceToWire = ({ user, seenSec }: PersonPresence): unknown => [user, seenSec ?? null];

const schema = v.looseTuple([
  v.literal(wireVersion),
  v.pipe(v.array(personPresenceSchema), v.maxLength(marksRoomMembers)),
]);

/** Broker → devices that look at the room: `[1, [[user, seen], …]]`, those of whom it is another now. */
export const encodePresence = (people: readonly PersonPresence[]): Uint8Array =>
  encodePayload([wireVersion, people.map(personPresenceToWire)]);

export const decodePresence = (bytes: Uint8Array): PersonPresence[] | undefined =>
  decodePayload(schema, bytes, 4096)?.[1];
