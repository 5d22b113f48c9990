// Entries that aim at another entry: an edit carries the target and its new text, a retract the target alone.
import type { Entry } from './entry';
import { entryKind } from './entry-kind';
import { entryIdToBytes, readEntryId, type EntryId } from './ids';

/** What an edit or a retract does. `text` is the new one; `undefined`: the message is taken back. */
export interface Aim {
  readonly target: EntryId;
  readonly text: string | undefined;
}

/** Body of an edit: `[target's 16 bytes, new text]`. */
export const editBodyOf = (target: EntryId, text: string): unknown => [entryIdToBytes(target), text];

/** Body of a retract: the target's 16 bytes. */
export const retractBodyOf = (target: EntryId): unknown => entryIdToBytes(target);

/** Reads what an entry aims at; `undefined` for kinds that aim at nothing, and for a body that cannot be read. */
export function readAim({ kind, body }: Pick<Entry, 'kind' | 'body'>): Aim | undefined {
  if (kind === entryKind.edit) {
    if (!Array.isArray(body) || body.length !== 2) return undefined;
    const [named, text] = body as unknown[];
    const target = readEntryId(named);
    return target !== undefined && typeof text === 'string' && text !== '' ? { target, text } : undefined;
  }
  const target = kind === entryKind.retract ? readEntryId(body) : undefined;
  return target && { target, text: undefined };
}
