// A page of a room's history, with what was aimed into it later, and the reactions to it: an old page is never stale.
import type { Page } from '../../src/protocol/ask';
import { decodeEntry, entryKind } from '../../src/protocol/entry';
import type { EntryId, RoomId } from '../../src/protocol/ids';
import { pageBytes, pageEntries } from '../../src/protocol/limits';
import type { Aimed, Store, StoredEntry } from '../store/store';
import { floorOrNone, type Floors } from './floors';
import { stampStored } from './log';
import type { People } from './people';

/** Rejects when the store fails. */
export async function readPage(
  { store, people, floors }: { store: Store; people: People; floors: Pick<Floors, 'of'> },
  room: RoomId,
  from: number,
  to: number,
): Promise<Page> {
  const limits = { maxEntries: pageEntries, maxBytes: pageBytes };
  const entries = await store.readBackward(room, from, to, limits);
  const first = entries[0]?.seq ?? 0;
  const last = entries.at(-1)?.seq ?? 0;
  const aims = (await store.readAims(room, first, last)).filter(({ by }) => by.seq > last);
  const reactions = (await reactionsTo(store, room, entries)).filter(
    ({ by }) => by.seq < first || by.seq > last,
  );
  const behind = [...aims, ...reactions].toSorted((a, b) => a.target - b.target);

  // From the newest target on, as far as there is room; the page begins behind the first one that has none.
  let bytes = 0;
  const tooMuch = behind.findLast(({ target, by }) => {
    bytes += by.payload.length;
    return bytes > pageBytes && target < last;
  });
  const firstKept = tooMuch ? tooMuch.target + 1 : first;
  const kept = entries.filter(({ seq }) => seq >= firstKept);
  const later = behind
    .filter(({ target }) => target >= firstKept)
    .map(({ by }) => by)
    .toSorted((a, b) => a.seq - b.seq);
  return {
    entries: kept.map(stampStored),
    later: later.map(stampStored),
    people: people.named([...kept, ...later].map((entry) => entry.author)),
    ...floorOrNone(floors.of(room)),
  };
}

/** Of what was taken back nobody sees any. */
async function reactionsTo(store: Store, room: RoomId, entries: readonly StoredEntry[]): Promise<Aimed[]> {
  const seqById = new Map<EntryId, number>();
  for (const { seq, payload } of entries) {
    const entry = decodeEntry(payload, payload.length);
    if (entry?.kind === entryKind.text && entry.body !== null) seqById.set(entry.id, seq);
  }
  const reactions = await store.readReactions(room, [...seqById.keys()]);
  return reactions.map(({ target, by }) => ({ target: seqById.get(target) ?? 0, by }));
}
