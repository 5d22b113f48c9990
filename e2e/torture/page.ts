// A place in a browser: a page of the built app in Chromium, driven by its screen, and read from its IndexedDB.
import { setTimeout as sleep } from 'node:timers/promises';
import { chromium, type Browser, type Page as Tab } from 'playwright';
import { enter, newName, personAt, type Person } from '../browser/person';
import { createWeakNetwork, type WeakNetwork } from '../weak-network';
import type { Random } from './chance';
import { textOf, type LoggedEntry } from './judge';
import type { Ledger } from './ledger';
import type { Place } from './place';
import type { SetBacks } from './set-backs';
import { wordsOf } from './words';

export interface Page extends Place {
  readonly network: WeakNetwork;
  reload(): Promise<void>;
  /** The page's process dies, and the person opens the app again. */
  crash(): Promise<void>;
  openTab(): Promise<void>;
  /** Closes the oldest tab, which leads, if there is another one. */
  closeTab(): Promise<void>;
}

export interface Pages {
  readonly pages: readonly Page[];
  close(): Promise<void>;
}

interface PagesDeps {
  readonly count: number;
  /** Path of the browser. */
  readonly executable: string;
  readonly target: { readonly host: string; readonly port: number };
  readonly ledger: Ledger;
  readonly setBacks: SetBacks;
  readonly random: Random;
}

const loadTimeoutMs = 60_000;
const savedTimeoutMs = 10_000;

export async function openPages(deps: PagesDeps): Promise<Pages> {
  const browser = await chromium.launch({
    executablePath: deps.executable,
    // As in playwright.config.ts.
    args: [
      '--no-sandbox',
      '--disable-quic',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
  const pages: Page[] = [];
  for (let k = 0; k < deps.count; k++) pages.push(await openPage(browser, deps));
  return { pages, close: () => browser.close() };
}

async function openPage(browser: Browser, { target, ledger, setBacks, random }: PagesDeps): Promise<Page> {
  // The app itself loads; its link is what is bad.
  const seed = Math.floor(random.next() * 2 ** 31);
  const network = await createWeakNetwork({ target, only: 'mqtt', seed });
  const context = await browser.newContext();
  const name = newName('page');
  let tabs: Person[] = [personAt(name, await context.newPage())];
  /** Rises whenever a tab is reloaded or gone: what was being written then may be saved or not. */
  let generation = 0;
  let loading = 0;
  await first().page.goto(`${network.url}/`);
  await enter(first().page, name, 'Create account');
  const lobby = await waitForLobby();

  function first(): Person {
    const [person] = tabs;
    if (!person) throw new Error(`${name} has no tab.`);
    return person;
  }

  async function waitForLobby(): Promise<string> {
    for (;;) {
      const room = (await rowsOf<{ room: string; name: string }>(first().page, 'rooms')).find(
        (each) => each.name === 'Lobby',
      );
      if (room) return room.room;
      await sleep(50);
    }
  }

  /** The broker may be down or frozen at this moment, so it is tried until the app is there. */
  async function load(person: Person): Promise<void> {
    const endMs = performance.now() + loadTimeoutMs;
    loading++;
    try {
      for (;;)
        try {
          await person.page.goto(`${network.url}/`, { timeout: 5000 });
          await person.box.waitFor({ timeout: 5000 });
          return;
        } catch (error) {
          if (performance.now() > endMs) throw error;
          await sleep(200);
        }
    } finally {
      loading--;
    }
  }

  async function write(person: Person, text: string): Promise<void> {
    const message = ledger.begin({ room: lobby, writer: name, text });
    const before = generation;
    try {
      await person.box.fill(text, { timeout: savedTimeoutMs });
      await person.box.press('Enter', { timeout: savedTimeoutMs });
      const endMs = performance.now() + savedTimeoutMs;
      while ((await person.box.inputValue({ timeout: savedTimeoutMs })) !== '') {
        if (performance.now() > endMs) throw new Error('The box was not cleared.');
        await sleep(10);
      }
      // A page that was loaded meanwhile has an empty box too.
      if (generation === before) ledger.saved(message, undefined);
      else ledger.notSaved(message, 'the page went meanwhile');
    } catch (error) {
      ledger.notSaved(message, error);
    }
  }

  const entries = async (): Promise<LoggedEntry[]> =>
    (await rowsOf<LoggedEntry & { room: string }>(first().page, 'entries')).filter(
      ({ room }) => room === lobby,
    );

  return {
    name,
    person: name,
    network,
    busy: false,
    async online() {
      if (loading > 0) return false;
      const status = first().page.getByRole('status', { name: 'Connection' });
      if (!(await shownBy(status)).startsWith('Online')) return false;
      // Its copy is of the store as it is now, and not of one that was set back.
      const epoch = setBacks.epoch();
      return epoch === undefined || (await rowsOf<unknown>(first().page, 'settings')).includes(epoch);
    },
    linkInWords: () => shownBy(first().page.getByRole('status', { name: 'Connection' })),
    async waiting() {
      const rows = await rowsOf<{ id: string; problem?: string }>(first().page, 'outbox');
      return new Set(rows.filter((row) => row.problem === undefined).map((row) => row.id));
    },
    async refused() {
      const rows = await rowsOf<{ id: string; problem?: string }>(first().page, 'outbox');
      return rows.filter((row) => row.problem !== undefined).map((row) => `${row.id}: ${row.problem}`);
    },
    async kept() {
      const rows = await rowsOf<{ id: string; kind: number; body: unknown }>(first().page, 'outbox');
      return rows.flatMap((row) => [row.id, textOf(row) ?? row.id]);
    },
    async act(own) {
      // One keyboard: a reload takes it away while it lasts.
      const person = tabs.at(-1);
      if (loading === 0 && person) await write(person, wordsOf(own));
    },
    async heads() {
      const rooms = await rowsOf<{ room: string; head: number }>(first().page, 'rooms');
      return new Map(rooms.map(({ room, head }) => [room, head]));
    },
    async settle(heads) {
      // The open room fills its holes by itself.
      const head = heads.get(lobby) ?? 0;
      for (let tries = 0; tries < 300; tries++) {
        if ((await entries()).length >= head) return [];
        await sleep(100);
      }
      return [`holds ${(await entries()).length} of ${head} in the Lobby`];
    },
    async held() {
      return [{ device: name, whole: true, rooms: new Map([[lobby, await entries()]]) }];
    },
    async reload() {
      generation++;
      await load(first());
    },
    async crash() {
      generation++;
      const { page } = first();
      const crashed = page.waitForEvent('crash');
      const devtools = await context.newCDPSession(page);
      // It never answers: the page is gone.
      devtools.send('Page.crash').catch(() => undefined);
      await crashed;
      const next = personAt(name, await context.newPage());
      tabs = [next, ...tabs.slice(1)];
      await load(next);
      await page.close();
    },
    async openTab() {
      const next = personAt(name, await context.newPage());
      await load(next);
      tabs = [...tabs, next];
    },
    async closeTab() {
      const [oldest, ...rest] = tabs;
      if (!oldest || rest.length === 0) return;
      generation++;
      tabs = rest;
      await oldest.page.close();
    },
    async stop() {
      await context.close();
    },
  };
}

/** `textContent` of an element that may be gone with its page. */
async function shownBy(element: ReturnType<Tab['getByRole']>): Promise<string> {
  try {
    return (await element.textContent({ timeout: 1000 })) ?? '';
  } catch {
    return '';
  }
}

/** All rows of a store of the account's database; tried again when the page goes in the middle of it. */
async function rowsOf<T>(page: Tab, store: string): Promise<T[]> {
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
