// A store without a disk, for tests: the shortest code that keeps the contract. Its data outlives it, as a folder does.
import { StoreError } from './store-error';
import type { AppendRequest, AppendResult, ReadLimits, Store, StoredEntry } from './store';
import type { Tables } from './tables';

/** What a folder would hold, and the switch of its disk. */
export interface MemoryData {
  readonly epoch: string;
  readonly logs: Map<string, StoredEntry[]>;
  readonly ids: Map<string, { seq: number; ts: number; contentHash: string }>;
  readonly rows: Map<string, Tables[keyof Tables]>;
  /** While true every write fails. */
  failing: boolean;
}

export const createMemoryData = (): MemoryData => ({
  epoch: Math.random().toString(36).slice(2, 10).padEnd(8, '0'),
  logs: new Map(),
  ids: new Map(),
  rows: new Map(),
  failing: false,
});

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
    const { author, client } = request;
    const entries = logOf(request.room);
    const entry = {
      seq: entries.length + 1,
      ts: Math.floor(clock() / 1000),
      author,
      client,
      payload: request.payload.slice(),
    };
    data.logs.set(request.room, [...entries, entry]);
    data.ids.set(key, { seq: entry.seq, ts: entry.ts, contentHash });
    return { outcome: 'stored', seq: entry.seq, ts: entry.ts };
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
    readForward: async (room, from, to, limits) => {
      mustWork(false);
      return takeUpTo(logOf(room).slice(Math.max(0, from - 1), Math.max(0, to)), limits);
    },
    readBackward: async (room, from, to, limits) => {
      mustWork(false);
      const entries = logOf(room).slice(Math.max(0, from - 1), Math.max(0, to));
      return takeUpTo(entries.toReversed(), limits).toReversed();
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
      mustWork(true);
      if (absent.some(({ table, key }) => data.rows.has(`${table}/${key}`))) return false;
      for (const { table, key, row } of changes) {
        if (row === undefined) data.rows.delete(`${table}/${key}`);
        else data.rows.set(`${table}/${key}`, structuredClone(row));
      }
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
