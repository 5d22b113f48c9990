// The link, visible: who types, what the link was like, what is spared, and the first steps of somebody new.
import { expect, type Browser, type Page } from 'playwright/test';
import { enter, newName, newPerson, personAt, type Person } from './person';
import { test } from './stage';

const header = ({ page }: Person) => page.locator('main header');
const toConnection = ({ page }: Person) =>
  page.getByRole('main').getByRole('link', { name: 'Connection', exact: true }).click();
const drops = (page: Page) => page.getByRole('list', { name: 'Interruptions' }).getByRole('listitem');
const settings = async ({ page }: Person) => {
  await page.getByRole('link', { name: 'Settings' }).first().click();
  await expect(page.getByRole('combobox', { name: 'Data saver' })).toBeVisible();
};

/** The first steps of a new account would lie over what a story looks at. */
async function skipFirstSteps({ page }: Person): Promise<void> {
  await page.getByRole('button', { name: 'Skip this' }).click();
  await expect(page.getByRole('region', { name: 'First steps' })).toHaveCount(0);
}

async function twoInLobby(browser: Browser, annsUrl: string, url: string): Promise<[Person, Person]> {
  const ann = await newPerson(browser, annsUrl, 'Ann');
  const bo = await newPerson(browser, url, 'Bo');
  for (const person of [ann, bo]) {
    await skipFirstSteps(person);
    await person.isOnline();
  }
  return [ann, bo];
}

test('somebody types, and it shows until their words are there', async ({ browser, stage }) => {
  const [ann, bo] = await twoInLobby(browser, stage.url, stage.url);
  await bo.box.pressSequentially('I am', { delay: 50 });
  await expect(header(ann)).toContainText(`${bo.name} is typing`);
  await expect(header(bo)).not.toContainText('typing');
  await bo.box.press('Enter');
  await expect(ann.message('I am')).toBeVisible();
  await expect(header(ann)).not.toContainText('typing');

  // Switched off, it is neither told nor shown.
  await settings(ann);
  await ann.page.getByRole('checkbox', { name: 'Show when I am typing' }).uncheck();
  await ann.page.getByRole('navigation', { name: 'Rooms' }).getByRole('link', { name: 'Lobby' }).click();
  await ann.box.pressSequentially('quietly', { delay: 50 });
  await bo.page.waitForTimeout(4_000);
  await bo.box.pressSequentially('loudly', { delay: 50 });
  await bo.page.waitForTimeout(1_000);
  await expect(header(ann)).not.toContainText('typing');
  await expect(header(bo)).not.toContainText('typing');
  await ann.page.reload();
  await settings(ann);
  await expect(ann.page.getByRole('checkbox', { name: 'Show when I am typing' })).not.toBeChecked();
});

test('the list of a room’s people says who is here, and nothing of whoever does not show it', async ({
  browser,
  stage,
}) => {
  const [ann, bo] = await twoInLobby(browser, stage.url, stage.url);
  await ann.page.getByRole('link', { name: 'Members' }).click();
  const row = (of: Person) =>
    ann.page.getByRole('list', { name: 'Members' }).getByRole('listitem').filter({ hasText: of.name });
  await expect(row(bo)).toContainText('here now');
  await settings(bo);
  const shows = bo.page.getByRole('checkbox', { name: /^Show when I am here/ });
  await expect(shows).toBeChecked();
  await shows.uncheck();
  await expect(row(bo)).not.toContainText('here now', { timeout: 15_000 });
  await shows.check();
  await expect(row(bo)).toContainText('here now', { timeout: 15_000 });
  await bo.context.close();
  await expect(row(bo)).toContainText(/last seen \d+ min ago/, { timeout: 40_000 });
});

