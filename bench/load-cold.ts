// Opens the app where there is no network: a profile that has it, its server stopped, and how long until the words of the last room are on
// the screen, by the page's clock. Once with a browser that has been running for a while, once with one that was started for it.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type LaunchOptions, type Page } from 'playwright';
import { enter, newName, personAt } from '../e2e/browser/person';
import { startBrokerProcess } from '../e2e/broker-process';

export interface ColdStart {
  /** The browser had run for a while. */
  readonly browserRan: boolean;
  readonly shownMs: number;
}

const words = 'read in the tunnel';
const untilQuietMs = 4_000;

export async function startCold(launch: LaunchOptions, browserRan: boolean): Promise<ColdStart> {
  const folder = mkdtempSync(join(tmpdir(), 'onebar-cold-'));
  const broker = await startBrokerProcess({ dataDir: join(folder, 'data') });
  try {
    await inProfile(async (page) => {
      await page.goto(broker.url);
      const name = newName('ann');
      await enter(page, name, 'Create account');
      const person = personAt(name, page);
      await person.write(words);
      await person.hasStates('stored', 1);
      await page.evaluate(async () => void (await navigator.serviceWorker.ready));
      // Not its first time: by then the browser has compiled what it runs.
      await page.waitForTimeout(untilQuietMs);
      await page.reload();
      await page.getByText(words, { exact: true }).waitFor();
      await page.waitForTimeout(untilQuietMs);
    });
    await broker.stop();
    let shownMs = Number.NaN;
    await inProfile(async (page) => {
      if (browserRan) await page.waitForTimeout(untilQuietMs);
      await page.addInitScript(noteWhenShown, words);
      await page.goto(broker.url, { waitUntil: 'commit' });
      await page.getByText(words, { exact: true }).waitFor();
      shownMs = await page.evaluate(() => performance.getEntriesByName('shown')[0]?.startTime ?? Number.NaN);
    });
    return { browserRan, shownMs };
  } finally {
    await broker.stop();
    rmSync(folder, { recursive: true, force: true });
  }

  async function inProfile(work: (page: Page) => Promise<void>): Promise<void> {
    const context = await chromium.launchPersistentContext(join(folder, 'profile'), launch);
    try {
      await work(await context.newPage());
    } finally {
      await context.close();
    }
  }
}

/** In the page, frame by frame: the words are in it, and not hidden until they are measured. */
function noteWhenShown(wanted: string): void {
  const look = () => {
    const item = [...document.querySelectorAll('[role=listitem]')].find((each) =>
      each.textContent.includes(wanted),
    );
    if (item?.checkVisibility({ visibilityProperty: true })) performance.mark('shown');
    else requestAnimationFrame(look);
  };
  look();
}
