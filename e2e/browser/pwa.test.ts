// The app as a thing on the device: there before the network is, replaced when a newer version lies ready, installed, shared with,
// and sending after it was closed.
import { join } from 'node:path';
import { expect as expectSoon, type BrowserContext, type Page } from 'playwright/test';
import { breakVersion, buildVersion, builtApp, test, untilKept, type InstalledStage } from './installed';
import { enter, newName, personAt, type Person } from './person';
import { wakeWorker } from './wake-worker';

// A browser is started, a worker installed, a server restarted: each takes its time on a busy machine.
const expect = expectSoon.configure({ timeout: 15_000 });
test.setTimeout(120_000);

/** Makes an account in this browser, and lets the app come to rest on the device. */
async function arrive({ server }: InstalledStage, context: BrowserContext, stem: string): Promise<Person> {
  const page = await context.newPage();
  const name = newName(stem);
  await page.goto(server.url);
  await enter(page, name, 'Create account');
  await untilKept(page);
  return personAt(name, page);
}

async function makeRoom(page: Page, name: string): Promise<void> {
  await page.getByRole('button', { name: 'New room' }).click();
  await page.getByRole('textbox', { name: 'Room name' }).fill(name);
  await page.getByRole('button', { name: 'Create', exact: true }).click();
  await expect(page.getByRole('heading', { name })).toBeVisible();
}

test('opens without a network, signed in, with its rooms and the last one read', async ({ stage }) => {
  const { server } = stage;
  const before = await stage.launch('ann');
  const ann = await arrive(stage, before, 'Ann');
  await makeRoom(ann.page, 'North slope');
  await ann.write('written with a network');
  await ann.hasStates('stored', 1);
  await before.close();
  await server.stop();

  const after = await stage.launch('ann');
  const again = personAt(ann.name, await after.newPage());
  const answer = await again.page.goto(server.url, { waitUntil: 'commit' });
  await expect(again.message('written with a network')).toBeVisible();
  await expect(again.page.getByRole('link', { name: 'Lobby' })).toBeVisible();
  expect(answer?.fromServiceWorker()).toBe(true);
  expect(answer?.headers()['content-security-policy']).toContain("default-src 'none'");
  await again.write('written without one');
  await again.hasStates('saved', 1);

  await server.start();
  await again.hasStates('stored', 2, 30_000);
});

test('sends what waits after every page was closed', async ({ stage }) => {
  const { server } = stage;
  const anns = await stage.launch('ann');
  const bo = await arrive(stage, await stage.launch('bo'), 'Bo');
  const ann = await arrive(stage, anns, 'Ann');
  await ann.write('before');
  await ann.hasStates('stored', 1);
  await server.stop();
  await ann.isNotOnline();
  for (const text of ['first from the tunnel', 'second from the tunnel']) await ann.write(text);
  await ann.hasStates('saved', 2);
  await ann.page.close();
  await server.start();

  await wakeWorker(await anns.newPage(), server.url);
  await expect(bo.message('second from the tunnel')).toBeVisible({ timeout: 30_000 });
  const heard = await bo.items();
  expect(
    heard.filter((item) => item.includes('from the tunnel')).map((item) => /first|second/.exec(item)?.[0]),
  ).toEqual(['first', 'second']);

  const again = personAt(ann.name, await anns.newPage());
  await again.page.goto(server.url);
  await again.hasStates('stored', 3);
  await again.hasStates('saved', 0);
  await bo.write('once each');
  await expect(again.message('once each')).toBeVisible();
  expect((await bo.items()).filter((item) => item.includes('from the tunnel'))).toHaveLength(2);
});

