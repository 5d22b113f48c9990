// Everything that this device holds of an account, as plain rows for a file that anybody can read (docs/export.md): some at a time, so that
// 100,000 messages take no more memory than a few hundred. Secrets stay here: the token of this device, and links into rooms.
import { readAim } from '../protocol/aim';
import { entryKind } from '../protocol/entry-kind';
import { readEntryId, type EntryId, type RoomId, type UserId } from '../protocol/ids';
import { readReaction } from '../protocol/reaction';
import { readChange, type Change } from '../protocol/room-change';
import { readTextBody } from '../protocol/text-body';
import type { Db } from './db';
import { readMessage } from './fold';
import { gaps, type HeldRanges } from './held-ranges';
import type { DraftRow, Message, OutboxRow, ReactionRow, RoomChoices, RoomRecord } from './schema';

/** Messages read at a time. */
const readAtOnce = 500;

export interface ExportedMessage {
  readonly id: EntryId;
  readonly seq: number;
  /** When the server stored it. */
  readonly at: string;
  readonly from: UserId;
  readonly author: string;
  /** As it reads now; empty when it was taken back. */
  readonly text?: string;
  /** What it said first, and what was made of it, the last one being `text`. */
  readonly original?: string;
  readonly edits?: readonly { readonly at: string; readonly text: string }[];
  /** The message that it answers. */
  readonly replyTo?: EntryId | undefined;
  readonly takenBack?: boolean;
  readonly waitedSec?: number;
  readonly reactions?: readonly { readonly emoji: string; readonly people: readonly string[] }[];
  readonly change?: Change;
  /** It was written with a newer Onebar. */
  readonly unknownKind?: boolean;
  readonly noLongerOnServer?: boolean;
}

export interface ExportedRoom extends RoomRecord {
  /** Stretches of entries that are at the server and not here. */
  readonly missing: readonly (readonly [from: number, to: number])[];
}

export interface ExportedRow {
  readonly id: EntryId;
  readonly room: RoomId;
  readonly what: 'message' | 'edit' | 'take-back' | 'reaction' | 'change' | 'other';
  readonly text?: string;
  readonly replyTo?: EntryId | undefined;
  /** The message that it is about. */
  readonly target?: EntryId;
  /** Empty: the one before is taken away. */
  readonly emoji?: string;
  readonly change?: Change;
  readonly kind: number;
  /** As it goes to the server; bytes are ids. */
  readonly body: unknown;
  readonly writtenAt: string;
  /** It may have reached the server. */
  readonly tried: boolean;
  readonly problem?: string;
}

export interface ExportedRest {
  readonly outbox: readonly ExportedRow[];
  readonly drafts: readonly DraftRow[];
  /** Of messages that somebody is in the middle of editing. */
  readonly editDrafts: readonly { readonly room: RoomId; readonly message: EntryId; readonly text: string }[];
  readonly blocked: readonly unknown[];
  readonly roomChoices: readonly RoomChoices[];
}

const time = (ms: number): string => new Date(ms).toISOString();
const allOf = (room: RoomId) => IDBKeyRange.bound([room, 0], [room, Infinity]);

export async function countMessages({ database }: Db, rooms: readonly RoomId[]): Promise<number> {
  const counts = await Promise.all(
    rooms.map((room) => database.countFromIndex('messages', 'seq', allOf(room))),
  );
  return counts.reduce((sum, count) => sum + count, 0);
}

export async function exportRoom(db: Db, record: RoomRecord): Promise<ExportedRoom> {
  const missing = missingOf(record, await db.log.held(record.room));
  // These are of use to this app alone.
  return { ...record, line: undefined, asOf: undefined, missing };
}

function missingOf({ head, floor = 1 }: RoomRecord, held: HeldRanges): (readonly [number, number])[] {
  const first = held[0]?.[0] ?? head + 1;
  const before = first > floor ? [[floor, first - 1] as const] : [];
  return [...before, ...(held.length === 0 ? [] : gaps(held, head))];
}

