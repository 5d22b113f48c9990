// What is done to the broker's data folder while no broker runs on it: losing sessions, putting an older copy in its place,
// reading the logs for the verdict.
import { randomBytes } from 'node:crypto';
import { cp, rm } from 'node:fs/promises';
import { createLog } from '../../broker/log';
import { folderOf } from '../../broker/store/data-folder';
import { openClassicLevel } from '../../broker/store/database';
import { encodeMeta, metaKey } from '../../broker/store/layout';
import { openLevelStore } from '../../broker/store/level-store';
import type { Store } from '../../broker/store/store';
import { decodeEntry } from '../../src/protocol/entry';
import type { RoomId } from '../../src/protocol/ids';
import type { LoggedEntry } from './judge';

async function withStore<T>(path: string, work: (store: Store) => Promise<T>): Promise<T> {
  const store = await openLevelStore({
    path,
    clock: Date.now,
    log: createLog((line) => process.stderr.write(line), Date.now),
  });
  try {
    return await work(store);
  } finally {
    await store.close();
  }
}

/** Removes the MQTT sessions of all devices, or of one; returns how many went. */
export const loseSessions = (path: string, device?: string): Promise<number> =>
  withStore(path, async (store) => {
    const keys = (await store.list('session'))
      .map(([key]) => key)
      .filter((key) => device === undefined || key.endsWith(`/${device}`));
    await store.commit(keys.map((key) => ({ table: 'session', key, row: undefined })));
    return keys.length;
  });

export async function copyFolder(from: string, to: string): Promise<void> {
  await rm(to, { recursive: true, force: true });
  // The door of a broker that was killed is no file to copy.
  await cp(from, to, { recursive: true, filter: (path) => !path.endsWith('.sock') });
}

/**
 * As an operator restores a backup: the older copy, and another epoch, so that devices notice. Resolves with the epoch, and with
 * the entries that are no more.
 */
export async function restoreCopy(
  copy: string,
  path: string,
): Promise<{ epoch: string; gone: LoggedEntry[] }> {
  const gone = await entriesBeyond(path, copy);
  await copyFolder(copy, path);
  const database = await openClassicLevel(folderOf(path).store);
  const epoch = randomBytes(6).toString('base64url');
  await database.batch([{ type: 'put', key: metaKey, value: encodeMeta(epoch) }], { sync: true });
  await database.close();
  return { epoch, gone };
}

async function entriesBeyond(path: string, copy: string): Promise<LoggedEntry[]> {
  const heads = await withStore(copy, async (store) => {
    const rooms = (await store.list('room')).map(([key]) => key as RoomId);
    const seqs = await store.heads(rooms);
    return new Map(rooms.map((room, index) => [room, seqs[index] ?? 0]));
  });
  return await withStore(path, async (store) => {
    const rooms = (await store.list('room')).map(([key]) => key as RoomId);
    const logs = await Promise.all(rooms.map((room) => readLog(store, room, heads.get(room) ?? 0)));
    return logs.flat();
  });
}

/** Every room's log, as it is on the disk. */
export const readLogs = (path: string): Promise<Map<string, LoggedEntry[]>> =>
  withStore(path, async (store) => {
    const logs = new Map<string, LoggedEntry[]>();
    for (const [key] of await store.list('room')) logs.set(key, await readLog(store, key as RoomId, 0));
    return logs;
  });

/** All behind `after`. */
async function readLog(store: Store, room: RoomId, after: number): Promise<LoggedEntry[]> {
  const entries: LoggedEntry[] = [];
  for (;;) {
    const limits = { maxEntries: 1000, maxBytes: 1024 * 1024 };
    const page = await store.readForward(room, after + entries.length + 1, Number.MAX_SAFE_INTEGER, limits);
    if (page.length === 0) return entries;
    for (const { seq, ts, author, payload } of page) {
      const entry = decodeEntry(payload, payload.length);
      if (!entry) throw new Error(`Entry ${seq} of room ${room} cannot be read.`);
      entries.push({ seq, ts, from: author, id: entry.id, kind: entry.kind, body: entry.body });
    }
  }
}
