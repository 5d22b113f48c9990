// Entries to be stored, for tests: equal numbers make equal ids.
import { editBodyOf, retractBodyOf } from '../../src/protocol/aim';
import { encodeEntry, entryKind, type Entry } from '../../src/protocol/entry';
import type { EntryId, RoomId, UserId } from '../../src/protocol/ids';
import { reactionBodyOf } from '../../src/protocol/reaction';
import { contentHash } from './content-hash';
import type { AppendRequest } from './store';

export const roomA = 'roomA' as RoomId;
export const author = 'author' as UserId;

export const entryId = (n: number): EntryId =>
  `00000000-0000-7000-8000-${n.toString(16).padStart(12, '0')}` as EntryId;

/** A request to append entry `n`; equal `n` and `text` mean the same entry. */
export function appendRequest(
  n: number,
  change: Partial<AppendRequest> & { text?: string } = {},
): AppendRequest {
  const { text = `text ${n}`, ...rest } = change;
  const payload = new TextEncoder().encode(text);
  return {
    room: roomA,
    author,
    client: 'device-one',
    id: entryId(n),
    contentHash: payload.slice(0, 32),
    payload,
    refusal: undefined,
    ...rest,
  };
}

/** A request with a real entry in it. */
function entryRequest(
  entry: Omit<Entry, 'waitedSec'>,
  change: Partial<AppendRequest>,
  aim?: AppendRequest['aim'],
): AppendRequest {
  const whole = { ...entry, waitedSec: 7 };
  return {
    room: roomA,
    author,
    client: 'device-one',
    id: entry.id,
    contentHash: contentHash(whole),
    payload: encodeEntry(whole),
    refusal: undefined,
    aim,
    ...change,
  };
}

export const text = (n: number, change: Partial<AppendRequest> = {}): AppendRequest =>
  entryRequest({ id: entryId(n), kind: entryKind.text, body: `text ${n}` }, change);

export const edit = (n: number, target: number, change: Partial<AppendRequest> = {}): AppendRequest =>
  entryRequest(
    { id: entryId(n), kind: entryKind.edit, body: editBodyOf(entryId(target), `edit ${n}`) },
    change,
    { target: entryId(target), retracts: false },
  );

export const retract = (n: number, target: number, change: Partial<AppendRequest> = {}): AppendRequest =>
  entryRequest({ id: entryId(n), kind: entryKind.retract, body: retractBodyOf(entryId(target)) }, change, {
    target: entryId(target),
    retracts: true,
  });

export const reaction = (
  n: number,
  target: number,
  change: Partial<AppendRequest> & { emoji?: string } = {},
): AppendRequest => {
  const { emoji = '👍', ...rest } = change;
  return entryRequest(
    { id: entryId(n), kind: entryKind.reaction, body: reactionBodyOf(entryId(target), emoji) },
    { reactsTo: entryId(target), ...rest },
  );
};
