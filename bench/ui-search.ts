// How long it takes from a key in the search box to the first hits, in Chromium, with as many messages on the device as one likes.
import type { Page } from 'playwright/test';

export interface SearchTimes {
  /** From opening the search to the end of reading all messages. */
  readonly readMs: number;
  /** From each key to the first change of what was found, drawn; while more was still read, and when all had been read. */
  readonly whileReadingMs: readonly number[];
  readonly afterwardsMs: readonly number[];
}

/** Puts messages into the first room of whoever is signed in there, beside the app: reload the page afterwards. */
export async function keepMessages(page: Page, count: number): Promise<void> {
  await page.evaluate(async (total) => {
    const done = <R>(request: IDBRequest<R>): Promise<R> =>
      new Promise((resolve, reject) => {
        request.addEventListener('success', () => resolve(request.result));
        request.addEventListener('error', () => reject(request.error ?? new Error('no reason')));
      });
    const words =
      'bridge water morning second battery market signal tunnel kitchen river ticket garden paper window harbour'.split(
        ' ',
      );
    const name = (await indexedDB.databases()).find((each) => each.name?.startsWith('onebar-'))?.name ?? '';
    const database = await done(indexedDB.open(name));
    const [room] = (await done(database.transaction('rooms').objectStore('rooms').getAll())) as {
      room: string;
    }[];
    if (!room) throw new Error('There is no room.');
    let random = 7;
    const next = (below: number) => (random = (random * 1_103_515_245 + 12_345) % 2_147_483_648) % below;
    for (let from = 1; from <= total; from += 5000) {
      const tx = database.transaction(['messages', 'held', 'rooms'], 'readwrite');
      const to = Math.min(total, from + 4999);
      for (let seq = from; seq <= to; seq++) {
        const text = `${seq === 50 ? 'needle ' : ''}${Array.from({ length: 9 }, () => words[next(words.length)]).join(' ')}`;
        const id = `00000000-0000-7000-8000-${seq.toString(16).padStart(12, '0')}`;
        const facts = { from: 'somebody', ts: 1_700_000_000 + seq, waitedSec: 0, amendments: [] };
        tx.objectStore('messages').put({ id, room: room.room, seq, text, ...facts });
      }
      tx.objectStore('held').put({ room: room.room, ranges: [[1, to]] });
      tx.objectStore('rooms').put({ ...room, head: to, read: to });
      await new Promise((resolve, reject) => {
        tx.addEventListener('complete', resolve);
        tx.addEventListener('abort', () => reject(tx.error ?? new Error('no reason')));
      });
    }
    database.close();
  }, count);
}

/** `words` are typed key by key, at once and, slower, once all was read. */
export async function measureSearch(page: Page, words: string): Promise<SearchTimes> {
  await page.evaluate(() => {
    const times: number[] = [];
    Object.assign(window, { searchTimes: times });
    let keyAtMs: number | undefined;
    document.addEventListener(
      'keydown',
      (event) => {
        if (event.target instanceof HTMLInputElement) keyAtMs = performance.now();
      },
      true,
    );
    let seen = '';
    new MutationObserver(() => {
      // With each key another part of it is marked.
      const now = document.querySelector('a[data-hit]')?.innerHTML ?? '';
      if (now === '' || now === seen) return;
      seen = now;
      if (keyAtMs === undefined) return;
      const begunMs = keyAtMs;
      keyAtMs = undefined;
      requestAnimationFrame(() => times.push(performance.now() - begunMs));
    }).observe(document.body, { childList: true, characterData: true, subtree: true });
  });
  const takeTimes = () =>
    page.evaluate(() => (window as unknown as { searchTimes: number[] }).searchTimes.splice(0));
  const box = page.getByRole('searchbox');
  const type = async (pauseMs: number) => {
    for (const key of words) {
      await page.keyboard.press(key === ' ' ? 'Space' : key);
      await page.waitForTimeout(pauseMs);
    }
  };

  const begunMs = performance.now();
  await page.getByRole('link', { name: 'Search' }).click();
  await box.waitFor();
  await type(60);
  const whileReadingMs = await takeTimes();
  await page
    .getByRole('status')
    .filter({ hasText: /looked through/ })
    .waitFor({ state: 'detached' });
  const readMs = performance.now() - begunMs;
  await box.fill('');
  await page.waitForTimeout(500);
  await takeTimes();
  await type(300);
  return { readMs, whileReadingMs, afterwardsMs: await takeTimes() };
}
