// For everyone: all screens (screens.ts) in both themes, with large letters, in little space, in the system's own colours, by keyboard alone,
// and as they are read aloud.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test, type Page } from 'playwright/test';
import { startBrokerProcess, type BrokerProcess } from '../broker-process';
import { createWeakNetwork, type WeakNetwork } from '../weak-network';
import { axeFinds, drawn, findCut, findMotion } from './look-at';
import { makeScreenWorld, type ScreenWorld } from './screen-world';
import { screens } from './screens';

const usual = { width: 1280, height: 800 };
const layouts = [
  { name: '320 px wide', size: { width: 320, height: 640 }, letters: '' },
  { name: 'zoomed to 200 %', size: { width: 640, height: 400 }, letters: '' },
  { name: 'letters twice as large', size: usual, letters: '200%' },
];
const patienceMs = 5_000;

let folder: string;
let broker: BrokerProcess;
let weak: WeakNetwork;
let world: ScreenWorld;

test.beforeAll(async ({ browser }) => {
  folder = await mkdtemp(join(tmpdir(), 'onebar-'));
  broker = await startBrokerProcess({ dataDir: folder });
  weak = await createWeakNetwork({ target: { host: '127.0.0.1', port: broker.port }, only: 'mqtt' });
  world = await makeScreenWorld(
    browser,
    { url: broker.url, weak },
    { viewport: usual, reducedMotion: 'reduce', colorScheme: 'light' },
  );
});

test.afterAll(async () => {
  await world?.end();
  await weak?.close();
  await broker?.stop();
  await rm(folder, { recursive: true, force: true });
});

test('axe finds nothing on any screen in any state, in both themes; nothing is cut, and nothing moves that should not', async () => {
  // Some sixty states, each in four layouts: a busy machine takes its time.
  test.setTimeout(240_000);
  const found: string[] = [];
  for (const { name, open } of screens) {
    const page = await open(world).catch((error: unknown) => {
      found.push(`${name} did not open: ${String(error)}`);
    });
    if (!page) continue;
    page.setDefaultTimeout(patienceMs);
    const note = (where: string, what: readonly string[]) =>
      found.push(...what.map((each) => `${name}, ${where}: ${each}`));
    note('in the light', await axeFinds(page, 'all'));
    note('without motion', await findMotion(page));
    await page.emulateMedia({ colorScheme: 'dark' });
    note('in the dark', await axeFinds(page, 'colors'));
    await page.emulateMedia({ colorScheme: 'light' });
    for (const { name: where, size, letters } of layouts) {
      await layOut(page, size, letters);
      note(where, await findCut(page));
    }
    await layOut(page, usual, '');
    await closeDialog(page);
  }
  expect(found).toEqual([]);
});

async function layOut(page: Page, size: typeof usual, letters: string): Promise<void> {
  await page.setViewportSize(size);
  await page.evaluate((fontSize) => {
    document.documentElement.style.fontSize = fontSize;
  }, letters);
  await drawn(page);
}

async function closeDialog(page: Page): Promise<void> {
  const dialog = page.getByRole('dialog');
  if ((await dialog.count()) === 0) return;
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'detached' });
}

