// What changes a room or who is in it: the bodies of entries of the kinds membership and room. `[what, user]` and
// `[what, value]`, `what` being a number, so that everybody sees the change in the log where it happened.
import type { Entry } from './entry';
import { entryKind } from './entry-kind';
import { isUserId, type UserId } from './ids';

/** The place in this list, from 1 on, is the number on the wire. `join` is written by the broker alone. */
const memberships = [
  'join',
  'leave',
  'invite',
  'remove',
  'ban',
  'unban',
  'make-admin',
  'make-member',
  'make-owner',
] as const;

export interface MembershipChange {
  readonly what: (typeof memberships)[number];
  /** Whom it is about; for `join` and `leave` the author. */
  readonly user: UserId;
}

/** `made` is written by the broker alone. */
export type RoomChange =
  | { readonly what: 'name'; readonly name: string }
  | { readonly what: 'topic'; readonly topicLine: string }
  | { readonly what: 'delete' }
  | { readonly what: 'visibility'; readonly visibility: 'public' | 'private' }
  /** Entries that are older, or more than so many, are removed; `undefined`: none is for that reason. */
  | { readonly what: 'retention'; readonly days: number | undefined; readonly count: number | undefined }
  | { readonly what: 'made'; readonly name: string };

export type Change = MembershipChange | RoomChange;

/** `undefined` for other kinds of entry, and for a change that this version does not know or cannot read. */
export function readChange({ kind, body }: Pick<Entry, 'kind' | 'body'>): Change | undefined {
  if (!isChange(kind) || !Array.isArray(body)) return undefined;
  const [number, value] = body as unknown[];
  if (kind === entryKind.room) return readRoomChange(number, value);
  const what = typeof number === 'number' ? memberships[number - 1] : undefined;
  return what && isUserId(value) ? { what, user: value } : undefined;
}

function readRoomChange(number: unknown, value: unknown): RoomChange | undefined {
  if (number === 3) return { what: 'delete' };
  if (number === 4 && (value === 0 || value === 1))
    return { what: 'visibility', visibility: value === 0 ? 'public' : 'private' };
  if (number === 5 && Array.isArray(value)) {
    const [days, count] = value as unknown[];
    return isLimit(days) && isLimit(count)
      ? { what: 'retention', days: days ?? undefined, count: count ?? undefined }
      : undefined;
  }
  if (typeof value !== 'string') return undefined;
  if (number === 1) return { what: 'name', name: value };
  if (number === 2) return { what: 'topic', topicLine: value };
  return number === 6 ? { what: 'made', name: value } : undefined;
}

const isLimit = (value: unknown): value is number | null | undefined =>
  value == null || (Number.isSafeInteger(value) && (value as number) > 0);

/** Kind and body of the entry that says so. */
export function changeEntry(change: Change): Pick<Entry, 'kind' | 'body'> {
  return 'user' in change
    ? { kind: entryKind.membership, body: [memberships.indexOf(change.what) + 1, change.user] }
    : { kind: entryKind.room, body: roomBodyOf(change) };
}

function roomBodyOf(change: RoomChange): unknown[] {
  switch (change.what) {
    case 'name':
      return [1, change.name];
    case 'topic':
      return [2, change.topicLine];
    case 'delete':
      return [3];
    case 'visibility':
      return [4, change.visibility === 'public' ? 0 : 1];
    case 'retention':
      return [5, [change.days ?? null, change.count ?? null]];
    case 'made':
  }
  return [6, change.name];
}

/** Does the entry change the room or who is in it, whether or not this version can read how? */
export const isChange = (kind: number): boolean => kind === entryKind.membership || kind === entryKind.room;
