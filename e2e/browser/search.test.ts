// Looking for words: in a tunnel, in any script, and on the server for what this device does not have.
import { expect as expectSoon } from 'playwright/test';
import { createDevice } from '../headless/device';
import { until } from '../headless/until';
import { test as installed, untilKept } from './installed';
import { enter, newName, newPerson, personAt, type Person } from './person';
import { test } from './stage';

const expect = expectSoon.configure({ timeout: 15_000 });

const box = ({ page }: Person) => page.getByRole('searchbox', { name: 'Search messages' });
const hits = ({ page }: Person) => page.getByRole('list', { name: 'Messages found' }).getByRole('listitem');
const openSearch = async (person: Person) => {
  await person.page.getByRole('link', { name: 'Search' }).click();
  await expect(box(person)).toBeFocused();
};
const look = async (person: Person, words: string, found: number) => {
  await box(person).fill(words);
  await expect(hits(person)).toHaveCount(found);
};

installed(
  'finds what is on the device without a network, in any script, and opens it in its room',
  async ({ stage }) => {
    installed.setTimeout(120_000);
    const { server } = stage;
    const context = await stage.launch();
    const name = newName('Ann');
    const ann = personAt(name, await context.newPage());
    await ann.page.goto(server.url);
    await enter(ann.page, name, 'Create account');
    await untilKept(ann.page);
    for (const text of [
      'Treffen an der alten Brücke',
      'قرأتُ الكِتابَ أمس',
      '今日は東京に行く',
      'nothing of that',
    ])
      await ann.write(text);
    await ann.hasStates('stored', 4);
    await server.stop();
    await ann.page.reload();
    await expect(ann.message('nothing of that')).toBeVisible();
    await ann.write('a bridge that is not sent');
    await ann.hasStates('saved', 1);

    await openSearch(ann);
    await look(ann, 'brucke alt', 1);
    await expect(hits(ann).locator('mark')).toHaveText(['alt', 'Brücke']);
    await look(ann, 'كتاب', 1);
    await expect(hits(ann).locator('mark')).toHaveText('كِتابَ');
    await look(ann, '東京', 1);
    await look(ann, 'bridge', 1);
    await expect(hits(ann)).toContainText('not sent yet');
    await look(ann, 'rücke', 0);
    await expect(ann.page.getByText('Nothing found on this device')).toBeVisible();
    await look(ann, `from:"${name}" in:lobby`, 5);
    await look(ann, 'from:nobody', 0);

    // By the keyboard alone: into the list, and into the room; and back to where one was.
    await look(ann, 'BRUCKE', 1);
    await box(ann).press('ArrowDown');
    await expect(hits(ann).getByRole('link')).toBeFocused();
    await ann.page.keyboard.press('Enter');
    await expect(ann.page).toHaveURL(/#\/room\/[^/]+\/\d+$/);
    await expect(ann.page.getByRole('heading', { name: 'Lobby' })).toBeVisible();
    await expect(ann.message('Treffen an der alten Brücke')).toBeVisible();
    await ann.page.goBack();
    await expect(box(ann)).toHaveValue('BRUCKE');
    await expect(hits(ann)).toHaveCount(1);
  },
);

test('goes on with what comes and changes, and is narrowed by person, room and day', async ({
  browser,
  stage,
}) => {
  const ann = await newPerson(browser, stage.url, 'Ann');
  const bo = await newPerson(browser, stage.url, 'Bo');
  await ann.write('tea at the bridge');
  await ann.hasStates('stored', 1);
  // By its key, which in the box is a key like any other.
  await bo.page.keyboard.press('/');
  await expect(bo.box).toHaveValue('/');
  await bo.box.fill('');
  await bo.page.keyboard.press('Control+Shift+F');
  await expect(box(bo)).toBeFocused();
  await look(bo, 'bridge', 1);
  await ann.write('the bridge is closed');
  await expect(hits(bo)).toHaveCount(2);
  await expect(hits(bo).first()).toContainText('the bridge is closed');

  await ann.message('tea at the bridge').getByRole('button', { name: 'Details' }).click();
  await ann.page.getByRole('dialog').getByRole('button', { name: 'Edit' }).click();
  await ann.box.fill('tea at the harbour');
  await ann.box.press('Enter');
  await expect(hits(bo)).toHaveCount(1);
  await look(bo, 'harb', 1);

  await box(bo).fill('');
  await bo.page.getByText('Person, room, days').click();
  await bo.page.getByRole('combobox', { name: 'Person' }).selectOption({ label: ann.name });
  await expect(hits(bo)).toHaveCount(2);
  await bo.page.getByLabel('Up to').fill('2020-01-01');
  await expect(hits(bo)).toHaveCount(0);
  await bo.page.getByLabel('Up to').fill('');
  await bo.page.getByRole('combobox', { name: 'Room' }).selectOption({ label: 'Lobby' });
  await expect(hits(bo)).toHaveCount(2);
});

test('looks on the server for what this device does not have, each message once, when there is a link', async ({
  browser,
  stage,
}) => {
  const ann = await newPerson(browser, stage.url, 'Ann');
  await ann.write('the needle of long ago');
  await ann.hasStates('stored', 1);
  const url = stage.url.slice(0, -1);
  const writer = await createDevice({ http: url, mqtt: url }, ann.name, 'sign-in');
  const lobby = await writer.lobby();
  for (let n = 1; n <= 300; n++) await writer.write(lobby, `straw ${n}`);
  await writer.write(lobby, 'the needle of today');
  await until('all is stored', async () => ((await writer.db.outbox.list()).length === 0 ? true : undefined));
  writer.stop();

  const context = await browser.newContext();
  const other = personAt(ann.name, await context.newPage());
  await other.page.goto(`${stage.weakUrl}#/sign-in`);
  await enter(other.page, ann.name, 'Sign in');
  await expect(other.message('the needle of today')).toBeVisible();
  await openSearch(other);
  await look(other, 'needle', 1);
  const ask = other.page.getByRole('button', { name: 'Also look on the server' });
  await expect(other.page.getByText(/^\d+ messages are only on the server\.$/)).toBeVisible();
  stage.weak.refuse();
  await other.isNotOnline();
  await expect(ask).toBeDisabled();
  await expect(other.page.getByText('Needs a connection').last()).toBeVisible();
  stage.weak.heal();
  await other.isOnline(35_000);
  await ask.click();
  await expect(hits(other)).toHaveCount(2);
  await expect(hits(other).last()).toContainText('the needle of long ago');
  await expect(other.page.getByText('1 message found on the server')).toBeVisible();
  // It is fetched with what is around it.
  await hits(other).last().getByRole('link').click();
  await expect(other.message('the needle of long ago')).toBeVisible();
  await expect(other.message('straw 1')).toBeVisible();
  await expect(other.message('the needle of today')).toHaveCount(0);
});

test('leaves nothing of somebody who signed out', async ({ browser, stage }) => {
  const ann = await newPerson(browser, stage.url, 'Ann');
  await ann.write('only for Ann');
  await ann.hasStates('stored', 1);
  await openSearch(ann);
  await look(ann, 'only', 1);
  await ann.page.getByRole('button', { name: 'Sign out' }).click();
  await ann.page.getByRole('button', { name: 'Create account' }).waitFor();
  await ann.page.goto(stage.url);
  const name = newName('Bo');
  await enter(ann.page, name, 'Create account');
  const bo = personAt(name, ann.page);
  await openSearch(bo);
  await expect(box(bo)).toHaveValue('');
  // The device's own one and Bo's: the search let go of Ann's.
  expect(await bo.page.evaluate(async () => (await indexedDB.databases()).length)).toBe(2);
});
