// A place in a browser: a page of the built app in Chromium, driven by its screen, and read from its IndexedDB.
import { setTimeout as sleep } from 'node:timers/promises';
import { chromium, type Browser } from 'playwright';
import { enter, newName, personAt, type Person } from '../browser/person';
import { wakeWorker } from '../browser/wake-worker';
import { gaps, heldFrom, type HeldRanges } from '../../src/db/held-ranges';
import { createWeakNetwork, type WeakNetwork } from '../weak-network';
import type { Random } from './chance';
import { textOf, type HeldReaction, type LoggedEntry } from './judge';
import type { Ledger } from './ledger';
import { fetchMore } from './page-acts';
import { rowsOf, shownBy } from './page-reads';
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
  /** Until words wait here, or this long. */
  untilWordsWait(forMs: number): Promise<void>;
  /** Closes every tab. `meanwhile` the app is nowhere open; then the person opens it again. */
  closeAll(meanwhile: () => Promise<void>): Promise<void>;
  /** Goes to another page in the same tab, as a link does, and comes back. */
  leave(): Promise<void>;
  /** Wakes the service worker, as the browser does when there is a network again. */
  wakeWorker(): Promise<void>;
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
/** Without anything that was missing having come. */
const settleTimeoutMs = 110_000;
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
  const origin = network.url;
  await context.grantPermissions(['background-sync'], { origin });
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

  /** While there is no app to be seen nobody writes, and nobody asks what it shows. */
  async function away(work: () => Promise<void>): Promise<void> {
    generation++;
    loading++;
    try {
      await work();
      await load(first());
    } finally {
      loading--;
    }
  }

  const waiting = async () => {
    const rows = await rowsOf<{ id: string; problem?: string }>(first().page, 'outbox');
    return new Set(rows.filter((row) => row.problem === undefined).map((row) => row.id));
  };

  const entries = async (): Promise<LoggedEntry[]> =>
    (await rowsOf<LoggedEntry & { room: string }>(first().page, 'entries')).filter(
      ({ room }) => room === lobby,
    );

  return {
    name,
    person: name,
    network,
    busy: false,
    lookEveryMs: 250,
    async online() {
      if (loading > 0) return false;
      const status = first().page.getByRole('status', { name: 'Connection' });
      if (!(await shownBy(status)).startsWith('Online')) return false;
      // Its copy is of the store as it is now, and not of one that was set back.
      const epoch = setBacks.epoch();
      return epoch === undefined || (await rowsOf<unknown>(first().page, 'settings')).includes(epoch);
    },
    linkInWords: () => shownBy(first().page.getByRole('status', { name: 'Connection' })),
    waiting,
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
      const head = heads.get(lobby) ?? 0;
      let fewest = Infinity;
      let endMs = 0;
      for (;;) {
        const held = (await rowsOf<{ room: string; ranges: HeldRanges }>(first().page, 'held')).find(
          ({ room }) => room === lobby,
        );
        const missing = gaps(held?.ranges ?? [], head);
        const oldest = heldFrom(held?.ranges ?? []);
        if (missing.length === 0 && oldest === 1) return [];
        const left = missing.reduce((sum, [from, to]) => sum + to - from + 1, oldest);
        if (left < fewest) [fewest, endMs] = [left, performance.now() + settleTimeoutMs];
        if (performance.now() > endMs) return [`lacks ${JSON.stringify(missing)} of ${head} in the Lobby`];
        await fetchMore(first().page, missing.length > 0);
        await sleep(100);
      }
    },
    async held() {
      const reactions = (await rowsOf<HeldReaction & { room: string }>(first().page, 'reactions')).filter(
        ({ room }) => room === lobby,
      );
      return [
        {
          device: name,
          whole: true,
          rooms: new Map([[lobby, await entries()]]),
          reactions: new Map([[lobby, reactions]]),
        },
      ];
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
    async untilWordsWait(forMs) {
      const endMs = performance.now() + forMs;
      while ((await waiting()).size === 0 && performance.now() < endMs) await sleep(20);
    },
    closeAll: (meanwhile) =>
      away(async () => {
        const closed = tabs;
        // The browser stays open by a tab that shows nothing of ours.
        tabs = [personAt(name, await context.newPage())];
        await Promise.all(closed.map(({ page }) => page.close()));
        await meanwhile();
      }),
    leave: () =>
      away(async () => {
        await first().page.goto('about:blank');
      }),
    wakeWorker: () => wakeWorker(first().page, `${origin}/`),
    async stop() {
      await context.close();
    },
  };
}
