// A page of a room's history, with what was aimed into it later: an old page is never stale.
import type { Page } from '../../src/protocol/ask';
import type { RoomId } from '../../src/protocol/ids';
import { pageBytes, pageEntries } from '../../src/protocol/limits';
import type { Store } from '../store/store';
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

  // From the newest target on, as far as there is room; the page begins behind the first one that has none.
  let bytes = 0;
  const tooMuch = aims.findLast(({ target, by }) => {
    bytes += by.payload.length;
    return bytes > pageBytes && target < last;
  });
  const firstKept = tooMuch ? tooMuch.target + 1 : first;
  const kept = entries.filter(({ seq }) => seq >= firstKept);
  const later = aims
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
