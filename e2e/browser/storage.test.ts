// When the browser keeps nothing, or no more, or for a newer version: what is said, and that nothing is lost by it.
import { expect, type Page } from 'playwright/test';
import { newName, newPerson, personAt, enter } from './person';
import { test } from './stage';

/** Runs in each page before the app: what Chromium does when there is no space left, whenever the test says so. */
function mayBeFull(): void {
  const device = { full: false };
  Object.assign(window, { device });
  const { put, add } = IDBObjectStore.prototype;
  const limited = (write: typeof put): typeof put =>
    function (this: IDBObjectStore, ...args) {
      if (device.full) throw new DOMException('There is no space left.', 'QuotaExceededError');
      return write.apply(this, args);
    };
  IDBObjectStore.prototype.put = limited(put);
  IDBObjectStore.prototype.add = limited(add);
}

const setFull = (page: Page, full: boolean) =>
  page.evaluate((value) => {
    (window as unknown as { device: { full: boolean } }).device.full = value;
  }, full);

/** Runs in a page of the same origin: what a newer version of the app would do first. */
async function upgradeDatabase(): Promise<void> {
  const name = (await indexedDB.databases()).find((each) => each.name?.startsWith('onebar-'))?.name;
  if (name === undefined) throw new Error('There is no database.');
  await new Promise<void>((resolve, reject) => {
    const request = indexedDB.open(name, 1000);
    request.addEventListener('success', () => {
      request.result.close();
      resolve();
    });
    request.addEventListener('error', () => reject(request.error ?? new Error('no reason')));
  });
}

/** Runs in such a page, too. */
async function readStore(store: string): Promise<unknown[]> {
  const done = <R>(request: IDBRequest<R>): Promise<R> =>
    new Promise((resolve, reject) => {
      request.addEventListener('success', () => resolve(request.result));
      request.addEventListener('error', () => reject(request.error ?? new Error('no reason')));
    });
  const name = (await indexedDB.databases()).find((each) => each.name?.startsWith('onebar-'))?.name;
  const database = await done(indexedDB.open(name ?? ''));
  const rows = await done(database.transaction(store).objectStore(store).getAll());
  database.close();
  return rows as unknown[];
}

const keepsNothing = (page: Page) =>
  page.getByRole('heading', { name: 'This browser keeps nothing for Onebar' });

test('a browser that blocks or breaks the storage is told apart from a lost message', async ({
  browser,
  stage,
}) => {
  const blocked = await (await browser.newContext()).newPage();
  await blocked.addInitScript(() => {
    IDBFactory.prototype.open = () => {
      throw new DOMException('Blocked.', 'SecurityError');
    };
  });
  await blocked.goto(stage.url);
  await expect(keepsNothing(blocked)).toBeVisible();
  await expect(blocked.getByText('This browser does not let the page keep data.')).toBeVisible();

  // It opens, and then an error comes: as when the disk is broken or has no space for anything.
  const broken = await (await browser.newContext()).newPage();
  await broken.addInitScript(() => {
    const { open } = IDBFactory.prototype;
    IDBFactory.prototype.open = function (this: IDBFactory, ...args) {
      const request = open.apply(this, args);
      request.addEventListener('upgradeneeded', () => request.transaction?.abort());
      return request;
    };
  });
  await broken.goto(stage.url);
  await expect(keepsNothing(broken)).toBeVisible();
  await expect(broken.getByText('What you sent before is safe on the server.')).toBeVisible();
  await expect(broken.getByRole('button', { name: 'Reload' })).toBeVisible();
});

test('on a full device words stay in the box, nothing is lost, and it goes on when there is space', async ({
  browser,
  stage,
}) => {
  const bo = await newPerson(browser, stage.url, 'Bo');
  const ann = await newPerson(browser, stage.url, 'Ann');
  await ann.context.addInitScript(mayBeFull);
  await ann.page.reload();
  await ann.write('while there is space');
  await ann.hasStates('stored', 1);

  await setFull(ann.page, true);
  await ann.box.fill('no space for this');
  await ann.box.press('Enter');
  await expect(ann.page.getByRole('alert')).toContainText('so it is still in the box');
  await expect(ann.box).toHaveValue('no space for this');
  await expect(ann.message('no space for this')).toHaveCount(0);
  await bo.write('can you hear me');
  await expect(ann.page.getByText('This device is full')).toBeVisible();
  await expect(ann.message('can you hear me')).toHaveCount(0);

  await setFull(ann.page, false);
  await expect(ann.message('can you hear me')).toHaveCount(1, { timeout: 30_000 });
  await expect(ann.page.getByText('This device is full')).toHaveCount(0);
  await expect(ann.box).toHaveValue('no space for this');
  await ann.box.press('Enter');
  await expect(ann.box).toHaveValue('');
  await ann.hasStates('stored', 2);
  await expect(bo.message('no space for this')).toHaveCount(1);
  await expect(bo.message('while there is space')).toHaveCount(1);
});

