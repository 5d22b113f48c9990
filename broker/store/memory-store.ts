// A store without a disk, for tests: the shortest code that keeps the contract. Its data outlives it, as a folder does.
import { decodeEntry, entryKind, withoutBody, type Entry } from '../../src/protocol/entry';
import type { EntryId, UserId } from '../../src/protocol/ids';
import {
  maxAims,
  type AppendRequest,
  type AppendResult,
  type BadTarget,
  type ReadLimits,
  type Store,
  type StoredEntry,
} from './store';
import { StoreError } from './store-error';
import type { ChangeTable, RowName, Tables } from './tables';

/** What a folder would hold, and the switch of its disk. */
export interface MemoryData {
  readonly epoch: string;
  readonly logs: Map<string, StoredEntry[]>;
  readonly ids: Map<string, { seq: number; ts: number; contentHash: string }>;
  /** `room/seq` → what was aimed at it. */
  readonly aims: Map<string, number[]>;
  /** `room/id` → each author's last reaction to the message of that id, by its seq. */
  readonly reactions: Map<string, Map<UserId, number>>;
  readonly floors: Map<string, number>;
  readonly rows: Map<string, Tables[keyof Tables]>;
  /** While true every write fails. */
  failing: boolean;
  /** While set, a commit waits for it. */
  gate: Promise<void> | undefined;
}

export const createMemoryData = (): MemoryData => ({
  epoch: Math.random().toString(36).slice(2, 10).padEnd(8, '0'),
  logs: new Map(),
  ids: new Map(),
  aims: new Map(),
  reactions: new Map(),
  floors: new Map(),
  rows: new Map(),
  failing: false,
  gate: undefined,
});

const noBytes = new Uint8Array(0);

