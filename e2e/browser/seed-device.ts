// Puts rows straight into what the app keeps on a device, while no app is open there: states that would take hours to come about.
// The schema is that of src/db/schema.ts, version 2.
import type { Page } from 'playwright/test';
import type { AccountSchema, EntryRow, Message, OutboxRow } from '../../src/db/schema';
import { changeEntry, type Change } from '../../src/protocol/room-change';
import { entryKind } from '../../src/protocol/entry-kind';
import type { EntryId, RoomId, UserId } from '../../src/protocol/ids';

export type SeedRows = { readonly [Store in keyof AccountSchema]?: readonly unknown[] };

export interface SeedRoom {
  readonly room: RoomId;
  readonly me: UserId;
  /** Unix seconds of seq 0. Each seq is a minute later. */
  readonly fromSec: number;
}

/** A page of the app's origin without the app. */
export const withoutApp = async (page: Page, url: string): Promise<void> => {
  await page.goto(`${url}healthz`);
};

/** Replaces what these stores hold; `page` is one without the app, on a device with one account. */
export async function seedDevice(page: Page, rows: SeedRows): Promise<void> {
  await page.evaluate(
    putRows,
    Object.entries(rows).map(([store, values]) => ({ store, values: values ?? [] })),
  );
}

/** The account that is signed in on the device, and the room that everybody is in. */
export const whoIsHere = (
  page: Page,
): Promise<{ user: UserId; device: string; name: string; token: string; lobby: RoomId }> =>
  page.evaluate(readAccount);

/** The same number gives the same id. */
export const seededId = (n: number): EntryId =>
  `00000000-0000-7000-8000-${n.toString(16).padStart(12, '0')}` as EntryId;

export function seedMessage(
  { room, fromSec }: SeedRoom,
  seq: number,
  from: UserId,
  text: string | null | undefined,
  facts: Partial<Message> = {},
): Message {
  const ts = fromSec + seq * 60;
  return { id: seededId(seq), room, seq, from, ts, waitedSec: 0, text, amendments: [], ...facts };
}

/** The entry that a message was folded from. */
export function entryOf({ id, room, seq, from, ts, waitedSec, text, change }: Message): EntryRow {
  const said = change ? changeEntry(change) : { kind: text === undefined ? 200 : entryKind.text, body: text };
  return { id, room, seq, from, ts, waitedSec, ...said, receivedAtMs: ts * 1000 };
}

export function seedRow(
  { room }: SeedRoom,
  n: number,
  what: { readonly text: string } | { readonly change: Change } | Pick<OutboxRow, 'kind' | 'body'>,
  facts: Partial<OutboxRow> = {},
): OutboxRow {
  const said = 'text' in what ? { kind: entryKind.text, body: what.text } : undefined;
  const changed = 'change' in what ? changeEntry(what.change) : undefined;
  const { kind, body } = said ?? changed ?? (what as Pick<OutboxRow, 'kind' | 'body'>);
  const id = seededId(100_000 + n);
  const writtenAtMs = Date.now() - (20 - n) * 60_000;
  return { n, id, room, kind, body, writtenAtMs, tried: false, waitedSec: 0, problem: undefined, ...facts };
}

/** Runs in the page. */
async function putRows(stores: readonly { store: string; values: readonly unknown[] }[]): Promise<void> {
  const name = (await indexedDB.databases()).find((each) => each.name?.startsWith('onebar-'))?.name;
  if (name === undefined) throw new Error('There is no database.');
  const database = await new Promise<IDBDatabase>((resolve, reject) => {
    const request = indexedDB.open(name);
    request.addEventListener('success', () => resolve(request.result));
    request.addEventListener('error', () => reject(request.error ?? new Error('no reason')));
  });
  const tx = database.transaction(
    stores.map(({ store }) => store),
    'readwrite',
  );
  for (const { store, values } of stores) {
    const rows = tx.objectStore(store);
    rows.clear();
    for (const value of values) rows.put(value);
  }
  await new Promise<void>((resolve, reject) => {
    tx.addEventListener('complete', () => resolve());
    tx.addEventListener('abort', () => reject(tx.error ?? new Error('no reason')));
  });
  database.close();
}

/** Runs in the page. */
async function readAccount() {
  const done = <R>(request: IDBRequest<R>): Promise<R> =>
    new Promise((resolve, reject) => {
      request.addEventListener('success', () => resolve(request.result));
      request.addEventListener('error', () => reject(request.error ?? new Error('no reason')));
    });
  const read = async (name: string, store: string, key: string): Promise<unknown> => {
    const database = await done(indexedDB.open(name));
    const rows = database.transaction(store).objectStore(store);
    const found: unknown = await done(key === '' ? rows.getAll() : rows.get(key));
    database.close();
    return found;
  };
  const account = (await read('onebar', 'current', 'account')) as {
    user: UserId;
    device: string;
    name: string;
    token: string;
  };
  const rooms = (await read(`onebar-${account.user}`, 'rooms', '')) as { room: RoomId; name: string }[];
  const lobby = rooms.find(({ name }) => name === 'Lobby')?.room;
  if (lobby === undefined) throw new Error('There is no Lobby.');
  return { ...account, lobby };
}
