// The verdict: what was written, what the broker's log has, and what every device holds, compared entry by entry. Pure.
import { isDeepStrictEqual } from 'node:util';
import { entryKind } from '../../src/protocol/entry';
import { readAim } from '../../src/protocol/aim';
import { readReaction } from '../../src/protocol/reaction';
import { readTextBody } from '../../src/protocol/text-body';
import type { Written } from './ledger';

/** An entry as a log or a device has it. The waiting time is left out: the writer's own copy may know another one. */
export interface LoggedEntry {
  readonly seq: number;
  readonly id: string;
  readonly kind: number;
  readonly body: unknown;
  readonly from: string;
  /** Unix seconds. */
  readonly ts: number;
}

/** What one device, or a place that was one, holds. */
export interface Held {
  readonly device: string;
  /** Every room its person is in is held from 1 to the head. Not so for a device that was wiped, or one with holes that it draws. */
  readonly whole: boolean;
  readonly rooms: ReadonlyMap<string, readonly LoggedEntry[]>;
  /** What it takes for everyone's last reaction to each message, room by room. */
  readonly reactions?: ReadonlyMap<string, readonly HeldReaction[]>;
  /** What it shows, room by room: id and words. */
  readonly shown?: ReadonlyMap<string, readonly (readonly [id: string, text: string | null | undefined])[]>;
}

export interface HeldReaction {
  readonly target: string;
  readonly from: string;
  readonly emoji: string;
  readonly seq: number;
}

export const sins = ['lost', 'doubled', 'outOfOrder', 'falselyStored'] as const;
export type Sin = (typeof sins)[number];

/** One message that went wrong, and how. */
export interface Wrong {
  readonly sin: Sin;
  readonly what: string;
  readonly room: string;
  readonly id: string | undefined;
  readonly written: Written | undefined;
}

export interface Case {
  readonly written: readonly Written[];
  readonly logs: ReadonlyMap<string, readonly LoggedEntry[]>;
  readonly held: readonly Held[];
  /** Still in an outbox, refused ones too: by id, and by words. It may be stuck, but it is not lost. */
  readonly kept: ReadonlySet<string>;
  /** What went at some time with the end of a log that was set back. */
  readonly setBack?: ReadonlySet<Written>;
}