export function createMemoryStore({
  clock,
  data = createMemoryData(),
}: {
  clock: () => number;
  data?: MemoryData;
}): Store {
  let closed = false;

  function append(request: AppendRequest): AppendResult {
    const key = `${request.room}/${request.author}/${request.id}`;
    const contentHash = request.contentHash.join(' ');
    const first = data.ids.get(key);
    if (first?.contentHash === contentHash) return { outcome: 'known', seq: first.seq, ts: first.ts };
    if (first) return { outcome: 'conflict' };
    if (request.refusal) return { outcome: 'refused', refusal: request.refusal };
    if (closed || data.failing) return { outcome: 'failed', message: 'Nothing can be stored at the moment.' };
    const { author, client, room, aim } = request;
    if (isTaken(request.absent ?? [])) return { outcome: 'taken' };
    const entries = logOf(room);
    const targetSeq = aim && targetOf(request, aim);
    if (typeof targetSeq === 'string') return { outcome: 'bad-target', why: targetSeq };
    const entry = {
      seq: entries.length + 1,
      ts: Math.floor(clock() / 1000),
      author,
      client,
      payload: request.payload.slice(),
    };
    data.logs.set(room, [...entries, entry]);
    data.ids.set(key, { seq: entry.seq, ts: entry.ts, contentHash });
    changeRows(request.changes ?? []);
    if (aim && targetSeq !== undefined) aimAt(room, targetSeq, entry.seq, aim.retracts);
    if (request.reactsTo) react(room, request.reactsTo, author, entry.seq);
    return { outcome: 'stored', seq: entry.seq, ts: entry.ts };
  }

  function isTaken(absent: readonly RowName[]): boolean {
    return absent.some(({ table, key }) => data.rows.has(`${table}/${key}`));
  }

  function changeRows(changes: readonly ChangeTable[]): void {
    for (const { table, key, row } of changes) {
      if (row === undefined) data.rows.delete(`${table}/${key}`);
      else data.rows.set(`${table}/${key}`, structuredClone(row));
    }
  }

  function targetOf(
    { room, author }: AppendRequest,
    { target, retracts }: NonNullable<AppendRequest['aim']>,
  ): number | BadTarget {
    const seq = data.ids.get(`${room}/${author}/${target}`)?.seq;
    if (seq === undefined) {
      const isThere = [...data.ids.keys()].some((key) => key.startsWith(`${room}/`) && key.endsWith(target));
      return isThere ? 'not-yours' : 'not-here';
    }
    if (seq < floorOf(room)) return 'removed';
    const entry = entryAt(room, seq);
    if (entry?.kind !== entryKind.text) return 'not-text';
    if (!retracts && entry.body === null) return 'taken-back';
    if (!retracts && (data.aims.get(`${room}/${seq}`)?.length ?? 0) >= maxAims) return 'too-often';
    return seq;
  }

  function aimAt(room: string, target: number, seq: number, retracts: boolean): void {
    const key = `${room}/${target}`;
    const earlier = data.aims.get(key) ?? [];
    data.aims.set(key, [...earlier, seq]);
    if (!retracts || entryAt(room, target)?.body === null) return;
    const emptied = new Set([target, ...earlier]);
    data.logs.set(
      room,
      logOf(room).map((stored) =>
        emptied.has(stored.seq)
          ? { ...stored, payload: withoutBody(stored.payload) ?? stored.payload }
          : stored,
      ),
    );
  }

  function react(room: string, target: EntryId, author: UserId, seq: number): void {
    const reactions = reactionsTo(room, target);
    // Behind the others.
    reactions.delete(author);
    reactions.set(author, seq);
  }

  function reactionsTo(room: string, target: EntryId): Map<UserId, number> {
    const key = `${room}/${target}`;
    const known = data.reactions.get(key) ?? new Map<UserId, number>();
    data.reactions.set(key, known);
    return known;
  }

  function entryAt(room: string, seq: number): Entry | undefined {
    const payload = logOf(room)[seq - 1]?.payload;
    return payload && decodeEntry(payload, payload.length);
  }

  function floorOf(room: string): number {
    return data.floors.get(room) ?? 1;
  }

  /** What was removed keeps its place, so that a seq is still an index. */
  function removeBelow(room: string, below: number, maxEntries: number): number {
    const entries = logOf(room);
    const floor = Math.max(floorOf(room), Math.min(below, entries.length + 1, floorOf(room) + maxEntries));
    data.floors.set(room, floor);
    data.logs.set(
      room,
      entries.map((entry) => (entry.seq < floor ? { ...entry, payload: noBytes } : entry)),
    );
    for (let seq = 1; seq < floor; seq++) data.aims.delete(`${room}/${seq}`);
    return floor;
  }

  function logOf(room: string): StoredEntry[] {
    return data.logs.get(room) ?? [];
  }

  function mustWork(writing: boolean): void {
    if (closed || (writing && data.failing)) throw new StoreError('unavailable', 'The store does not work.');
  }

  return {
    epoch: data.epoch,
    append: async (requests) => requests.map(append),
    heads: async (rooms) => {
      mustWork(false);
      return rooms.map((room) => logOf(room).length);
    },
    floors: async (rooms) => {
      mustWork(false);
      return rooms.map(floorOf);
    },
    removeBelow: async (room, below, maxEntries) => {
      mustWork(true);
      return removeBelow(room, below, maxEntries);
    },
    readForward: async (room, from, to, limits) => {
      mustWork(false);
      return takeUpTo(logOf(room).slice(Math.max(floorOf(room), from) - 1, Math.max(0, to)), limits);
    },
    readBackward: async (room, from, to, limits) => {
      mustWork(false);
      const entries = logOf(room).slice(Math.max(floorOf(room), from) - 1, Math.max(0, to));
      return takeUpTo(entries.toReversed(), limits).toReversed();
    },
    seqOf: async (room, id) => {
      mustWork(false);
      return logOf(room).find(({ author, seq }) => data.ids.get(`${room}/${author}/${id}`)?.seq === seq)?.seq;
    },
    readAims: async (room, from, to) => {
      mustWork(false);
      const entries = logOf(room);
      return entries.slice(Math.max(0, from - 1), Math.max(0, to)).flatMap(({ seq: target }) => {
        const by = entries[(data.aims.get(`${room}/${target}`)?.at(-1) ?? 0) - 1];
        return by ? [{ target, by }] : [];
      });
    },
    readReactions: async (room, targets) => {
      mustWork(false);
      const entries = logOf(room);
      return targets.flatMap((target) =>
        [...reactionsTo(room, target).values()].flatMap((seq) => {
          const by = seq < floorOf(room) ? undefined : entries[seq - 1];
          return by ? [{ target, by }] : [];
        }),
      );
    },
    get: async <T extends keyof Tables>(table: T, key: string) => {
      mustWork(false);
      return data.rows.get(`${table}/${key}`) as Tables[T] | undefined;
    },
    list: async <T extends keyof Tables>(table: T, prefix = '') => {
      mustWork(false);
      return [...data.rows]
        .filter(([key]) => key.startsWith(`${table}/${prefix}`))
        .map(([key, row]): [string, Tables[T]] => [key.slice(table.length + 1), row as Tables[T]])
        .toSorted(([a], [b]) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
    },
    commit: async (changes, absent = []) => {
      if (data.gate) await data.gate;
      mustWork(true);
      if (isTaken(absent)) return false;
      changeRows(changes);
      return true;
    },
    close: async () => {
      closed = true;
    },
  };
}

function takeUpTo(entries: readonly StoredEntry[], { maxEntries, maxBytes }: ReadLimits): StoredEntry[] {
  let bytes = 0;
  const tooMany = entries.findIndex((entry, index) => {
    bytes += entry.payload.length;
    return index > 0 && (index >= maxEntries || bytes > maxBytes);
  });
  return tooMany === -1 ? [...entries] : entries.slice(0, tooMany);
}
