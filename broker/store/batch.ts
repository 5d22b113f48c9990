// Puts appends, commits and removals that came in together into one atomic batch. Here the step new-or-known → seq is taken:
// synchronously, against the id index on disk and against this batch; nothing else is ever on its way to the disk.
import { decodeEntry, entryKind, withoutBody, type Entry } from '../../src/protocol/entry';
import type { EntryId, RoomId, UserId } from '../../src/protocol/ids';
import { readReaction } from '../../src/protocol/reaction';
import type { Operation } from './database';
import {
  aimKey,
  decodeAims,
  decodeIds,
  decodeReactions,
  decodeStored,
  encodeAims,
  encodeFloor,
  encodeHead,
  encodeIds,
  encodeReactions,
  encodeRow,
  encodeStored,
  floorKey,
  headKey,
  idKey,
  logKey,
  noBytes,
  reactionKey,
  rowKey,
  type IdRecord,
  type ReactionRecord,
} from './layout';
import { maxAims, type AppendRequest, type AppendResult, type BadTarget } from './store';
import { readable, StoreError } from './store-error';
import type { ChangeTable, RowName } from './tables';

/** One call of `append`, `commit` or `removeBelow` that waits for its batch. */
export type Job =
  | {
      readonly kind: 'append';
      readonly requests: readonly AppendRequest[];
      readonly resolve: (results: AppendResult[]) => void;
    }
  | {
      readonly kind: 'commit';
      readonly changes: readonly ChangeTable[];
      readonly absent: readonly RowName[];
      readonly resolve: (written: boolean) => void;
      readonly reject: (error: Error) => void;
    }
  | {
      readonly kind: 'remove';
      readonly room: RoomId;
      readonly below: number;
      readonly maxEntries: number;
      readonly resolve: (floor: number) => void;
      readonly reject: (error: Error) => void;
    };

/** `certain`: true whatever becomes of this batch, because it rests only on what earlier batches wrote. */
interface Planned {
  readonly result: AppendResult;
  readonly certain: boolean;
}

type WriteOutcome = { readonly written: true } | { readonly written: false; readonly message: string };

export interface Batch {
  /** Empty when everything in it was known or refused: then there is nothing to write. */
  readonly operations: Operation[];
  /** The heads of the rooms it adds to, once it is written. */
  readonly heads: ReadonlyMap<RoomId, number>;
  /** The floors that it raises. */
  readonly floors: ReadonlyMap<RoomId, number>;
  /** Answers every job, in the order in which they came. */
  settle(outcome: WriteOutcome): void;
}

