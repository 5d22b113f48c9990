// What is done with a message, as people do it: answer, react, change, copy, forward, and find the way to one; with a mouse, with keys
// alone and with a finger; without a connection too.
import { expect, type Locator, type Page } from 'playwright/test';
import { enter, newName, newPerson, personAt, type Person } from './person';
import { test } from './stage';
import { newWriter } from './writer';

const story = (page: Page) => page.getByRole('dialog', { name: 'Delivery story' });
/** Opens what may be done with a message, and does this. */
async function doWith(message: Locator, way: string): Promise<void> {
  await message.getByRole('button', { name: 'Details' }).click();
  await story(message.page()).getByRole('button', { name: way, exact: true }).click();
}
/** The message that has these words somewhere in it. */
const rowWith = (page: Page, text: string) =>
  page.getByRole('list', { name: 'Messages' }).getByRole('listitem').filter({ hasText: text });
const answers = (page: Page, author: string, words: string) =>
  page.getByRole('button', { name: `In reply to ${author}: ${words}` });
const lines = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, i) => `line ${from + i} of the list`);

async function writeAll(person: Person, texts: readonly string[]): Promise<void> {
  for (const text of texts) await person.write(text);
}

test('an answer shows what it answers, leads to it, and `back` leads back', async ({ browser, stage }) => {
  const ann = await newPerson(browser, stage.url, 'Ann');
  const bo = await newPerson(browser, stage.url, 'Bo');
  await ann.write('shall we meet at the bridge');
  await writeAll(ann, lines(1, 30));
  await expect(bo.message('line 30 of the list')).toBeVisible();
  await bo.page.getByRole('list', { name: 'Messages' }).hover();
  await bo.page.mouse.wheel(0, -600);
  await doWith(bo.message('shall we meet at the bridge'), 'Reply');
  await expect(bo.box).toBeFocused();
  await bo.write('yes, at noon');

  const quote = answers(ann.page, ann.name, 'shall we meet at the bridge');
  await expect(quote).toBeInViewport();
  const asked = ann.message('shall we meet at the bridge').filter({ hasNotText: 'at noon' });
  await expect(asked).not.toBeInViewport();
  await quote.click();
  await expect(asked).toBeInViewport();
  await expect(asked.getByRole('button', { name: 'Details' })).toBeFocused();
  await ann.page.goBack();
  await expect(quote).toBeInViewport();
  await expect(asked).not.toBeInViewport();
  // The quote reads as the message does now.
  await quote.click();
  await doWith(asked, 'Take back');
  await story(ann.page).getByRole('button', { name: 'Take back' }).click();
  await expect(answers(bo.page, ann.name, 'Message taken back')).toBeInViewport();
});

test('an emoji that was given without a connection survives a reload, and the other sees it once', async ({
  browser,
  stage,
}) => {
  const ann = await newPerson(browser, stage.weakUrl, 'Ann');
  const bo = await newPerson(browser, stage.url, 'Bo');
  await bo.write('look at this');
  const onAnns = ann.message('look at this');
  const onBos = bo.message('look at this');
  await expect(onAnns).toBeVisible();
  stage.weak.refuse();
  await ann.isNotOnline();
  await doWith(onAnns, '👍');
  await expect(onAnns.getByRole('button', { name: '👍 1: you (saved)' })).toBeVisible();
  await ann.page.reload();
  await expect(onAnns.getByRole('button', { name: '👍 1: you (saved)' })).toBeVisible();
  await expect(onBos.getByRole('button', { name: /👍/ })).toHaveCount(0);

  stage.weak.heal();
  await expect(onBos.getByRole('button', { name: `👍 1: ${ann.name}` })).toBeVisible({ timeout: 20_000 });
  await expect(onAnns.getByRole('button', { name: '👍 1: you', exact: true })).toBeVisible();
  await onBos.getByRole('button', { name: /👍/ }).click();
  await expect(onAnns.getByRole('button', { name: new RegExp(`^👍 2: .*${bo.name}`) })).toBeVisible();
  // Another press takes the own one back.
  await onAnns.getByRole('button', { name: /👍/ }).click();
  await expect(onBos.getByRole('button', { name: '👍 1: you', exact: true })).toBeVisible();
  // Of all others one is found by its name, and takes the place of the one before.
  await doWith(onBos, 'More emoji');
  await bo.page.getByLabel('Search emoji').fill('fox');
  await bo.page.getByLabel('Search emoji').press('Enter');
  await expect(onAnns.getByRole('button', { name: `🦊 1: ${bo.name}` })).toBeVisible();
  await expect(onAnns.getByRole('button', { name: /👍/ })).toHaveCount(0);
});

