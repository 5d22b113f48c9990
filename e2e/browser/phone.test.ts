// Rooms, invites, roles, devices and the server's admin on a phone: all of it by touch, and nothing lies beside the screen.
import { expect, type Browser, type Page } from 'playwright/test';
import { enter, newName, password, personAt, type Person } from './person';
import { test } from './stage';

const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };

async function newPhone(browser: Browser, url: string, stem: string): Promise<Person> {
  const page = await (await browser.newContext(phone)).newPage();
  const person = personAt(newName(stem), page);
  await page.goto(url);
  await enter(page, person.name, 'Create account');
  return person;
}

/** One does not have to push the screen sideways to see all of it. */
async function fits(page: Page): Promise<void> {
  const beside = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  expect(beside).toBeLessThanOrEqual(0);
}

test('on a phone people are invited, given a role and put out, rooms left, devices linked, and the server kept', async ({
  browser,
  stage,
}) => {
  const ann = await newPhone(browser, stage.url, 'Ann');
  const { page } = ann;
  const tap = (name: string | RegExp, at: Page = page) =>
    at.getByRole('button', { name, exact: typeof name === 'string' }).tap();
  const follow = (name: string, at: Page = page) => at.getByRole('link', { name, exact: true }).first().tap();

  await follow('Back to rooms');
  await tap('New room');
  const cave = newName('Cave');
  await page.getByRole('dialog').getByRole('textbox', { name: 'Room name' }).fill(cave);
  await page.getByRole('dialog').getByRole('radio', { name: 'Private' }).check();
  await tap('Create');
  await follow('Members');
  await tap('Invite');
  await tap('Make a link');
  await expect(page.getByRole('img', { name: 'QR code of the link' })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Copy link' })).toBeVisible();
  await fits(page);
  const link = (await page.getByText(/#\/join\/[\w-]{22}$/).textContent()) ?? '';
  await tap('Close');

  const other = await (await browser.newContext(phone)).newPage();
  await other.goto(link);
  await expect(other.getByText(`You are invited to ${cave}.`)).toBeVisible();
  await fits(other);
  const bo = personAt(newName('Bo'), other);
  await other.getByRole('textbox', { name: 'Name' }).fill(bo.name);
  await other.getByRole('textbox', { name: 'Password', exact: true }).fill(password);
  await tap('Create account', other);
  await expect(other.getByRole('heading', { name: cave })).toBeVisible();
  await bo.box.fill('here I am');
  await tap('Send', other);
  await bo.hasStates('stored', 1);

  await tap(`More about ${bo.name}`);
  await tap(`Make ${bo.name} an admin`);
  const row = page.getByRole('list', { name: 'Members' }).getByRole('listitem').filter({ hasText: bo.name });
  await expect(row).toContainText('Admin');
  await fits(page);
  await follow('Members', other);
  await tap('Leave room', other);
  await other.getByRole('dialog').getByRole('button', { name: 'Leave room' }).tap();
  await expect(other.getByText('Nothing changes here for you any more.')).toBeVisible();
  await expect(row).toHaveCount(0);

  // The first account looks after the server, and keeps order in the lobby, which nobody owns.
  await follow('Back to the room');
  await follow('Back to rooms');
  await follow('Lobby');
  await follow('Members');
  await tap(`Remove ${bo.name}`);
  await expect(page.getByRole('list', { name: 'Members' })).not.toContainText(bo.name);
  await follow('Back to the room');
  await expect(ann.message(`You removed ${bo.name}`)).toBeVisible();

  await follow('Back to rooms');
  await follow('Settings');
  await expect(page.getByRole('list', { name: 'Your devices' })).toContainText('this device');
  await fits(page);
  await tap('Link a device');
  await expect(page.getByRole('img', { name: 'QR code to sign in another device' })).toBeVisible();
  await fits(page);
  await tap('Close');
  await tap('Change password');
  await fits(page);
  await tap('Cancel');
  await follow('Server');
  await tap(`Manage ${bo.name}`);
  await tap('Suspend');
  await fits(page);
  await page.getByRole('dialog').getByRole('button', { name: 'Suspend', exact: true }).tap();
  await expect(other.getByRole('heading', { name: 'Your account was suspended' })).toBeVisible();
  await fits(page);
});
