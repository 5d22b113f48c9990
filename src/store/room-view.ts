// The room on the screen: a window over the messages this device holds, the holes between them, and what waits in the outbox.
import type { Db } from '../db/db';
import { gaps, heldFrom, heldUpTo, type HeldRanges } from '../db/held-ranges';
import type { Message, OutboxRow } from '../db/schema';
import type { EntryId, RoomId, UserId } from '../protocol/ids';
import { bodyText } from './rooms-view';
import type { HoleView, ItemView, MessageView, OpenRoomView } from './state';

export interface RoomReader {
  readonly room: RoomId;
  /** Reads what changed since and makes the view. Messages that did not change keep their reference. */
  read(): Promise<OpenRoomView | undefined>;
  /** Moves the window to older messages on disk. None there: the stretch to ask the broker for, if there is any. */
  older(): Promise<{ readonly from: number; readonly to: number } | undefined>;
  setLoading(hole: Pick<HoleView, 'from' | 'to'>, loading: boolean): void;
}

/** Messages read at a time. */
const windowMessages = 200;

export function createRoomReader(deps: {
  db: Db;
  room: RoomId;
  user: UserId;
  nameOf: (user: UserId) => string;
  sent: () => ReadonlySet<EntryId>;
}): RoomReader {
  const { db, room, user, nameOf, sent } = deps;
  const messageBySeq = new Map<number, Message>();
  const viewById = new Map<EntryId, MessageView>();
  const loadingHoles = new Set<string>();
  let windowFrom: number | undefined;
  let draft: string | undefined;
  let firstUnreadSeq: number | undefined;

  /** The same object as long as it says the same. */
  const stable = (view: MessageView): MessageView => {
    const old = viewById.get(view.id);
    if (
      old &&
      old.seq === view.seq &&
      old.state === view.state &&
      old.author === view.author &&
      old.problem === view.problem &&
      old.atMs === view.atMs
    )
      return old;
    viewById.set(view.id, view);
    return view;
  };

  const messageView = (message: Message): MessageView => {
    const own = message.from === user;
    return stable({
      type: 'message',
      id: message.id,
      seq: message.seq,
      own,
      author: nameOf(message.from),
      from: message.from,
      text: message.text ?? '',
      atMs: message.ts * 1000,
      state: own ? 'stored' : undefined,
      problem: undefined,
      unknownKind: message.text === undefined,
    });
  };

  const rowView = (row: OutboxRow): MessageView => {
    const underWay = sent().has(row.id) ? 'sent' : 'saved';
    return stable({
      type: 'message',
      id: row.id,
      seq: undefined,
      own: true,
      author: nameOf(user),
      from: user,
      text: bodyText(row),
      atMs: row.writtenAtMs,
      state: row.problem === undefined ? underWay : 'failed',
      problem: row.problem,
      unknownKind: false,
    });
  };

  /** Brings into memory what is held within the window and was not read yet. */
  const load = async (held: HeldRanges) => {
    if (windowFrom === undefined) {
      const newest = await db.log.messages(room, { limit: windowMessages });
      for (const message of newest) messageBySeq.set(message.seq, message);
      windowFrom = newest[0]?.seq ?? 1;
      return;
    }
    for (const [from, to] of held) {
      const missing: number[] = [];
      for (let seq = Math.max(from, windowFrom); seq <= to; seq++)
        if (!messageBySeq.has(seq)) missing.push(seq);
      const first = missing[0];
      const last = missing.at(-1);
      if (first === undefined || last === undefined) continue;
      const found = await db.log.messages(room, { from: first, to: last, limit: last - first + 1 });
      for (const message of found) messageBySeq.set(message.seq, message);
    }
  };

  const holeView = (from: number, to: number): HoleView => ({
    type: 'hole',
    from,
    to,
    loading: loadingHoles.has(`${from}-${to}`),
  });

  const items = (missing: readonly (readonly [number, number])[], rows: readonly OutboxRow[]): ItemView[] => {
    const list: ItemView[] = [];
    const holes = missing.filter(([, to]) => to >= (windowFrom ?? 1));
    let next = 0;
    for (const seq of [...messageBySeq.keys()].toSorted((a, b) => a - b)) {
      while (holes[next] && holes[next]![0] < seq) list.push(holeView(...holes[next++]!));
      list.push(messageView(messageBySeq.get(seq)!));
    }
    for (const hole of holes.slice(next)) list.push(holeView(...hole));
    // An ended row and its entry are one transaction, but they are read in two: never show one message twice.
    const stored = new Set(list.map((item) => (item.type === 'message' ? item.id : undefined)));
    for (const row of rows) if (!stored.has(row.id)) list.push(rowView(row));
    return list;
  };

  return {
    room,
    async read() {
      // The outbox first: what moves to the log meanwhile is then seen twice, never not at all.
      const rows = await db.outbox.list(room);
      const [record, held] = await Promise.all([db.rooms.get(room), db.log.held(room)]);
      if (!record) return undefined;
      await load(held);
      draft ??= await db.rooms.draft(room);
      const missing = gaps(held, record.head);
      firstUnreadSeq ??=
        [...messageBySeq.values()]
          .filter((message) => message.seq > record.read && message.from !== user)
          .reduce<number | undefined>((least, { seq }) => Math.min(least ?? seq, seq), undefined) ?? -1;
      const lastComplete = missing[0] && messageBySeq.get(missing[0][0] - 1);
      const oldest = heldFrom(held);
      let older: OpenRoomView['older'] = oldest > 1 ? 'at-broker' : 'none';
      if (oldest > 0 && (windowFrom ?? 1) > oldest) older = 'here';
      return {
        room,
        name: record.name,
        items: items(missing, rows),
        older,
        completeUpToMs: lastComplete && lastComplete.ts * 1000,
        draft,
        firstUnreadSeq: firstUnreadSeq > 0 ? firstUnreadSeq : undefined,
      };
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
    setLoading({ from, to }, loading) {
      if (loading) loadingHoles.add(`${from}-${to}`);
      else loadingHoles.delete(`${from}-${to}`);
    },
  };
}
