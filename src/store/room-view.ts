// The room on the screen: a window over the messages this device holds, the holes between them, and what waits in the outbox.
import type { Db } from '../db/db';
import {
  addRange,
  gaps,
  heldFrom,
  heldUpTo,
  withoutRanges,
  type HeldRanges,
  type Range,
} from '../db/held-ranges';
import type { EditDraft, MarksRow, Message, OutboxRow } from '../db/schema';
import type { EntryId, RoomId, UserId } from '../protocol/ids';
import { readTextBody } from '../protocol/text-body';
import { createLookAround, type Around } from './around';
import { leftView, viewOfChange, viewOfChangeRow } from './change-view';
import { isMessageRow, sameView, viewOfMessage, viewOfRow } from './message-view';
import { noReactions } from './reaction-view';
import { factsOf } from './room-facts';
import type { ChangeView, HoleView, ItemView, MessageView, OpenRoomView, ReplyView } from './state';
import { clipFrom, missingIn, without } from './window-ranges';
import { withOrphans } from './with-orphans';

export interface RoomReader {
  readonly room: RoomId;
  /** Reads what changed since and makes the view. Messages that did not change keep their reference. */
  read(): Promise<OpenRoomView | undefined>;
  /**
   * The view with a row that has just been saved, at once; `undefined`: this takes a reading. Words that were written show without
   * waiting for the disk again.
   */
  add(row: OutboxRow): OpenRoomView | undefined;
  /** The view with what is under way by now, at once; `undefined`: this takes a reading. */
  sentMore(): OpenRoomView | undefined;
  /** The room's log has changed. These messages, if they are in the window or answered there, read differently now. */
  forget(amended: readonly EntryId[]): void;
  /** Moves the window to older messages on disk. None there: the stretch to ask the broker for, if there is any. */
  older(): Promise<{ readonly from: number; readonly to: number } | undefined>;
  /**
   * Moves the window to what stands around a seq on disk. Of what lies between that and what is drawn, long stretches are skipped:
   * each is one item, and `showMore` brings it from both ends.
   */
  showAround(seq: number): Promise<void>;
  showMore(skipped: Pick<HoleView, 'from' | 'to'>): void;
  /** The newest stretch that is missing between what is here. */
  newestHole(): Promise<Range | undefined>;
  setLoading(hole: Pick<HoleView, 'from' | 'to'>, loading: boolean): void;
}

/** Messages read at a time. */
const windowMessages = 200;
/** On each side of a message that somebody jumps to. */
const aroundMessages = 100;