test('in the system’s own colours one sees what is current, what can be pressed, and how a message stands', async () => {
  const { page } = world.tunnel;
  await page.emulateMedia({ forcedColors: 'active' });
  await goTo(page, `#/room/${world.lobby}`);
  await page.getByText('This one failed.', { exact: true }).last().waitFor();
  const rooms = page.getByRole('navigation', { name: 'Rooms' }).getByRole('link');
  const outlines = await rooms.evaluateAll((links) =>
    links.map((link) => [link.hasAttribute('aria-current'), getComputedStyle(link).outlineStyle]),
  );
  expect(outlines).toContainEqual([true, 'solid']);
  expect(outlines).toContainEqual([false, 'none']);
  expect(outlines.filter(([current, outline]) => current !== (outline === 'solid'))).toEqual([]);
  expect(await page.evaluate(buttonsWithoutEdge)).toEqual([]);

  const items = page.getByRole('list', { name: 'Messages' }).getByRole('listitem');
  const edgeOf = (text: string) =>
    items
      .filter({ hasText: text })
      .locator('> div')
      .first()
      .evaluate((bubble) => Number.parseFloat(getComputedStyle(bubble).borderTopWidth));
  expect(await edgeOf('The culvert at km 41')).toBeGreaterThan(0);
  expect(await edgeOf('This one failed.')).toBeGreaterThan(await edgeOf('The culvert at km 41'));
  await expect(
    items.filter({ hasText: 'This one failed.' }).getByText('failed', { exact: true }),
  ).toBeVisible();

  await goTo(page, '#/settings');
  await expect(page.getByRole('link', { name: 'Settings' })).toHaveCSS('outline-style', 'solid');
  const brand = page.locator('h1').locator('..').locator('i');
  const bars = await brand.evaluateAll((each) => each.map((bar) => getComputedStyle(bar).backgroundColor));
  expect(new Set(bars).size).toBe(2);
  await page.emulateMedia({ forcedColors: 'none' });
});

/** Runs in the page. A sign alone is seen as what it is. */
function buttonsWithoutEdge(): string[] {
  return [...document.querySelectorAll('button')]
    .filter((button) => button.checkVisibility({ visibilityProperty: true, opacityProperty: true }))
    .filter((button) => {
      const style = getComputedStyle(button);
      const hasEdge = (['Top', 'Left', 'Right'] as const).some(
        (side) =>
          style[`border${side}Style`] !== 'none' && Number.parseFloat(style[`border${side}Width`]) > 0,
      );
      return !hasEdge && !button.querySelector('svg') && button.textContent !== '';
    })
    .map((button) => button.textContent);
}

async function goTo(page: Page, hash: string): Promise<void> {
  await page.evaluate((to) => location.replace(to), hash);
}

/** What has the focus, by its name; `nothing` when it is lost. */
const focused = (page: Page): Promise<string> =>
  page.evaluate(() => {
    const element = document.activeElement;
    if (!element || element === document.body) return 'nothing';
    const label = element instanceof HTMLInputElement ? element.labels?.[0]?.textContent : undefined;
    return element.getAttribute('aria-label') ?? label ?? element.textContent.trim();
  });

async function tabTo(page: Page, name: string, key: 'Tab' | 'Shift+Tab' = 'Tab'): Promise<void> {
  const passed: string[] = [];
  for (let n = 0; n < 60; n++) {
    await page.keyboard.press(key);
    const now = await focused(page);
    if (now === name) return;
    passed.push(now.slice(0, 30));
  }
  throw new Error(`There is no way to ${name} by ${key}: ${passed.join(', ')}`);
}

test('by keyboard alone one writes, looks at a message, and sets what one likes', async () => {
  const { page, message } = world.ann;
  await goTo(page, '#/outbox');
  await goTo(page, `#/room/${world.lobby}`);
  await expect.poll(() => focused(page)).toBe('Message');
  await page.keyboard.type('by hand');
  await page.keyboard.press('Enter');
  await expect(message('by hand')).toBeVisible();
  expect(await focused(page)).toBe('Message');

  await tabTo(page, 'Details', 'Shift+Tab');
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog', { name: 'Delivery story' });
  await expect(dialog).toContainText('by hand');
  expect(await dialog.evaluate((element) => element.contains(document.activeElement))).toBe(true);
  await page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
  expect(await focused(page)).toBe('Details');
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('Enter');
  await expect(dialog).not.toContainText('by hand');
  await tabTo(page, 'Close', 'Shift+Tab');
  await page.keyboard.press('Enter');
  await expect(dialog).toBeHidden();
  expect(await focused(page)).toBe('Details');

  await tabTo(page, 'Settings', 'Shift+Tab');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('radio', { name: 'Automatic' })).toBeVisible();
  await tabTo(page, 'Automatic');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowRight');
  await expect(page.locator('html')).toHaveCSS('color-scheme', 'dark');
  expect(await focused(page)).toBe('Dark');
  await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('ArrowLeft');
  await tabTo(page, 'Look', 'Shift+Tab');
  await page.keyboard.press('Enter');
  expect(await focused(page)).toBe('Look');
  await expect(page.getByRole('heading', { name: 'Look', exact: true })).toBeFocused();
});

