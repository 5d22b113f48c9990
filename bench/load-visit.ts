// One first visit in a real Chromium, over a link of a given shape: when what was there, and what had passed the link by then.
// The browser knows nothing of the site, its processor is slowed down, and every byte goes through the weak network.
import type { Browser, Page } from 'playwright';
import { createWeakNetwork, type WeakNetwork } from '../e2e/weak-network';
import type { Shape } from '../e2e/weak-profiles';

/** Something to wait for on the screen. */
export interface Step {
  /** All of these are shown, and take what is typed or pressed. */
  readonly usable: readonly string[];
  /** Something in the first of them says exactly this (a regular expression). */
  readonly says?: string;
}

export interface Site {
  readonly name: string;
  readonly port: number;
  /** The fields and the button of a form that can be filled in. */
  readonly form: Step;
}

export interface Moment {
  /** Since the visit began, by the page's clock. */
  readonly atMs: number;
  readonly bytesDown: number;
  readonly bytesUp: number;
  readonly connections: number;
}

export interface Visitor {
  readonly page: Page;
  readonly weak: WeakNetwork;
  /** Begins the visit, or begins it again; resolves with whether there was an answer. */
  open(): Promise<boolean>;
  /** Resolves when a step, `paint`, or `kept` (the service worker has the app) was reached for the first time. */
  reached(what: string): Promise<Moment>;
  hasReached(what: string): boolean;
  /** What has passed the link so far. */
  traffic(): Omit<Moment, 'atMs'>;
  close(): Promise<void>;
}

export const slowdown = 4;
const bindingName = 'onebarLoadBench';
const patienceMs = 300_000;

export async function createVisitor(
  browser: Browser,
  site: Site,
  shape: Shape,
  steps: Readonly<Record<string, Step>> = {},
): Promise<Visitor> {
  const moments = new Map<string, Moment>();
  const waiting = new Map<string, (moment: Moment) => void>();

  const weak = await createWeakNetwork({ target: { host: '127.0.0.1', port: site.port } });
  weak.shape(shape);
  // A context has a cache, a storage and connections of its own.
  const context = await browser.newContext();
  context.setDefaultTimeout(patienceMs);
  const page = await context.newPage();
  const devTools = await context.newCDPSession(page);
  await devTools.send('Emulation.setCPUThrottlingRate', { rate: slowdown });
  await page.exposeBinding(bindingName, (_source, what: string, atMs: number) => {
    if (moments.has(what)) return;
    const moment = { atMs, ...traffic() };
    moments.set(what, moment);
    waiting.get(what)?.(moment);
  });
  await page.addInitScript(watchScreen, { bindingName, steps: { form: site.form, ...steps } });

  function traffic(): Omit<Moment, 'atMs'> {
    const { mqtt, other } = weak.counters;
    return {
      bytesDown: mqtt.bytesDown + other.bytesDown,
      bytesUp: mqtt.bytesUp + other.bytesUp,
      connections: mqtt.connections + other.connections,
    };
  }

  return {
    page,
    weak,
    traffic,
    open: () =>
      page.goto(`${weak.url}/`, { waitUntil: 'commit', timeout: patienceMs }).then(
        () => true,
        // A link that was cut: the browser shows its own page.
        () => false,
      ),
    hasReached: (what) => moments.has(what),
    reached(what) {
      const moment = moments.get(what);
      if (moment) return Promise.resolve(moment);
      return new Promise((resolve, reject) => {
        const timer = setTimeout(
          () => reject(new Error(`${site.name} did not get to "${what}" in ${patienceMs / 1000} s.`)),
          patienceMs,
        );
        waiting.set(what, (reachedNow) => {
          clearTimeout(timer);
          resolve(reachedNow);
        });
      });
    },
    async close() {
      await context.close();
      await weak.close();
    },
  };
}

export interface LoadedFile {
  readonly path: string;
  readonly beganMs: number;
  readonly firstByteMs: number;
  readonly endMs: number;
  /** What the network brought: 0 from the cache, and where the cache's copy was still good. */
  readonly bodyBytes: number;
}

/** The page itself and everything that it has fetched so far. */
export const listFiles = (page: Page): Promise<LoadedFile[]> =>
  page.evaluate(() =>
    ['navigation', 'resource']
      .flatMap((type) => performance.getEntriesByType(type))
      .filter((entry) => entry instanceof PerformanceResourceTiming)
      .map((entry) => ({
        path: new URL(entry.name).pathname,
        beganMs: entry.startTime,
        firstByteMs: entry.responseStart,
        endMs: entry.responseEnd,
        // To the body Chromium adds 300 for the headers, which is all of a 304.
        bodyBytes: entry.transferSize < entry.encodedBodySize + 300 ? 0 : entry.encodedBodySize,
      })),
  );

interface Watch {
  readonly bindingName: string;
  readonly steps: Readonly<Record<string, Step>>;
}

/** Runs in the page, before everything else there; looks at each frame, so that no question from outside comes late. */
function watchScreen(watch: Watch): void {
  const tell: unknown = Reflect.get(window, watch.bindingName);
  if (window !== window.top || typeof tell !== 'function') return;
  const left = new Map(Object.entries(watch.steps));

  const isUsable = (selector: string) => {
    const element = document.querySelector(selector);
    if (!element?.checkVisibility({ visibilityProperty: true })) return false;
    return !element.matches(':disabled, :read-only:is(input, textarea):not([type=submit])');
  };
  const says = ([selector = '']: readonly string[], words: string) =>
    [...document.querySelectorAll(`${selector} *`)].some(({ textContent }) =>
      new RegExp(words).test(textContent),
    );
  const look = () => {
    for (const [what, step] of left)
      if (step.usable.every(isUsable) && (step.says === undefined || says(step.usable, step.says))) {
        left.delete(what);
        tell(what, performance.now());
      }
    if (left.size > 0) requestAnimationFrame(look);
  };

  new PerformanceObserver((list) => {
    for (const { name, startTime } of list.getEntries())
      if (name === 'first-contentful-paint') tell('paint', startTime);
  }).observe({ type: 'paint', buffered: true });
  void navigator.serviceWorker?.ready.then(() => tell('kept', performance.now()));
  look();
}
