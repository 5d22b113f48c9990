// Marks on the wire: a device's own, and those of the people in a room.
import * as v from 'valibot';
import { userIdSchema } from './id-schemas';
import type { UserId } from './ids';
import { marksRoomMembers, wireVersion } from './limits';
import type { Marks } from './merge-marks';
import { decodePayload, encodePayload } from './payload';

export { mergeMarks, type Marks } from './merge-marks';

const uint = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const marksSchema = v.looseTuple([v.literal(wireVersion), uint, uint]);

/** Device → broker: `[1, read, held]`. */
export const encodeMarks = (marks: Marks): Uint8Array =>
  encodePayload([wireVersion, marks.read, marks.delivered]);

export function decodeMarks(bytes: Uint8Array): Marks | undefined {
  const tuple = decodePayload(marksSchema, bytes, 64);
  return tuple && { read: tuple[1], delivered: tuple[2] };
}

/** How far one member of a room has it. */
export interface PersonMarks extends Marks {
  readonly user: UserId;
}

/** `[user, delivered, read]` */
export const personMarksSchema = v.pipe(
  v.looseTuple([userIdSchema, uint, uint]),
  v.transform(([user, delivered, read]): PersonMarks => ({ user, delivered, read })),
);
export const personMarksToWire = ({ user, delivered, read }: PersonMarks): unknown => [user, delivered, read];
const roomMarksSchema = v.looseTuple([
  v.literal(wireVersion),
  v.pipe(v.array(personMarksSchema), v.maxLength(marksRoomMembers)),
]);

/** Broker → devices with the room open: `[1, [[user, delivered, read], …]]`, those whose marks rose. */
export const encodePersonMarks = (marks: readonly PersonMarks[]): Uint8Array =>
  encodePayload([wireVersion, marks.map(personMarksToWire)]);

export const decodePersonMarks = (bytes: Uint8Array): PersonMarks[] | undefined =>
  decodePayload(roomMarksSchema, bytes, 4096)?.[1];
