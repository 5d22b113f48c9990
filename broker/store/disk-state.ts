// What the level store reads from disk when it opens, and again after each failed batch: epoch, heads, floors, the number of the last batch.
import type { RoomId } from '../../src/protocol/ids';
import type { Database } from './database';
import {
  batchKey,
  batchNumber,
  batchPrefix,
  decodeFloor,
  decodeHead,
  decodeMeta,
  encodeMeta,
  floorPrefix,
  floorRoom,
  headPrefix,
  headRoom,
  isReadableLayout,
  layoutVersion,
  layoutWithFloors,
  metaKey,
  noBytes,
  rangeOf,
} from './layout';
import { damaged, readable, StoreError } from './store-error';

export interface DiskState {
  readonly epoch: string;
  readonly heads: Map<RoomId, number>;
  /** Of rooms whose oldest entries were removed. */
  readonly floors: Map<RoomId, number>;
  readonly lastBatch: number;
}

/**
 * Rejects with a `StoreError` when a batch is missing or a row cannot be read; `witnessed` was acknowledged. An empty folder gets `newEpoch`; without
 * one it is refused.
 */
export async function readDiskState(
  database: Database,
  { path, newEpoch, witnessed }: { path: string; newEpoch: string | undefined; witnessed: number },
): Promise<DiskState> {
  const meta = (await database.get(metaKey)) ?? (await create());
  const { layout, epoch } = readable(path, metaKey, decodeMeta(meta));
  if (!isReadableLayout(layout))
    throw new StoreError(
      'damaged',
      `The data folder ${path} has layout ${layout}, this broker reads layouts ${layoutVersion} and ${layoutWithFloors}. Start the version that wrote it.`,
    );
  const lastBatch = await checkBatchNumbers(database, path);
  if (lastBatch < witnessed) throw damaged(path, `${batches(lastBatch + 1, witnessed)} missing at its end`);
  const heads = new Map<RoomId, number>();
  for await (const [key, value] of database.iterator(rangeOf(headPrefix)))
    heads.set(headRoom(key), readable(path, key, decodeHead(value)));
  const floors = new Map<RoomId, number>();
  for await (const [key, value] of database.iterator(rangeOf(floorPrefix)))
    floors.set(floorRoom(key), readable(path, key, decodeFloor(value)));
  return { epoch, heads, floors, lastBatch };

  async function create(): Promise<Uint8Array> {
    // Without its meta row a folder that has rows is no new one: the row was lost.
    for await (const key of database.keys({ gte: '', limit: 1 }))
      throw damaged(path, `its first batch is missing (${key} is there)`);
    if (newEpoch === undefined || witnessed > 0) throw damaged(path, 'everything is missing');
    const value = encodeMeta(newEpoch);
    await database.batch(
      [
        { type: 'put', key: metaKey, value },
        { type: 'put', key: batchKey(1), value: noBytes },
      ],
      { sync: true },
    );
    return value;
  }
}

// LevelDB opens without a word when a part of its write-ahead log cannot be read. The numbers tell.
async function checkBatchNumbers(database: Database, path: string): Promise<number> {
  let last: number | undefined;
  for await (const key of database.keys(rangeOf(batchPrefix))) {
    const number = batchNumber(key);
    if (last !== undefined && number !== last + 1)
      throw damaged(path, `${batches(last + 1, number - 1)} missing`);
    last = number;
  }
  if (last === undefined) throw damaged(path, 'all numbers of batches are missing');
  return last;
}

const batches = (from: number, to: number): string =>
  from === to ? `batch ${from} is` : `batches ${from} to ${to} are`;
