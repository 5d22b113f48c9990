// Puts appends and commits that came in together into one atomic batch. Here the step new-or-known → seq is taken:
// synchronously, against the id index on disk and against this batch; nothing else is ever on its way to the disk.
import type { RoomId } from '../../src/protocol/ids';
import type { Operation } from './database';
import {
  decodeId,
  encodeHead,
  encodeId,
  encodeRow,
  encodeStored,
  headKey,
  idKey,
  logKey,
  rowKey,
  type IdRecord,
} from './layout';
import type { AppendRequest, AppendResult } from './store';
import { StoreError } from './store-error';
import type { ChangeTable, Tables } from './tables';

/** One call of `append` or `commit` that waits for its batch. */
export type Job =
  | {
      readonly kind: 'append';
      readonly requests: readonly AppendRequest[];
      readonly resolve: (results: AppendResult[]) => void;
    }
  | {
      readonly kind: 'commit';
      readonly changes: readonly ChangeTable[];
      readonly absent: readonly { table: keyof Tables; key: string }[];
      readonly resolve: (written: boolean) => void;
      readonly reject: (error: Error) => void;
    };

type WriteOutcome = { readonly written: true } | { readonly written: false; readonly message: string };

export interface Batch {
  /** Empty when everything in it was known or refused: then there is nothing to write. */
  readonly operations: Operation[];
  /** The heads of the rooms it adds to, once it is written. */
  readonly heads: ReadonlyMap<RoomId, number>;
  /** Answers every job, in the order in which they came. */
  settle(outcome: WriteOutcome): void;
}

/** Throws when the disk cannot be read. */
export function planBatch(
  jobs: readonly Job[],
  disk: {
    getSync(key: string): Uint8Array | undefined;
    head(room: RoomId): number;
    ts: number;
  },
): Batch {
  const heads = new Map<RoomId, number>();
  const idsInBatch = new Map<string, IdRecord>();
  const rowsInBatch = new Map<string, boolean>();
  const operations: Operation[] = [];

  // `certain`: true whatever becomes of this batch, because it rests only on what earlier batches wrote.
  function planAppend(request: AppendRequest): { result: AppendResult; certain: boolean } {
    const key = idKey(request);
    const inBatch = idsInBatch.get(key);
    const first = inBatch ?? readId(key);
    if (first) {
      const certain = inBatch === undefined;
      if (!sameBytes(first.contentHash, request.contentHash))
        return { result: { outcome: 'conflict' }, certain };
      return { result: { outcome: 'known', seq: first.seq, ts: first.ts }, certain };
    }
    if (request.refusal) return { result: { outcome: 'refused', refusal: request.refusal }, certain: true };

    const { room, author, client, payload, contentHash } = request;
    const { ts } = disk;
    const seq = (heads.get(room) ?? disk.head(room)) + 1;
    const record = { seq, ts, contentHash };
    heads.set(room, seq);
    idsInBatch.set(key, record);
    operations.push(
      { type: 'put', key: logKey(room, seq), value: encodeStored({ ts, author, client, payload }) },
      { type: 'put', key, value: encodeId(record) },
    );
    return { result: { outcome: 'stored', seq, ts }, certain: false };
  }

  function readId(key: string): IdRecord | undefined {
    const bytes = disk.getSync(key);
    return bytes && decodeId(bytes);
  }

  function planCommit({ changes, absent }: Extract<Job, { kind: 'commit' }>): boolean {
    if (absent.some(({ table, key }) => rowExists(rowKey(table, key)))) return false;
    for (const { table, key, row } of changes) {
      const diskKey = rowKey(table, key);
      rowsInBatch.set(diskKey, row !== undefined);
      operations.push(
        row === undefined
          ? { type: 'del', key: diskKey }
          : { type: 'put', key: diskKey, value: encodeRow(row) },
      );
    }
    return true;
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
    const written = planCommit(job);
    return (outcome) => {
      if (outcome.written) job.resolve(written);
      else job.reject(new StoreError('unavailable', outcome.message));
    };
  });
  for (const [room, seq] of heads)
    operations.push({ type: 'put', key: headKey(room), value: encodeHead(seq) });

  return {
    operations,
    heads,
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

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, index) => byte === b[index]);
}
