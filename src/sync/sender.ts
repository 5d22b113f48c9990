// Empties the outbox over the connection there is: each room's unanswered rows from the oldest on, within a window of our own,
// and resends from the outbox at every reconnect. A row leaves only when its seq is known or it was refused for good.
import type { Db } from '../db/db';
import type { OutboxRow } from '../db/schema';
import type { Clock } from '../platform/clock';
import { encodeEntry } from '../protocol/entry';
import type { EntryId, RoomId, UserId } from '../protocol/ids';
import { sendWindow } from '../protocol/limits';
import { parseReceipt } from '../protocol/receipt';
import { roomTopic } from '../protocol/topics';
import type { Connection, Puback } from '../transport/link';
import type { Backoff } from './backoff';
import { settleRow } from './settle';
import { createSignal, type Signal } from './signal';

export interface Sender {
  /** Ids that are under way on this connection: "sent", until it dies. */
  readonly sent: Signal<ReadonlySet<EntryId>>;
  /** The broker asked to go slower a moment ago. */
  readonly slower: Signal<boolean>;
  /** Sends what waits in all rooms. Never rejects. */
  connected(connection: Connection): Promise<void>;
  lost(): void;
  /** There may be new rows in this room. */
  wake(room: RoomId): void;
}

export interface SenderDeps {
  readonly db: Db;
  readonly user: UserId;
  readonly clock: Clock;
  /** One for each room: waits after "not now". */
  readonly createBackoff: () => Backoff;
  /** Somebody looks on: such a wait is a short one. */
  readonly eager: () => boolean;
  /** This row is unanswered on another path too. */
  readonly underWayElsewhere: (id: EntryId) => boolean;
  /** Something unexpected, for the log. */
  readonly trouble: (what: string, error: unknown) => void;
}

/** The longest wait after "not now" while somebody looks on: a disk that is freed is noticed soon. */
const eagerDelayMs = 5_000;
/** Said for so long after the broker asked: between two of its words some messages go through. */
const slowerMs = 15_000;

/** Messages under way: where more wait than fit, the outbox is read again at so few, once for many answers. */
const refillAt = sendWindow.maxMessages / 2;

interface Outgoing {
  readonly row: OutboxRow;
  readonly payload: Uint8Array;
}

/** What is under way in one room on one connection. */
interface Lane {
  readonly bytesById: Map<EntryId, number>;
  /** Refused for now on this connection: until each of these comes again, the broker refuses what is behind it. */
  readonly refusedById: Map<EntryId, Outgoing>;
  readonly backoff: Backoff;
  bytes: number;
  /** Rows that did not fit into the window when the outbox was read. */
  moreWait: boolean;
  pumping: boolean;
  again: boolean;
  /** The broker said "not now": nothing goes out before all is answered and a while has passed, so that order holds. */
  paused: boolean;
}