/** Throws when the disk cannot be read, and a `StoreError` when a row on it cannot. `path` is for that one's words. */
export function planBatch(
  jobs: readonly Job[],
  disk: {
    getSync(key: string): Uint8Array | undefined;
    head(room: RoomId): number;
    floor(room: RoomId): number;
    ts: number;
    path: string;
  },
): Batch {
  const heads = new Map<RoomId, number>();
  const floors = new Map<RoomId, number>();
  const idsInBatch = new Map<string, readonly IdRecord[]>();
  /** Made by this batch, and so gone if it fails. */
  const newRecords = new Set<IdRecord>();
  /** Made when the first entry aims at another one: nobody else reads in the batch. */
  let valuesInBatch: Map<string, Uint8Array> | undefined;
  const rowsInBatch = new Map<string, boolean>();
  const operations: Operation[] = [];

  function planAppend(request: AppendRequest): Planned {
    const { room, author, client, id, payload, contentHash, aim } = request;
    const records = readIds(idKey(room, id));
    const first = records.find((record) => record.author === author);
    if (first) {
      const certain = !newRecords.has(first);
      if (!sameBytes(first.contentHash, contentHash)) return { result: { outcome: 'conflict' }, certain };
      return { result: { outcome: 'known', seq: first.seq, ts: first.ts }, certain };
    }
    if (request.refusal) return { result: { outcome: 'refused', refusal: request.refusal }, certain: true };

    const { absent = [], changes = [] } = request;
    const there = absent.find(({ table, key }) => rowExists(rowKey(table, key)));
    if (there)
      return { result: { outcome: 'taken' }, certain: !rowsInBatch.has(rowKey(there.table, there.key)) };

    const { ts } = disk;
    const seq = (heads.get(room) ?? disk.head(room)) + 1;
    const problem = aim && planAim(room, author, seq, aim);
    if (problem) return problem;
    const record = { author, seq, ts, contentHash };
    heads.set(room, seq);
    newRecords.add(record);
    idsInBatch.set(idKey(room, id), [...records, record]);
    put(logKey(room, seq), encodeStored({ ts, author, client, payload }));
    put(idKey(room, id), encodeIds([...records, record]));
    if (request.reactsTo) planReaction(room, author, seq, request.reactsTo);
    changeRows(changes);
    return { result: { outcome: 'stored', seq, ts }, certain: false };
  }

  /** Aims entry `seq` at its target, or says why not. */
  function planAim(
    room: RoomId,
    author: UserId,
    seq: number,
    { target, retracts }: NonNullable<AppendRequest['aim']>,
  ): Planned | undefined {
    const owners = readIds(idKey(room, target));
    const own = owners.find((record) => record.author === author);
    if (!own) {
      const why = owners.length === 0 ? 'not-here' : 'not-yours';
      return badTarget(why, !owners.some((record) => newRecords.has(record)));
    }
    if (own.seq < (floors.get(room) ?? disk.floor(room)))
      return badTarget('removed', !newRecords.has(own) && own.seq < disk.floor(room));
    const aimsAt = aimKey(room, own.seq);
    const certain = !newRecords.has(own) && !valuesSoFar().has(aimsAt);
    const message = readEntry(room, own.seq);
    if (message?.kind !== entryKind.text) return badTarget('not-text', certain);
    const aims = readAims(aimsAt);
    const isTakenBack = message.body === null;
    if (!retracts && isTakenBack) return badTarget('taken-back', certain);
    if (!retracts && aims.length >= maxAims) return badTarget('too-often', certain);
    if (retracts && !isTakenBack) for (const emptied of [own.seq, ...aims]) takeBack(room, emptied);
    put(aimsAt, encodeAims([...aims, seq]));
    return undefined;
  }

  /** In place of the author's last one. */
  function planReaction(room: RoomId, author: UserId, seq: number, target: EntryId): void {
    const key = reactionKey(room, target);
    const others = readReactions(key).filter((each) => each.author !== author);
    put(key, encodeReactions([...others, { author, seq }]));
  }

  function takeBack(room: RoomId, seq: number): void {
    const key = logKey(room, seq);
    const stored = readable(disk.path, key, decodeStored(seq, read(key) ?? noBytes));
    const payload = withoutBody(stored.payload);
    if (payload) put(key, encodeStored({ ...stored, payload }));
  }

  function readEntry(room: RoomId, seq: number): Entry | undefined {
    const key = logKey(room, seq);
    const bytes = read(key);
    const payload = bytes && readable(disk.path, key, decodeStored(seq, bytes)).payload;
    return payload && decodeEntry(payload, payload.length);
  }

  function readAims(key: string): number[] {
    const bytes = read(key);
    return bytes ? readable(disk.path, key, decodeAims(bytes)) : [];
  }

  function readReactions(key: string): ReactionRecord[] {
    const bytes = read(key);
    return bytes ? readable(disk.path, key, decodeReactions(bytes)) : [];
  }

  function readIds(key: string): readonly IdRecord[] {
    const inBatch = idsInBatch.get(key);
    if (inBatch) return inBatch;
    const bytes = disk.getSync(key);
    return bytes ? readable(disk.path, key, decodeIds(bytes)) : [];
  }

  function read(key: string): Uint8Array | undefined {
    return valuesSoFar().get(key) ?? disk.getSync(key);
  }

  /** What the batch puts, by key. */
  function valuesSoFar(): Map<string, Uint8Array> {
    valuesInBatch ??= new Map(
      operations.flatMap((operation) => (operation.type === 'put' ? [[operation.key, operation.value]] : [])),
    );
    return valuesInBatch;
  }

  function put(key: string, value: Uint8Array): void {
    valuesInBatch?.set(key, value);
    operations.push({ type: 'put', key, value });
  }

  function planCommit({ changes, absent }: Extract<Job, { kind: 'commit' }>): boolean {
    if (absent.some(({ table, key }) => rowExists(rowKey(table, key)))) return false;
    changeRows(changes);
    return true;
  }

  /** What is removed was written before this batch or stands in it before this, so nobody reads it behind this. */
  function planRemove({ room, below, maxEntries }: Extract<Job, { kind: 'remove' }>): number {
    const floor = floors.get(room) ?? disk.floor(room);
    const head = heads.get(room) ?? disk.head(room);
    const raised = Math.min(below, head + 1, floor + maxEntries);
    if (raised <= floor) return floor;
    const reactedTo = new Set<string>();
    for (let seq = floor; seq < raised; seq++) {
      const target = reactionTarget(read(logKey(room, seq)), seq);
      if (target) reactedTo.add(reactionKey(room, target));
      operations.push({ type: 'del', key: logKey(room, seq) });
      const aims = aimKey(room, seq);
      if (read(aims)) operations.push({ type: 'del', key: aims });
    }
    for (const key of reactedTo) removeReactions(key, raised);
    floors.set(room, raised);
    return raised;
  }

  /** What cannot be read is removed like the rest, and nobody has to be able to read it for that. */
  function reactionTarget(bytes: Uint8Array | undefined, seq: number): EntryId | undefined {
    const payload = bytes && decodeStored(seq, bytes)?.payload;
    const entry = payload && decodeEntry(payload, payload.length);
    return entry && readReaction(entry)?.target;
  }

  function removeReactions(key: string, below: number): void {
    const kept = (decodeReactions(read(key) ?? noBytes) ?? []).filter(({ seq }) => seq >= below);
    if (kept.length > 0) put(key, encodeReactions(kept));
    else operations.push({ type: 'del', key });
  }

  function changeRows(changes: readonly ChangeTable[]): void {
    for (const { table, key, row } of changes) {
      const diskKey = rowKey(table, key);
      rowsInBatch.set(diskKey, row !== undefined);
      operations.push(
        row === undefined
          ? { type: 'del', key: diskKey }
          : { type: 'put', key: diskKey, value: encodeRow(row) },
      );
    }
  }

  function rowExists(key: string): boolean {
    return rowsInBatch.get(key) ?? disk.getSync(key) !== undefined;
  }

  const answers = jobs.map((job): ((outcome: WriteOutcome) => void) => {
    if (job.kind === 'append') {
      const planned = job.requests.map(planAppend);
      return (outcome) =>
        job.resolve(
          planned.map(({ result, certain }) =>
            outcome.written || certain ? result : { outcome: 'failed', message: outcome.message },
          ),
        );
    }
    if (job.kind === 'remove') {
      const floor = planRemove(job);
      return (outcome) => {
        if (outcome.written) job.resolve(floor);
        else job.reject(new StoreError('unavailable', outcome.message));
      };
    }
    const written = planCommit(job);
    return (outcome) => {
      if (outcome.written) job.resolve(written);
      else job.reject(new StoreError('unavailable', outcome.message));
    };
  });
  for (const [room, seq] of heads)
    operations.push({ type: 'put', key: headKey(room), value: encodeHead(seq) });
  for (const [room, seq] of floors)
    operations.push({ type: 'put', key: floorKey(room), value: encodeFloor(seq) });

  return {
    operations,
    heads,
    floors,
    settle: (outcome) => {
      for (const answer of answers) answer(outcome);
    },
  };
}

/** The answer to a job that no batch will take. */
export function refuseJob(job: Job, message: string): void {
  if (job.kind === 'append') job.resolve(job.requests.map(() => ({ outcome: 'failed', message })));
  else job.reject(new StoreError('unavailable', message));
}

const badTarget = (why: BadTarget, certain: boolean): Planned => ({
  result: { outcome: 'bad-target', why },
  certain,
});

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, index) => byte === b[index]);
}
