// What `npm run bench:ui` does inside of the page: everything here is sent there as it stands, and uses nothing from outside.

interface Watched {
  longTasksMs: number[];
  framesMs: number[];
  enterMs: number[];
  stopFrames?: () => void;
  shown?: () => void;
}

/** Before the app: notes long tasks, and how long after Enter the row with the words is drawn. */
export function watchPage(): void {
  if (window !== window.top) return;
  const watched: Watched = { longTasksMs: [], framesMs: [], enterMs: [] };
  Object.assign(window, { watched });
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) watched.longTasksMs.push(duration);
  }).observe({ type: 'longtask' });

  window.addEventListener(
    'keydown',
    ({ key, target, timeStamp }) => {
      if (key !== 'Enter' || !(target instanceof HTMLTextAreaElement)) return;
      const words = target.value;
      const list = document.querySelector('[aria-label=Messages]');
      const { port1, port2 } = new MessageChannel();
      // Only a change asks for a frame: one asked for all the time would make each of them wait for the next tick of the screen.
      const drawing = new MutationObserver(() => requestAnimationFrame(() => port1.postMessage(undefined)));
      // Once the frame is drawn: what has just come may be shown when it has been measured, within the same frame. The newest rows are the
      // last elements: to look for them everywhere would take time of what is measured.
      port2.addEventListener('message', () => {
        let row = list?.lastElementChild?.lastElementChild;
        for (let n = 0; n < 3 && row && !row.textContent.includes(words); n++)
          row = row.previousElementSibling;
        if (!row?.textContent.includes(words) || !row.checkVisibility({ visibilityProperty: true })) return;
        drawing.disconnect();
        port2.close();
        // What this frame drew is on the screen when the next one begins.
        requestAnimationFrame(() => {
          watched.enterMs.push(performance.now() - timeStamp);
          watched.shown?.();
        });
      });
      port2.start();
      if (list) drawing.observe(list, { subtree: true, childList: true, attributeFilter: ['style'] });
    },
    { capture: true },
  );
}

/** Resolves when the next row was shown. It is asked for before the key, because being asked takes time of the page. */
export const untilShown = (): Promise<void> =>
  new Promise((resolve) => {
    (window as unknown as { watched: Watched }).watched.shown = resolve;
  });

/** Opens a room by its address; resolves with when its newest message was drawn, ms from the beginning. */
export async function openRoom([hash, newest]: readonly [hash: string, newest: string]): Promise<number> {
  const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
  const isThere = () =>
    [...document.querySelectorAll('[role=listitem]')].some(
      (row) => row.textContent.includes(newest) && row.checkVisibility({ visibilityProperty: true }),
    );
  const beganAt = performance.now();
  location.hash = hash;
  while (!isThere()) await frame();
  await frame();
  return performance.now() - beganAt;
}

export function startFrames(): void {
  const { watched } = window as unknown as { watched: Watched };
  watched.framesMs = [];
  watched.longTasksMs = [];
  let stopped = false;
  let last: number | undefined;
  const on = (now: number) => {
    if (last !== undefined) watched.framesMs.push(now - last);
    last = now;
    if (!stopped) requestAnimationFrame(on);
  };
  watched.stopFrames = () => {
    stopped = true;
  };
  requestAnimationFrame(on);
}

export function stopFrames(): { readonly framesMs: number[]; readonly longTasksMs: number[] } {
  const { watched } = window as unknown as { watched: Watched };
  watched.stopFrames?.();
  return { framesMs: watched.framesMs, longTasksMs: watched.longTasksMs };
}

/** Goes up to where older ones are loaded, and watches the row that is then in the middle: by how many pixels it moves at most. */
export async function watchOlderLoad(): Promise<number> {
  const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
  const list = document.querySelector('[aria-label=Messages]');
  if (!list) throw new Error('There are no messages.');
  // In steps, as by hand, and slowly enough that the rows are measured.
  while (list.scrollTop > 1_600) {
    list.scrollTop -= Math.min(700, list.scrollTop - 1_550);
    for (let n = 0; n < 4; n++) await frame();
  }
  for (let n = 0; n < 10; n++) await frame();
  const heightBefore = list.scrollHeight;
  list.scrollTop -= 120;
  await frame();
  await frame();
  const { top, height } = list.getBoundingClientRect();
  const row = [...list.querySelectorAll('[role=listitem]')].find(
    (each) => each.getBoundingClientRect().top > top + height / 3,
  );
  if (!row) throw new Error('There is no row in the middle.');
  const placePx = row.getBoundingClientRect().top;
  let movedPx = 0;
  let framesAfter = 0;
  for (let n = 0; n < 600 && framesAfter < 40; n++) {
    await frame();
    movedPx = Math.max(movedPx, Math.abs(row.getBoundingClientRect().top - placePx));
    if (!row.isConnected) return Number.POSITIVE_INFINITY;
    if (list.scrollHeight > heightBefore + 2_000) framesAfter++;
  }
  if (framesAfter === 0) throw new Error('Nothing older was loaded.');
  return movedPx;
}

/** Watches the row in the middle for so long. */
export async function watchPlace(ms: number): Promise<number> {
  const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
  const list = document.querySelector('[aria-label=Messages]');
  if (!list) throw new Error('There are no messages.');
  const { top, height } = list.getBoundingClientRect();
  const row = [...list.querySelectorAll('[role=listitem]')].find(
    (each) => each.getBoundingClientRect().top > top + height / 3,
  );
  if (!row) throw new Error('There is no row in the middle.');
  const placePx = row.getBoundingClientRect().top;
  let movedPx = 0;
  for (const untilMs = performance.now() + ms; performance.now() < untilMs;) {
    await frame();
    if (!row.isConnected) return Number.POSITIVE_INFINITY;
    movedPx = Math.max(movedPx, Math.abs(row.getBoundingClientRect().top - placePx));
  }
  return movedPx;
}

export const takeEnter = (): number[] => (window as unknown as { watched: Watched }).watched.enterMs;

/** Puts messages into the account's database, as if they had come: `to` is the newest of the room, `name` whose they are. */
export async function putMessages([room, rows, to]: readonly [
  room: string,
  rows: readonly { id: string; seq: number; ts: number; from: string; text: string }[],
  to: number,
]): Promise<void> {
  const done = <R>(request: IDBRequest<R>): Promise<R> =>
    new Promise((resolve, reject) => {
      request.addEventListener('success', () => resolve(request.result));
      request.addEventListener('error', () => reject(request.error ?? new Error('no reason')));
    });
  const name = (await indexedDB.databases()).find((each) => each.name?.startsWith('onebar-'))?.name;
  if (name === undefined) throw new Error('There is no database.');
  const database = await done(indexedDB.open(name));
  const tx = database.transaction(['entries', 'messages', 'held', 'rooms'], 'readwrite');
  const complete = new Promise<void>((resolve, reject) => {
    tx.addEventListener('complete', () => resolve());
    tx.addEventListener('abort', () => reject(tx.error ?? new Error('no reason')));
  });
  for (const { text, ...row } of rows) {
    const entry = { ...row, room, kind: 1, body: text, waitedSec: 0, receivedAtMs: row.ts * 1000 };
    tx.objectStore('entries').put(entry);
    tx.objectStore('messages').put({ ...row, room, waitedSec: 0, text, amendments: [] });
  }
  const record = (await done(tx.objectStore('rooms').get(room))) as object;
  tx.objectStore('rooms').put({ ...record, head: to, read: to });
  tx.objectStore('held').put({ room, ranges: [[1, to]] });
  await complete;
  database.close();
}
