// The stage of a story about the app as a thing on a device: a browser profile that outlives its browser, and a server that can
// be stopped, and started again with another version of the app.
import { execFile } from 'node:child_process';
import { cp, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { test as base, type BrowserContext, type Page } from 'playwright/test';
import { quietLog } from '../../broker/quiet-log';
import { createBroker, type Broker } from '../../broker/broker';
import { readConfig } from '../../broker/config';
import { findFreePort } from '../broker-process';

const root = resolve(import.meta.dirname, '..', '..');
/** As `npm run build` made it. */
export const builtApp = join(root, 'dist', 'app');

export interface Server {
  readonly url: string;
  start(appDir?: string): Promise<void>;
  stop(): Promise<void>;
}

export interface InstalledStage {
  readonly server: Server;
  /** A folder that goes with the story. */
  readonly folder: string;
  /** Opens the browser of this profile; `undefined` for a fresh one. */
  launch(profile?: string): Promise<BrowserContext>;
}

async function createServer(dataDir: string): Promise<Server> {
  const port = await findFreePort();
  let broker: Broker | undefined;
  const stop = async () => {
    await broker?.close();
    broker = undefined;
  };
  return {
    url: `http://127.0.0.1:${port}/`,
    async start(appDir = builtApp) {
      await stop();
      const read = readConfig(
        { PORT: String(port), MQTT_TCP: 'off', DATA_DIR: dataDir, SYNC: 'off' },
        appDir,
      );
      if (!read.ok) throw new Error(read.problems.join('\n'));
      broker = await createBroker(read.config, { log: quietLog });
    },
    stop,
  };
}

export const test = base.extend<{ stage: InstalledStage }>({
  stage: async ({ playwright }, play, { project }) => {
    const folder = await mkdtemp(join(tmpdir(), 'onebar-installed-'));
    const server = await createServer(join(folder, 'data'));
    const contexts: BrowserContext[] = [];
    await server.start();
    await play({
      server,
      folder,
      async launch(profile = `profile-${contexts.length}`) {
        const context = await playwright.chromium.launchPersistentContext(
          join(folder, profile),
          project.use.launchOptions,
        );
        await context.grantPermissions(['background-sync'], { origin: new URL(server.url).origin });
        contexts.push(context);
        return context;
      },
    });
    await Promise.all(contexts.map((context) => context.close()));
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  },
});

/** The worker is in charge of this page and has everything it keeps. */
export async function untilKept(page: Page): Promise<void> {
  await page.evaluate(async () => {
    await navigator.serviceWorker.ready;
    if (navigator.serviceWorker.controller) return;
    await new Promise((done) =>
      navigator.serviceWorker.addEventListener('controllerchange', done, { once: true }),
    );
  });
}

/** The same source as another version. */
export async function buildVersion(version: string, outDir: string): Promise<void> {
  const vite = join(root, 'node_modules', 'vite', 'bin', 'vite.js');
  await promisify(execFile)(process.execPath, [vite, 'build', '--outDir', outDir, '--logLevel', 'error'], {
    cwd: root,
    env: { ...process.env, ONEBAR_VERSION: version },
  });
}

/** A version that was built from `appDir` and does not start. */
export async function breakVersion(appDir: string, outDir: string): Promise<void> {
  await cp(appDir, outDir, { recursive: true });
  const page = await readFile(join(outDir, 'index.html'), 'utf8');
  const main = /assets\/(index-[^"]+)\.js/.exec(page)?.[1];
  if (main === undefined || !(await readdir(join(outDir, 'assets'))).includes(`${main}.js`))
    throw new Error('The page has no script of its own.');
  await rename(join(outDir, 'assets', `${main}.js`), join(outDir, 'assets', 'index-broken.js'));
  await writeFile(
    join(outDir, 'assets', 'index-broken.js'),
    'throw new Error("This version does not start.");',
  );
  await writeFile(join(outDir, 'index.html'), page.replaceAll(main, 'index-broken'));
  // The page under another revision, as a build would list it.
  const revision = /(?<="revision":")[^"]+(?=","url":"index\.html")/;
  const worker = await readFile(join(outDir, 'sw.js'), 'utf8');
  if (!revision.test(worker)) throw new Error('The worker does not list the page.');
  await writeFile(join(outDir, 'sw.js'), worker.replaceAll(main, 'index-broken').replace(revision, 'broken'));
}