export function createRoomReader(deps: {
  db: Db;
  room: RoomId;
  user: UserId;
  nameOf: (user: UserId) => string;
  /** By which this person is mentioned. */
  ownNames?: () => readonly string[];
  sent: () => ReadonlySet<EntryId>;
}): RoomReader {
  const { db, room, user, nameOf, sent, ownNames = () => [nameOf(user)] } = deps;
  const messageBySeq = new Map<number, Message>();
  const viewByName = new Map<string, MessageView | ChangeView>();
  const loadingHoles = new Set<string>();
  let amendedIds = new Set<EntryId>();
  /** Something came in since the last reading. */
  let cameIn = false;
  /** The seqs looked up so far; not every entry is a message. */
  let loaded: HeldRanges = [];
  let windowFrom: number | undefined;
  /** Within the window, and not drawn. */
  let skipped: HeldRanges = [];
  let draft: string | undefined;
  let draftReplyTo: EntryId | undefined;
  let draftReply: ReplyView | undefined;
  let edit: EditDraft | undefined;
  let firstUnreadSeq: number | undefined;
  /** What was read last, and what came into the outbox since that reading began. */
  let now:
    | { readonly view: OpenRoomView; readonly around: Around; readonly rows: readonly OutboxRow[] }
    | undefined;
  let added: OutboxRow[] = [];

  const rowState = (row: OutboxRow) => {
    if (row.problem !== undefined) return 'failed';
    return sent().has(row.id) ? 'sent' : 'saved';
  };
  const surroundings = createLookAround({ db, room, user, nameOf, rowState });

  /** The same object as long as it says the same. */
  const stable = <V extends MessageView | ChangeView>(view: V): V => {
    const name = `${view.from}/${view.id}`;
    const old = viewByName.get(name);
    if (old?.type === view.type && sameView(old, view)) return old as V;
    viewByName.set(name, view);
    return view;
  };

  /** Brings into memory what is held within the window and was not read yet, or reads differently now. */
  const load = async (held: HeldRanges, floor: number, again: ReadonlySet<EntryId>) => {
    const upTo = heldUpTo(held);
    // The log was set back: what was read behind its new end is history no more.
    for (const seq of messageBySeq.keys()) if (seq > upTo || seq < floor) messageBySeq.delete(seq);
    loaded = loaded.filter(([from]) => from <= upTo).map(([from, to]) => [from, Math.min(to, upTo)]);
    skipped = clipFrom(
      skipped.filter(([, to]) => to < upTo),
      floor,
    );
    const shown = [...messageBySeq.values()].filter(({ id }) => again.has(id));
    await Promise.all(
      shown.map(async ({ id, seq }) => {
        const [message] = await db.log.messages(room, { from: seq, to: seq, limit: 1 });
        if (message?.id === id) messageBySeq.set(seq, message);
        else {
          // Cut away meanwhile: something else may stand in its place by now.
          messageBySeq.delete(seq);
          loaded = without(loaded, seq);
        }
      }),
    );
    if (windowFrom === undefined) {
      const newest = await db.log.messages(room, { from: floor, limit: windowMessages });
      for (const message of newest) messageBySeq.set(message.seq, message);
      windowFrom = newest[0]?.seq ?? 1;
      loaded = clipFrom(held, windowFrom);
      return;
    }
    const drawn = withoutRanges(held, skipped);
    for (const [from, to] of missingIn(drawn, loaded, Math.max(windowFrom, floor))) {
      const found = await db.log.messages(room, { from, to, limit: to - from + 1 });
      for (const message of found) messageBySeq.set(message.seq, message);
      loaded = addRange(loaded, from, to);
    }
  };

  const messageView = (message: Message, marks: readonly MarksRow[], around: Around) =>
    viewOfMessage(message, {
      user,
      author: nameOf(message.from),
      marks,
      ownNames: ownNames(),
      ...around.of(message.id, message.replyTo),
    });

  /** It has no place in the log any more, only a time. */
  const orphanView = (orphan: Message, around: Around): MessageView =>
    stable({
      ...messageView(orphan, [], around),
      reactions: noReactions,
      seq: undefined,
      state: undefined,
      orphaned: true,
    });

  const rowView = (row: OutboxRow, around: Around) =>
    stable(
      viewOfChangeRow(row, user, rowState(row), nameOf) ??
        viewOfRow(row, {
          user,
          author: nameOf(user),
          state: rowState(row),
          ...around.of(row.id, readTextBody(row.body)?.replyTo),
        }),
    );

  const draftReplyView = (around: Around): ReplyView | undefined => {
    const view = draftReplyTo && around.reply(draftReplyTo);
    if (!sameView(draftReply, view)) draftReply = view;
    return draftReply;
  };

  const holeView = ([from, to]: Range): HoleView => ({
    type: 'hole',
    from,
    to,
    loading: loadingHoles.has(`${from}-${to}`),
  });

  const holeViews = (missing: readonly Range[]): HoleView[] =>
    [
      ...withoutRanges(missing, skipped)
        .filter(([, to]) => to >= (windowFrom ?? 1))
        .map(holeView),
      ...skipped.map((range) => ({ ...holeView(range), here: true as const })),
    ].toSorted((a, b) => a.from - b.from);

  const items = (
    missing: readonly Range[],
    rows: readonly OutboxRow[],
    marks: readonly MarksRow[],
    around: Around,
  ): ItemView[] => {
    const list: ItemView[] = [];
    const holes = holeViews(missing);
    let next = 0;
    for (const seq of [...messageBySeq.keys()].toSorted((a, b) => a - b)) {
      while (holes[next] && holes[next]!.from < seq) list.push(holes[next++]!);
      const message = messageBySeq.get(seq)!;
      const change = viewOfChange(message, user, nameOf);
      list.push(stable(change ?? messageView(message, marks, around)));
    }
    list.push(...holes.slice(next));
    // An ended row and its entry are one transaction, but they are read in two: never show one message twice.
    const stored = new Set(list.map((item) => (item.type === 'hole' ? undefined : item.id)));
    for (const row of rows) if (!stored.has(row.id) && isMessageRow(row)) list.push(rowView(row, around));
    return list;
  };

  /** -1 for none. What is not here counts as unread: nobody knows better. */
  const findFirstUnread = async (read: number, held: HeldRanges, missing: readonly Range[]) => {
    if (heldFrom(held) > read + 1) return read + 1;
    const hole = missing.find(([, to]) => to > read);
    const notHere = hole ? Math.max(hole[0], read + 1) : Infinity;
    const least = Math.min((await db.log.firstOfOthers(room, read)) ?? Infinity, notHere);
    return least === Infinity ? -1 : least;
  };

  return {
    room,
    add(row) {
      added.push(row);
      // Which message it answers would have to be looked up.
      if (!now || !isMessageRow(row) || readTextBody(row.body)?.replyTo !== undefined) return undefined;
      const { view, around, rows } = now;
      if (view.items.some((item) => item.type !== 'hole' && item.id === row.id)) return undefined;
      const shown = [...view.items, rowView(row, around)];
      now = { around, rows: [...rows, row], view: { ...view, items: shown } };
      return now.view;
    },
    sentMore() {
      // What waits behind another message says there how it is.
      if (!now?.rows.every(isMessageRow)) return undefined;
      const { view, around, rows } = now;
      const isSent = sent();
      let left = false;
      const shown = view.items.map((item) => {
        if (item.type === 'hole' || (item.state !== 'saved' && item.state !== 'sent')) return item;
        left ||= item.state === 'sent' && !isSent.has(item.id);
        const row = isSent.has(item.id) && rows.find(({ id }) => id === item.id);
        return row ? rowView(row, around) : item;
      });
      // It is stored by now, or waits again.
      if (left) return undefined;
      if (shown.every((item, index) => item === view.items[index])) return view;
      now = { around, rows, view: { ...view, items: shown } };
      return now.view;
    },
    async read() {
      const again = amendedIds;
      amendedIds = new Set();
      surroundings.forget(again, cameIn);
      cameIn = false;
      // The outbox first: what moves to the log meanwhile is then seen twice, never not at all.
      added = [];
      const rows = await db.outbox.list(room);
      const [record, held, marks, orphans] = await Promise.all([
        db.rooms.get(room),
        db.log.held(room),
        db.marks.list(room),
        db.log.orphans(room),
      ]);
      if (!record) return undefined;
      const { floor = 1 } = record;
      await load(held, floor, again);
      if (draft === undefined)
        [edit, draftReplyTo, draft] = await Promise.all([
          db.rooms.edit(room),
          db.rooms.draftReplyTo(room),
          db.rooms.draft(room),
        ]);
      const messages = messageBySeq.values();
      const around = await surroundings.look({ messages, rows, orphans, floor, draftReplyTo });
      // Of a room that was left nothing more comes.
      const missing = record.left ? [] : gaps(held, record.head);
      firstUnreadSeq ??= await findFirstUnread(record.read, held, missing);
      const lastComplete = missing[0] && (await db.log.entry(room, missing[0][0] - 1));
      const oldest = heldFrom(held);
      let older: OpenRoomView['older'] = floor > 1 ? 'removed' : 'none';
      if (oldest > 1 && !record.left) older = 'at-broker';
      if (oldest > 0 && (windowFrom ?? 1) > Math.max(oldest, floor)) older = 'here';
      const since = added.filter(({ id }) => rows.every((row) => row.id !== id));
      const view: OpenRoomView = {
        room,
        name: record.name,
        ...factsOf(record),
        left: leftView(record, nameOf),
        items: withOrphans(
          items(missing, [...rows, ...since], marks, around),
          orphans.filter(({ change }) => !change).map((orphan) => orphanView(orphan, around)),
        ),
        older,
        completeUpToMs: lastComplete && lastComplete.ts * 1000,
        missing: missing.reduce((sum, [from, to]) => sum + to - from + 1, 0),
        draft,
        draftReply: draftReplyView(around),
        edit,
        firstUnreadSeq: firstUnreadSeq > 0 ? firstUnreadSeq : undefined,
      };
      now = { view, around, rows: [...rows, ...since] };
      return view;
    },
    forget(amended) {
      cameIn = true;
      for (const id of amended) amendedIds.add(id);
    },
    async older() {
      const held = await db.log.held(room);
      const top = windowFrom ?? heldUpTo(held) + 1;
      const before = await db.log.messages(room, { to: top - 1, limit: windowMessages });
      if (before[0]) {
        windowFrom = before[0].seq;
        return undefined;
      }
      // What a page brings below must come into the window.
      windowFrom = 1;
      const oldest = heldFrom(held);
      return oldest > 1 ? { from: 1, to: oldest - 1 } : undefined;
    },
    async showAround(seq) {
      const [held, before] = await Promise.all([
        db.log.held(room),
        db.log.messages(room, { to: seq, limit: aroundMessages }),
      ]);
      const top = windowFrom;
      if (top === undefined) return;
      const [from, to] = [before[0]?.seq ?? seq, seq + aroundMessages];
      const between = held
        .map(([start, end]): Range => [Math.max(start, to + 1), Math.min(end, top - 1)])
        .filter(([start, end]) => end - start >= aroundMessages);
      skipped = withoutRanges([...between, ...skipped], [[from, to]]);
      windowFrom = Math.min(top, from);
    },
    showMore({ from, to }) {
      for (const end of [from, to - aroundMessages + 1])
        skipped = withoutRanges(skipped, [[Math.max(from, end), Math.min(to, end + aroundMessages - 1)]]);
    },
    async newestHole() {
      const [record, held] = await Promise.all([db.rooms.get(room), db.log.held(room)]);
      return record && !record.left ? gaps(held, record.head).at(-1) : undefined;
    },
    setLoading({ from, to }, loading) {
      if (loading) loadingHoles.add(`${from}-${to}`);
      else loadingHoles.delete(`${from}-${to}`);
    },
  };
}
