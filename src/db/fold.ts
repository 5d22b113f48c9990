// Folds entries into messages, the same way wherever they come from. Pure: what is written stands in the transaction of the entries.
import { entryKind } from '../protocol/entry';
import type { EntryRow, Message } from './schema';

/** The message that an entry makes. Kinds that this version does not know are kept and shown as such, never dropped. */
export function foldEntry(entry: EntryRow): Message {
  return {
    id: entry.id,
    room: entry.room,
    seq: entry.seq,
    from: entry.from,
    ts: entry.ts,
    waitedSec: entry.waitedSec,
    text: entry.kind === entryKind.text && typeof entry.body === 'string' ? entry.body : undefined,
  };
}
