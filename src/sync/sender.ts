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
  /** Something unexpected, for the log. */
  readonly trouble: (what: string, error: unknown) => void;
}

/** What is under way in one room on one connection. */
interface Lane {
  readonly bytesById: Map<EntryId, number>;
  readonly backoff: Backoff;
  bytes: number;
  pumping: boolean;
  again: boolean;
  /** The broker said "not now": nothing goes out before all is answered and a while has passed, so that order holds. */
  paused: boolean;
}

export function createSender({ db, user, clock, createBackoff, trouble }: SenderDeps): Sender {
  const sent = createSignal<ReadonlySet<EntryId>>(new Set());
  let connection: Connection | undefined;
  let laneByRoom = new Map<RoomId, Lane>();

  const lane = (room: RoomId): Lane => {
    let found = laneByRoom.get(room);
    if (!found) {
      found = {
        bytesById: new Map(),
        backoff: createBackoff(),
        bytes: 0,
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
    const rows = await db.outbox.list(room);
    const next: { row: OutboxRow; payload: Uint8Array; waitedSec: number }[] = [];
    let { bytes } = here;
    let count = here.bytesById.size;
    for (const row of rows) {
      if (row.problem !== undefined || here.bytesById.has(row.id)) continue;
      const waitedSec = Math.max(0, Math.round((clock.now() - row.writtenAtMs) / 1000));
      const payload = encodeEntry({ ...row, waitedSec });
      if (payload.length > on.maxPayloadBytes) {
        await db.outbox.fail(row.id, tooLong(payload.length, on.maxPayloadBytes));
        continue;
      }
      const fits = count < sendWindow.maxMessages && bytes + payload.length <= sendWindow.maxBytes;
      if (!fits && count > 0) break;
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
      here.bytesById.set(row.id, payload.length);
      here.bytes += payload.length;
      void on.publish(roomTopic(room), payload).then((answer) => answered(on, row, here, answer));
    }
    tellSent();
  };

  const answered = async (on: Connection, row: OutboxRow, here: Lane, answer: Puback) => {
    if (answer.outcome === 'lost') return;
    try {
      await settle(row, here, answer);
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

  const settle = async (row: OutboxRow, here: Lane, answer: Exclude<Puback, { outcome: 'lost' }>) => {
    if (answer.outcome === 'refused') {
      if ((await settleRow(db, user, row.id, answer)) === 'later') here.paused = true;
      return;
    }
    const receipt = parseReceipt(answer.receipt);
    if (!receipt) throw new Error('PUBACK without a receipt');
    await settleRow(db, user, row.id, { outcome: 'accepted', receipt });
    here.backoff.reset();
  };

  const pause = (on: Connection, room: RoomId, here: Lane) => {
    here.paused = true;
    clock.after(here.backoff.next(), () => {
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
    async connected(next) {
      connection = next;
      laneByRoom = new Map();
      tellSent();
      await sendAll(next, createBackoff());
    },
    lost() {
      connection = undefined;
      laneByRoom = new Map();
      tellSent();
    },
    wake: (room) => void pump(room),
  };
}

const kilobytes = (bytes: number): string => `${(bytes / 1024).toFixed(1)} kB`;

const tooLong = (bytes: number, maxBytes: number): string =>
  `This message is ${kilobytes(bytes)}; at most ${kilobytes(maxBytes)} fit. Send it in parts.`;
