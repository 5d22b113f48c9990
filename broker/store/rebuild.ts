// Makes a new database of what was salvaged. Only the logs and the rows of their own are taken over; everything that follows
// from them (ids, aims, heads, names, tokens) is made anew.
//
// A log must have no gap, or no cursor could pass it. So behind a gap the entries move up and get new numbers, in their order.
// The epoch is a new one: devices go back to the last entry that they and the log have in common, and bring back their own.
import { randomBytes } from 'node:crypto';
import { readAim } from '../../src/protocol/aim';
import { decodeEntry } from '../../src/protocol/entry';
import type { EntryId, RoomId } from '../../src/protocol/ids';
import { planBatch } from './batch';
import { contentHash } from './content-hash';
import type { Database } from './database';
import {
  batchKey,
  batchNumber,
  batchPrefix,
  decodeHead,
  decodeIds,
  decodeStored,
  encodeMeta,
  headPrefix,
  headRoom,
  idKey,
  logSeq,
  metaKey,
  noBytes,
} from './layout';
import { rebuildRows, type Range, type RoomFound, type RowsFound } from './rebuild-rows';
import type { Salvage } from './salvage';
import type { AppendRequest, AppendResult, StoredEntry } from './store';

export interface Rebuilt extends RowsFound {
  readonly rooms: readonly RoomFound[];
  /** Batches that are missing between the first and the last number that are known. */
  readonly goneBatches: readonly Range[];
}

/** `path`: the new database's. `witnessed`: the last batch that was acknowledged, if the witness could be read. */
export async function rebuild(
  salvaged: Salvage,
  database: Database,
  { path, witnessed }: { path: string; witnessed: number | undefined },
): Promise<Rebuilt> {
  const goneBatches = await findGaps(salvaged, witnessed);
  const heads = await findHeads(salvaged);
  const rooms = new Map<RoomId, RoomFound & { gone: Range[]; kept: number; last: number }>();
  for await (const [key, value] of salvaged.rows('log/')) {
    const stored = decodeStored(logSeq(key), value);
    const found = roomOf(key.slice('log/'.length, key.lastIndexOf('/')) as RoomId);
    // What cannot be read leaves a gap, and is told of with it.
    if (!stored || !(await append(found.room, found.kept, stored))) continue;
    if (stored.seq > found.last + 1) found.gone.push({ from: found.last + 1, to: stored.seq - 1 });
    found.last = stored.seq;
    found.kept++;
  }
  for (const [room, head] of heads) {
    const found = roomOf(room);
    if (head > found.last) found.gone.push({ from: found.last + 1, to: head });
  }

  const rows = await rebuildRows(salvaged, database, [...rooms.values()]);
  await database.batch(
    [
      { type: 'put', key: metaKey, value: encodeMeta(randomBytes(6).toString('base64url')) },
      { type: 'put', key: batchKey(1), value: noBytes },
    ],
    { sync: true },
  );
  return { ...rows, rooms: [...rooms.values()], goneBatches };

  function roomOf(room: RoomId) {
    const found = rooms.get(room) ?? { room, kept: 0, gone: [], last: 0 };
    rooms.set(room, found);
    return found;
  }

  /** By the way that entries always go, so that ids and aims come out the same; false when it is no entry. */
  async function append(room: RoomId, head: number, stored: StoredEntry): Promise<boolean> {
    const { payload, author, client } = stored;
    const entry = decodeEntry(payload, payload.length);
    if (!entry) return false;
    const aim = readAim(entry);
    const request: AppendRequest = {
      room,
      author,
      client,
      id: entry.id,
      // Of a message that was taken back only the index knows what it said.
      contentHash: (entry.body === null && (await hashInIndex(room, stored, entry.id))) || contentHash(entry),
      payload,
      refusal: undefined,
      aim: aim && { target: aim.target, retracts: aim.text === undefined },
    };
    const result = await write(request, head, stored.ts);
    // Its target is gone, but it is not.
    if (result === 'bad-target')
      return (await write({ ...request, aim: undefined }, head, stored.ts)) === 'stored';
    return result === 'stored';
  }

  async function write(request: AppendRequest, head: number, ts: number): Promise<AppendResult['outcome']> {
    let outcome: AppendResult['outcome'] = 'failed';
    const resolve = ([result]: AppendResult[]) => {
      outcome = result?.outcome ?? 'failed';
    };
    const { operations, settle } = planBatch([{ kind: 'append', requests: [request], resolve }], {
      getSync: (key) => database.getSync(key),
      head: () => head,
      ts,
      path,
    });
    if (operations.length > 0) await database.batch(operations, { sync: false });
    settle({ written: true });
    return outcome;
  }

  async function hashInIndex(
    room: RoomId,
    { author }: StoredEntry,
    id: AppendRequest['id'],
  ): Promise<Uint8Array | undefined> {
    const key = idKey(room, id);
    for await (const [found, value] of salvaged.rows(key))
      if (found === key) return decodeIds(value)?.find((record) => record.author === author)?.contentHash;
    return undefined;
  }
}

/** The highest number of each room that anything readable speaks of: its head, or the index of ids. Both are made anew. */
async function findHeads(salvaged: Salvage): Promise<Map<RoomId, number>> {
  const heads = new Map<RoomId, number>();
  for await (const [key, value] of salvaged.rows(headPrefix))
    heads.set(headRoom(key), decodeHead(value) ?? 0);
  for await (const [key, value] of salvaged.rows('id/')) {
    const [, room, id, ...more] = key.split('/') as ['id', RoomId, EntryId, ...string[]];
    // Onebar 0.1 had another index.
    if (more.length > 0 || idKey(room, id) !== key) continue;
    for (const { seq } of decodeIds(value) ?? []) heads.set(room, Math.max(seq, heads.get(room) ?? 0));
  }
  return heads;
}

async function findGaps(salvaged: Salvage, witnessed: number | undefined): Promise<Range[]> {
  const gaps: Range[] = [];
  let last: number | undefined;
  for await (const [key] of salvaged.rows(batchPrefix)) {
    const number = batchNumber(key);
    if (last !== undefined && number > last + 1) gaps.push({ from: last + 1, to: number - 1 });
    last = number;
  }
  if (witnessed !== undefined && witnessed > (last ?? 0)) gaps.push({ from: (last ?? 0) + 1, to: witnessed });
  return gaps;
}
