// Marks: one number per person and room that only rises, so that merging in any order gives the same.
import * as v from 'valibot';
import { wireVersion } from './limits';
import { decodePayload, encodePayload } from './payload';

export interface Marks {
  /** Everything up to this seq has been shown to the person. */
  readonly read: number;
  /** Everything up to this seq is on one of the person's devices. */
  readonly delivered: number;
}

export const mergeMarks = (a: Marks, b: Marks): Marks => ({
  read: Math.max(a.read, b.read),
  delivered: Math.max(a.delivered, b.delivered),
});

const uint = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const marksSchema = v.strictTuple([v.literal(wireVersion), uint, uint]);

/** Device → broker: `[1, read, held]`. */
export const encodeMarks = (marks: Marks): Uint8Array =>
  encodePayload([wireVersion, marks.read, marks.delivered]);

export function decodeMarks(bytes: Uint8Array): Marks | undefined {
  const tuple = decodePayload(marksSchema, bytes, 64);
  return tuple && { read: tuple[1], delivered: tuple[2] };
}
