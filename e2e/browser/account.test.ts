// One's own account and devices, on the built app: a name, a second device, signing it out, the password, the end of it all.
import { expect, type Page } from 'playwright/test';
import { enter, newPerson, password, personAt } from './person';
import { test } from './stage';

const openSettings = (page: Page) => page.getByRole('link', { name: 'Settings' }).click();
const openLobby = (page: Page) =>
  page.getByRole('navigation', { name: 'Rooms' }).getByRole('link', { name: 'Lobby', exact: true }).click();

/** Does the broker still know the device that is signed in on this page? */
const tokenWorks = async (page: Page, url: string): Promise<boolean> => {
  const token = await tokenOf(page);
  const response = await fetch(`${url}api/outbox`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-msgpack', authorization: `Bearer ${token}` },
    // An outbox with nothing in it: `[1, []]`.
    body: Uint8Array.of(0x92, 0x01, 0x90),
  });
  return response.status === 200;
};

const tokenOf = (page: Page): Promise<string> =>
  page.evaluate(async () => {
    const database = await new Promise<IDBDatabase>((resolve, reject) => {
      const opening = indexedDB.open('onebar');
      opening.addEventListener('success', () => resolve(opening.result));
      opening.addEventListener('error', () => reject(new Error('It cannot be opened.')));
    });
    const account = await new Promise<{ token: string }>((resolve, reject) => {
      const reading = database.transaction('current').objectStore('current').get('account');
      reading.addEventListener('success', () => resolve(reading.result as { token: string }));
      reading.addEventListener('error', () => reject(new Error('It cannot be read.')));
    });
    database.close();
    return account.token;
  });

test('a new name is shown to others at once, and to those who were away when they are back', async ({
  browser,
  stage,
}) => {
  const ann = await newPerson(browser, stage.url, 'Ann');
  const bo = await newPerson(browser, stage.url, 'Bo');
  const cy = await newPerson(browser, stage.weakUrl, 'Cy');
  await ann.write('who am I');
  for (const person of [bo, cy]) await expect(person.message('who am I')).toContainText(ann.name);
  stage.weak.refuse();
  await cy.isNotOnline();

  await openSettings(ann.page);
  const field = ann.page.getByRole('textbox', { name: 'Display name' });
  await expect(field).toHaveValue(ann.name);
  const captain = `Captain ${process.pid}`;
  await field.fill(captain);
  await ann.page.getByRole('button', { name: 'Save name' }).click();
  await expect(ann.page.getByText('Saved.')).toBeVisible();
  await expect(bo.message('who am I')).toContainText(captain);

  stage.weak.heal();
  await cy.isOnline();
  await expect(cy.message('who am I')).toContainText(captain);

  // Another device of the same person is told what others see, and both names sign in.
  const second = await (await browser.newContext()).newPage();
  await second.goto(`${stage.url}#/sign-in`);
  await enter(second, captain, 'Sign in');
  await openSettings(second);
  await expect(second.getByRole('textbox', { name: 'Display name' })).toHaveValue(captain);
});

test('another device is linked by a code, and signed out from the first one', async ({ browser, stage }) => {
  const ann = await newPerson(browser, stage.url, 'Ann');
  await ann.write('from the first device');
  await ann.hasStates('stored', 1);
  await openSettings(ann.page);
  await ann.page.getByRole('button', { name: 'Link a device' }).click();
  const dialog = ann.page.getByRole('dialog', { name: 'Link a device' });
  await expect(dialog.getByRole('img', { name: 'QR code to sign in another device' })).toBeVisible();
  const code = await dialog.getByLabel('Code', { exact: true }).innerText();
  expect(code).toMatch(/^[0-9A-Z]{4}-[0-9A-Z]{4}$/);

  const page = await (await browser.newContext()).newPage();
  await page.goto(`${stage.url}#/link/${code.replace('-', '')}`);
  await expect(page.getByRole('textbox', { name: 'Code' })).toHaveValue(code.replace('-', ''));
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  const second = personAt(ann.name, page);
  await expect(second.box).toBeVisible();
  await second.isOnline();
  await expect(second.message('from the first device')).toContainText(ann.name);
  await expect(dialog).toContainText('is signed in.');
  await dialog.getByRole('button', { name: 'Close' }).click();

  // A code works once.
  const third = await (await browser.newContext()).newPage();
  await third.goto(`${stage.url}#/link/${code}`);
  await third.getByRole('button', { name: 'Sign in', exact: true }).click();
  await expect(third.getByRole('alert')).toContainText('was used');

  await second.box.fill('half a thought');
  expect(await tokenWorks(page, stage.url)).toBe(true);
  const token = await tokenOf(page);
  const devices = ann.page.getByRole('list', { name: 'Your devices' });
  await expect(devices.getByRole('listitem')).toHaveCount(2);
  await devices
    .getByRole('listitem')
    .filter({ hasNot: ann.page.getByText('this device', { exact: true }) })
    .getByRole('button', { name: 'Sign out this device' })
    .click();
  const confirm = ann.page.getByRole('dialog', { name: /^Sign out / });
  await confirm.getByRole('button', { name: 'Sign out this device' }).click();
  await expect(page.getByRole('heading', { name: 'This device was signed out' })).toBeVisible({
    timeout: 1000,
  });
  await expect(confirm).toBeHidden();
  expect(await tokenWorks(page, stage.url)).toBe(false);
  await expect(devices.getByRole('listitem')).toHaveCount(1);
  await expect(page.getByRole('list', { name: 'Not sent yet' })).toContainText('half a thought');

  // Signed in again it goes on where it was, as a device with another token.
  await page.getByRole('button', { name: 'Sign in again' }).click();
  await enter(page, ann.name, 'Sign in');
  await expect(second.box).toHaveValue('half a thought');
  await second.box.press('Enter');
  await second.hasStates('stored', 2);
  expect(await tokenOf(page)).not.toBe(token);
});

