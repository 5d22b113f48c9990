// The outbox by POST: beside the dial when the device wakes, so that the first message does not pay for a connection first.
// Always from the oldest unanswered row of a room on, so that it may run at the same time as the MQTT path: whichever comes first
// stores, the other one is told that it is known.
import type { Db } from '../db/db';
import type { OutboxRow, SignedInAccount } from '../db/schema';
import type { Clock } from '../platform/clock';
import { encodeEntry, type LogEntry } from '../protocol/entry';
import type { EntryId, RoomId } from '../protocol/ids';
import { defaultMaxPayloadBytes, sendWindow } from '../protocol/limits';
import { encodeOutbox, type OutboxAnswer } from '../protocol/outbox';
import { isPermanent } from '../protocol/refusal';
import type { Http } from '../transport/http';
import { settleRow } from './settle';
import { createSignal, type Signal } from './signal';

export interface PostOutbox {
  /** Ids that are under way by this path. */
  readonly sent: Signal<ReadonlySet<EntryId>>;
  /** Posts what waits, once. Never rejects. */
  post(): Promise<Posted>;
}

/**
 * `answered`: the broker took it, or nothing waited. `stored`: how many rows went into the log. `notNow`: it refused some for now,
 * so that another POST at once would be in vain.
 */
export interface Posted {
  readonly answered: boolean;
  readonly stored: number;
  readonly notNow?: boolean;
}

interface Part {
  readonly row: OutboxRow;
  readonly payload: Uint8Array;
  readonly waitedSec: number;
}

export function createPostOutbox({
  db,
  account,
  http,
  clock,
  underWayElsewhere,
  maxBytes = sendWindow.maxBytes,
  trouble,
}: {
  db: Db;
  account: SignedInAccount;
  http: Pick<Http, 'postOutbox'>;
  clock: Clock;
  /** This row is unanswered on another path too. */
  underWayElsewhere: (id: EntryId) => boolean;
  /** Of entries in one request. */
  maxBytes?: number;
  trouble: (what: string, error: unknown) => void;
}): PostOutbox {
  const sent = createSignal<ReadonlySet<EntryId>>(new Set());

  const choose = async (): Promise<Part[]> => {
    const chosen: Part[] = [];
    const closedRooms = new Set<RoomId>();
    let bytes = 0;
    for (const row of await db.outbox.list()) {
      if (row.problem !== undefined || closedRooms.has(row.room)) continue;
      const waitedSec = Math.max(0, Math.round((clock.now() - row.writtenAtMs) / 1000));
      const payload = encodeEntry({ ...row, waitedSec });
      // Too long for any server, or for this request: that row and what is behind it in its room are the sender's.
      if (payload.length > defaultMaxPayloadBytes || bytes + payload.length > maxBytes) {
        closedRooms.add(row.room);
        continue;
      }
      bytes += payload.length;
      chosen.push({ row, payload, waitedSec });
    }
    return chosen;
  };

  const post = async (): Promise<Posted> => {
    // Before the rows: what another epoch brings back to the outbox must not be missing beside its name.
    const epoch = (await db.setting('epoch')) as string | undefined;
    const chosen = await choose();
    if (chosen.length === 0) return { answered: true, stored: 0 };
    const marked = await db.outbox.markTried(chosen, 'by post');
    const byRoom = new Map<RoomId, Part[]>();
    const closedRooms = new Set<RoomId>();
    for (const part of chosen) {
      const { n, room } = part.row;
      // Rewritten meanwhile, perhaps: it keeps its place, so nothing behind it may go first.
      if (!marked.has(n)) closedRooms.add(room);
      if (!closedRooms.has(room)) byRoom.set(room, [...(byRoom.get(room) ?? []), part]);
    }
    const inOrder = [...byRoom.values()].flat();
    const request = [...byRoom].map(([room, list]) => ({
      room,
      entries: list.map(({ payload }) => payload),
    }));
    sent.set(new Set(inOrder.map(({ row }) => row.id)));
    const answered = await http.postOutbox(account.token, encodeOutbox(request, epoch));
    if (answered.outcome !== 'ok') return { answered: false, stored: 0 };
    const notNow = answered.value.some((each) => each.outcome === 'refused' && !isPermanent(each.reasonCode));
    return { answered: true, stored: await settle(inOrder, answered.value, epoch), notNow };
  };

  /** What is stored moves to the log in one transaction for each room: a hundred of them would take a second. */
  const settle = async (
    parts: readonly Part[],
    answers: readonly OutboxAnswer[],
    epoch: string | undefined,
  ): Promise<number> => {
    const storedByRoom = new Map<RoomId, LogEntry[]>();
    for (const [index, { row, waitedSec }] of parts.entries()) {
      const answer = answers[index];
      const { id, room, kind, body } = row;
      if (answer?.outcome === 'refused')
        await settleRow(db, account.user, id, refusal(answer), underWayElsewhere(id));
      if (answer?.outcome !== 'accepted') continue;
      const entry = { id, kind, body, waitedSec, from: account.user, ...answer.receipt };
      storedByRoom.set(room, [...(storedByRoom.get(room) ?? []), entry]);
    }
    for (const [room, entries] of storedByRoom) await db.log.put(room, entries, [], epoch);
    return [...storedByRoom.values()].flat().length;
  };

  return {
    sent,
    async post() {
      try {
        return await post();
      } catch (error) {
        trouble('The outbox could not be posted', error);
        return { answered: false, stored: 0 };
      } finally {
        sent.set(new Set());
      }
    },
  };
}

const refusal = ({ reasonCode, reason }: Extract<OutboxAnswer, { outcome: 'refused' }>) =>
  ({ outcome: 'refused', permanent: isPermanent(reasonCode), reason }) as const;
