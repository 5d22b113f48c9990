// `npm run bench:ui`: the screen of somebody who has much: how soon a room with 100,000 messages opens, how it scrolls and keeps its place, how
// soon a written message shows, and whether the page stays quick while it catches up. `-- --only scroll` measures one part alone, `--many
// 20000` with fewer messages.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { chromium, type CDPSession, type Page } from 'playwright';
import { enter, newName, personAt, type Person } from '../e2e/browser/person';
import { newWriter, type Writer, type Written } from '../e2e/browser/writer';
import { startBrokerProcess } from '../e2e/broker-process';
import { createWeakNetwork, type WeakNetwork } from '../e2e/weak-network';
import { findChromium, howToGetChromium } from '../scripts/find-chromium.mjs';
import type { RoomId } from '../src/protocol/ids';
import {
  openRoom,
  putMessages,
  startFrames,
  stopFrames,
  takeEnter,
  untilShown,
  watchOlderLoad,
  watchPage,
  watchPlace,
} from './ui-page';
import { asDocument, checkGoals, goalsTable, slowdown, type UiFigures } from './ui-report';

const docs = join('docs', 'bench-ui.md');
const some = 10_000;
const missed = 1_000;
const openings = 7;
const keystrokes = 120;
const betweenEntersMs = 150;
const olderLoads = 4;
const scrolledPx = 20_000;
const scrollPxPerSec = 4_000;
const postedAtOnce = 200;
const seededAtOnce = 5_000;
const untilQuietMs = 1_500;
const patienceMs = 120_000;

const words =
  'The water at the ford is knee high and rising so nobody crosses after three and we take the upper path with the short ladders'.split(
    ' ',
  );
const textOf = (n: number): string => `${n}: ${words.slice(0, 3 + ((n * 7) % (words.length - 3))).join(' ')}`;

const { values } = parseArgs({
  options: {
    'write-docs': { type: 'boolean', default: false },
    only: { type: 'string' },
    many: { type: 'string', default: '100000' },
  },
});
const many = Number(values.many);
const parts = values.only?.split(',') ?? ['enter', 'catch-up', 'open', 'scroll', 'older', 'new'];
const isAsked = (...any: string[]) => any.some((part) => parts.includes(part));
const say = (text: string) => process.stdout.write(`${text}\n`);

interface Place {
  readonly page: Page;
  readonly person: Person;
  readonly devTools: CDPSession;
  readonly url: string;
  readonly weak: WeakNetwork;
  readonly writers: readonly Writer[];
  readonly lobby: RoomId;
}

/** Several people in turn; what is stored, by seq. */
async function post({ writers, lobby }: Place, from: number, to: number): Promise<Written[]> {
  const written: Written[] = [];
  let next = from;
  const work = async (writer: Writer) => {
    while (next <= to) {
      const texts = Array.from({ length: Math.min(postedAtOnce, to - next + 1) }, (_, k) => textOf(next + k));
      next += texts.length;
      written.push(...(await writer.write(lobby, texts)));
    }
  };
  await Promise.all(writers.map(work));
  return written.toSorted((a, b) => a.seq - b.seq);
}

/** What was posted while the device was away is put into its storage. */
async function seed({ page, url, lobby }: Place, written: readonly Written[]): Promise<void> {
  await page.goto(`${url}healthz`);
  const to = written.at(-1)?.seq ?? 0;
  for (let at = 0; at < written.length; at += seededAtOnce)
    await page.evaluate(putMessages, [lobby, written.slice(at, at + seededAtOnce), to] as const);
}

async function cut({ weak, person }: Place): Promise<void> {
  weak.refuse();
  await person.isNotOnline();
}

async function comeBack({ weak, person }: Place): Promise<void> {
  weak.heal();
  await person.tryNow();
  await person.isOnline(60_000);
}

/** Opens it, and waits until nothing is left to do. What putting messages into the storage left in the page's memory is not the app's. */
async function openApp({ page, url, lobby, devTools }: Place): Promise<void> {
  await page.goto(`${url}#/room/${lobby}`);
  await page.getByRole('list', { name: 'Messages' }).getByRole('listitem').last().waitFor();
  await page.waitForTimeout(untilQuietMs);
  await devTools.send('HeapProfiler.collectGarbage');
}
/** Tells it to be slow from now on, or quick again. */
const slowDown = ({ devTools }: Place, rate: number) =>
  devTools.send('Emulation.setCPUThrottlingRate', { rate });

