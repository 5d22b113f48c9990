// The store on LevelDB, one folder, one process. Here calls wait for their batch (group commit), and here a failed
// batch is survived: LevelDB was seen to lose later acknowledged batches unless it is closed and opened again.
//
//   open ──a batch fails──▶ reopening ──opened, heads read again──▶ open
//                           │       ▲
//                        fails   after a pause                    closed, from anywhere
//                           ▼       │
//                           └─ down ┘
//
// While it is not open `append` answers `failed` (a later entry must not overtake one that failed) and `commit` rejects.
// Reads wait for a reopening that is under way, and reject when it did not help.
import { randomBytes } from 'node:crypto';
import type { EntryId, RoomId } from '../../src/protocol/ids';
import type { Log } from '../log';
import type { Counts } from '../metrics';
import { planBatch, refuseJob, type Batch, type Job } from './batch';
import { dispensable } from './check-row';
import { openClassicLevel, type Database, type OpenDatabase, type Operation } from './database';
import {
  aimKey,
  aimTarget,
  batchKey,
  decodeAims,
  decodeIds,
  decodeReactions,
  decodeRow,
  decodeStored,
  encodeMeta,
  idKey,
  logKey,
  metaKey,
  noBytes,
  reactionKey,
  rowKey,
} from './layout';
import type { Aimed, Reacted, ReadLimits, Store, StoredEntry } from './store';
import { openDisk } from './open-disk';
import { damaged, messageOf, readable, StoreError } from './store-error';
import type { ChangeTable, Tables } from './tables';

// LevelDB's write-ahead log holds 4 MiB, and the smallest batch takes some 100 bytes of it.
const keptBatchNumbers = 131_072;
const pauseMs = { first: 50, max: 5000 };
const whatRestsOnDamage = 'This cannot be stored at the moment (the store is damaged).';

export interface LevelStoreOptions {
  readonly path: string;
  /** Unix ms. */
  readonly clock: () => number;
  readonly log: Log;
  readonly counts?: Pick<Counts, 'storeBatches'>;
  /** Wait for the disk at each batch. Without it a crash of the machine, not of the process, may lose the last moments. */
  readonly sync?: boolean;
  readonly openDatabase?: OpenDatabase;
}

export interface LevelStore extends Store {
  /**
   * Every row as it is at this moment, for a backup: what is written meanwhile is not in it. Throws when the disk fails, also
   * when that happens to a write and the store opens itself again.
   */
  snapshot(): AsyncIterable<[key: string, value: Uint8Array]>;
}