/** All that is wrong: each message once for each sin and device. */
export function judge({ written, logs, held, kept, setBack = new Set() }: Case): Wrong[] {
  const wrongs: Wrong[] = [];
  const byId = new Map(written.flatMap((each) => (each.id === undefined ? [] : [[each.id, each]])));
  const byText = new Map(written.flatMap((each) => (each.text === undefined ? [] : [[each.text, each]])));
  const writtenOf = (entry: LoggedEntry) => byId.get(entry.id) ?? byText.get(textOf(entry) ?? '');
  const found = new Set<Written>();
  const seqById = new Map<string, number>();
  const taken = new Set<string>();

  const withWords = new Set<string>();
  const retracts = written.filter(isRetract);
  const takenBackByUs = new Set(retracts.map(({ target }) => target));
  const takenBackBefore = new Set(retracts.filter((each) => setBack.has(each)).map(({ target }) => target));

  for (const [room, log] of logs) judgeLog(room, log);
  for (const each of written) {
    if (each.state !== 'saved' || each.excluded !== undefined || found.has(each)) continue;
    if (kept.has(each.id ?? '') || kept.has(each.text ?? '') || isBetterGone(each)) continue;
    accuse('lost', each.room, each.id, 'it was saved, and the broker’s log does not have it', each);
  }
  for (const device of held) for (const [room, rows] of device.rooms) judgeDevice(device, room, rows);
  for (const device of held)
    for (const [room, rows] of device.reactions ?? []) judgeReactions(device, room, rows);
  judgeShown();
  return wrongs;

  function accuse(sin: Sin, room: string, id: string | undefined, what: string, message?: Written): void {
    wrongs.push({ sin, what, room, id, written: message ?? (id === undefined ? undefined : byId.get(id)) });
  }

  function judgeLog(room: string, log: readonly LoggedEntry[]): void {
    const lastByWriter = new Map<string, number>();
    for (const entry of log) {
      const message = writtenOf(entry);
      const twin = seqById.get(entry.id);
      if (twin !== undefined || (message && found.has(message)))
        accuse('doubled', room, entry.id, `the broker’s log has it again at ${entry.seq}`, message);
      seqById.set(entry.id, entry.seq);
      if (entry.body !== null) withWords.add(entry.id);
      const aim = readAim(entry);
      if (aim && aim.text === undefined) taken.add(aim.target);
      if (!message) continue;
      found.add(message);
      if (isSaidAgain(message, entry)) continue;
      const last = lastByWriter.get(message.writer) ?? -1;
      if (message.n < last)
        accuse('outOfOrder', room, entry.id, `${message.writer} wrote it before its ${last}th`, message);
      else lastByWriter.set(message.writer, message.n);
    }
  }

  /**
   * Words and the retract that took them back both went with the end of a log, and neither was put back. When a copy of the device
   * that had not heard of the retract brought the words back all the same, they were taken back again. So they stand emptied, and
   * the retract behind them, where the copy came: perhaps behind what was written later.
   */
  function isSaidAgain(message: Written, entry: LoggedEntry): boolean {
    if (!setBack.has(message)) return false;
    return isRetract(message) || (entry.body === null && takenBackBefore.has(message.target ?? message.id));
  }

  /** What was taken back before it went with the end of a log needs no second life, as long as its words have none. */
  function isBetterGone(message: Written): boolean {
    if (message.emoji !== undefined) return false;
    const about = message.target ?? message.id;
    return setBack.has(message) && about !== undefined && takenBackByUs.has(about) && !withWords.has(about);
  }

  function judgeDevice({ device, whole }: Held, room: string, rows: readonly LoggedEntry[]): void {
    const log = logs.get(room) ?? [];
    const ids = new Set<string>();
    const seqs = new Set<number>();
    for (const row of rows) {
      seqs.add(row.seq);
      if (ids.has(row.id)) accuse('doubled', room, row.id, `${device} holds it twice`, writtenOf(row));
      ids.add(row.id);
      const entry = log[row.seq - 1];
      if (entry?.id !== row.id) {
        const seq = seqById.get(row.id);
        if (seq === undefined)
          accuse('falselyStored', room, row.id, `${device} holds it at ${row.seq}`, writtenOf(row));
        else accuse('outOfOrder', room, row.id, `${device} holds ${seq} at ${row.seq}`, writtenOf(row));
      } else if (!sameContent(row, entry)) {
        accuse('falselyStored', room, row.id, `${device} holds other content`, writtenOf(row));
      }
    }
    if (!whole) return;
    for (const entry of log)
      if (!seqs.has(entry.seq))
        accuse('lost', room, entry.id, `${device} does not hold ${entry.seq}`, writtenOf(entry));
  }

  /** What it takes for the last one is the last one of the log. One that holds not all of it may know of an older one, but of no other. */
  function judgeReactions({ device, whole }: Held, room: string, rows: readonly HeldReaction[]): void {
    const log = logs.get(room) ?? [];
    const lasts = new Map<string, LoggedEntry>();
    for (const entry of log) {
      const reaction = readReaction(entry);
      if (reaction) lasts.set(`${reaction.target} ${entry.from}`, entry);
    }
    const seqByName = new Map(rows.map((row) => [`${row.target} ${row.from}`, row.seq]));
    for (const { target, from, emoji, seq } of rows) {
      const entry = log[seq - 1];
      const reaction = entry && readReaction(entry);
      if (entry?.from !== from || reaction?.target !== target || reaction.emoji !== emoji)
        accuse('falselyStored', room, entry?.id, `${device} shows a reaction at ${seq} that is not there`);
    }
    if (!whole) return;
    for (const [name, entry] of lasts)
      if (seqByName.get(name) !== entry.seq)
        accuse(
          'lost',
          room,
          entry.id,
          `${device} does not show the reaction at ${entry.seq}`,
          writtenOf(entry),
        );
  }

  /** A message that was taken back loses its words, and its edits theirs: on the broker at once, on a device when it hears of it. */
  function sameContent(row: LoggedEntry, entry: LoggedEntry): boolean {
    const emptied = taken.has(entry.id) || row.body === null || entry.body === null;
    const strip = ({ seq, id, kind, body, from, ts }: LoggedEntry) =>
      emptied ? { seq, id, kind, from, ts } : { seq, id, kind, body: plain(body), from, ts };
    return isDeepStrictEqual(strip(row), strip(entry));
  }

  /** Devices that hold the same show the same. */
  function judgeShown(): void {
    const firstByRoom = new Map<
      string,
      { device: string; textById: Map<string, string | null | undefined> }
    >();
    for (const { device, whole, shown } of held) {
      if (!whole || !shown) continue;
      for (const [room, messages] of shown) {
        const textById = new Map(messages);
        const first = firstByRoom.get(room);
        if (!first) firstByRoom.set(room, { device, textById });
        else
          for (const id of new Set([...textById.keys(), ...first.textById.keys()]))
            if (textById.get(id) !== first.textById.get(id) || textById.has(id) !== first.textById.has(id))
              accuse('falselyStored', room, id, `${device} shows other words than ${first.device}`);
      }
    }
  }
}

/** The words an entry brings, which the torture makes unlike any others. */
export function textOf(entry: Pick<LoggedEntry, 'kind' | 'body'>): string | undefined {
  if (entry.kind === entryKind.text) return readTextBody(entry.body)?.text;
  return readAim(entry)?.text;
}

const isRetract = ({ text, emoji }: Written): boolean => text === undefined && emoji === undefined;

/** How many messages each sin has hit. */
export function countSins(wrongs: readonly Wrong[]): Record<Sin, number> {
  const messages = (sin: Sin) =>
    new Set(
      wrongs.filter((wrong) => wrong.sin === sin).map(({ room, id, written }) => written ?? `${room} ${id}`),
    );
  return {
    lost: messages('lost').size,
    doubled: messages('doubled').size,
    outOfOrder: messages('outOfOrder').size,
    falselyStored: messages('falselyStored').size,
  };
}

/** Bytes are bytes, in whatever class a log or a device hands them over. */
function plain(body: unknown): unknown {
  if (body instanceof Uint8Array) return [...body];
  return Array.isArray(body) ? body.map(plain) : body;
}
