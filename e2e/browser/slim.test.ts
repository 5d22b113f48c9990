// The build goes through a short torture with the slim MQTT.js and React, and with the whole ones: cuts, a connection that hangs, and a
// broker that is killed.
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { expect, test, type Page } from 'playwright/test';
import { buildBrokerIfOld, startBrokerProcess } from '../broker-process';
import { createWeakNetwork } from '../weak-network';
import { newPerson, type Person } from './person';

const root = resolve(import.meta.dirname, '..', '..');
const messages = 16;

/** The same source with all of MQTT.js and React, and a broker beside it that serves it. */
async function buildStock() {
  const vite = join(root, 'node_modules', 'vite', 'bin', 'vite.js');
  const args = ['build', '--outDir', 'dist/stock/app', '--logLevel', 'error'];
  await promisify(execFile)(process.execPath, [vite, ...args], {
    cwd: root,
    env: { ...process.env, ONEBAR_MQTT: 'stock', ONEBAR_REACT: 'stock' },
  });
  return { source: 'broker/main.ts', outDir: 'dist/stock/broker' };
}

/** The texts that this device holds, in the order of the log. Runs in the page. */
async function readTexts(): Promise<string[]> {
  const done = <R>(request: IDBRequest<R>): Promise<R> =>
    new Promise((settle, reject) => {
      request.addEventListener('success', () => settle(request.result));
      request.addEventListener('error', () => reject(request.error ?? new Error('no reason')));
    });
  const name = (await indexedDB.databases()).find((each) => each.name?.startsWith('onebar-'))?.name;
  const database = await done(indexedDB.open(name ?? ''));
  const rows = await done(database.transaction('entries').objectStore('entries').getAll());
  database.close();
  return (rows as { seq: number; kind: number; body: unknown }[])
    .toSorted((a, b) => a.seq - b.seq)
    .flatMap(({ kind, body }) => (kind === 1 ? String(body) : []));
}

/** Which MQTT.js the page has loaded. */
const mqttOf = (page: Page) =>
  page.evaluate(() =>
    performance
      .getEntriesByType('resource')
      .flatMap(({ name }) => /assets\/((?:slim-)?mqtt)[.-]/.exec(name)?.[1] ?? []),
  );

for (const { which, build, chunk } of [
  { which: 'slim', build: () => Promise.resolve(undefined), chunk: 'slim-mqtt' },
  { which: 'whole', build: buildStock, chunk: 'mqtt' },
])
  test(`with the ${which} MQTT.js and React every message arrives once and in order over a link that keeps breaking`, async ({
    browser,
  }) => {
    // It builds the app a second time.
    test.setTimeout(120_000);
    buildBrokerIfOld();
    const program = await build();
    const dataDir = await mkdtemp(join(tmpdir(), 'onebar-slim-'));
    const broker = await startBrokerProcess({ dataDir, ...(program && { program }) });
    const weak = await createWeakNetwork({
      target: { host: '127.0.0.1', port: broker.port },
      only: 'mqtt',
    });
    const ann = await newPerson(browser, `${weak.url}/`, 'Ann');
    const bo = await newPerson(browser, `${weak.url}/`, 'Bo');
    await Promise.all([ann.isOnline(), bo.isOnline()]);
    expect(await mqttOf(ann.page)).toEqual([chunk]);

    const write = async (person: Person, who: string) => {
      for (let k = 0; k < messages; k++) {
        await person.write(`${who} ${k}`);
        await sleep(80);
      }
    };
    const breakLink = async () => {
      for (const breakIt of [
        async () => weak.cut(),
        async () => weak.cut(),
        () => broker.kill9().then(() => broker.restart()),
        async () => weak.refuse(),
        async () => weak.heal(),
        async () => weak.cut(),
      ]) {
        await sleep(350);
        await breakIt();
      }
    };
    await Promise.all([write(ann, 'ann'), write(bo, 'bo'), breakLink()]);

    await Promise.all([ann.hasStates('saved', 0, 20_000), bo.hasStates('saved', 0, 20_000)]);
    for (const { page } of [ann, bo]) {
      await expect.poll(() => page.evaluate(readTexts), { timeout: 20_000 }).toHaveLength(2 * messages);
      const texts = await page.evaluate(readTexts);
      for (const who of ['ann', 'bo'])
        expect(texts.filter((text) => text.startsWith(who))).toEqual(
          Array.from({ length: messages }, (_, k) => `${who} ${k}`),
        );
    }

    await Promise.all([ann.context.close(), bo.context.close()]);
    await weak.close();
    await broker.stop();
    await rm(dataDir, { recursive: true, force: true });
  });