test('the page about the connection tells of interruptions, also after a reload, and of what was carried', async ({
  browser,
  stage,
}) => {
  const [ann] = await twoInLobby(browser, stage.weakUrl, stage.url);
  await ann.write('before the tunnel');
  await ann.hasStates('stored', 1);
  stage.weak.refuse();
  await ann.isNotOnline();
  await toConnection(ann);
  await expect(ann.page.getByRole('heading', { name: 'Connection' })).toBeVisible();
  await expect(drops(ann.page)).toHaveText(/, and still$/);
  await ann.page.waitForTimeout(1_500);
  stage.weak.heal();
  await ann.tryNow();
  await ann.isOnline();
  await expect(drops(ann.page)).toHaveText(/, for \d+ s$/);
  const rows = ann.page.getByRole('table').getByRole('row');
  await expect(rows.filter({ hasText: 'All in all' })).toContainText(/bytes|kB/);
  await expect(rows.filter({ hasText: 'Lobby' })).toContainText(/bytes|kB/);
  await expect(ann.page.getByRole('main')).toContainText(/Today it would have spared at least/);
  await expect(ann.page.getByRole('main')).toContainText(/There and back since .*: at best/);
  await ann.page.reload();
  await expect(drops(ann.page)).toHaveText(/, for \d+ s$/);

  // A tab that follows shows the same, and the thin line leads there.
  const second = personAt(ann.name, await ann.context.newPage());
  await second.page.goto(stage.weakUrl);
  await second.page.getByRole('navigation', { name: 'Rooms' }).getByRole('link', { name: 'Lobby' }).click();
  await second.isOnline();
  await expect(second.page.getByRole('main')).toContainText(/\d+(\.\d)? (ms|s) there and back/, {
    timeout: 40_000,
  });
  await toConnection(second);
  await expect(drops(second.page)).toHaveText(/, for \d+ s$/);
});

test('data saver: chosen here, or because the browser says so, it does without signs', async ({
  browser,
  stage,
}) => {
  const [ann, bo] = await twoInLobby(browser, stage.url, stage.url);
  await settings(ann);
  await ann.page.getByRole('combobox', { name: 'Data saver' }).selectOption({ label: 'On' });
  await expect(ann.page.getByText('It is on now.')).toBeVisible();
  await ann.page.getByRole('navigation', { name: 'Rooms' }).getByRole('link', { name: 'Lobby' }).click();
  await expect(ann.box).toBeVisible();
  await bo.write('words come all the same');
  await expect(ann.message('words come all the same')).toBeVisible();
  await bo.box.pressSequentially('and these', { delay: 50 });
  await ann.page.waitForTimeout(1_500);
  await expect(header(ann)).not.toContainText('typing');
  await toConnection(ann);
  await expect(ann.page.getByText(/^It is on\. Typing/)).toBeVisible();

  const page = await (await browser.newContext()).newPage();
  await page.addInitScript(() => {
    const connection = Object.assign(new EventTarget(), { saveData: true });
    Object.defineProperty(navigator, 'connection', { value: connection });
  });
  const cid = personAt(newName('Cid'), page);
  await page.goto(stage.url);
  await enter(page, cid.name, 'Create account');
  await cid.isOnline();
  await settings(cid);
  await expect(page.getByRole('combobox', { name: 'Data saver' })).toHaveValue('auto');
  await expect(page.getByText('It is on now.')).toBeVisible();
});

test('somebody new sees for themselves that words are safe without a link, and is left alone then', async ({
  browser,
  stage,
}) => {
  const ann = await newPerson(browser, stage.weakUrl, 'Ann');
  const steps = ann.page.getByRole('region', { name: 'First steps' });
  await expect(steps).toContainText('Now switch to airplane mode, and write something.');
  await ann.isOnline();
  await expect(ann.box).toBeFocused();
  const place = () => ann.box.boundingBox();
  const before = await place();
  stage.weak.refuse();
  await ann.isNotOnline();
  await expect(steps).toContainText('Good. Write something: it is kept here.');
  await ann.write('from the air');
  await expect(steps).toContainText('It waits here, safe. Switch the network on again.');
  await ann.page.reload();
  await expect(steps).toContainText('It waits here, safe. Switch the network on again.');
  await ann.hasStates('saved', 1);
  stage.weak.heal();
  await ann.tryNow();
  await ann.hasStates('stored', 1);
  await expect(steps).toContainText('Stored. That is all there is to know.');
  await steps.getByRole('button', { name: 'Done' }).click();
  await expect(steps).toHaveCount(0);
  // Nothing was moved by it.
  expect(await place()).toEqual(before);
  await ann.page.reload();
  await ann.hasStates('stored', 1);
  await ann.page.waitForTimeout(1_000);
  await expect(steps).toHaveCount(0);
});