test('an own message is edited and taken back for everyone, also without a connection', async ({
  browser,
  stage,
}) => {
  const ann = await newPerson(browser, stage.weakUrl, 'Ann');
  const bo = await newPerson(browser, stage.url, 'Bo');
  await writeAll(ann, ['teh bridge', 'a secret']);
  await ann.hasStates('stored', 2);
  await expect(bo.message('a secret')).toBeVisible();
  stage.weak.refuse();
  await ann.isNotOnline();
  await doWith(ann.message('teh bridge'), 'Edit');
  await ann.box.fill('the bridge');
  await ann.page.getByRole('button', { name: 'Save' }).click();
  await expect(ann.message('the bridge')).toContainText('edited');
  await doWith(ann.message('a secret'), 'Take back');
  await story(ann.page).getByRole('button', { name: 'Take back' }).click();
  await expect(ann.page.getByText('taken back', { exact: true })).toBeVisible();
  await expect(bo.message('teh bridge')).toBeVisible();

  stage.weak.heal();
  await expect(bo.message('the bridge')).toContainText('edited', { timeout: 20_000 });
  await expect(bo.page.getByText('taken back', { exact: true })).toHaveCount(1);
  await expect(bo.message('a secret')).toHaveCount(0);
});

test('a copied link opens at its message in a fresh tab; one to nothing says so', async ({
  browser,
  stage,
}) => {
  const ann = await newPerson(browser, stage.url, 'Ann');
  const bo = await newPerson(browser, stage.url, 'Bo');
  await ann.context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await ann.write('look here');
  await ann.hasStates('stored', 1);
  await doWith(ann.message('look here'), 'Copy link');
  await expect(story(ann.page).getByText('Copied')).toBeVisible();
  const link = await ann.page.evaluate(() => navigator.clipboard.readText());
  expect(link).toMatch(/#\/room\/[\w-]+\/[\da-f-]{36}$/);
  await ann.page.keyboard.press('Escape');
  await writeAll(ann, lines(1, 30));
  await expect(bo.message('line 30 of the list')).toBeVisible();

  const fresh = personAt(bo.name, await bo.context.newPage());
  await fresh.page.goto(link);
  await expect(fresh.message('look here')).toBeInViewport();
  await expect(fresh.message('look here').getByRole('button', { name: 'Details' })).toBeFocused();
  await fresh.page.getByRole('button', { name: 'To the newest' }).click();
  await expect(fresh.message('line 30 of the list')).toBeInViewport();

  const nowhere = personAt(bo.name, await bo.context.newPage());
  await nowhere.page.goto(link.replace(/[^/]*$/, '0196d4b0-5c00-7abc-8def-0123456789ab'));
  await expect(nowhere.page.getByRole('alert')).toHaveText('There is no such message in this room.');
  await expect(nowhere.message('line 30 of the list')).toBeInViewport();
});

test('a message is forwarded to another room, without a connection', async ({ browser, stage }) => {
  const ann = await newPerson(browser, stage.weakUrl, 'Ann');
  await ann.write('the plan is *this*');
  await ann.hasStates('stored', 1);
  const room = newName('Cave');
  await ann.page.getByRole('button', { name: 'New room' }).click();
  await ann.page.getByRole('textbox', { name: 'Room name' }).fill(room);
  await ann.page.getByRole('button', { name: 'Create', exact: true }).click();
  await expect(ann.page.getByRole('heading', { name: room })).toBeVisible();
  await ann.page.getByRole('link', { name: 'Lobby', exact: true }).click();
  stage.weak.refuse();
  await ann.isNotOnline();
  await doWith(rowWith(ann.page, 'the plan is'), 'Forward');
  await expect(ann.page.getByLabel('Forwarded message')).toHaveText('the plan is *this*');
  await ann.page.getByRole('list', { name: 'In which room?' }).getByRole('button', { name: room }).click();
  await expect(ann.page.getByRole('heading', { name: room })).toBeVisible();
  await expect(ann.box).toHaveValue('the plan is *this*');
  await expect(ann.box).toBeFocused();
  await ann.box.press('Enter');
  await ann.hasStates('saved', 1);
  stage.weak.heal();
  await ann.hasStates('stored', 1, 20_000);
});

test('marks, code, links and names are drawn, and the words are what was written', async ({
  browser,
  stage,
}) => {
  const ann = await newPerson(browser, stage.url, 'Ann');
  const bo = await newPerson(browser, stage.url, 'Bo');
  await ann.context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const text = `*Well* done, _all_ of you: @${bo.name} ran \`npm start\`\nhttps://a.example/x_y_z`;
  await ann.box.fill(text);
  await ann.box.press('Enter');
  const item = rowWith(bo.page, 'npm start');
  await expect(item.locator('strong')).toHaveText('Well');
  await expect(item.locator('em')).toHaveText('all');
  await expect(item.locator('code')).toHaveText('npm start');
  await expect(item.getByRole('link')).toHaveText('https://a.example/x_y_z');
  await expect(item).toContainText('mentions you');
  await expect(item).not.toContainText('*');

  const wide = `\`\`\`\n${'x'.repeat(300)}\n\`\`\``;
  await ann.box.fill(wide);
  await ann.box.press('Enter');
  const block = bo.page.locator('code', { hasText: 'xxxx' });
  await expect(block).toBeVisible();
  // It scrolls inside, and the page does not.
  expect(await block.evaluate((element) => element.scrollWidth > element.clientWidth)).toBe(true);
  const list = bo.page.getByRole('list', { name: 'Messages' });
  expect(await list.evaluate((element) => element.scrollWidth - element.clientWidth)).toBe(0);

  const own = rowWith(ann.page, 'npm start');
  await doWith(own, 'Copy text');
  expect(await ann.page.evaluate(() => navigator.clipboard.readText())).toBe(text);
});

test('with keys alone: from message to message, into what may be done with one, and back', async ({
  browser,
  stage,
}) => {
  const ann = await newPerson(browser, stage.url, 'Ann');
  await writeAll(ann, ['first words', 'second words', 'third words']);
  await ann.hasStates('stored', 3);
  const { keyboard } = ann.page;
  const details = (text: string) => ann.message(text).first().getByRole('button', { name: 'Details' });
  await keyboard.press('Shift+Tab');
  await expect(details('third words')).toBeFocused();
  await keyboard.press('ArrowUp');
  await expect(details('second words')).toBeFocused();
  await expect(details('second words')).toHaveAccessibleDescription(/second words/);
  await keyboard.press('Enter');
  await expect(story(ann.page)).toBeVisible();
  await keyboard.press('Escape');
  await expect(story(ann.page)).toBeHidden();
  await expect(details('second words')).toBeFocused();

  await keyboard.press('Enter');
  const reply = story(ann.page).getByRole('button', { name: 'Reply' });
  await expect(reply).toBeVisible();
  for (let presses = 0; presses < 12 && !(await reply.evaluate((each) => each.matches(':focus'))); presses++)
    await keyboard.press('Tab');
  await keyboard.press('Enter');
  await expect(ann.box).toBeFocused();
  await keyboard.type('and an answer');
  await keyboard.press('Enter');
  const quote = answers(ann.page, ann.name, 'second words');
  await expect(quote).toBeVisible();
  await keyboard.press('Shift+Tab');
  await expect(details('and an answer')).toBeFocused();
  await keyboard.press('ArrowLeft');
  await expect(quote).toBeFocused();
  await keyboard.press('Enter');
  await expect(details('second words')).toBeFocused();
});

test('with a finger: a message that is held opens its ways, one that is pulled is answered', async ({
  browser,
  stage,
}) => {
  const context = await browser.newContext({
    hasTouch: true,
    isMobile: true,
    viewport: { width: 390, height: 844 },
  });
  const page = await context.newPage();
  const name = newName('Ann');
  await page.goto(stage.url);
  await enter(page, name, 'Create account');
  const ann = personAt(name, page);
  const write = async (text: string) => {
    await ann.box.fill(text);
    await page.getByRole('button', { name: 'Send' }).tap();
    await expect(ann.box).toHaveValue('');
  };
  await write('hold me');
  await ann.hasStates('stored', 1);
  const devtools = await context.newCDPSession(page);
  const touch = (type: 'touchStart' | 'touchMove' | 'touchEnd', points: { x: number; y: number }[]) =>
    devtools.send('Input.dispatchTouchEvent', { type, touchPoints: points });
  const middleOf = async () => {
    const box = (await ann.message('hold me').getByText('hold me').boundingBox())!;
    return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  };

  await touch('touchStart', [await middleOf()]);
  await page.waitForTimeout(700);
  await expect(story(page)).toBeHidden();
  await touch('touchEnd', []);
  await expect(story(page)).toBeVisible();
  await page.waitForTimeout(300);
  await expect(story(page)).toBeVisible();
  await page.getByRole('button', { name: 'Close' }).tap();
  await expect(story(page)).toBeHidden();

  const from = await middleOf();
  await touch('touchStart', [from]);
  for (let moved = 10; moved <= 90; moved += 10) await touch('touchMove', [{ x: from.x - moved, y: from.y }]);
  // It comes to rest: no push that goes on by itself.
  await page.waitForTimeout(200);
  await touch('touchEnd', []);
  await expect(story(page)).toBeHidden();
  await write('pulled');
  await expect(answers(page, name, 'hold me')).toBeVisible();
});

test('a right click opens the ways of a message, but not on words that are selected', async ({
  browser,
  stage,
}) => {
  const ann = await newPerson(browser, stage.url, 'Ann');
  await ann.write('click me');
  const words = ann.message('click me').getByText('click me');
  await words.click({ button: 'right' });
  await expect(story(ann.page)).toBeVisible();
  await ann.page.keyboard.press('Escape');
  await words.selectText();
  await words.click({ button: 'right' });
  await ann.page.waitForTimeout(300);
  await expect(story(ann.page)).toBeHidden();
});

test('what is new is counted below and found above', async ({ browser, stage }) => {
  const ann = await newPerson(browser, stage.url, 'Ann');
  const bo = await newPerson(browser, stage.url, 'Bo');
  await ann.write('the beginning');
  await expect(bo.message('the beginning')).toBeVisible();
  await bo.page.getByRole('link', { name: 'Settings' }).click();
  await writeAll(ann, lines(1, 40));
  await bo.page.getByRole('link', { name: 'Lobby', exact: true }).click();
  await expect(bo.message('line 40 of the list')).toBeInViewport();
  await bo.page.getByRole('button', { name: 'To the first unread' }).click();
  await expect(bo.page.getByText('New', { exact: true })).toBeInViewport();
  await expect(bo.message('line 1 of the list')).toBeInViewport();
  await expect(bo.page.getByRole('button', { name: 'To the first unread' })).toHaveCount(0);

  await writeAll(ann, ['one more', 'and another']);
  await bo.page.getByRole('button', { name: '2 new messages' }).click();
  await expect(bo.message('and another')).toBeInViewport();
});

test('who scrolls far up sees older messages come, and none that is here is drawn a second time', async ({
  browser,
  stage,
}) => {
  const writer = await newWriter(stage.url);
  // Of many heights, so that the list learns on the way how high they are.
  const texts = Array.from(
    { length: 1500 },
    (_, n) => `line ${n} ${'of the list '.repeat(1 + ((n * 7) % 10))}`,
  );
  await writer.write(writer.lobby, texts);
  const { page } = await newPerson(browser, stage.url, 'Ann');
  const list = page.getByRole('list', { name: 'Messages' });
  await expect(rowWith(page, 'line 1499 ')).toBeInViewport();
  const devTools = await page.context().newCDPSession(page);
  const scrollUp = (yDistance: number) =>
    devTools.send('Input.synthesizeScrollGesture', {
      x: 800,
      y: 400,
      yDistance,
      speed: 9_000,
      gestureSourceType: 'mouse',
    });
  await scrollUp(1_500);
  const drawn = await list.evaluateHandle((element) => {
    const rows: string[] = [];
    new MutationObserver((changes) => {
      const nodes = changes.flatMap(({ addedNodes }) => [...addedNodes]);
      for (const node of nodes.filter((each) => each instanceof HTMLElement))
        rows.push(/line \d+/.exec(node.textContent)?.[0] ?? '');
    }).observe(element, { subtree: true, childList: true });
    return rows;
  });
  await scrollUp(45_000);
  const rows = await drawn.evaluate((all) => all.filter((row) => row !== ''));
  // Several pages of 200.
  expect(new Set(rows).size).toBeGreaterThan(700);
  // One at the edge now and then, but not all that are there when a page comes.
  expect(rows.length - new Set(rows).size).toBeLessThan(15);
});

test('the newest stays on the screen when a phone is turned, or its keyboard comes and goes', async ({
  browser,
  stage,
}) => {
  const writer = await newWriter(stage.url);
  const { page } = await newPerson(browser, stage.url, 'Ann');
  const texts = Array.from(
    { length: 12 },
    (_, n) => `line ${n}: the water at the ford is knee high and rising`,
  );
  await writer.write(writer.lobby, texts);
  const list = page.getByRole('list', { name: 'Messages' });
  await expect(rowWith(page, 'line 11:')).toBeInViewport();
  for (const [width, height] of [
    [844, 390],
    [390, 844],
    [390, 500],
    [390, 844],
    [1280, 800],
  ] as const) {
    await page.setViewportSize({ width, height });
    await page.waitForTimeout(500);
    expect(await list.evaluate((box) => box.scrollHeight - box.scrollTop - box.clientHeight)).toBeLessThan(2);
  }
  await expect(page.getByRole('button', { name: 'To the newest' })).toHaveCount(0);
});
