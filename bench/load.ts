// `npm run bench:load`: a first visit on a bad link, with real bytes: when something shows, when the account form can be filled in, when
// the first message is stored; the same for other people's web apps; what is left when the link is cut during the load; and how soon the
// app is there without a network.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { chromium, type Browser, type LaunchOptions } from 'playwright';
import { startBrokerProcess } from '../e2e/broker-process';
import { createRandom } from '../e2e/random';
import type { Shape } from '../e2e/weak-profiles';
import { findChromium, howToGetChromium } from '../scripts/find-chromium.mjs';
import { startCold } from './load-cold';
import { visitWithCuts, type CutVisit, type Cuts } from './load-cuts';
import { onebarAt, onebarSteps, writeFirstMessage } from './load-onebar';
import { peers, servePeer } from './load-peers';
import {
  asDocument,
  checkGoals,
  coldTable,
  cutTable,
  filesTable,
  goalsTable,
  noFigures,
  visitTable,
  type Link,
} from './load-report';
import { createVisitor, listFiles, type Site } from './load-visit';

const sections = ['onebar', 'peers', 'cuts', 'kept', 'cold'] as const;
const docs = join('docs', 'bench-load.md');

/** Round trips of 400 and 800 ms. */
const shapes: Readonly<Record<Link, Shape>> = {
  '3G': { latencyMs: 200, jitterMs: 0, bytesPerSec: 400_000 / 8 },
  '2G': { latencyMs: 400, jitterMs: 0, bytesPerSec: 50_000 / 8 },
};
const good: Shape = { latencyMs: 0, jitterMs: 0, bytesPerSec: undefined };

const cutMoments = 4;
/** A link that is cut over and over, so often. */
const cutEveryMs = 15_000;
const giveUpAfterMs = 120_000;

const { values } = parseArgs({
  options: {
    only: { type: 'string', multiple: true },
    rounds: { type: 'string', default: '3' },
    seed: { type: 'string', default: '1' },
    'write-docs': { type: 'boolean', default: false },
  },
});
const rounds = Math.max(1, Number(values.rounds) || 3);
const seed = Number(values.seed) || 1;
const isWanted = (section: (typeof sections)[number]) => values.only?.includes(section) ?? true;
const say = (text: string) => process.stdout.write(`${text}\n`);
const figures = noFigures();

async function measureOnebar(browser: Browser, site: Site): Promise<void> {
  // The server's first hash and the browser's first start are not the visitor's business.
  await firstVisit(browser, site, good, true);
  for (let round = 0; round < rounds; round++)
    figures.visits.push({
      app: site.name,
      link: '3G',
      ...(await firstVisit(browser, site, shapes['3G'], true)),
    });
  for (let round = 0; round < rounds; round++)
    figures.visits.push({
      app: site.name,
      link: '2G',
      ...(await firstVisit(browser, site, shapes['2G'], false)),
    });
}

async function firstVisit(browser: Browser, site: Site, shape: Shape, writes: boolean) {
  const visitor = await createVisitor(browser, site, shape, onebarSteps);
  try {
    await visitor.open();
    const form = await visitor.reached('form');
    const message = writes ? await writeFirstMessage(visitor) : undefined;
    const paint = await visitor.reached('paint');
    if (writes) figures.files = await listFiles(visitor.page);
    return { paint, form, stored: message?.stored };
  } finally {
    await visitor.close();
  }
}

async function measurePeers(browser: Browser): Promise<void> {
  for (const peer of peers()) {
    const server = await servePeer(peer);
    const site = { ...peer, port: server.port };
    // This one compresses its files.
    await formOf(browser, site, good);
    for (let round = 0; round < rounds; round++)
      figures.visits.push({ app: site.name, link: '3G', form: await formOf(browser, site, shapes['3G']) });
    figures.visits.push({ app: site.name, link: '2G', form: await formOf(browser, site, shapes['2G']) });
    await server.close();
  }
}