/** Oldest first; what the server lost stands behind the others. */
export async function* exportMessages(
  { database, log, reactions }: Db,
  room: RoomId,
  nameOf: (user: UserId) => string,
): AsyncGenerator<ExportedMessage[], void> {
  const exported = async (messages: readonly Message[]) => {
    const given = await reactions.of(
      room,
      messages.map(({ id }) => id),
    );
    return messages.map((message) => exportMessage(message, given.get(message.id) ?? [], nameOf));
  };
  for (let after = -1; ;) {
    const range = IDBKeyRange.bound([room, after], [room, Infinity], true);
    // What the index holds has a seq, so it is no placeholder.
    const found = (await database.getAllFromIndex('messages', 'seq', range, readAtOnce)) as Message[];
    const last = found.at(-1);
    if (!last) break;
    after = last.seq;
    yield await exported(found);
  }
  const lost = await log.orphans(room);
  if (lost.length > 0)
    yield (await exported(lost)).map((message) => ({ ...message, noLongerOnServer: true }));
}

function exportMessage(
  message: Message,
  given: readonly ReactionRow[],
  nameOf: (user: UserId) => string,
): ExportedMessage {
  const { id, seq, ts, from, waitedSec, change, amendments, replyTo } = message;
  const { text, retracted, unknownKind } = readMessage(message);
  const edits = amendments.flatMap((each) =>
    each.from === from && each.text !== undefined ? [{ at: time(each.ts * 1000), text: each.text }] : [],
  );
  const peopleByEmoji = new Map<string, string[]>();
  // An empty one is none any more.
  for (const { emoji, from: who } of given)
    if (emoji !== '') peopleByEmoji.set(emoji, [...(peopleByEmoji.get(emoji) ?? []), nameOf(who)]);
  return {
    id,
    seq,
    at: time(ts * 1000),
    from,
    author: nameOf(from),
    ...(change ? { change } : { text }),
    ...(edits.length > 0 && !retracted && { original: message.text ?? '', edits }),
    ...(replyTo && { replyTo }),
    ...(retracted && { takenBack: true }),
    ...(waitedSec > 0 && { waitedSec }),
    ...(peopleByEmoji.size > 0 && {
      reactions: [...peopleByEmoji].map(([emoji, people]) => ({ emoji, people })),
    }),
    ...(unknownKind && !change && { unknownKind: true }),
  };
}

export async function exportRest(db: Db, rooms: readonly RoomId[]): Promise<ExportedRest> {
  const [rows, drafts, edits, blocked, roomChoices] = await Promise.all([
    db.outbox.list(),
    db.rooms.drafts(),
    Promise.all(rooms.map(async (room) => ({ room, edit: await db.rooms.edit(room) }))),
    db.setting('blocked'),
    db.database.getAll('choices'),
  ]);
  return {
    outbox: rows.map(exportRow),
    drafts,
    editDrafts: edits.flatMap(({ room, edit }) =>
      edit ? [{ room, message: edit.id, text: edit.text }] : [],
    ),
    blocked: Array.isArray(blocked) ? blocked : [],
    roomChoices,
  };
}

function exportRow({ id, room, kind, body, writtenAtMs, tried, problem }: OutboxRow): ExportedRow {
  return {
    id,
    room,
    ...whatItSays({ kind, body }),
    kind,
    body: plain(body),
    writtenAt: time(writtenAtMs),
    tried,
    ...(problem !== undefined && { problem }),
  };
}

type Said = Pick<ExportedRow, 'what' | 'text' | 'replyTo' | 'target' | 'emoji' | 'change'>;

function whatItSays(row: Pick<OutboxRow, 'kind' | 'body'>): Said {
  const change = readChange(row);
  if (change) return { what: 'change', change };
  const reaction = readReaction(row);
  if (reaction) return { what: 'reaction', ...reaction };
  const aim = readAim(row);
  if (aim?.text !== undefined) return { what: 'edit', target: aim.target, text: aim.text };
  if (aim) return { what: 'take-back', target: aim.target };
  const text = row.kind === entryKind.text ? readTextBody(row.body) : undefined;
  return text ? { what: 'message', ...text } : { what: 'other' };
}

/** Ids travel as 16 bytes. */
function plain(body: unknown): unknown {
  if (body instanceof Uint8Array) return readEntryId(body) ?? [...body];
  return Array.isArray(body) ? body.map(plain) : body;
}