test('a tab whose storage a newer version took over says so, and what was in the box is kept', async ({
  browser,
  stage,
}) => {
  const ann = await newPerson(browser, stage.url, 'Ann');
  await ann.write('of the old version');
  await ann.hasStates('stored', 1);
  await ann.box.pressSequentially('half a thought');
  await ann.page.waitForTimeout(500);
  // A page of the same origin without the app.
  const newer = await ann.context.newPage();
  await newer.goto(`${stage.url}healthz`);
  await newer.evaluate(upgradeDatabase);
  const says = ann.page.getByRole('heading', { name: 'A newer version of Onebar is open in another tab.' });
  await expect(says).toBeVisible();
  expect(await newer.evaluate(readStore, 'drafts')).toMatchObject([{ text: 'half a thought' }]);
  expect(await newer.evaluate(readStore, 'messages')).toMatchObject([{ text: 'of the old version' }]);
  // The old version never opens what the newer one has changed.
  await ann.page.getByRole('button', { name: 'Reload' }).click();
  await expect(says).toBeVisible();
});

test('what a newer version wrote is shown as that, kept, and blocks nothing', async ({ browser, stage }) => {
  const bo = await newPerson(browser, stage.url, 'Bo');
  const context = await browser.newContext();
  const page = await context.newPage();
  // A newer broker lets kinds through that this app does not know. `[1, id, kind, …]`: 98 01 c4 10, 16 bytes, the kind.
  await page.routeWebSocket(/\/mqtt$/, (toPage) => {
    const toBroker = toPage.connectToServer();
    toBroker.onMessage((frame) => {
      const bytes = Buffer.from(frame);
      const body = bytes.indexOf('from the future');
      const entry = body === -1 ? -1 : bytes.lastIndexOf(Buffer.from([0x98, 0x01, 0xc4, 0x10]), body);
      if (entry !== -1) bytes[entry + 20] = 77;
      toPage.send(bytes);
    });
  });
  const name = newName('Ann');
  await page.goto(stage.url);
  await enter(page, name, 'Create account');
  const ann = personAt(name, page);
  await ann.isOnline();
  await bo.write('of today');
  await bo.write('from the future');
  await bo.write('of today, too');
  const newer = page.getByText('Written with a newer Onebar.');
  await expect(newer).toHaveCount(1);
  await expect(ann.message('of today, too')).toBeVisible();
  await expect(ann.message('of today')).toBeVisible();
  expect(await page.evaluate(readStore, 'entries')).toMatchObject([
    { kind: 1, body: 'of today' },
    { kind: 77, body: 'from the future' },
    { kind: 1, body: 'of today, too' },
  ]);
  await page.reload();
  await expect(newer).toHaveCount(1);
  await ann.write('and on it goes');
  await ann.hasStates('stored', 1);
});

test('after the first sent message the browser is asked to keep the data, and the settings say whether it does', async ({
  browser,
  stage,
}) => {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.addInitScript(() => {
    let asked = 0;
    let kept = false;
    Object.defineProperty(window, 'askedToPersist', { get: () => asked });
    StorageManager.prototype.persisted = () => Promise.resolve(kept);
    StorageManager.prototype.persist = () => {
      asked++;
      kept = asked > 1;
      return Promise.resolve(kept);
    };
  });
  const asked = () => page.evaluate(() => (window as unknown as { askedToPersist: number }).askedToPersist);
  const name = newName('Ann');
  await page.goto(stage.url);
  await enter(page, name, 'Create account');
  const ann = personAt(name, page);
  await ann.box.pressSequentially('hello');
  expect(await asked()).toBe(0);
  await ann.box.press('Enter');
  await ann.hasStates('stored', 1);
  expect(await asked()).toBe(1);
  await ann.write('again');
  await ann.hasStates('stored', 2);
  expect(await asked()).toBe(1);

  await page.getByRole('link', { name: 'Settings' }).click();
  await expect(page.getByText('The browser may clear it when space is short')).toBeVisible();
  await page.getByRole('button', { name: 'Ask the browser to keep it' }).click();
  await expect(page.getByText('Kept for good')).toBeVisible();
});
