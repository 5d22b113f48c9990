// The stage of a story: a broker of its own, and a weak network in front of it.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test as base } from 'playwright/test';
import { startBrokerProcess, type BrokerProcess } from '../broker-process';
import { createWeakNetwork, type WeakNetwork } from '../weak-network';

export interface Stage {
  readonly broker: BrokerProcess;
  /** Hits only the messages' link; the app itself still loads through it. */
  readonly weak: WeakNetwork;
  /** The app through the weak network. */
  readonly weakUrl: string;
  /** The app on a good link. */
  readonly url: string;
}

export const test = base.extend<{ stage: Stage }>({
  stage: async ({ browser }, play) => {
    const folder = await mkdtemp(join(tmpdir(), 'onebar-'));
    const broker = await startBrokerProcess({ dataDir: folder });
    const weak = await createWeakNetwork({
      target: { host: '127.0.0.1', port: broker.port },
      only: 'mqtt',
    });
    await play({ broker, weak, weakUrl: `${weak.url}/`, url: broker.url });
    // Stories open a browser context for each person; one that still redials would keep the proxy open.
    await Promise.all(browser.contexts().map((context) => context.close()));
    await weak.close();
    await broker.stop();
    await rm(folder, { recursive: true, force: true });
  },
});
