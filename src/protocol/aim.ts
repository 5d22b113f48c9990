// Entries that aim at another entry: an edit carries the target and its new text, a retract the target alone.
import * as v from 'valibot';
import { entryKind, type Entry } from './entry';
import { entryIdFromBytes, entryIdToBytes, type EntryId } from './ids';

/** What an edit or a retract does. `text` is the new one; `undefined`: the message is taken back. */
export interface Aim {
  readonly target: EntryId;
  readonly text: string | undefined;
}

const idBytes = v.pipe(
  v.custom<Uint8Array>((value) => value instanceof Uint8Array && value.length === 16),
  v.transform(entryIdFromBytes),
);
const editBody = v.strictTuple([idBytes, v.pipe(v.string(), v.minLength(1))]);

/** Body of an edit: `[target's 16 bytes, new text]`. */
export const editBodyOf = (target: EntryId, text: string): unknown => [entryIdToBytes(target), text];

/** Body of a retract: the target's 16 bytes. */
export const retractBodyOf = (target: EntryId): unknown => entryIdToBytes(target);

/** Reads what an entry aims at; `undefined` for kinds that aim at nothing, and for a body that cannot be read. */
export function readAim({ kind, body }: Pick<Entry, 'kind' | 'body'>): Aim | undefined {
  if (kind === entryKind.edit) {
    const parsed = v.safeParse(editBody, body);
    return parsed.success ? { target: parsed.output[0], text: parsed.output[1] } : undefined;
  }
  if (kind === entryKind.retract) {
    const parsed = v.safeParse(idBytes, body);
    return parsed.success ? { target: parsed.output, text: undefined } : undefined;
  }
  return undefined;
}
