// Rooms and the people in them: who is invited, who is put out, who writes to whom, and who wants to hear from nobody.
import { expect, type Browser, type Page } from 'playwright/test';
import { newName, newPerson, password, personAt, type Person } from './person';
import { test } from './stage';

const panelOf = (page: Page) => page.getByRole('list', { name: 'Members' });

async function makeRoom({ page }: Person, name: string, kind: 'Public' | 'Private'): Promise<void> {
  await page.getByRole('button', { name: 'New room' }).click();
  const dialog = page.getByRole('dialog', { name: 'New room' });
  await dialog.getByRole('textbox', { name: 'Room name' }).fill(name);
  await dialog.getByRole('radio', { name: kind }).check();
  await dialog.getByRole('button', { name: 'Create' }).click();
  await expect(page.getByRole('heading', { name })).toBeVisible();
}

/** Makes a link into the open room, and hands it out as its button does. */
async function makeLink({ page }: Person): Promise<string> {
  await page.getByRole('link', { name: 'Members' }).click();
  await page.getByRole('button', { name: 'Invite', exact: true }).click();
  const dialog = page.getByRole('dialog', { name: /^Invite to / });
  await dialog.getByRole('button', { name: 'Make a link' }).click();
  await expect(dialog.getByRole('img', { name: 'QR code of the link' })).toBeVisible();
  await dialog.getByRole('button', { name: 'Copy link' }).click();
  const link = await page.evaluate(() => navigator.clipboard.readText());
  await dialog.getByRole('button', { name: 'Close' }).click();
  return link;
}

async function newGuest(browser: Browser, url: string, stem: string): Promise<Person> {
  const person = await newPerson(browser, url, stem);
  await person.context.grantPermissions(['clipboard-read', 'clipboard-write']);
  return person;
}

const at = (link: string, url: string) => new URL(`/${new URL(link).hash}`, url).href;

test('an invite by link leads somebody new through an account into a private room', async ({
  browser,
  stage,
}) => {
  const ann = await newGuest(browser, stage.url, 'Ann');
  const name = newName('Cave');
  await makeRoom(ann, name, 'Private');
  await ann.write('nobody sees this from outside');
  const link = await makeLink(ann);

  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(link);
  await expect(page.getByText(`You are invited to ${name}.`)).toBeVisible();
  const bo = personAt(newName('Bo'), page);
  await page.getByRole('textbox', { name: 'Name' }).fill(bo.name);
  await page.getByRole('textbox', { name: 'Password', exact: true }).fill(password);
  await page.getByRole('button', { name: 'Create account' }).click();
  await expect(page.getByRole('heading', { name })).toBeVisible();
  await expect(bo.message('nobody sees this from outside')).toBeVisible();
  await bo.write('now I do');
  await expect(ann.message('now I do')).toBeVisible();
  await expect(panelOf(ann.page)).toContainText(bo.name);

  // The same link once more leads there as well; taken back, it leads nobody else.
  await page.goto(at(link, stage.url));
  await page.getByRole('button', { name: 'Join' }).click();
  await expect(page.getByRole('heading', { name })).toBeVisible();
  await ann.page.getByRole('button', { name: 'Invite', exact: true }).click();
  // A tablet that is turned: what was opened beside the room stays open.
  await ann.page.getByRole('textbox', { name: 'Name of the person' }).fill('half a na');
  for (const width of [800, 1280]) {
    await ann.page.setViewportSize({ width, height: 720 });
    await expect(ann.page.getByRole('textbox', { name: 'Name of the person' })).toHaveValue('half a na');
  }
  await ann.page.getByRole('button', { name: /^Take back the link/ }).click();
  await expect(ann.page.getByRole('button', { name: /^Take back the link/ })).toHaveCount(0);
  const cy = await newPerson(browser, stage.url, 'Cy');
  await cy.page.goto(at(link, stage.url));
  await expect(cy.page.getByText('This invite was taken back.')).toBeVisible();
});

