// What the link was like in the last hour, and what it carried day by day: written by the tab that leads, read by the page about it.
import type { RoomId } from '../protocol/ids';
import { allOrNothing } from './all-or-nothing';
import type { AccountDatabase, TrafficRow } from './schema';

/** The link was away. */
export interface Drop {
  /** Unix ms, both. `undefined`: it is away still. */
  readonly fromMs: number;
  readonly toMs: number | undefined;
}

/** Oldest first, of the last hour. */
export interface LinkHistory {
  readonly drops: readonly Drop[];
  readonly roundTrips: readonly { readonly atMs: number; readonly ms: number }[];
  /** When the page that wrote it was put away: what came then is not known. */
  readonly leftAtMs?: number | undefined;
}

export const emptyHistory: LinkHistory = { drops: [], roundTrips: [] };

/** What is added to a row. */
export type Carried = Pick<TrafficRow, 'upBytes' | 'downBytes'> & { readonly signalBytes: number };

const keptDays = 31;
const dayMs = 24 * 3_600_000;

/** `2026-11-29`, where this device is. */
export function dayOf(atMs: number): string {
  const date = new Date(atMs);
  return [date.getFullYear(), date.getMonth() + 1, date.getDate()]
    .map((number) => String(number).padStart(2, '0'))
    .join('-');
}

/** Adds what was carried since the last time, and forgets old days. All in one transaction. */
export async function addTraffic(
  database: AccountDatabase,
  atMs: number,
  carriedByRoom: ReadonlyMap<RoomId | '', Carried>,
): Promise<void> {
  const day = dayOf(atMs);
  const tx = database.transaction('traffic', 'readwrite');
  await allOrNothing(tx, async () => {
    await tx.store.delete(IDBKeyRange.upperBound([dayOf(atMs - keptDays * dayMs)]));
    for (const [room, { upBytes, downBytes, signalBytes }] of carriedByRoom) {
      const old = await tx.store.get([day, room]);
      await tx.store.put({
        day,
        room,
        upBytes: (old?.upBytes ?? 0) + upBytes,
        downBytes: (old?.downBytes ?? 0) + downBytes,
        signalBytes: (old?.signalBytes ?? 0) + signalBytes,
      });
    }
  });
}

/** The rows of one day: all in all (`room` is empty), and room by room. */
export const trafficOf = (database: AccountDatabase, atMs: number): Promise<TrafficRow[]> =>
  database.getAll('traffic', IDBKeyRange.bound([dayOf(atMs)], [dayOf(atMs), []]));
