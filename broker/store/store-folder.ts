// For the contracts of a store: a folder for each test, whose store can be closed and opened again, and what they both ask of it.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach } from 'vitest';
import type { RoomId } from '../../src/protocol/ids';
import { roomA } from './entry-requests';
import type { Store } from './store';

/** Opens what lies in `dir`, which is empty at first; the same `dir` again must find what was stored. */
export type OpenStore = (dir: string) => Promise<Store>;

export interface StoreFolder {
  open(): Promise<Store>;
  /** Closes it first. */
  reopen(): Promise<Store>;
}

/** To be called within `describe`: the folder comes before each test and goes after it, with its store. */
export function storeFolder(openStore: OpenStore): StoreFolder {
  let dir: string;
  let store: Store | undefined;

  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'onebar-store-'));
  });
  afterEach(async () => {
    await store?.close();
    await rm(dir, { recursive: true, force: true });
  });

  async function open(): Promise<Store> {
    store = await openStore(dir);
    return store;
  }

  return {
    open,
    reopen: async () => {
      await store?.close();
      return open();
    },
  };
}

export const roomB = 'room-B' as RoomId;
export const plenty = { maxEntries: 1000, maxBytes: 1_000_000 };

export const seqsOf = async (store: Store, room = roomA): Promise<number[]> =>
  (await store.readForward(room, 1, Number.MAX_SAFE_INTEGER, plenty)).map(({ seq }) => seq);