async function formOf(browser: Browser, site: Site, shape: Shape) {
  const visitor = await createVisitor(browser, site, shape);
  try {
    await visitor.open();
    return await visitor.reached('form');
  } finally {
    await visitor.close();
  }
}

async function measureCuts(browser: Browser, site: Site): Promise<void> {
  const random = createRandom(seed);
  const whole = await visitCut(browser, site, 'form');
  // One in each part of the load, anywhere there.
  for (let k = 0; k < cutMoments; k++)
    await visitCut(browser, site, 'form', { atBytes: ((k + random()) / cutMoments) * whole.bytesDown });
  await visitCut(browser, site, 'form', { everyMs: cutEveryMs });
}

/** What the service worker fetches behind the page's back, so that the next visit needs no network. */
async function measureKept(browser: Browser, site: Site): Promise<void> {
  const form = await visitCut(browser, site, 'form');
  const whole = await visitCut(browser, site, 'kept');
  if (whole.doneAtMs === undefined) return;
  const restBytes = whole.bytesDown - form.bytesDown;
  await visitCut(browser, site, 'kept', { atBytes: form.bytesDown + createRandom(seed)() * restBytes });
}

async function visitCut(
  browser: Browser,
  site: Site,
  until: Cuts['until'],
  how: Pick<Cuts, 'atBytes' | 'everyMs'> = {},
): Promise<CutVisit> {
  const visit = await visitWithCuts(browser, site, shapes['2G'], { until, giveUpAfterMs, ...how });
  const { atBytes, everyMs } = how;
  let when = 'never';
  if (atBytes !== undefined) when = `once, after ${(atBytes / 1000).toFixed(1)} kB`;
  if (everyMs !== undefined) when = `every ${everyMs / 1000} s`;
  figures.cuts.push({ until, when, ...(atBytes !== undefined && { atBytes }), ...visit });
  return visit;
}

async function measureCold(launch: LaunchOptions): Promise<void> {
  for (const browserRan of [true, false])
    for (let round = 0; round < rounds; round++) figures.cold.push(await startCold(launch, browserRan));
}

async function main(): Promise<boolean> {
  const executablePath = findChromium();
  if (executablePath === undefined) throw new Error(howToGetChromium);
  const launch = {
    executablePath,
    args: [
      // Root has no sandbox; the others keep the browser, and the apps, from calling elsewhere.
      '--no-sandbox',
      '--disable-quic',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1',
    ],
  };
  const [busy = 0] = loadavg();
  if (busy > cpus().length / 2)
    say(`This machine is busy (load ${busy.toFixed(1)}): the times come out longer, the bytes are right.`);
  if (isWanted('cold')) await measureCold(launch);
  if (isWanted('cold')) say(`\n${coldTable(figures)}`);
  const browser = await chromium.launch(launch);
  const dataDir = mkdtempSync(join(tmpdir(), 'onebar-'));
  const broker = await startBrokerProcess({ dataDir });
  try {
    const site = onebarAt(broker.port);
    if (isWanted('onebar')) await measureOnebar(browser, site);
    if (isWanted('onebar')) say(`\n${filesTable(figures)}`);
    if (isWanted('peers')) await measurePeers(browser);
    if (isWanted('onebar') || isWanted('peers')) say(`\n${visitTable(figures)}`);
    if (isWanted('cuts')) await measureCuts(browser, site);
    if (isWanted('kept')) await measureKept(browser, site);
    if (isWanted('cuts') || isWanted('kept')) say(`\n${cutTable(figures)}`);
  } finally {
    await browser.close();
    await broker.stop();
    rmSync(dataDir, { recursive: true, force: true });
  }
  const goals = checkGoals(figures);
  say(`\n${goalsTable(goals)}`);
  if (values['write-docs'] && !values.only) {
    const command = ['npm run bench:load', '--', ...process.argv.slice(2)].join(' ');
    writeFileSync(docs, asDocument(figures, { command, browser: browser.version(), rounds, seed }));
    say(`\nWritten to ${docs}`);
  }
  return goals.every(({ reached }) => reached);
}

process.exit((await main()) ? 0 : 1);
