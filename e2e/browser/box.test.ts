// The box as people use it: naming somebody, emoji, long texts, and drafts that stay where they were begun.
import { expect, type Browser } from 'playwright/test';
import { enter, newName, newPerson, personAt, type Person } from './person';
import { test } from './stage';

/** With a finger, on a phone. */
async function newPersonOnPhone(browser: Browser, url: string, stem: string): Promise<Person> {
  const context = await browser.newContext({
    viewport: { width: 390, height: 844 },
    hasTouch: true,
    isMobile: true,
  });
  const page = await context.newPage();
  const name = newName(stem);
  await page.goto(url);
  await enter(page, name, 'Create account');
  return personAt(name, page);
}

const listOf = ({ page }: Person, name: 'People' | 'Emoji') => page.getByRole('listbox', { name });

test('somebody is named with the keyboard alone, also without a link, and once it heals it is there', async ({
  browser,
  stage,
}) => {
  const ann = await newPerson(browser, stage.weakUrl, 'Ann');
  const bo = await newPerson(browser, stage.url, 'Bo');
  await bo.write('who is here');
  await expect(ann.message('who is here')).toContainText(bo.name);
  stage.weak.refuse();
  await ann.isNotOnline();

  await ann.box.pressSequentially('ask @b');
  const option = listOf(ann, 'People').getByRole('option', { name: bo.name });
  await expect(option).toHaveAttribute('aria-selected', 'true');
  await expect(ann.box).toHaveAttribute('aria-activedescendant', /.+/);
  await ann.box.press('Escape');
  await expect(option).toHaveCount(0);
  await ann.box.press('Backspace');
  await ann.box.press('Backspace');
  await ann.box.pressSequentially('@B');
  await expect(option).toHaveAttribute('aria-selected', 'true');
  await ann.box.press('Enter');
  await expect(ann.box).toHaveValue(`ask @${bo.name} `);
  // As if it had been typed: it can be taken back.
  await ann.box.press('ControlOrMeta+z');
  await expect(ann.box).toHaveValue('ask @B');
  await ann.box.press('ControlOrMeta+Shift+z');
  await ann.box.pressSequentially('about it');
  await ann.box.press('Enter');
  await ann.hasStates('saved', 1);
  await ann.page.reload();
  stage.weak.heal();
  await ann.hasStates('stored', 1);
  await expect(bo.message(`ask @${bo.name} about it`)).toBeVisible();
  expect((await bo.items()).filter((item) => item.includes('about it'))).toHaveLength(1);
});

test('somebody is named with a finger, and the keyboard stays', async ({ browser, stage }) => {
  const bo = await newPerson(browser, stage.url, 'Bo');
  await bo.write('who is here');
  const ann = await newPersonOnPhone(browser, stage.url, 'Ann');
  await ann.message('who is here').waitFor();
  await ann.box.tap();
  await ann.box.pressSequentially('@b');
  const option = listOf(ann, 'People').getByRole('option', { name: bo.name });
  const size = await option.boundingBox();
  expect(size?.height).toBeGreaterThanOrEqual(44);
  await option.tap();
  await expect(ann.box).toHaveValue(`@${bo.name} `);
  await expect(ann.box).toBeFocused();
  await expect(listOf(ann, 'People')).toHaveCount(0);
});

test('a name between colons becomes its emoji, and two letters of it offer it', async ({
  browser,
  stage,
}) => {
  const ann = await newPerson(browser, stage.url, 'Ann');
  // Not faster than anybody types: the emoji have to come first.
  await ann.box.pressSequentially('done :tada: and ', { delay: 40 });
  await expect(ann.box).toHaveValue('done 🎉 and ');
  await ann.box.pressSequentially(':fir');
  await expect(listOf(ann, 'Emoji').getByRole('option').first()).toHaveText('🔥:fire:');
  await ann.box.press('Tab');
  await expect(ann.box).toHaveValue('done 🎉 and 🔥');
  await expect(ann.box).toBeFocused();
  await ann.box.press('Enter');
  await expect(ann.message('done 🎉 and 🔥')).toBeVisible();
  // What stands in code is meant as it is.
  await ann.box.pressSequentially('`:tada:');
  await expect(ann.box).toHaveValue('`:tada:');
});

test('an emoji is picked with the keyboard alone, and is among those used last after a reload', async ({
  browser,
  stage,
}) => {
  const ann = await newPerson(browser, stage.url, 'Ann');
  const { page } = ann;
  await ann.box.fill('well');
  await ann.box.press('Tab');
  await expect(page.getByRole('button', { name: 'Emoji' })).toBeFocused();
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog', { name: 'Emoji' });
  const search = dialog.getByLabel('Search emoji');
  await expect(search).toBeFocused();
  await page.keyboard.type('party');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowUp');
  await expect(search).toBeFocused();
  await search.fill('tada');
  await page.keyboard.press('Enter');
  await expect(dialog).toHaveCount(0);
  await expect(ann.box).toHaveValue('well🎉');
  await expect(ann.box).toBeFocused();

  await page.reload();
  await page.getByRole('button', { name: 'Emoji' }).click();
  await expect(dialog.getByRole('list', { name: 'Recently used' }).getByRole('button')).toHaveText(['🎉']);
  const cell = dialog.getByRole('list', { name: 'Smileys' }).getByRole('button').first();
  const size = await cell.boundingBox();
  expect(Math.min(size?.width ?? 0, size?.height ?? 0)).toBeGreaterThanOrEqual(44);
  await page.keyboard.press('Escape');
  await expect(dialog).toHaveCount(0);
  await expect(ann.box).toBeFocused();
  // Whoever goes on elsewhere leaves it, too.
  await page.getByRole('button', { name: 'Emoji' }).click();
  await expect(search).toBeFocused();
  await page.getByRole('list', { name: 'Messages' }).click();
  await expect(dialog).toHaveCount(0);
});

