// The delivery story of a message: every step this device learned, and who has it. Nothing is sent for it.
import type { Db } from '../db/db';
import { readMessage } from '../db/fold';
import type { MarksRow, Message, OutboxRow } from '../db/schema';
import type { EntryId, UserId } from '../protocol/ids';
import type { MarksResult } from '../protocol/ask';
import { bodyText } from './outbox-view';
import type { SeenBy, StoryView } from './state';

/** `counts`: what the broker says of a room too large for names; `undefined` where it was not asked. */
export async function readStory(
  db: Db,
  id: EntryId,
  user: UserId,
  nameOf: (user: UserId) => string,
  counts: Extract<MarksResult, { read: number }> | undefined,
): Promise<StoryView | undefined> {
  const [message, rows, story] = await Promise.all([
    db.log.message(id),
    db.outbox.list(),
    db.outbox.story(id),
  ]);
  const row = rows.find((each) => each.id === id);
  if (!message && !row) return undefined;
  const steps: StoryView['steps'] = [
    ...(story?.steps ?? []).map(({ step, atMs, detail }) => ({
      step: step === 'rewritten' ? ('edited' as const) : step,
      atMs,
      detail,
    })),
    ...(message && !story ? await received(db, message) : []),
    ...(message ? amendments(message) : []),
  ];
  // As they came, not by their times: these are of two clocks.
  const common = { id, steps };
  if (!message) return { ...common, ...ofRow(row!, nameOf(user)) };
  const marks = (await db.marks.list(message.room)).filter((each) => each.user !== message.from);
  return {
    ...common,
    author: nameOf(message.from),
    text: readMessage(message).text,
    seq: message.seq,
    waitedSec: message.waitedSec,
    delivered: counts ? [] : seenBy('delivered', message.seq, marks, nameOf),
    read: counts ? [] : seenBy('read', message.seq, marks, nameOf),
    counts,
  };
}

const ofRow = (row: OutboxRow, author: string) => ({
  author,
  text: bodyText(row),
  seq: undefined,
  waitedSec: 0,
  delivered: [],
  read: [],
  counts: undefined,
});

async function received(db: Db, message: Message): Promise<StoryView['steps']> {
  const entry = await db.log.entry(message.room, message.seq);
  return [
    { step: 'stored', atMs: message.ts * 1000, detail: `No. ${message.seq} in this room` },
    ...(entry ? [{ step: 'received' as const, atMs: entry.receivedAtMs, detail: '' }] : []),
  ];
}

const amendments = (message: Message): StoryView['steps'] =>
  message.amendments
    .filter((each) => each.from === message.from)
    .map(({ text, ts, seq }) => ({
      step: text === undefined ? ('retracted' as const) : ('edited' as const),
      atMs: ts * 1000,
      detail: text === undefined ? `No. ${seq} in this room` : `No. ${seq} in this room: ${text}`,
    }));

function seenBy(
  mark: 'delivered' | 'read',
  seq: number,
  marks: readonly MarksRow[],
  nameOf: (user: UserId) => string,
): SeenBy[] {
  return marks
    .filter((row) => row[mark] >= seq)
    .map((row) => ({
      name: nameOf(row.user),
      // The first rise that reached it; one from before this device looked has no time.
      atMs: row.learned.find((rise) => rise.mark === mark && rise.seq >= seq)?.atMs,
    }));
}
