// A first visit over a link that is cut: how often it has to begin again, and how much of what had come is fetched again.
// A cut resets all connections. When nothing moves any more and the page does not help itself, the person tries again.
import { setTimeout as sleep } from 'node:timers/promises';
import type { Browser } from 'playwright';
import type { Shape } from '../e2e/weak-profiles';
import { createVisitor, listFiles, type Site } from './load-visit';

export interface CutVisit {
  /** Since the first try began; `undefined`: not within the time that was given. */
  readonly doneAtMs: number | undefined;
  readonly tries: number;
  readonly cuts: number;
  /** Of all tries. */
  readonly bytesDown: number;
  /** Files that had come whole, and came again in a later try. */
  readonly fetchedAgain: readonly string[];
}

export interface Cuts {
  /** When the visit has its end: the form can be used, or the service worker keeps the app. */
  readonly until: 'form' | 'kept';
  /** One cut, when so much has come. */
  readonly atBytes?: number;
  /** Cuts over and over, so long after the beginning and after one another. */
  readonly everyMs?: number;
  readonly giveUpAfterMs: number;
}

/** How long a person looks at a page that does not go on. */
const patienceMs = 2_000;

export async function visitWithCuts(
  browser: Browser,
  site: Site,
  shape: Shape,
  { until, atBytes, everyMs, giveUpAfterMs }: Cuts,
): Promise<CutVisit> {
  const visitor = await createVisitor(browser, site, shape);
  const { page, weak } = visitor;
  const underWay = new Set<unknown>();
  const whole = new Set<string>();
  const fetchedAgain: string[] = [];
  const beganMs = performance.now();
  let movedAtMs = beganMs;
  let movedBytes = 0;
  let tries = 0;
  let cuts = 0;
  let doneAtMs: number | undefined;
  let over = false;

  page.on('request', (request) => void underWay.add(request));
  page.on('requestfailed', (request) => void underWay.delete(request));
  page.on('requestfinished', (request) => {
    underWay.delete(request);
    // The page itself is asked for each time, as a new version would come with it.
    if (!request.isNavigationRequest()) whole.add(new URL(request.url()).pathname);
  });

  const isOver = () => over || performance.now() - beganMs > giveUpAfterMs;

  async function cutAndCut(): Promise<void> {
    let nextAtMs = beganMs + (everyMs ?? Infinity);
    for (; !isOver(); await sleep(20)) {
      const isTime = performance.now() >= nextAtMs;
      if (!isTime && !(cuts === 0 && visitor.traffic().bytesDown >= (atBytes ?? Infinity))) continue;
      weak.cut();
      cuts++;
      nextAtMs += everyMs ?? Infinity;
    }
  }

  async function tryAndTry(): Promise<void> {
    while (!isOver()) {
      const wholeBefore = new Set(whole);
      const cutsBefore = cuts;
      tries++;
      void visitor.open();
      while (!isOver() && !visitor.hasReached(until) && (cuts === cutsBefore || !isQuiet())) await sleep(20);
      fetchedAgain.push(...(await fetched()).filter((path) => wholeBefore.has(path)));
      if (visitor.hasReached(until)) {
        doneAtMs = performance.now() - beganMs;
        over = true;
      }
    }
  }

  /** Nothing is asked for by the page, and nothing comes: a service worker asks behind its back. */
  function isQuiet(): boolean {
    const { bytesDown } = visitor.traffic();
    if (underWay.size > 0 || bytesDown !== movedBytes) movedAtMs = performance.now();
    movedBytes = bytesDown;
    return performance.now() - movedAtMs > patienceMs;
  }

  /** What this try took from the network, not from the cache. A page that never came has nothing to tell. */
  async function fetched(): Promise<string[]> {
    const files = await listFiles(page).catch(() => []);
    return files.filter(({ bodyBytes }) => bodyBytes > 0).map(({ path }) => path);
  }

  try {
    await Promise.all([cutAndCut(), tryAndTry()]);
    return { doneAtMs, tries, cuts, bytesDown: visitor.traffic().bytesDown, fetchedAgain };
  } finally {
    over = true;
    await visitor.close();
  }
}
