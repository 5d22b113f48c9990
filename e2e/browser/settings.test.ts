// The look of the app, and what this device keeps: chosen, exported and made less, without a link.
import { readFile } from 'node:fs/promises';
import { expect, type Page } from 'playwright/test';
import { newPerson, type Person } from './person';
import { test, type Stage } from './stage';
import { newWriter } from './writer';

const radio = (page: Page, name: string) => page.getByRole('radio', { name, exact: true });
const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });

/** Notes how the page was drawn when there was something to draw for the first time. */
function noteFirstDrawing(): void {
  new MutationObserver((_, observer) => {
    if (!document.querySelector('body *')) return;
    observer.disconnect();
    const { colorScheme, fontSize, backgroundColor } = getComputedStyle(document.documentElement);
    Object.assign(window, { firstDrawing: { colorScheme, fontSize, backgroundColor } });
  }).observe(document, { childList: true, subtree: true });
}
const firstDrawing = (page: Page) =>
  page.evaluate(() => (window as unknown as { firstDrawing: unknown }).firstDrawing);
const frameColors = (page: Page) =>
  page
    .locator('meta[name=theme-color]')
    .evaluateAll((frames) => frames.map((frame) => (frame as HTMLMetaElement).content));

/** The app is kept on the device, and from now on there is no server, for nobody. */
async function goOffline({ page, isNotOnline }: Person, { weak }: Stage): Promise<void> {
  await page.evaluate(() => navigator.serviceWorker.ready);
  weak.hitOnly('all');
  weak.refuse();
  await isNotOnline();
}

test('theme and text size are chosen, hold in all tabs, and after a reload without a connection from the first drawing on', async ({
  browser,
  stage,
}) => {
  const ann = await newPerson(browser, stage.weakUrl, 'Ann');
  const { page, context } = ann;
  const other = await context.newPage();
  await other.goto(stage.weakUrl);
  await page.getByRole('link', { name: 'Settings' }).click();
  await button(page, 'Look').click();
  await expect(page.getByRole('heading', { name: 'Look', exact: true })).toBeFocused();
  const paper = await frameColors(page);
  await radio(page, 'Dark').check();
  await radio(page, 'Very large').check();
  await radio(page, 'Compact').check();
  const html = page.locator('html');
  await expect(html).toHaveCSS('color-scheme', 'dark');
  await expect(html).toHaveCSS('font-size', '22px');
  // Another tab follows, and what the browser paints around the page, too.
  await expect(other.locator('html')).toHaveCSS('color-scheme', 'dark');
  expect(await frameColors(page)).toEqual([paper[1], paper[1]]);

  await goOffline(ann, stage);
  const drawn = await html.evaluate((element) => getComputedStyle(element).backgroundColor);
  await page.addInitScript(noteFirstDrawing);
  await page.reload();
  await expect(radio(page, 'Dark')).toBeChecked();
  await expect(radio(page, 'Very large')).toBeChecked();
  expect(await firstDrawing(page)).toEqual({
    colorScheme: 'dark',
    fontSize: '22px',
    backgroundColor: drawn,
  });

  await radio(page, 'Automatic').check();
  await expect(html).toHaveCSS('color-scheme', 'light dark');
  expect(await frameColors(page)).toEqual(paper);
});

test('all of it is exported without a connection, what was not sent yet as well', async ({
  browser,
  stage,
}) => {
  const ann = await newPerson(browser, stage.weakUrl, 'Ann');
  const { page } = ann;
  await ann.write('stored before');
  await ann.hasStates('stored', 1);
  await goOffline(ann, stage);
  await ann.write('not sent yet');
  await ann.hasStates('saved', 1);
  await ann.box.fill('half a thought');
  await page.getByRole('link', { name: 'Settings' }).click();
  await expect(page.getByText('1 not sent yet')).toBeVisible();
  await button(page, 'Export my data').click();
  const link = page.getByRole('link', { name: /^Save the file, / });
  const [download] = await Promise.all([page.waitForEvent('download'), link.click()]);
  expect(download.suggestedFilename()).toMatch(/^onebar-\d{4}-\d\d-\d\d\.json$/);
  const text = await readFile(await download.path(), 'utf8');
  const file = JSON.parse(text) as {
    account: { name: string };
    rooms: { name: string; messages: { text?: string; author: string }[] }[];
  };
  expect(file).toMatchObject({
    format: 'onebar-export',
    account: { name: ann.name },
    outbox: [{ what: 'message', text: 'not sent yet', tried: false }],
    drafts: [{ text: 'half a thought' }],
  });
  const lobby = file.rooms.find(({ name }) => name === 'Lobby');
  expect(lobby?.messages).toContainEqual(
    expect.objectContaining({ text: 'stored before', author: ann.name }),
  );
  // No secret leaves the device.
  const token = await page.evaluate(readToken);
  expect(token.length).toBeGreaterThan(15);
  expect(text).not.toContain(token);
});

test('old messages are removed from the device, what was not sent is kept, and they come back with the connection', async ({
  browser,
  stage,
}) => {
  const ann = await newPerson(browser, stage.weakUrl, 'Ann');
  const { page } = ann;
  await ann.isOnline();
  const wen = await newWriter(stage.url);
  await wen.write(
    wen.lobby,
    Array.from({ length: 450 }, (_, k) => `old ${k + 1}`),
  );
  await expect(ann.message('old 450')).toBeVisible({ timeout: 20_000 });
  await goOffline(ann, stage);
  await ann.write('waits here');
  await ann.hasStates('saved', 1);
  await ann.box.fill('half a thought');

  await page.getByRole('link', { name: 'Settings' }).click();
  await button(page, 'Remove old messages here…').click();
  const dialog = page.getByRole('dialog', { name: 'Remove old messages from this device?' });
  await expect(dialog).toContainText(/2\d\d old messages go from this device/);
  await dialog.getByRole('button', { name: 'Remove them' }).click();
  await expect(page.getByText(/^2\d\d messages were removed from this device\.$/)).toBeVisible();
  await expect(button(page, 'Remove old messages here…')).toBeFocused();

  await page.getByRole('navigation', { name: 'Rooms' }).getByRole('link', { name: 'Lobby' }).click();
  await ann.hasStates('saved', 1);
  await expect(ann.box).toHaveValue('half a thought');
  await expect(ann.message('old 450')).toBeVisible();
  const toTop = () =>
    page.getByRole('list', { name: 'Messages' }).evaluate((list) => list.scrollTo({ top: 0 }));
  await expect(async () => {
    await toTop();
    await expect(button(page, 'Fetch older')).toBeVisible({ timeout: 500 });
  }).toPass();
  await expect(ann.message('old 1')).toHaveCount(0);

  stage.weak.heal();
  await ann.isOnline(35_000);
  await expect(async () => {
    await toTop();
    await expect(ann.message('old 1')).toBeVisible({ timeout: 500 });
  }).toPass({ timeout: 20_000 });
  await page.getByRole('button', { name: 'To the newest' }).click();
  await ann.hasStates('stored', 1);
});

/** Runs in the page: the secret of this device. */
async function readToken(): Promise<string> {
  const done = <R>(request: IDBRequest<R>): Promise<R> =>
    new Promise((resolve, reject) => {
      request.addEventListener('success', () => resolve(request.result));
      request.addEventListener('error', () => reject(request.error ?? new Error('no reason')));
    });
  const database = await done(indexedDB.open('onebar'));
  const account = await done(database.transaction('current').objectStore('current').get('account'));
  database.close();
  return (account as { token: string }).token;
}
