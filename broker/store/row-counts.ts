// What is in a database, in numbers for people.
import type { BackupCounts } from './backup-format';
import { decodeRow } from './layout';

type Counts = { -readonly [Name in keyof BackupCounts]: number };

export const noCounts = (): Counts => ({ rows: 0, entries: 0, rooms: 0, accounts: 0 });

export function countRow(counts: Counts, key: string, value: Uint8Array): void {
  counts.rows++;
  if (key.startsWith('log/')) counts.entries++;
  else if (key.startsWith('row/room/') && !decodeRow('room', value)?.deleted) counts.rooms++;
  else if (key.startsWith('row/user/') && decodeRow('user', value)?.deletedAtMs === undefined)
    counts.accounts++;
}

export const countsInWords = ({ entries, rooms, accounts }: BackupCounts): string =>
  `${counted(entries, 'entry', 'entries')} in ${counted(rooms, 'room', 'rooms')}, ${counted(accounts, 'account', 'accounts')}`;

export const counted = (count: number, one: string, many: string): string =>
  `${count.toLocaleString('en')} ${count === 1 ? one : many}`;