test('an invite that is opened without a connection is kept, and used when there is one', async ({
  browser,
  stage,
}) => {
  const ann = await newGuest(browser, stage.url, 'Ann');
  const name = newName('Cave');
  await makeRoom(ann, name, 'Private');
  const link = await makeLink(ann);
  const bo = await newPerson(browser, stage.weakUrl, 'Bo');
  stage.weak.refuse();
  await bo.isNotOnline();
  await bo.page.goto(at(link, stage.weakUrl));
  await expect(bo.page.getByText('The invite is kept on this device')).toBeVisible();
  await bo.page.reload();
  await expect(bo.page.getByText('The invite is kept on this device')).toBeVisible();
  await bo.page.getByRole('link', { name: 'To your rooms' }).click();
  stage.weak.heal();
  // It comes back by itself, in 30 s at the most.
  await bo.isOnline(35_000);
  await expect(bo.page.getByText(`You are in ${name} now.`)).toBeVisible();
  await bo.page.getByRole('link', { name: 'Open it' }).click();
  await bo.write('out of the tunnel');
  await expect(ann.message('out of the tunnel')).toBeVisible();
});

test('somebody is removed while their words wait', async ({ browser, stage }) => {
  const ann = await newPerson(browser, stage.url, 'Ann');
  const bo = await newPerson(browser, stage.weakUrl, 'Bo');
  const name = newName('Cave');
  await makeRoom(ann, name, 'Public');
  await bo.page.getByRole('link', { name: 'Browse rooms' }).click();
  await bo.page.getByRole('button', { name: `Join ${name}` }).click();
  await bo.write('stored before');
  await bo.hasStates('stored', 1);
  await ann.page.getByRole('link', { name: 'Members' }).click();
  stage.weak.refuse();
  await bo.isNotOnline();
  await bo.write('written in the tunnel');
  await bo.hasStates('saved', 1);
  await ann.page.getByRole('button', { name: `Remove ${bo.name}` }).click();
  await expect(ann.message(`You removed ${bo.name}`)).toBeVisible();
  await expect(panelOf(ann.page)).not.toContainText(bo.name);

  stage.weak.heal();
  await bo.hasStates('failed', 1);
  await bo.hasStates('stored', 1);
  const out = `You were removed by ${ann.name}`;
  await expect(bo.page.getByText(`${out}. What you have of it stays readable here.`)).toBeVisible();
  await expect(bo.page.getByRole('link', { name, exact: true })).toContainText(out);
  await expect(bo.box).toHaveCount(0);
  await expect(bo.message('stored before')).toBeVisible();
  await bo.page.getByRole('link', { name: 'Outbox' }).first().click();
  await expect(bo.page.getByText('written in the tunnel')).toBeVisible();
  await expect(bo.page.getByRole('button', { name: 'Copy', exact: true })).toBeVisible();
});

test('a person is found by name, and both have one room for the two of them; then one is blocked', async ({
  browser,
  stage,
}) => {
  const ann = await newPerson(browser, stage.url, 'Ann');
  const bo = await newPerson(browser, stage.url, 'Bo');
  await ann.page.getByRole('link', { name: 'New message to a person' }).click();
  await ann.page.getByRole('textbox', { name: 'Name of the person' }).fill(bo.name.toUpperCase());
  await ann.page.getByRole('button', { name: `Write to ${bo.name}` }).click();
  await expect(ann.page.getByRole('heading', { name: bo.name })).toBeVisible();
  await ann.write('just the two of us');
  const room = bo.page.getByRole('navigation', { name: 'Rooms' }).getByRole('link', { name: ann.name });
  await room.click();
  await expect(bo.message('just the two of us')).toBeVisible();
  await bo.write('so it is');
  await expect(ann.message('so it is')).toBeVisible();

  // The other way round it is the same room.
  await bo.page.getByRole('link', { name: 'New message to a person' }).click();
  await bo.page.getByRole('textbox', { name: 'Name of the person' }).fill(ann.name);
  await bo.page.getByRole('button', { name: `Write to ${ann.name}` }).click();
  await expect(bo.message('just the two of us')).toBeVisible();

  await bo.page.getByRole('link', { name: 'About this person' }).click();
  await bo.page.getByRole('button', { name: `Block ${ann.name}` }).click();
  await expect(bo.page.getByText(`You blocked ${ann.name}. Their messages are hidden.`)).toBeVisible();
  await expect(bo.page.getByText('just the two of us')).toHaveCount(0);
  await expect(room).toHaveCount(0);
  await ann.write('are you there');
  await ann.hasStates('stored', 2);
  await bo.page.getByRole('link', { name: 'Settings' }).click();
  await bo.page.getByRole('button', { name: `Unblock ${ann.name}` }).click();
  await room.click();
  await expect(bo.message('are you there')).toBeVisible();
});
