// Several tabs of one person: one of them leads and owns the link, whatever happens to it; and the same device twice.
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, type Page } from 'playwright/test';
import { enter, newName, newPerson, personAt, type Person } from './person';
import { test, type Stage } from './stage';

/** One more tab in the same browser, in the room of the first. */
async function followingTab(leader: Person, url: string): Promise<Person> {
  const tab = personAt(leader.name, await leader.context.newPage());
  await tab.page.goto(new URL(new URL(leader.page.url()).hash, url).href);
  await expect(tab.box).toBeVisible();
  await tab.isOnline();
  return tab;
}

async function crash(page: Page): Promise<void> {
  const crashed = page.waitForEvent('crash');
  const devtools = await page.context().newCDPSession(page);
  // It never answers: the page is gone.
  devtools.send('Page.crash').catch(() => undefined);
  await crashed;
}

/** The page hears and does nothing for so long, and keeps its locks and its socket, as a frozen one does. */
function freeze(page: Page, forMs: number): Promise<void> {
  return page.evaluate((ms) => {
    const endMs = Date.now() + ms;
    while (Date.now() < endMs);
  }, forMs);
}

/** Connections for messages that were ever made. */
const dials = (stage: Stage) => stage.weak.counters.mqtt.connections;

test('a leading tab that crashes is replaced within 3 s', async ({ browser, stage }) => {
  const leader = await newPerson(browser, stage.weakUrl, 'Ann');
  await leader.isOnline();
  const follower = await followingTab(leader, stage.weakUrl);
  expect(dials(stage)).toBe(1);
  await crash(leader.page);
  await follower.write('is anybody leading');
  await follower.hasStates('stored', 1, 3000);
  await follower.isOnline(3000);
  expect(dials(stage)).toBe(2);
});

test('a leading tab that is frozen loses its place to the one that is looked at, and takes it well', async ({
  browser,
  stage,
}) => {
  const bo = await newPerson(browser, stage.url, 'Bo');
  const leader = await newPerson(browser, stage.weakUrl, 'Ann');
  await leader.isOnline();
  const follower = await followingTab(leader, stage.weakUrl);
  await leader.write('before');
  await follower.hasStates('stored', 1);
  // Frozen in the middle of a transaction it would hold up the other tab's, until it thaws.
  await expect(leader.message('before').getByText('read', { exact: true })).toBeVisible();
  await leader.page.waitForTimeout(500);
  const thawed = freeze(leader.page, 10_000);
  await follower.write('while it is frozen');
  await expect(bo.message('while it is frozen')).toBeVisible({ timeout: 12_000 });
  await follower.hasStates('stored', 2);

  await thawed;
  await leader.isOnline();
  await leader.write('from the one that woke up');
  await bo.write('good');
  const texts = ['before', 'while it is frozen', 'from the one that woke up', 'good'];
  for (const person of [leader, follower, bo]) {
    await expect(person.message('good')).toBeVisible();
    for (const text of texts) await expect(person.message(text)).toHaveCount(1);
  }
  await leader.hasStates('stored', 3);
  // The first one, and the one of the new leader: nobody takes it back.
  await follower.page.waitForTimeout(1000);
  expect(dials(stage)).toBe(2);
});

test('a following tab writes, reads, shows states, makes, finds and joins rooms', async ({
  browser,
  stage,
}) => {
  const bo = await newPerson(browser, stage.url, 'Bo');
  const leader = await newPerson(browser, stage.weakUrl, 'Ann');
  await leader.isOnline();
  const follower = await followingTab(leader, stage.weakUrl);
  await bo.write('who is there');
  await expect(follower.message('who is there')).toContainText(bo.name);
  await follower.write('a follower');
  await expect(bo.message('a follower')).toContainText(follower.name);
  await expect(follower.message('a follower').getByText('read', { exact: true })).toBeVisible();

  const [mine, his] = [newName('Kitchen'), newName('Garden')];
  await follower.page.getByRole('button', { name: 'New room' }).click();
  await follower.page.getByRole('textbox', { name: 'Room name' }).fill(mine);
  await follower.page.getByRole('button', { name: 'Create', exact: true }).click();
  await expect(follower.page.getByRole('heading', { name: mine })).toBeVisible();
  await follower.write('in my own room');
  await follower.hasStates('stored', 1);
  const rooms = leader.page.getByRole('navigation', { name: 'Rooms' });
  await expect(rooms.getByRole('link', { name: mine })).toBeVisible();

  await bo.page.getByRole('button', { name: 'New room' }).click();
  await bo.page.getByRole('textbox', { name: 'Room name' }).fill(his);
  await bo.page.getByRole('button', { name: 'Create', exact: true }).click();
  await expect(bo.page.getByRole('heading', { name: his })).toBeVisible();
  await bo.write('come in');
  await follower.page.getByRole('link', { name: 'Browse rooms' }).click();
  await follower.page.getByRole('button', { name: `Join ${his}` }).click();
  await expect(follower.message('come in')).toContainText(bo.name);

  stage.weak.refuse();
  await follower.isNotOnline();
  await follower.write('from the tunnel');
  await follower.hasStates('saved', 1);
  // Before the link is back: it may come back by itself, and the button goes with its reason.
  await follower.page.getByRole('button', { name: 'Try now' }).click();
  stage.weak.heal();
  await follower.hasStates('stored', 1);
  await expect(bo.message('from the tunnel')).toBeVisible();
});

test('a copied browser profile does not fight: the older one says so, and can be chosen', async ({
  playwright,
  stage,
}) => {
  const folder = await mkdtemp(join(tmpdir(), 'onebar-profiles-'));
  const { launchOptions = {} } = test.info().project.use;
  const launch = (profile: string) =>
    playwright.chromium.launchPersistentContext(join(folder, profile), launchOptions);
  const first = await launch('original');
  const name = newName('Ann');
  const page = await first.newPage();
  await page.goto(stage.weakUrl);
  await enter(page, name, 'Create account');
  await personAt(name, page).write('before the copy');
  await personAt(name, page).hasStates('stored', 1);
  await first.close();
  await cp(join(folder, 'original'), join(folder, 'copy'), { recursive: true });

  const contexts = await Promise.all([launch('original'), launch('copy')]);
  const open = async (at: number) => {
    const tab = await contexts[at]!.newPage();
    await tab.goto(stage.weakUrl);
    return personAt(name, tab);
  };
  const elsewhere = (person: Person) => person.page.getByRole('heading', { name: 'Open elsewhere' });
  const older = await open(0);
  await older.isOnline();
  const newer = await open(1);
  await newer.isOnline();
  await expect(elsewhere(older)).toBeVisible();
  await newer.write('from the copy');
  await newer.hasStates('stored', 2);

  // Neither of them fights for it, whatever wakes them up.
  const before = dials(stage);
  await older.page.evaluate(() => window.dispatchEvent(new Event('online')));
  await newer.page.waitForTimeout(3000);
  expect(dials(stage)).toBe(before);

  await older.page.getByRole('button', { name: 'Use here' }).click();
  await older.isOnline();
  await expect(elsewhere(newer)).toBeVisible();
  await expect(elsewhere(older)).toHaveCount(0);
  // The server takes what this device wrote for known there, and does not push it: after a while it is asked for.
  await expect(older.message('from the copy')).toHaveCount(1, { timeout: 15_000 });
  await older.write('from the original');
  await older.hasStates('stored', 3);
  await older.page.waitForTimeout(2000);
  expect(dials(stage)).toBe(before + 1);

  await Promise.all(contexts.map((context) => context.close()));
  await rm(folder, { recursive: true, force: true });
});
