// Which entries go back to the outbox when the broker's log was set back, and to which places in it. Pure.
//
// Each device brings back what was written on it, to its old place, before and behind what still waits there: so everything keeps
// its order and comes once. What this person wrote on another device is that device's to bring back: from here it might come
// before words that only the other one has. Until then it is kept in sight, like what others wrote.
import { readAim } from '../protocol/aim';
import type { EntryId } from '../protocol/ids';
import type { EntryRow, OutboxRow } from './schema';

/** `own`: this person's, behind the last common entry. `outbox`: all that waits. */
export function putBack(own: readonly EntryRow[], outbox: readonly OutboxRow[]): OutboxRow[] {
  const waiting = new Set<EntryId>(outbox.map((row) => row.id));
  const emptied = new Set(own.filter((entry) => entry.body === null).map((entry) => entry.id));
  return own.flatMap((entry) => {
    const { n, id, room, kind, body, waitedSec, ts } = entry;
    if (n === undefined || waiting.has(id)) return [];
    // What was taken back needs no second life, nor what aims at it.
    if (body === null || emptied.has(readAim(entry)?.target ?? id)) return [];
    const writtenAtMs = (ts - waitedSec) * 1000;
    return [{ n, id, room, kind, body, writtenAtMs, tried: true, waitedSec, problem: undefined }];
  });
}
