// docs/accessible-names.md is what is on the screens: this walks them and compares. Where a change of names is meant, write it anew:
//   ACCESSIBLE_NAMES=write npx playwright test e2e/browser/accessible-names.test.ts
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, type Page } from 'playwright/test';
import { newPerson, type Person } from './person';
import { namesInWords, readNames, type ScreenNames } from './read-names';
import { test } from './stage';

const file = join(import.meta.dirname, '..', '..', 'docs', 'accessible-names.md');
const preface = `# Accessible names

What a screen reader says of the parts of each screen, and what tests and scripts hold on to. \`<name>\` is somebody's name,
\`<room>\` a room's, \`<number>\` a number, \`<moment>\` a day and a time. A test walks the screens and compares (\`e2e/browser/accessible-names.test.ts\`; it says
how to write this file anew); a change is told in the [changelog](../CHANGELOG.md).

`;

test('the accessible names of all screens are those in docs/accessible-names.md', async ({
  browser,
  stage,
}) => {
  const before: ScreenNames[] = [];
  const framed: ScreenNames[] = [];
  const known: [string, string][] = [['Lobby', '<room>']];

  const plain = (text: string) => {
    let said = text;
    for (const [each, word] of known) said = said.replaceAll(each, word);
    // Which day it is changes from one to the next.
    said = said.replaceAll(/until [^·]+(?= ·)/g, 'until <moment>');
    // A time, a size, a count.
    return said.replaceAll(/\d+([.,:]\d+)*/g, '<number>');
  };
  const note = async (title: string, page: Page, into = framed) => {
    // It is on every screen that has no dialog before it, and comes a moment later.
    const isThere = page.getByRole('status', { name: 'Version' }).or(page.getByRole('dialog'));
    if (into === framed) await isThere.first().waitFor({ state: 'attached' });
    const names = (await readNames(page)).map(plain);
    into.push({ title, names: [...new Set(names)] });
  };
  /** Opens what this button opens, waits for what it has, and closes it again. */
  const inDialog = async (page: Page, name: string, label: string, title = name) => {
    await button(page, name).click();
    const dialog = page.getByRole('dialog');
    const labelled = dialog.getByLabel(label, { exact: true });
    await labelled.or(dialog.getByRole('button', { name: label, exact: true })).waitFor();
    await note(title, page);
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
  };
  const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });

  const first = await (await browser.newContext()).newPage();
  await first.goto(stage.url);
  await first.getByRole('button', { name: 'Create account' }).waitFor();
  await note('Making an account', first, before);
  await first.goto(`${stage.url}#/sign-in`);
  await first.getByRole('button', { name: 'Sign in', exact: true }).waitFor();
  await note('Signing in', first, before);
  await first.goto(`${stage.url}#/link`);
  await first.getByRole('textbox', { name: 'Code' }).waitFor();
  await note('Signing in with a code', first, before);
  await first.context().close();

  const ann = await newPerson(browser, stage.url, 'Ann');
  const bo = await newPerson(browser, stage.url, 'Bo');
  known.push([ann.name, '<name>'], [bo.name, '<name>']);
  ann.page.setDefaultTimeout(20_000);
  await walk(ann, bo);

  async function walk({ page }: Person, other: Person): Promise<void> {
    await ann.isOnline();
    await button(page, 'Skip this').waitFor();
    await note('A room, for somebody new', page);
    await button(page, 'Skip this').click();
    await ann.write('first words');
    await ann.hasStates('stored', 1);
    await other.write('an answer');
    await ann.message('an answer').waitFor();
    await note('A room', page);
    // What is unread could be marked as read.
    const rooms = page.getByRole('navigation', { name: 'Rooms' });
    await expect(rooms).toContainText('an answer');
    await other.message('an answer').getByText('read', { exact: true }).waitFor();
    await expect(rooms).not.toContainText('unread');
    await inDialog(page, 'Ways of Lobby', 'All messages', 'The ways of a room, from the list');
    await inDialog(page, 'Go to', 'Room or person', 'Going to a room or person');
    await ann.message('first words').getByRole('button', { name: 'Details' }).click();
    await page.getByRole('dialog').getByText('Stored by the server').waitFor();
    await note('The delivery story of an own message', page);
    await page.getByRole('dialog').getByRole('button', { name: 'Edit' }).click();
    await button(page, 'Save').waitFor();
    await note('Editing a message', page);
    await button(page, 'Cancel').click();

    await page.getByRole('link', { name: 'Browse rooms' }).click();
    await page.getByRole('list', { name: 'Public rooms' }).waitFor();
    await note('Public rooms', page);
    await button(page, 'New room').click();
    await page.getByRole('dialog').getByRole('textbox').waitFor();
    await note('Making a room', page);
    known.push(['Cave', '<room>']);
    await page.getByRole('dialog').getByRole('textbox').fill('Cave');
    await page.getByRole('dialog').getByRole('button', { name: 'Create' }).click();
    await page.getByRole('link', { name: 'Members' }).click();
    await page.getByRole('list', { name: 'Members' }).waitFor();
    await note('About a room, for its owner', page);
    await button(page, 'Invite').click();
    await page.getByRole('dialog').getByLabel('Works for', { exact: true }).waitFor();
    await note('Inviting to a room', page);
    await button(page, 'Make a link').click();
    await page.getByRole('img', { name: 'QR code of the link' }).waitFor();
    await note('A link into a room', page);
    const link = (await page.getByText(/#\/join\/[\w-]{22}$/).textContent()) ?? '';
    await page.keyboard.press('Escape');
    await bringIn(other, link);
    await button(page, `More about ${other.name}`).click();
    await button(page, `Ban ${other.name}`).waitFor();
    await note('Somebody in a room, for its owner', page);
    await button(page, `Remove ${other.name}`).click();
    await button(other.page, 'Take off the list').waitFor();
    await note('A room that somebody was put out of', other.page);
    await inDialog(page, 'Change how long', 'Keep messages for', 'How long messages are kept');
    await page.goto(`${stage.url}#/people`);
    await page.getByRole('textbox', { name: 'Name of the person' }).waitFor();
    await page.getByRole('textbox', { name: 'Name of the person' }).fill(other.name);
    await button(page, `Write to ${other.name}`).waitFor();
    await note('People', page);
    await page.goto(`${stage.url}#/search`);
    await page.getByRole('searchbox').fill('words');
    await page.getByRole('list', { name: 'Messages found' }).getByRole('listitem').waitFor();
    await note('Search', page);
    await page.goto(`${stage.url}#/server`);
    await page.getByRole('heading', { name: 'Invites to this server' }).waitFor();
    await note('Server, for its admins', page);
    await inDialog(page, `Manage ${other.name}`, 'Suspend', 'Managing an account');
    await page.goto(`${stage.url}#/connection`);
    await page.getByRole('table').waitFor();
    await note('Connection', page);
    await page.getByRole('link', { name: 'Settings', exact: true }).click();
    await page.getByRole('list', { name: 'Your devices' }).getByRole('listitem').first().waitFor();
    await page.getByRole('heading', { name: 'Storage' }).waitFor();
    await page.getByRole('heading', { name: 'App tokens' }).waitFor();
    await note('Settings', page);
    await noteAppTokens(page);
    await inDialog(page, 'Change password', 'Current password');
    await inDialog(page, 'Link a device', 'QR code to sign in another device');
    await inDialog(page, 'Show the keys', 'Keys that are pressed alone work, like ?', 'The list of keys');
    await inDialog(page, 'Delete my account…', 'Your password', 'Deleting the account');
    await page.getByRole('link', { name: 'Lobby' }).click();
    await ann.message('an answer').waitFor();

    await stage.broker.stop();
    await ann.isNotOnline();
    await ann.write('waits here');
    await page.getByRole('link', { name: 'Outbox' }).first().click();
    await page.getByRole('list', { name: 'Outbox' }).waitFor();
    await note('The outbox, without a connection', page);
  }

  async function noteAppTokens(page: Page): Promise<void> {
    await button(page, 'New app token').click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('textbox', { name: 'Name' }).fill('Weather station');
    await dialog.getByRole('group', { name: 'Rooms that it writes in' }).getByText('Some').click();
    await dialog.getByRole('checkbox', { name: 'Lobby' }).check();
    await note('A new app token', page);
    await button(page, 'Make the token').click();
    await dialog.getByRole('status', { name: 'Token' }).waitFor();
    await note('An app token that was made', page);
    await button(page, 'Done').click();
    await page.getByRole('list', { name: 'Your app tokens' }).waitFor();
    await button(page, 'Revoke').click();
    await button(page, 'Keep it').waitFor();
    await note('Revoking an app token', page);
    await dialog.getByRole('button', { name: 'Revoke' }).click();
    await page.getByText('You have none yet.').waitFor();
  }

  /** What somebody sees who was invited, and then is in the room; and of another link, which is not for them. */
  async function bringIn({ page }: Person, link: string): Promise<void> {
    await page.goto(`${stage.url}#/link/ABCD2345`);
    await button(page, 'Sign out and use the link').waitFor();
    await note('A link to sign in, where somebody is signed in', page);
    await page.goto(link);
    await button(page, 'Join').waitFor();
    await note('An invite', page);
    await button(page, 'Join').click();
    await page.getByRole('link', { name: 'Members' }).click();
    await button(page, 'Leave room').waitFor();
    await page.getByRole('list', { name: 'Members' }).waitFor();
    await note('About a room, for a member', page);
  }

  const written = preface + namesInWords(before, 'On every screen, once signed in', framed);
  if (process.env['ACCESSIBLE_NAMES'] === 'write') await writeFile(file, written);
  expect(written).toBe(await readFile(file, 'utf8'));
});
