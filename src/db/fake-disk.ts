// A disk of its own for a test: what was committed stays when the databases on it are closed and opened again.
// oxlint-disable-next-line import/no-unassigned-import -- it puts IndexedDB's classes where idb looks for them
import 'fake-indexeddb/auto';
import { IDBFactory, IDBObjectStore } from 'fake-indexeddb';
import type { LogEntry } from '../protocol/entry';
import { entryKind } from '../protocol/entry-kind';
import type { EntryId, RoomId, UserId } from '../protocol/ids';
import { openDb, type Db } from './db';
import { openDeviceDb, type DeviceDb } from './device-db';

export interface FakeDisk {
  openDb(user?: UserId, onClosed?: Parameters<typeof openDb>[1]): Promise<Db>;
  openDeviceDb(): Promise<DeviceDb>;
  /** For what else opens a database: `indexedDB` is this disk when `open` is called. */
  on<T>(open: () => Promise<T>): Promise<T>;
}

export const me = 'me' as UserId;
export const bo = 'bo' as UserId;
export const roomA = 'room-a' as RoomId;
export const roomB = 'room-b' as RoomId;

export function createFakeDisk(): FakeDisk {
  const factory = new IDBFactory();
  /** idb reads the global in the same tick in which it is called. */
  const on = <T>(open: () => Promise<T>): Promise<T> => {
    globalThis.indexedDB = factory;
    return open();
  };
  return {
    openDb: (user = me, onClosed = () => undefined) => on(() => openDb(user, onClosed)),
    openDeviceDb: () => on(openDeviceDb),
    on,
  };
}

/** All disks are full until the returned function is called: each transaction that writes is taken back by the browser. */
export function fillDisks(): () => void {
  const { put, add } = IDBObjectStore.prototype;
  const taken = (write: typeof put): typeof put =>
    function (this: IDBObjectStore, ...args) {
      const request = write.apply(this, args);
      // As the browser does, also when it is being committed by then.
      const transaction = this.transaction as unknown as { _abort(why: string): void };
      // oxlint-disable-next-line no-underscore-dangle -- its own way for whatever stops a transaction
      request.addEventListener('success', () => transaction._abort('QuotaExceededError'));
      return request;
    };
  IDBObjectStore.prototype.put = taken(put);
  IDBObjectStore.prototype.add = taken(add);
  return () => {
    IDBObjectStore.prototype.put = put;
    IDBObjectStore.prototype.add = add;
  };
}

/** The same number gives the same id, and later numbers sort behind. */
export const entryId = (n: number): EntryId =>
  `00000000-0000-7000-8000-${n.toString(16).padStart(12, '0')}` as EntryId;

/** The entry of that seq, as somebody else wrote it. */
export const textEntry = (seq: number, change: Partial<LogEntry> = {}): LogEntry => ({
  id: entryId(1_000_000 + seq),
  kind: entryKind.text,
  body: `text ${seq}`,
  waitedSec: 0,
  seq,
  from: bo,
  ts: 1_800_000_000 + seq,
  ...change,
});

/** What the person writes: the row to add to the outbox. */
export const written = (n: number, room = roomA) => ({
  id: entryId(n),
  room,
  kind: entryKind.text,
  body: `mine ${n}`,
  writtenAtMs: 1_800_000_000_000 + n,
});