test('a newer version is offered, taken by all tabs, and a broken one is replaced by the next', async ({
  stage,
}) => {
  const { server } = stage;
  const [next, broken] = [join(stage.folder, 'next'), join(stage.folder, 'broken')];
  await buildVersion('next', next);
  await breakVersion(next, broken);
  const context = await stage.launch();
  const ann = await arrive(stage, context, 'Ann');
  const other = personAt(ann.name, await context.newPage());
  await other.page.goto(ann.page.url());
  const update = (person: Person) => person.page.getByRole('button', { name: 'Update' });
  await expect(other.box).toBeVisible();
  await expect(update(ann)).toHaveCount(0);

  await server.start(next);
  await ann.page.bringToFront();
  await ann.page.reload();
  await expect(ann.page.getByRole('status', { name: 'Version' })).toContainText('Update ready');
  await expect(update(other)).toBeVisible();
  // It is offered, and nothing more: the old version goes on with the new server.
  await ann.write('with the old version');
  await ann.hasStates('stored', 1);
  await ann.box.fill('half a thought');
  const reloaded = [ann, other].map(({ page }) => page.waitForEvent('load'));
  await update(ann).click();
  await Promise.all(reloaded);
  await expect(ann.box).toHaveValue('half a thought');
  for (const { page } of [ann, other]) {
    await page.getByRole('link', { name: 'Settings' }).click();
    await expect(page.getByText('Version next')).toBeVisible();
  }

  await other.page.close();
  await server.start(broken);
  await ann.page.reload();
  await update(ann).click();
  await expect(ann.page.getByRole('link', { name: 'Settings' })).toHaveCount(0);
  await expect(ann.page.locator('#root')).toContainText('A messenger for bad connections');

  await server.start(builtApp);
  await ann.page.goto(server.url);
  await expect(ann.box).toHaveValue('half a thought', { timeout: 30_000 });
  await ann.hasStates('stored', 1);
});

test('can be installed, says so once, and takes what is shared with it and links, without a network too', async ({
  stage,
}) => {
  const { server } = stage;
  const context = await stage.launch();
  const { page, ...ann } = await arrive(stage, context, 'Ann');
  const devtools = await context.newCDPSession(page);
  expect((await devtools.send('Page.getInstallabilityErrors')).installabilityErrors).toEqual([]);
  expect((await devtools.send('Page.getAppManifest')).errors).toEqual([]);
  const offer = page.getByRole('region', { name: 'Install' });
  await expect(offer).toHaveCount(0);
  await ann.write('my first words');
  await offer.getByRole('button', { name: 'Not now' }).click();
  await expect(offer).toHaveCount(0);
  await page.reload();
  await ann.hasStates('stored', 1);
  await page.getByRole('link', { name: 'Settings' }).click();
  await expect(page.getByRole('heading', { name: 'Install' })).toBeVisible();
  await expect(offer).toHaveCount(0);
  await makeRoom(page, 'North slope');
  const room = new URL(page.url()).hash.replace('#/room/', '');
  await ann.box.fill('not sent yet');
  await page.getByRole('link', { name: 'Lobby' }).click();
  await expect(page.getByRole('heading', { name: 'Lobby' })).toBeVisible();

  await server.stop();
  // What the system does for a share target.
  await page.evaluate(() => {
    const form = document.createElement('form');
    form.action = '/';
    for (const [name, value] of [
      ['title', 'Bridge'],
      ['text', 'It is open'],
      ['url', 'https://road.example/4'],
    ] as const) {
      const field = document.createElement('input');
      field.name = name;
      field.value = value;
      form.append(field);
    }
    document.body.append(form);
    form.submit();
  });
  const shared = 'Bridge\nIt is open\nhttps://road.example/4';
  await expect(page.getByRole('heading', { name: 'New message' })).toBeVisible();
  await page
    .getByRole('list', { name: 'In which room?' })
    .getByRole('button', { name: 'North slope' })
    .click();
  await expect(ann.box).toHaveValue(`not sent yet\n${shared}`);
  await expect(ann.box).toBeFocused();
  await page.reload();
  await expect(ann.box).toHaveValue(`not sent yet\n${shared}`);
  // A draft, and nothing more: nobody has sent it.
  expect((await ann.items()).filter((item) => item.includes('Bridge'))).toEqual([]);

  await page.goto(`${server.url}#/browse`);
  await page.goto(`${server.url}?open=${encodeURIComponent(`web+onebar:room/${room}`)}`);
  await expect(page.getByRole('heading', { name: 'North slope' })).toBeVisible();
});

test('after its storage was cleared by hand, signing in brings everything back', async ({ stage }) => {
  const { server } = stage;
  const context = await stage.launch();
  const ann = await arrive(stage, context, 'Ann');
  await ann.write('kept by the server');
  await ann.hasStates('stored', 1);
  const devtools = await context.newCDPSession(ann.page);
  await ann.page.goto('about:blank');
  await devtools.send('Storage.clearDataForOrigin', {
    origin: new URL(server.url).origin,
    storageTypes: 'all',
  });
  await ann.page.goto(server.url);
  await ann.page.getByRole('link', { name: 'I have an account' }).click();
  await expect(ann.page.getByRole('button', { name: 'Create account' })).toHaveCount(0);
  await enter(ann.page, ann.name, 'Sign in');
  await expect(ann.message('kept by the server')).toBeVisible();
  await untilKept(ann.page);
});
