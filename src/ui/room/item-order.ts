// What an item's neighbours say about it: where a day, the unread ones and an author's run begin.
import type { EntryId } from '../../protocol/ids';
import type { ItemView, MessageView } from '../../store/state';
import { dayNumber } from '../texts/times';

/** After a longer silence the author is named again. */
const runBreakMs = 10 * 60_000;

/** An id is its author's own: two people may use the same. */
export const keyOf = (item: ItemView): string =>
  item.type === 'hole' ? `hole-${item.from}` : `${item.from}/${item.id}`;

export const messageIn = (items: readonly ItemView[], id: EntryId): MessageView | undefined =>
  items.find((item): item is MessageView => item.type === 'message' && item.id === id);

export function startsDay(items: readonly ItemView[], index: number): boolean {
  const item = items[index];
  if (!item || item.type === 'hole') return false;
  for (let i = index - 1; i >= 0; i--) {
    const before = items[i];
    if (before && before.type !== 'hole') return dayNumber(before.atMs) !== dayNumber(item.atMs);
  }
  return true;
}

/** The author is written above the first message of a run. */
export function startsRun(items: readonly ItemView[], index: number): boolean {
  const item = items[index];
  const before = items[index - 1];
  if (item?.type !== 'message' || before?.type !== 'message') return true;
  return (
    before.from !== item.from ||
    Math.abs(item.atMs - before.atMs) > runBreakMs ||
    dayNumber(item.atMs) !== dayNumber(before.atMs)
  );
}

/** Time and state are drawn at the last of a minute's messages that are alike in them. */
export function endsMinute(items: readonly ItemView[], index: number): boolean {
  const item = items[index];
  const after = items[index + 1];
  if (item?.type !== 'message' || after?.type !== 'message') return true;
  return (
    after.from !== item.from ||
    after.state !== item.state ||
    after.readBy?.read !== item.readBy?.read ||
    Math.floor(after.atMs / 60_000) !== Math.floor(item.atMs / 60_000)
  );
}

export function startsUnread(
  items: readonly ItemView[],
  index: number,
  firstUnreadSeq: number | undefined,
): boolean {
  if (firstUnreadSeq === undefined) return false;
  const item = items[index];
  const before = items[index - 1];
  if (!(lastSeq(item) >= firstUnreadSeq)) return false;
  // Above the first item there may be more, which is not read either.
  return before ? !(lastSeq(before) >= firstUnreadSeq) : firstSeq(item) <= firstUnreadSeq;
}

/** The highest seq of what is stored, 0 while there is none. */
export function newestSeq(items: readonly ItemView[]): number {
  for (let i = items.length - 1; i >= 0; i--) {
    const seq = lastSeq(items[i]);
    if (!Number.isNaN(seq)) return seq;
  }
  return 0;
}

/** Others' messages above a seq, oldest first. */
export function incomingAfter(items: readonly ItemView[], seq: number): MessageView[] {
  const found: MessageView[] = [];
  for (let i = items.length - 1; i >= 0; i--) {
    const item = items[i];
    // What waits here stands below, with no seq, and compares with nothing.
    if (lastSeq(item) <= seq) break;
    if (item?.type === 'message' && item.seq !== undefined && !item.own) found.push(item);
  }
  return found.toReversed();
}

function firstSeq(item: ItemView | undefined): number {
  return item?.type === 'hole' ? item.from : lastSeq(item);
}

/** NaN, which compares with nothing, for what has no seq yet. */
function lastSeq(item: ItemView | undefined): number {
  return (item?.type === 'hole' ? item.to : item?.seq) ?? Number.NaN;
}