test('a link to sign in that is opened where somebody is signed in waits until they sign out', async ({
  browser,
  stage,
}) => {
  const ann = await newPerson(browser, stage.url, 'Ann');
  await ann.write('from Ann');
  await ann.hasStates('stored', 1);
  await openSettings(ann.page);
  await ann.page.getByRole('button', { name: 'Link a device' }).click();
  const code = ann.page.getByRole('dialog').getByLabel('Code', { exact: true });
  const link = `${stage.url}#/link/${(await code.innerText()).replace('-', '')}`;

  const bo = await newPerson(browser, stage.weakUrl, 'Bo');
  const { page } = bo;
  await page.goto(link.replace(stage.url, stage.weakUrl));
  await expect(page.getByText(`On this device you are signed in already, as ${bo.name}.`)).toBeVisible();
  await page.getByRole('button', { name: 'Stay signed in' }).click();
  await openLobby(page);
  await expect(bo.box).toBeVisible();

  // Words that wait are not deleted unseen.
  stage.weak.refuse();
  await bo.isNotOnline();
  await bo.write('not sent yet');
  await page.goto(link.replace(stage.url, stage.weakUrl));
  await page.getByRole('button', { name: 'Sign out and use the link' }).click();
  const asks = page.getByRole('dialog', { name: 'Sign out now?' });
  await asks.getByRole('button', { name: 'Stay signed in' }).click();
  await expect(page.getByText('signed in already')).toBeVisible();
  stage.weak.heal();
  await bo.isOnline(35_000);
  await expect(page.getByRole('link', { name: 'Outbox' })).toHaveCount(0);
  await page.getByRole('button', { name: 'Sign out and use the link' }).click();
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await expect(personAt(ann.name, page).message('from Ann')).toBeVisible();
  await expect(page.getByTitle(`Signed in as ${ann.name}`)).toBeVisible();
  expect(new URL(page.url()).hash).not.toContain('/link');
});

test('the password is changed, and then the account is deleted with its words', async ({
  browser,
  stage,
}) => {
  // The first one looks after the server, and cannot just go.
  const bo = await newPerson(browser, stage.url, 'Bo');
  const ann = await newPerson(browser, stage.url, 'Ann');
  await ann.write('nobody shall read this');
  await expect(bo.message('nobody shall read this')).toBeVisible();

  const { page } = ann;
  await openSettings(page);
  const next = 'another horse entirely';
  await page.getByRole('button', { name: 'Change password' }).click();
  const change = page.getByRole('dialog', { name: 'Change password' });
  await change.getByRole('textbox', { name: 'Current password' }).fill('a wrong password');
  await change.getByRole('textbox', { name: 'New password' }).fill(next);
  await change.getByRole('button', { name: 'Change password' }).click();
  await expect(change.getByRole('alert')).toContainText('wrong');
  await change.getByRole('textbox', { name: 'Current password' }).fill(password);
  await change.getByRole('button', { name: 'Change password' }).click();
  await expect(page.getByText('Your password was changed.')).toBeVisible();

  await page.getByRole('button', { name: 'Delete my account…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Delete account' });
  await dialog.getByRole('radio', { name: /^Empty them/ }).check();
  await dialog.getByRole('textbox', { name: 'Your password' }).fill(password);
  await dialog.getByRole('button', { name: 'Delete account' }).click();
  await expect(dialog.getByRole('alert')).toContainText('wrong');
  await dialog.getByRole('textbox', { name: 'Your password' }).fill(next);
  await dialog.getByRole('button', { name: 'Delete account' }).click();
  await expect(page.getByText('Your account was deleted.')).toBeVisible();

  await expect(bo.message('nobody shall read this')).toHaveCount(0);
  await expect(bo.page.getByRole('list', { name: 'Messages' })).toContainText('Deleted account');
  await openLobby(bo.page);
  await page.getByRole('link', { name: 'I have an account' }).click();
  await page.getByRole('textbox', { name: 'Name' }).fill(ann.name);
  await page.getByRole('textbox', { name: 'Password', exact: true }).fill(next);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await expect(page.getByRole('alert')).toContainText('wrong');
});
