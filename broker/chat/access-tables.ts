// Reads the tables of docs/access.md, for the tests that hold the broker to them.
import { readFileSync } from 'node:fs';
import type { Change } from '../../src/protocol/room-change';
import type { UserId } from '../../src/protocol/ids';
import type { Standing } from './access';

export const standings: readonly Standing[] = ['owner', 'admin', 'member', 'partner', 'overseer', 'stranger'];

type May = Readonly<Record<Standing, string>>;

/**
 * `name` is the topic, what is written, or the question; `action` is empty for what is written, and of a question the kind of room that
 * it is about.
 */
export interface AccessRow {
  readonly name: string;
  readonly action: string;
  readonly may: May;
}

/** What an app token needs for something: `no`, `yes`, or a right in words. */
interface AppRow {
  readonly name: string;
  readonly action: string;
  readonly needs: string;
}

export function readAccessTables(): {
  topics: readonly AccessRow[];
  entries: readonly AccessRow[];
  questions: readonly AccessRow[];
  apps: readonly AppRow[];
} {
  const lines = readFileSync(new URL('../../docs/access.md', import.meta.url), 'utf8').split('\n');
  const cells = lines
    .filter((line) => line.startsWith('|'))
    .map((line) =>
      line
        .slice(1, -1)
        .split('|')
        .map((cell) => cell.trim().replaceAll('`', '')),
    );
  const rows = (width: number, named: number) =>
    cells
      .filter((row) => row.length === width && !row[0]?.startsWith('---') && !row.includes('owner'))
      .map((row): AccessRow => {
        const may = Object.fromEntries(standings.map((each, index) => [each, row[named + index]]));
        return { name: row[0] ?? '', action: named > 1 ? (row[1] ?? '') : '', may: may as May };
      });
  const apps = cells
    .filter((row) => row.length === 3 && !row[0]?.startsWith('---') && row[0] !== 'what')
    .map(([name = '', action = '', needs = '']): AppRow => ({ name, action, needs }));
  return { topics: rows(8, 2), entries: rows(7, 1), questions: rows(9, 2), apps };
}

/** A change of that name as somebody may try it, about `other`. */
export function sampleChange(what: string, self: UserId, other: UserId): Change | undefined {
  switch (what) {
    case 'leave':
      return { what, user: self };
    case 'invite':
    case 'remove':
    case 'ban':
    case 'unban':
    case 'make-admin':
    case 'make-member':
    case 'make-owner':
      return { what, user: other };
    case 'name':
      return { what, name: `Room of ${self}` };
    case 'topic':
      return { what, topicLine: 'Something else' };
    case 'visibility':
      return { what, visibility: 'private' };
    case 'retention':
      return { what, days: 30, count: undefined };
    case 'delete':
      return { what };
    default:
      return undefined;
  }
}
