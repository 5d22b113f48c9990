// The server's admin in the app: what they do to an account happens at once, on the other one's screen too.
import { expect } from 'playwright/test';
import { newPerson, type Person } from './person';
import { test } from './stage';

const serverLink = ({ page }: Person) => page.getByRole('main').getByRole('link', { name: 'Server' });
const openSettings = ({ page }: Person) => page.getByRole('link', { name: 'Settings' }).click();

test('the first account is the server’s admin: finds people, resets a password, suspends, makes admins, deletes', async ({
  browser,
  stage,
}) => {
  const root = await newPerson(browser, stage.weakUrl, 'Root');
  const bo = await newPerson(browser, stage.url, 'Bo');
  const cy = await newPerson(browser, stage.url, 'Cy');
  for (const each of [root, bo, cy]) await each.isOnline();

  await openSettings(cy);
  await expect(cy.page.getByRole('heading', { name: 'Storage' })).toBeVisible();
  await expect(serverLink(cy)).toHaveCount(0);
  await openSettings(root);
  await serverLink(root).click();
  const { page } = root;
  await expect(page.getByText('3 people, 1 room. Everybody who comes to this address')).toBeVisible();
  await page.getByRole('button', { name: 'Make a link' }).click();
  await expect(page.getByRole('img', { name: 'QR code of the link' })).toBeVisible();
  await expect(page.getByText(/#\/join\/[\w-]{22}$/)).toBeVisible();
  await expect(page.getByRole('list', { name: 'Open links' })).toContainText('1 of 1 left');
  await page.getByRole('button', { name: /^Take back the link/ }).click();
  await expect(page.getByText('The link was taken back.')).toBeVisible();
  await expect(page.getByRole('list', { name: 'Open links' })).toHaveCount(0);

  const people = page.getByRole('list', { name: 'People' }).getByRole('listitem');
  await expect(people).toHaveCount(3);
  await page.getByRole('searchbox', { name: 'Find people' }).fill('b');
  await expect(people).toHaveCount(1);
  await expect(people).toContainText(`${bo.name}Here now`);
  await page.getByRole('searchbox', { name: 'Find people' }).fill('');

  const manage = async ({ name }: Person, act: string) => {
    await page.getByRole('button', { name: `Manage ${name}` }).click();
    await page.getByRole('button', { name: act }).click();
  };
  const dialog = page.getByRole('dialog');
  const go = (act: string) => dialog.getByRole('button', { name: act }).click();

  await manage(bo, 'Reset password');
  await go('Reset password');
  const made = (await dialog.getByText(/^\w{4}-\w{4}-\w{4}-\w{4}$/).textContent()) ?? '';
  await go('Close');
  const signsIn = await fetch(`${stage.url}api/sessions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ name: bo.name, password: made, device: 'another-device' }),
  });
  expect(signsIn.status).toBe(200);

  // What is not meant does not happen.
  await manage(bo, 'Suspend');
  await expect(dialog).toContainText('is put out at once');
  await go('Leave it');
  await page.keyboard.press('Escape');
  await expect(dialog).toHaveCount(0);
  await bo.isOnline();
  await manage(bo, 'Suspend');
  await go('Suspend');
  await expect(bo.box).toHaveCount(0);
  await expect(people.filter({ hasText: bo.name })).toContainText('suspended');
  await manage(bo, 'Lift suspension');
  await go('Lift suspension');
  await expect(people.filter({ hasText: bo.name })).not.toContainText('suspended');

  // Whoever becomes an admin sees it at once, and is none at once.
  await manage(cy, 'Make admin');
  await go('Make admin');
  await expect(serverLink(cy)).toBeVisible();
  await manage(cy, 'Make ordinary member');
  await go('Make ordinary member');
  await expect(serverLink(cy)).toHaveCount(0);

  await manage(bo, 'Delete account');
  await expect(dialog.getByRole('radio', { name: 'Keep them' })).toBeChecked();
  await go('Delete account');
  await expect(page.getByText(`The account of ${bo.name} was deleted.`)).toBeVisible();
  await expect(people).toHaveCount(2);

  stage.weak.refuse();
  await root.isNotOnline();
  await expect(page.getByRole('main').getByText('Needs a connection').first()).toBeVisible();
  await expect(page.getByRole('button', { name: `Manage ${cy.name}` })).toBeDisabled();
});
