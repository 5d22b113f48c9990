// Makes a new database of what was salvaged. Only the logs and the rows of their own are taken over; everything that follows
// from them (ids, aims, reactions, heads, names, tokens) is made anew.
//
// A log must have no gap, or no cursor could pass it. So behind a gap the entries move up and get new numbers, in their order.
// What was removed below a room's floor is no gap: there the index of ids is taken over, since only that knows them still.
// The epoch is a new one: devices go back to the last entry that they and the log have in common, and bring back their own.
import { randomBytes } from 'node:crypto';
import { readAim } from '../../src/protocol/aim';
import { decodeEntry } from '../../src/protocol/entry';
import type { EntryId, RoomId } from '../../src/protocol/ids';
import { readReaction } from '../../src/protocol/reaction';
import { planBatch } from './batch';
import { contentHash } from './content-hash';
import type { Database, Operation } from './database';
import {
  batchKey,
  batchNumber,
  batchPrefix,
  decodeFloor,
  decodeHead,
  decodeIds,
  decodeStored,
  encodeFloor,
  encodeHead,
  encodeIds,
  encodeMeta,
  floorKey,
  floorPrefix,
  floorRoom,
  headKey,
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
  const floors = await findFloors(salvaged);
  await takeOverFloors();
  const rooms = new Map<RoomId, RoomFound & { gone: Range[]; kept: number; last: number }>();
  for await (const [key, value] of salvaged.rows('log/')) {
    const stored = decodeStored(logSeq(key), value);
    const found = roomOf(key.slice('log/'.length, key.lastIndexOf('/')) as RoomId);
    const before = floorOf(found.room) - 1;
    // Its removal could not be read.
    if (stored && stored.seq <= before) continue;
    // What cannot be read leaves a gap, and is told of with it.
    if (!stored || !(await append(found.room, before + found.kept, stored))) continue;
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
      {
        type: 'put',
        key: metaKey,
        value: encodeMeta(randomBytes(6).toString('base64url'), { hasFloors: floors.size > 0 }),
      },
      { type: 'put', key: batchKey(1), value: noBytes },
    ],
    { sync: true },
  );
  return { ...rows, rooms: [...rooms.values()], goneBatches };

  function roomOf(room: RoomId) {
    const found = rooms.get(room) ?? { room, kept: 0, gone: [], last: floorOf(room) - 1 };
    rooms.set(room, found);
    return found;
  }

  function floorOf(room: RoomId): number {
    return floors.get(room) ?? 1;
  }

  /** Before the entries: what they add to the index comes behind that. */
  async function takeOverFloors(): Promise<void> {
    for (const [room, floor] of floors) {
      const operations: Operation[] = [
        { type: 'put', key: floorKey(room), value: encodeFloor(floor) },
        { type: 'put', key: headKey(room), value: encodeHead(floor - 1) },
      ];
      for await (const [key, value] of salvaged.rows(`id/${room}/`)) {
        const removed = (decodeIds(value) ?? []).filter(({ seq }) => seq < floor);
        if (removed.length > 0) operations.push({ type: 'put', key, value: encodeIds(removed) });
      }
      await database.batch(operations, { sync: false });
    }
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
      reactsTo: readReaction(entry)?.target,
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
      floor: floorOf,
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

/** One that cannot be read is as if nothing had been removed there: what is not there is called gone then. */
async function findFloors(salvaged: Salvage): Promise<Map<RoomId, number>> {
  const floors = new Map<RoomId, number>();
  for await (const [key, value] of salvaged.rows(floorPrefix)) {
    const floor = decodeFloor(value);
    if (floor !== undefined) floors.set(floorRoom(key), floor);
  }
  return floors;
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