/** Rejects with a `StoreError` whose message is a sentence for the operator. */
export async function openLevelStore({
  path,
  clock,
  log,
  counts,
  sync = true,
  openDatabase = openClassicLevel,
}: LevelStoreOptions): Promise<LevelStore> {
  let phase: 'open' | 'reopening' | 'down' | 'closed' = 'open';
  let queue: Job[] = [];
  let failedInARow = 0;
  /** Each is told of once. */
  const droppedRows = new Set<string>();
  /** The batches being written, or a recovery; one at a time. */
  let work: Promise<void> | undefined;
  let tryUnderWay: Promise<boolean> | undefined;
  let endPause: (() => void) | undefined;
  let closing: Promise<void> | undefined;

  let { database, witness, state } = await openDisk({
    path,
    openDatabase,
    newEpoch: randomBytes(6).toString('base64url'),
  });

  function enqueue(job: Job): void {
    if (phase !== 'open') return refuseJob(job, whyNot());
    queue.push(job);
    work ??= writeQueue();
  }

  async function writeQueue(): Promise<void> {
    // What is called in the same breath shares the first batch.
    await Promise.resolve();
    while (queue.length > 0) {
      const jobs = queue;
      queue = [];
      await writeBatch(jobs);
    }
    work = undefined;
  }

  async function writeBatch(jobs: readonly Job[]): Promise<void> {
    let batch: Batch | undefined;
    try {
      batch = planBatch(jobs, {
        getSync: (key) => database.getSync(key),
        head: (room) => state.heads.get(room) ?? 0,
        floor: floorOf,
        ts: Math.floor(clock() / 1000),
        path,
      });
      if (batch.floors.size > 0) beginRemoval(batch);
      if (batch.operations.length > 0) await write(batch.operations);
    } catch (error) {
      if (error instanceof StoreError && error.code === 'damaged') return refuseDamaged(jobs, error);
      const message = `Nothing can be stored at the moment (${messageOf(error)}).`;
      if (batch) batch.settle({ written: false, message });
      else for (const job of jobs) refuseJob(job, message);
      // In this same tick it leaves `open`: whoever hears of the failure and calls again at once gets into no batch.
      return recover(error);
    }
    for (const [room, seq] of batch.heads) state.heads.set(room, seq);
    batch.settle({ written: true });
  }

  // Before it is written: it may be gone from the disk before we hear of it, and then nobody may look for it any more. Should
  // the writing fail, the floors are read again with all else.
  function beginRemoval({ floors, operations }: Batch): void {
    for (const [room, floor] of floors) state.floors.set(room, floor);
    operations.push({ type: 'put', key: metaKey, value: encodeMeta(state.epoch, { hasFloors: true }) });
  }

  function floorOf(room: RoomId): number {
    return state.floors.get(room) ?? 1;
  }

  // To open it again would not help, and the disk is well. All that shared the batch fails, so that nothing overtakes; when
  // the others come again, the one that rests on the damaged row is most likely not among them.
  function refuseDamaged(jobs: readonly Job[], error: StoreError): void {
    log.error('a batch could not be made', error);
    for (const job of jobs) refuseJob(job, whatRestsOnDamage);
  }

  async function write(operations: Operation[]): Promise<void> {
    const number = state.lastBatch + 1;
    operations.push({ type: 'put', key: batchKey(number), value: noBytes });
    if (number > keptBatchNumbers) operations.push({ type: 'del', key: batchKey(number - keptBatchNumbers) });
    await database.batch(operations, { sync });
    witness.write(number);
    if (counts) counts.storeBatches += 1;
    state = { ...state, lastBatch: number };
    failedInARow = 0;
  }

  async function recover(problem: unknown): Promise<void> {
    log.error(`a batch could not be written to ${path}, opening the store again`, problem);
    // What was queued behind the failed batch fails with it, or it would overtake it.
    const behind = queue;
    queue = [];
    for (const job of behind) refuseJob(job, whyNot());

    while (!isClosed()) {
      // The first time at once: most likely the batch alone was at fault.
      if (failedInARow > 0) await pause(Math.min(pauseMs.first * 2 ** (failedInARow - 1), pauseMs.max));
      if (isClosed()) return;
      failedInARow++;
      phase = 'reopening';
      tryUnderWay = reopen();
      if (await tryUnderWay) return log.warn(`the store in ${path} is open again`);
    }
  }

  async function reopen(): Promise<boolean> {
    try {
      await closeDisk();
      // Without a new epoch: a folder that is empty now, because its disk went away, must not become a new store.
      ({ database, witness, state } = await openDisk({ path, openDatabase, newEpoch: undefined }));
    } catch (error) {
      log.error(`the store in ${path} could not be opened again`, error);
      if (!isClosed()) phase = 'down';
      return false;
    }
    if (!isClosed()) phase = 'open';
    return true;
  }

  function pause(delayMs: number): Promise<void> {
    phase = 'down';
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, delayMs);
      endPause = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  // A function, because the compiler would take `phase` for what it was before the last await.
  function isClosed(): boolean {
    return phase === 'closed';
  }

  function whyNot(): string {
    return isClosed() ? 'The store is closed.' : 'Nothing can be stored at the moment (the disk failed).';
  }

  async function reader(): Promise<Database> {
    if (phase === 'reopening') await tryUnderWay;
    if (phase !== 'open') throw new StoreError('unavailable', whyNot());
    return database;
  }

  async function readLog(
    room: RoomId,
    { from, to, reverse }: { from: number; to: number; reverse: boolean },
    { maxEntries, maxBytes }: ReadLimits,
  ): Promise<StoredEntry[]> {
    const source = await reader();
    const first = Math.max(floorOf(room), from);
    // Up to the head and no further: what lies behind it is not acknowledged yet.
    const last = Math.min(to, state.heads.get(room) ?? 0);
    const entries: StoredEntry[] = [];
    let bytes = 0;
    // One by one, as their keys are known: an iterator's errands to another thread took longer than reading a page.
    while (entries.length < Math.min(maxEntries, last - first + 1)) {
      const seq = reverse ? last - entries.length : first + entries.length;
      const key = logKey(room, seq);
      const value = source.getSync(key);
      if (!value) throw damaged(path, `room ${room} lacks entry ${seq}`);
      const entry = readable(path, key, decodeStored(seq, value));
      bytes += entry.payload.length;
      if (entries.length > 0 && bytes > maxBytes) break;
      entries.push(entry);
    }
    return reverse ? entries.toReversed() : entries;
  }

  async function readAims(room: RoomId, from: number, to: number): Promise<Aimed[]> {
    const source = await reader();
    const head = state.heads.get(room) ?? 0;
    const range = { gte: aimKey(room, Math.max(1, from)), lte: aimKey(room, Math.min(to, head)) };
    const aims: Aimed[] = [];
    for await (const [key, value] of source.iterator(range)) {
      // What lies behind the head is not acknowledged yet.
      const seq = readable(path, key, decodeAims(value)).findLast((aim) => aim <= head);
      if (seq === undefined) continue;
      const entryKey = logKey(room, seq);
      const bytes = await source.get(entryKey);
      // Removed while we were reading.
      if (aimTarget(key) < floorOf(room)) continue;
      if (!bytes) throw damaged(path, `room ${room} lacks entry ${seq}`);
      aims.push({ target: aimTarget(key), by: readable(path, entryKey, decodeStored(seq, bytes)) });
    }
    return aims;
  }

  async function readReactions(room: RoomId, targets: readonly EntryId[]): Promise<Reacted[]> {
    const source = await reader();
    const head = state.heads.get(room) ?? 0;
    const found: Reacted[] = [];
    // From here on without an await, so nothing is removed meanwhile. Most messages have none, and that is known without the disk.
    for (const target of targets) {
      const key = reactionKey(room, target);
      const bytes = source.getSync(key);
      for (const { seq } of bytes ? readable(path, key, decodeReactions(bytes)) : []) {
        // Removed, or not acknowledged yet.
        if (seq < floorOf(room) || seq > head) continue;
        const entryKey = logKey(room, seq);
        const entry = source.getSync(entryKey);
        if (!entry) throw damaged(path, `room ${room} lacks entry ${seq}`);
        found.push({ target, by: readable(path, entryKey, decodeStored(seq, entry)) });
      }
    }
    return found;
  }

  async function list<T extends keyof Tables>(table: T, prefix = ''): Promise<[string, Tables[T]][]> {
    const source = await reader();
    const skipped = rowKey(table, '').length;
    const start = rowKey(table, prefix);
    const rows: [string, Tables[T]][] = [];
    for await (const [key, value] of source.iterator({ gte: start })) {
      if (!key.startsWith(start)) break;
      const row = readRow(table, key, value);
      if (row !== undefined) rows.push([key.slice(skipped), row]);
    }
    return rows;
  }

  /** `undefined`, as if it were not there, when the row cannot be read and can be done without; otherwise that throws. */
  function readRow<T extends keyof Tables>(table: T, key: string, bytes: Uint8Array): Tables[T] | undefined {
    const row = decodeRow(table, bytes);
    if (row !== undefined || !dispensable.has(table)) return readable(path, key, row);
    if (!droppedRows.has(key))
      log.warn(`the row ${key} of the store in ${path} cannot be read and is left out`);
    droppedRows.add(key);
    return undefined;
  }

  async function* snapshot(): AsyncGenerator<[string, Uint8Array]> {
    // The iterator reads what was there when it was made.
    yield* (await reader()).iterator({ gte: '' });
  }

  async function close(): Promise<void> {
    // What was handed over before is still written; what comes from now on is refused.
    phase = 'closed';
    endPause?.();
    await work;
    await closeDisk();
  }

  async function closeDisk(): Promise<void> {
    witness.close();
    await database.close();
  }

  return {
    get epoch() {
      return state.epoch;
    },
    append: (requests) => new Promise((resolve) => enqueue({ kind: 'append', requests, resolve })),
    commit: (changes: readonly ChangeTable[], absent = []) =>
      new Promise((resolve, reject) => enqueue({ kind: 'commit', changes, absent, resolve, reject })),
    heads: async (rooms) => {
      await reader();
      return rooms.map((room) => state.heads.get(room) ?? 0);
    },
    floors: async (rooms) => {
      await reader();
      return rooms.map(floorOf);
    },
    removeBelow: (room, below, maxEntries) =>
      new Promise((resolve, reject) => enqueue({ kind: 'remove', room, below, maxEntries, resolve, reject })),
    readForward: (room, from, to, limits) => readLog(room, { from, to, reverse: false }, limits),
    readBackward: (room, from, to, limits) => readLog(room, { from, to, reverse: true }, limits),
    seqOf: async (room, id) => {
      const key = idKey(room, id);
      const bytes = (await reader()).getSync(key);
      const seq = bytes && readable(path, key, decodeIds(bytes))[0]?.seq;
      // What lies behind the head is not acknowledged yet.
      return seq !== undefined && seq <= (state.heads.get(room) ?? 0) ? seq : undefined;
    },
    readAims,
    readReactions,
    get: async <T extends keyof Tables>(table: T, key: string) => {
      const source = await reader();
      const diskKey = rowKey(table, key);
      const bytes = source.getSync(diskKey);
      return bytes && readRow(table, diskKey, bytes);
    },
    list,
    snapshot,
    close: () => (closing ??= close()),
  };
}
