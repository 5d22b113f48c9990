// What is read of a page: what it shows, and what is in its IndexedDB.
import { setTimeout as sleep } from 'node:timers/promises';
import type { Page as Tab } from 'playwright';

/** `textContent` of an element that may be gone with its page. */
export async function shownBy(element: ReturnType<Tab['getByRole']>): Promise<string> {
  try {
    return (await element.textContent({ timeout: 1000 })) ?? '';
  } catch {
    return '';
  }
}

/** All rows of a store of the account's database; tried again when the page goes in the middle of it. */
export async function rowsOf<T>(page: Tab, store: string): Promise<T[]> {
  for (let tries = 1; ; tries++)
    try {
      return (await page.evaluate(readStore, store)) as T[];
    } catch (error) {
      if (tries === 20) throw error;
      await sleep(100);
    }
}

/** Runs in the page. */
async function readStore(store: string): Promise<unknown[]> {
  const done = <R>(request: IDBRequest<R>): Promise<R> =>
    new Promise((resolve, reject) => {
      request.addEventListener('success', () => resolve(request.result));
      request.addEventListener('error', () => reject(request.error ?? new Error('no reason')));
    });
  const name = (await indexedDB.databases()).find((each) => each.name?.startsWith('onebar-'))?.name;
  if (name === undefined) return [];
  const database = await done(indexedDB.open(name));
  try {
    return (await done(database.transaction(store).objectStore(store).getAll())) as unknown[];
  } finally {
    database.close();
  }
}