/** Asked for a while. */
async function until(isTrue: () => Promise<boolean>): Promise<void> {
  for (const endMs = Date.now() + patienceMs; !(await isTrue());) {
    if (Date.now() > endMs) throw new Error('It did not come to that.');
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

async function measureEnter(place: Place): Promise<number[]> {
  const { page, person } = place;
  await slowDown(place, slowdown);
  for (let n = 0; n < keystrokes; n++) {
    const shown = page.evaluate(untilShown);
    await person.box.focus();
    await page.keyboard.insertText(`written here ${n}`);
    await page.keyboard.press('Enter');
    await shown;
    await page.waitForTimeout(betweenEntersMs);
  }
  await slowDown(place, 1);
  return await page.evaluate(takeEnter);
}

async function measureCatchUp(place: Place, from: number, rate: number): Promise<number[]> {
  const { page } = place;
  await cut(place);
  const written = await post(place, from, from + missed - 1);
  await slowDown(place, rate);
  await page.evaluate(startFrames);
  await comeBack(place);
  // All of them, and the newest is on the screen.
  const last = written.at(-1)?.text ?? '';
  await page.getByText(last, { exact: true }).last().waitFor({ timeout: patienceMs });
  await until(() => page.evaluate(isComplete));
  await page.waitForTimeout(untilQuietMs);
  const { longTasksMs } = await page.evaluate(stopFrames);
  await slowDown(place, 1);
  return longTasksMs;
}

/** Runs in the page: nothing is missing. */
async function isComplete(): Promise<boolean> {
  const name = (await indexedDB.databases()).find((each) => each.name?.startsWith('onebar-'))?.name ?? '';
  const database = await new Promise<IDBDatabase>((resolve) => {
    const request = indexedDB.open(name);
    request.addEventListener('success', () => resolve(request.result));
  });
  const rows = await new Promise<{ ranges: unknown[] }[]>((resolve) => {
    const request = database.transaction('held').objectStore('held').getAll();
    request.addEventListener('success', () => resolve(request.result as { ranges: unknown[] }[]));
  });
  database.close();
  return rows.every(({ ranges }) => ranges.length === 1);
}

async function measureOpen({ page, lobby }: Place, newest: string): Promise<number[]> {
  const times: number[] = [];
  for (let n = 0; n < openings; n++) {
    await page.evaluate(() => {
      location.hash = '#/outbox';
    });
    await page.waitForTimeout(700);
    times.push(await page.evaluate(openRoom, [`#/room/${lobby}`, newest] as const));
  }
  return times;
}

async function measureScroll(place: Place, rate: number): Promise<number[]> {
  const { page, devTools } = place;
  await openApp(place);
  await slowDown(place, rate);
  await page.evaluate(startFrames);
  await devTools.send('Input.synthesizeScrollGesture', {
    x: 800,
    y: 400,
    yDistance: scrolledPx,
    speed: scrollPxPerSec,
    gestureSourceType: 'mouse',
  });
  const { framesMs } = await page.evaluate(stopFrames);
  await slowDown(place, 1);
  return framesMs;
}

async function measureOlder(place: Place): Promise<number[]> {
  await openApp(place);
  const moved: number[] = [];
  for (let n = 0; n < olderLoads; n++) moved.push(await place.page.evaluate(watchOlderLoad));
  return moved;
}

async function measureWithSome(place: Place): Promise<Partial<UiFigures>> {
  say(`${some.toLocaleString('en-US')} messages …`);
  await cut(place);
  await seed(place, await post(place, 1, some));
  place.weak.heal();
  await openApp(place);
  await place.person.isOnline(60_000);
  const enterMs = isAsked('enter') ? await measureEnter(place) : undefined;
  if (!isAsked('catch-up')) return { ...(enterMs && { enterMs }) };
  say('Catching up …');
  const catchUpTasksMs = await measureCatchUp(place, some + 1, 1);
  const slowCatchUpTasksMs = await measureCatchUp(place, some + missed + 1, slowdown);
  return { ...(enterMs && { enterMs }), catchUpTasksMs, slowCatchUpTasksMs };
}

async function measureWithMany(place: Place, from: number): Promise<Partial<UiFigures>> {
  say(`${many.toLocaleString('en-US')} messages …`);
  await cut(place);
  const written = await post(place, from, many);
  await seed(place, written);
  place.weak.heal();
  await openApp(place);
  await place.person.isOnline(60_000);
  const figures = {
    ...(isAsked('open') && { openMs: await measureOpen(place, written.at(-1)?.text ?? '') }),
    ...(isAsked('scroll') && {
      scrollMs: await measureScroll(place, 1),
      slowScrollMs: await measureScroll(place, slowdown),
    }),
    ...(isAsked('older') && { olderMovedPx: await measureOlder(place) }),
  };
  if (!isAsked('new')) return figures;
  const watching = place.page.evaluate(watchPlace, 4_000);
  await post(place, many + 1, many + 50);
  return { ...figures, newMovedPx: await watching };
}

async function measure(place: Place): Promise<Partial<UiFigures>> {
  const withSome = isAsked('enter', 'catch-up');
  return {
    ...(withSome && (await measureWithSome(place))),
    ...(isAsked('open', 'scroll', 'older', 'new') &&
      (await measureWithMany(place, withSome ? some + 2 * missed + 1 : 1))),
  };
}

async function main(): Promise<boolean> {
  if (values['write-docs'] && (values.only !== undefined || many !== 100_000))
    throw new Error('The document tells of all parts.');
  const executablePath = findChromium();
  if (executablePath === undefined) throw new Error(howToGetChromium);
  const [busy = 0] = loadavg();
  if (busy > cpus().length / 2)
    say(`This machine is busy (load ${busy.toFixed(1)}): the times come out longer.`);
  const dataDir = mkdtempSync(join(tmpdir(), 'onebar-'));
  // A few people write what hundreds do.
  const broker = await startBrokerProcess({
    dataDir,
    env: {
      MESSAGES_PER_SEC: '1000000',
      MESSAGES_AT_ONCE: '1000000',
      BYTES_PER_SEC: '1000000000',
      BYTES_AT_ONCE: '1000000000',
    },
  });
  const weak = await createWeakNetwork({ target: { host: '127.0.0.1', port: broker.port }, only: 'mqtt' });
  const browser = await chromium.launch({
    executablePath,
    args: [
      '--no-sandbox',
      '--disable-quic',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
  try {
    const writers: Writer[] = [];
    for (const name of ['Asha', 'Mira', 'Jon', 'Lena']) writers.push(await newWriter(broker.url, name));
    const page = await (await browser.newContext({ viewport: { width: 1280, height: 800 } })).newPage();
    const devTools = await page.context().newCDPSession(page);
    await page.addInitScript(watchPage);
    const name = newName('ann');
    const url = `${weak.url}/`;
    await page.goto(url);
    await enter(page, name, 'Create account');
    const person = personAt(name, page);
    await person.isOnline();
    // Whoever has so many messages has the app on the device; putting it there for the first time takes a second of the processor.
    await page.evaluate(async () => {
      await navigator.serviceWorker.ready;
    });
    await page.waitForTimeout(untilQuietMs);
    const lobby = writers[0]!.lobby;
    const figures = await measure({ page, person, devTools, url, weak, writers, lobby });
    const goals = checkGoals(figures);
    say(`\n${goalsTable(goals)}`);
    if (values['write-docs']) {
      const command = ['npm run bench:ui', '--', ...process.argv.slice(2)].join(' ');
      writeFileSync(docs, asDocument(figures as UiFigures, { command, browser: browser.version(), busy }));
      say(`\nWritten to ${docs}`);
    }
    return goals.every(({ reached }) => reached);
  } finally {
    await browser.close();
    await weak.close();
    await broker.stop();
    rmSync(dataDir, { recursive: true, force: true });
  }
}

process.exit((await main()) ? 0 : 1);
