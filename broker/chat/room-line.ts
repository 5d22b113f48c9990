// The newest message of a room as the list of rooms shows it, so that the list is true before the messages come.
import { readAim } from '../../src/protocol/aim';
import type { RoomLine } from '../../src/protocol/ask';
import { decodeEntry, entryKind } from '../../src/protocol/entry';
import type { RoomId } from '../../src/protocol/ids';
import { pageBytes } from '../../src/protocol/limits';
import { isChange } from '../../src/protocol/room-change';
import type { Store, StoredEntry } from '../store/store';
import type { People } from './people';

/** A newest message with more changes behind it gets no line; it is shown when it comes. */
const lookBackEntries = 16;
/** More than a row of the list has room for. */
const maxLineBytes = 64;

/** Rejects when the store fails. */
export async function readLine(
  { store, people }: { store: Store; people: Pick<People, 'nameOf'> },
  room: RoomId,
  head: number,
): Promise<RoomLine | undefined> {
  const limits = { maxEntries: lookBackEntries, maxBytes: pageBytes };
  const entries = (await store.readBackward(room, 1, head, limits)).map((stored) => ({
    stored,
    entry: entryOf(stored),
  }));
  const newest = entries.findLast(({ entry }) => entry && !aimsOrChanges(entry.kind));
  if (!newest) return undefined;
  const { seq, ts, author } = newest.stored;
  // Only the last one counts, and the log has emptied what was taken back.
  const by = seq < head ? (await store.readAims(room, seq, seq))[0]?.by : undefined;
  const last = by && entryOf(by);
  const text = (last && readAim(last)?.text) ?? newest.entry?.body;
  const isText = newest.entry?.kind === entryKind.text && typeof text === 'string';
  return {
    seq,
    ts,
    text: isText ? beginning(text) : '',
    user: author,
    name: people.nameOf(author) ?? '',
  };
}

const aimsOrChanges = (kind: number): boolean =>
  kind === entryKind.edit || kind === entryKind.retract || isChange(kind);

const entryOf = ({ payload }: StoredEntry) => decodeEntry(payload, payload.length);

function beginning(text: string): string {
  let bytes = 0;
  let kept = '';
  for (const character of text) {
    bytes += Buffer.byteLength(character);
    if (bytes > maxLineBytes) return `${kept}…`;
    kept += character;
  }
  return kept;
}