test('a long text that was pasted without a link goes out in parts, in order, once each', async ({
  browser,
  stage,
}) => {
  const ann = await newPerson(browser, stage.weakUrl, 'Ann');
  const bo = await newPerson(browser, stage.url, 'Bo');
  // So high that both parts are on it.
  for (const { page } of [ann, bo]) await page.setViewportSize({ width: 1280, height: 3000 });
  await ann.isOnline();
  stage.weak.refuse();
  await ann.isNotOnline();
  const lines = Array.from({ length: 400 }, (_, n) => `Line ${n + 1} of a story that was written elsewhere.`);
  await ann.context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await ann.page.evaluate((text) => navigator.clipboard.writeText(text), lines.join('\n'));
  await ann.box.press('ControlOrMeta+v');
  // It has grown, and scrolls now.
  const size = await ann.box.boundingBox();
  expect(size?.height).toBeGreaterThan(100);
  expect(size?.height).toBeLessThan(300);
  await expect(ann.page.getByText('This is too long for one message.')).toBeVisible();
  await ann.box.press('Enter');
  const send = ann.page.getByRole('button', { name: 'Send as 2 messages' });
  await expect(send).toBeFocused();
  await ann.page.keyboard.press('Enter');
  await expect(ann.box).toHaveValue('');
  await expect(ann.box).toBeFocused();
  await ann.hasStates('saved', 2);
  await ann.page.reload();
  await ann.hasStates('saved', 2);

  stage.weak.heal();
  await ann.hasStates('stored', 2);
  const numbers = async () =>
    (await bo.items()).flatMap((item) => [...item.matchAll(/Line (\d+) of/g)].map(([, n]) => Number(n)));
  await expect.poll(numbers).toEqual(lines.map((_, n) => n + 1));
});

test('two drafts stay where they were begun, however quickly one goes from room to room', async ({
  browser,
  stage,
}) => {
  const ann = await newPerson(browser, stage.url, 'Ann');
  const { page } = ann;
  const room = newName('North slope');
  await page.getByRole('button', { name: 'New room' }).click();
  const dialog = page.getByRole('dialog', { name: 'New room' });
  await dialog.getByRole('textbox', { name: 'Room name' }).fill(room);
  await dialog.getByRole('button', { name: 'Create' }).click();
  await expect(page.getByRole('heading', { name: room })).toBeVisible();
  const rooms = page.getByRole('navigation', { name: 'Rooms' });
  const go = async (name: string) => {
    await rooms.getByRole('link', { name, exact: true }).click();
    await expect(page.getByRole('heading', { name, exact: true })).toBeVisible();
  };
  for (let round = 1; round <= 3; round++) {
    await ann.box.pressSequentially(`slope ${round}. `);
    await go('Lobby');
    await ann.box.pressSequentially(`lobby ${round}. `);
    await go(room);
  }
  await expect(ann.box).toHaveValue('slope 1. slope 2. slope 3. ');
  await go('Lobby');
  await expect(ann.box).toHaveValue('lobby 1. lobby 2. lobby 3. ');
  await page.reload();
  await expect(ann.box).toHaveValue('lobby 1. lobby 2. lobby 3. ');
});

test('the arrow upwards in the empty box edits the last own message, also without a link', async ({
  browser,
  stage,
}) => {
  const ann = await newPerson(browser, stage.weakUrl, 'Ann');
  const bo = await newPerson(browser, stage.url, 'Bo');
  await ann.write('meet at teh bridge');
  await ann.hasStates('stored', 1);
  await bo.write('when');
  await ann.message('when').waitFor();
  stage.weak.refuse();
  await ann.isNotOnline();
  await ann.box.press('ArrowUp');
  await expect(ann.page.getByText('Editing a message')).toBeVisible();
  await expect(ann.box).toHaveValue('meet at teh bridge');
  // The caret stands at the end.
  await ann.box.pressSequentially(' at six');
  await expect(ann.box).toHaveValue('meet at teh bridge at six');
  await ann.box.fill('meet at the bridge at six');
  await ann.box.press('Enter');
  await expect(ann.box).toHaveValue('');
  await expect(ann.message('meet at the bridge at six')).toBeVisible();
  await ann.page.reload();
  stage.weak.heal();
  await expect(bo.message('meet at the bridge at six')).toBeVisible({ timeout: 15_000 });
  await expect(bo.message('meet at teh bridge')).toHaveCount(0);
  await ann.hasStates('stored', 1);
});

test('an unsent message that was discarded is put back into the box, and sent from there once', async ({
  browser,
  stage,
}) => {
  const ann = await newPerson(browser, stage.weakUrl, 'Ann');
  await ann.isOnline();
  stage.weak.refuse();
  await ann.isNotOnline();
  await ann.write('not like this');
  await ann.message('not like this').getByRole('button', { name: 'Details' }).click();
  await ann.page.getByRole('dialog').getByRole('button', { name: 'Discard' }).click();
  await expect(ann.message('not like this')).toHaveCount(0);
  await ann.page.getByRole('button', { name: 'Put it back in the box' }).click();
  await expect(ann.box).toHaveValue('not like this');
  await ann.box.press('Enter');
  await ann.hasStates('saved', 1);
  stage.weak.heal();
  await ann.hasStates('stored', 1);
  await expect(ann.message('not like this')).toHaveCount(1);
});
