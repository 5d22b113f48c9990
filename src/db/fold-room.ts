// What changes of a room mean for this person's record of it. Pure. The broker says how things are at its head; what comes behind
// that is read from the log, in its order, and older pages change nothing any more.
import type { LogEntry } from '../protocol/entry';
import type { UserId } from '../protocol/ids';
import { readChange, type Change } from '../protocol/room-change';
import type { RoomRecord } from './schema';

export function foldRoom(record: RoomRecord, entries: readonly LogEntry[], user: UserId): RoomRecord {
  let folded = record;
  for (const entry of entries.toSorted((a, b) => a.seq - b.seq)) {
    const change = readChange(entry);
    if (change && entry.seq > (folded.asOf ?? 0))
      folded = { ...folded, ...meaningOf(folded, change, entry.from, user), asOf: entry.seq };
  }
  return folded;
}

function meaningOf(record: RoomRecord, change: Change, by: UserId, user: UserId): Partial<RoomRecord> {
  switch (change.what) {
    case 'name':
      return { name: change.name };
    case 'topic':
      return { topicLine: change.topicLine.trim() || undefined };
    case 'visibility':
      return { visibility: change.visibility };
    case 'retention': {
      const { days, count } = change;
      const server = record.retention?.server ?? { days: undefined, count: undefined };
      return { retention: { own: { days, count }, server } };
    }
    case 'make-owner':
      if (by === user) return { role: 'admin' };
      return change.user === user ? { role: 'owner' } : {};
    case 'make-admin':
      return change.user === user ? { role: 'admin' } : {};
    case 'make-member':
      return change.user === user ? { role: undefined } : {};
    case 'leave':
      return change.user === user ? { left: { why: 'left', by: user } } : {};
    case 'join':
    case 'invite':
    case 'remove':
    case 'ban':
    case 'unban':
    case 'delete':
    case 'made':
  }
  return {};
}