test('the focus is not lost with what had it: a row that is discarded, a button that has done its work, a screen that is left', async () => {
  const { page } = world.tunnel;
  await goTo(page, '#/outbox');
  const rows = page.getByRole('list', { name: 'Outbox' }).getByRole('listitem');
  await rows.first().waitFor();
  const before = await rows.count();
  await rows.getByRole('button', { name: 'Discard' }).first().focus();
  await page.keyboard.press('Enter');
  await expect(rows).toHaveCount(before - 1);
  await expect.poll(() => focused(page)).not.toBe('nothing');
  // From there on, it is near.
  await tabTo(page, 'Undo');
  await page.keyboard.press('Enter');
  await expect(rows).toHaveCount(before);
  await expect.poll(() => focused(page)).not.toBe('nothing');

  await goTo(page, `#/room/${world.lobby}`);
  const failed = page
    .getByRole('list', { name: 'Messages' })
    .getByRole('listitem')
    .filter({ hasText: 'This one failed.' });
  const again = failed.getByRole('button', { name: 'Try again' });
  await again.focus();
  await page.keyboard.press('Enter');
  await expect(again).toHaveCount(0);
  await expect.poll(() => focused(page)).not.toBe('nothing');
  const details = failed.getByRole('button', { name: 'Details' });
  await details.focus();
  await page.keyboard.press('Enter');
  await page.getByRole('dialog').getByRole('button', { name: 'Discard' }).click();
  await expect(failed).toHaveCount(0);
  await expect.poll(() => focused(page)).not.toBe('nothing');
  await goTo(page, '#/browse');
  await expect.poll(() => focused(page)).not.toBe('nothing');
});

test('new messages are read aloud once, together and politely, and the link has one status', async () => {
  const { page, message } = world.ann;
  await goTo(page, `#/room/${world.lobby}`);
  await expect(message('by hand')).toBeVisible();
  await expect(page.getByRole('status', { name: 'Connection' })).toHaveCount(1);
  const list = page.getByRole('list', { name: 'Messages' });
  expect(await list.evaluate((element) => element.closest('[aria-live], [role=log], output') === null)).toBe(
    true,
  );
  await page.evaluate(noteWhatIsSaid);
  await world.wen.write(world.lobby, ['one', 'two', 'three']);
  await expect(message('three')).toBeVisible();
  await page.waitForTimeout(1_500);
  expect(await page.evaluate(() => (window as unknown as { said: string[] }).said)).toEqual([
    `polite: 3 new messages from ${world.wen.name}`,
  ]);
});

/** Runs in the page: from now on each change of a live region is noted, with how it is said. */
function noteWhatIsSaid(): void {
  const said: string[] = [];
  Object.assign(window, { said });
  const regions = '[aria-live], [role=status], [role=alert], [role=log], output';
  new MutationObserver((changes) => {
    for (const { target } of changes) {
      const region = (target instanceof Element ? target : target.parentElement)?.closest(regions);
      // The times that run on beside the word of the link are no part of it.
      if (!region || region.getAttribute('aria-label') !== null) continue;
      const how = region.getAttribute('aria-live') ?? region.getAttribute('role') ?? 'status';
      const words = `${how}: ${region.textContent}`;
      if (said.at(-1) !== words) said.push(words);
    }
  }).observe(document.body, { subtree: true, childList: true, characterData: true });
}
