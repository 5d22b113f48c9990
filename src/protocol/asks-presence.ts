// Questions about who is here, and whether one shows it oneself.
import * as v from 'valibot';
import { method, uint } from './ask-parts';
import { roomIdSchema } from './id-schemas';
import type { RoomId } from './ids';
import { marksRoomMembers } from './limits';
import { personPresenceSchema, personPresenceToWire, type PersonPresence } from './presence';

/** In a room of at most `marksRoomMembers` those who show it; in a larger one how many are here. */
export type PresenceResult = { readonly people: readonly PersonPresence[] } | { readonly here: number };

export const presenceAsks = {
  /** Who of a room's members is here, and when the others were. Not for those who do not show it themselves. */
  presence: method<{ room: RoomId }, PresenceResult>(
    v.pipe(
      v.looseTuple([roomIdSchema]),
      v.transform(([room]) => ({ room })),
    ),
    v.union([
      v.pipe(
        uint,
        v.transform((here) => ({ here })),
      ),
      v.pipe(
        v.array(personPresenceSchema),
        v.maxLength(marksRoomMembers),
        v.transform((people) => ({ people })),
      ),
    ]),
    {
      params: ({ room }) => [room],
      result: (result) => ('here' in result ? result.here : result.people.map(personPresenceToWire)),
    },
  ),
  /** Shows when the asker is here, and was, or does not; `undefined`: as it is. Answers how it is now. */
  setPresence: method<{ shown: boolean | undefined }, { shown: boolean }>(
    v.pipe(
      v.looseTuple([v.nullable(v.boolean())]),
      v.transform(([shown]) => ({ shown: shown ?? undefined })),
    ),
    v.pipe(
      v.looseTuple([v.boolean()]),
      v.transform(([shown]) => ({ shown })),
    ),
    { params: ({ shown }) => [shown ?? null], result: ({ shown }) => [shown] },
  ),
};