export function createSender(deps: SenderDeps): Sender {
  const { db, user, clock, createBackoff, eager, underWayElsewhere, trouble } = deps;
  const sent = createSignal<ReadonlySet<EntryId>>(new Set());
  const slower = createSignal(false);
  let askedSlowerAtMs = 0;
  let connection: Connection | undefined;
  let laneByRoom = new Map<RoomId, Lane>();

  const lane = (room: RoomId): Lane => {
    let found = laneByRoom.get(room);
    if (!found) {
      found = {
        bytesById: new Map(),
        refusedById: new Map(),
        backoff: createBackoff(),
        bytes: 0,
        moreWait: false,
        pumping: false,
        again: false,
        paused: false,
      };
      laneByRoom.set(room, found);
    }
    return found;
  };

  const tellSent = () => sent.set(new Set([...laneByRoom.values()].flatMap((l) => [...l.bytesById.keys()])));

  const pump = async (room: RoomId): Promise<void> => {
    const on = connection;
    const here = lane(room);
    if (!on || here.paused) return;
    if (here.pumping) {
      here.again = true;
      return;
    }
    here.pumping = true;
    try {
      do {
        here.again = false;
        await sendNext(on, room, here);
      } while (here.again && on === connection && !here.paused);
    } catch (error) {
      trouble('The outbox could not be read or marked', error);
      pause(on, room, here);
    } finally {
      here.pumping = false;
    }
  };

  const sendNext = async (on: Connection, room: RoomId, here: Lane) => {
    // Each answer comes back here, so the outbox need not be read for nothing.
    if (here.bytesById.size >= (here.moreWait ? refillAt + 1 : sendWindow.maxMessages)) return;
    const rows = await db.outbox.list(room);
    const isHere = new Set(rows.map((row) => row.id));
    // Stored by another path meanwhile, so it will not come by itself: another device of this person had it too.
    if (on !== connection || here.paused) return;
    for (const [id, outgoing] of here.refusedById)
      if (!isHere.has(id) && !here.bytesById.has(id)) publish(on, here, outgoing);
    const next: (Outgoing & { readonly waitedSec: number })[] = [];
    let { bytes } = here;
    let count = here.bytesById.size;
    here.moreWait = false;
    for (const row of rows) {
      if (row.problem !== undefined || here.bytesById.has(row.id)) continue;
      const waitedSec = Math.max(0, Math.round((clock.now() - row.writtenAtMs) / 1000));
      const payload = encodeEntry({ ...row, waitedSec });
      if (payload.length > on.maxPayloadBytes) {
        await db.outbox.fail(row.id, tooLong(payload.length, on.maxPayloadBytes));
        continue;
      }
      const fits = count < sendWindow.maxMessages && bytes + payload.length <= sendWindow.maxBytes;
      if (!fits && count > 0) {
        here.moreWait = true;
        break;
      }
      next.push({ row, payload, waitedSec });
      bytes += payload.length;
      count++;
    }
    if (next.length === 0) return;
    // Committed before the first byte leaves: from now on the row may be stored, whatever we hear.
    const marked = await db.outbox.markTried(next, 'over the link');
    if (on !== connection || here.paused) return;
    for (const { row, payload } of next) {
      // It ended, was discarded or rewritten since the outbox was read; a rewritten one keeps its place, so read again.
      if (!marked.has(row.n)) {
        here.again = true;
        break;
      }
      publish(on, here, { row, payload });
    }
    tellSent();
  };

  const publish = (on: Connection, here: Lane, { row, payload }: Outgoing) => {
    here.bytesById.set(row.id, payload.length);
    here.bytes += payload.length;
    void on
      .publish(roomTopic(row.room), payload)
      .then((answer) => answered(on, { row, payload }, here, answer));
  };

  const answered = async (on: Connection, outgoing: Outgoing, here: Lane, answer: Puback) => {
    if (answer.outcome === 'lost') return;
    const { row } = outgoing;
    if (answer.outcome === 'refused' && answer.tooFast && on === connection) askedToGoSlower();
    if (answer.outcome === 'refused' && !answer.permanent) here.refusedById.set(row.id, outgoing);
    else here.refusedById.delete(row.id);
    try {
      await settle(on, row, here, answer);
    } catch (error) {
      // It is stored but could not be noted here: the row stays, is sent again, and gets the same answer.
      trouble('An answer could not be noted', error);
      here.paused = true;
    }
    here.bytes -= here.bytesById.get(row.id) ?? 0;
    here.bytesById.delete(row.id);
    if (on !== connection) return;
    tellSent();
    if (!here.paused) await pump(row.room);
    else if (here.bytesById.size === 0) pause(on, row.room, here);
  };

  const askedToGoSlower = () => {
    askedSlowerAtMs = clock.now();
    if (slower.get()) return;
    slower.set(true);
    const look = () => {
      const leftMs = askedSlowerAtMs + slowerMs - clock.now();
      if (leftMs <= 0) slower.set(false);
      else if (slower.get()) clock.after(leftMs, look);
    };
    clock.after(slowerMs, look);
  };

  const settle = async (
    { epoch }: Connection,
    row: OutboxRow,
    here: Lane,
    answer: Exclude<Puback, { outcome: 'lost' }>,
  ) => {
    if (answer.outcome === 'refused') {
      const settled = await settleRow(db, user, row.id, answer, underWayElsewhere(row.id));
      if (settled === 'later') here.paused = true;
      return;
    }
    const receipt = parseReceipt(answer.receipt);
    if (!receipt) throw new Error('PUBACK without a receipt');
    await settleRow(db, user, row.id, { outcome: 'accepted', receipt, epoch }, false);
    here.backoff.reset();
  };

  const pause = (on: Connection, room: RoomId, here: Lane) => {
    here.paused = true;
    clock.after(here.backoff.next(eager() ? eagerDelayMs : undefined), () => {
      // While something is under way, its last answer pauses anew: only then can nothing overtake what was refused.
      if (on !== connection || here.bytesById.size > 0) return;
      here.paused = false;
      void pump(room);
    });
  };

  const sendAll = async (on: Connection, backoff: Backoff): Promise<void> => {
    try {
      const rows = await db.outbox.list();
      await Promise.all([...new Set(rows.map((row) => row.room))].map(pump));
    } catch (error) {
      trouble('The outbox could not be read', error);
      clock.after(backoff.next(), () => {
        if (on === connection) void sendAll(on, backoff);
      });
    }
  };

  return {
    sent,
    slower,
    async connected(next) {
      connection = next;
      laneByRoom = new Map();
      tellSent();
      await sendAll(next, createBackoff());
    },
    lost() {
      connection = undefined;
      laneByRoom = new Map();
      slower.set(false);
      tellSent();
    },
    wake: (room) => void pump(room),
  };
}

const kilobytes = (bytes: number): string => `${(bytes / 1024).toFixed(1)} kB`;

const tooLong = (bytes: number, maxBytes: number): string =>
  `This message is ${kilobytes(bytes)}; at most ${kilobytes(maxBytes)} fit. Send it in parts.`;
