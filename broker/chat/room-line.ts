// The newest message of a room as the list of rooms shows it, so that the list is true before the messages come.
import { readAim } from '../../src/protocol/aim';
import type { RoomLine } from '../../src/protocol/ask';
import { decodeEntry, entryKind, type Entry } from '../../src/protocol/entry';
import type { RoomId } from '../../src/protocol/ids';
import { pageBytes } from '../../src/protocol/limits';
import { isChange } from '../../src/protocol/room-change';
import { readTextBody } from '../../src/protocol/text-body';
import type { Store, StoredEntry } from '../store/store';
import type { People } from './people';

/** Nearly always the first look finds it. A newest message with more changes behind it gets no line; it is shown when it comes. */
const lookBackEntries = [16, 64];
/** More than a row of the list has room for. */
const maxLineBytes = 64;

/** Rejects when the store fails. */
export async function readLine(
  { store, people }: { store: Store; people: Pick<People, 'nameOf'> },
  room: RoomId,
  head: number,
): Promise<RoomLine | undefined> {
  const newest = await findNewest(store, room, head);
  if (!newest) return undefined;
  const { seq, ts, author } = newest.stored;
  // Only the last one counts, and the log has emptied what was taken back.
  const by = seq < head ? (await store.readAims(room, seq, seq))[0]?.by : undefined;
  const last = by && entryOf(by);
  const body = newest.entry.kind === entryKind.text ? readTextBody(newest.entry.body) : undefined;
  const text = body && ((last && readAim(last)?.text) ?? body.text);
  return {
    seq,
    ts,
    text: beginning(text ?? ''),
    user: author,
    name: people.nameOf(author) ?? '',
  };
}

async function findNewest(
  store: Store,
  room: RoomId,
  head: number,
): Promise<{ stored: StoredEntry; entry: Entry } | undefined> {
  for (const maxEntries of lookBackEntries) {
    const entries = await store.readBackward(room, 1, head, { maxEntries, maxBytes: pageBytes });
    for (const stored of entries.toReversed()) {
      const entry = entryOf(stored);
      if (entry && !aimsOrChanges(entry.kind)) return { stored, entry };
    }
    if (entries.length < maxEntries) return undefined;
  }
  return undefined;
}

const aimsOrChanges = (kind: number): boolean =>
  kind === entryKind.edit || kind === entryKind.retract || kind === entryKind.reaction || isChange(kind);

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
