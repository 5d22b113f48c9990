// The whole journey in a real browser, on the built app: sign in, write, lose the link, come back.
import { expect, type Locator, type Page } from 'playwright/test';
import { enter, newName, newPerson, password, personAt } from './person';
import { test } from './stage';

const twenty = Array.from({ length: 20 }, (_, i) => `from the tunnel ${i + 1}`);

/** The colour behind everything, as red, green, blue and how much it covers, in whatever notation the styles have it. */
const groundOf = (page: Page) =>
  page.evaluate(() => {
    const pen = document.createElement('canvas').getContext('2d');
    if (!pen) return [];
    pen.fillStyle = getComputedStyle(document.documentElement).backgroundColor;
    pen.fillRect(0, 0, 1, 1);
    return [...pen.getImageData(0, 0, 1, 1).data];
  });

/** The numbers of the messages of `twenty`, in the order of the screen. */
const numbersIn = (items: readonly string[]) =>
  items.flatMap((item) => /from the tunnel (\d+)/.exec(item)?.[1] ?? []).map(Number);

test('two people talk', async ({ browser, stage }) => {
  // First what stands before any script: its styles are inline, and were not refused.
  const bare = await browser.newPage();
  await bare.route('**/assets/**', (route) => route.abort());
  await bare.goto(stage.url);
  await expect(bare.getByText('A messenger for bad connections.')).toBeVisible();
  expect(await groundOf(bare)).toEqual([250, 246, 241, 255]);
  await bare.context().close();

  const refusals: string[] = [];
  browser.once('context', (context) =>
    context.on('console', (message) => {
      if (message.text().includes('Content Security Policy')) refusals.push(message.text());
    }),
  );
  const ann = await newPerson(browser, stage.url, 'Ann');
  await ann.write('Hello, is anybody there');
  await ann.hasStates('stored', 1);
  // Who comes later sees what was written before.
  const bo = await newPerson(browser, stage.url, 'Bo');
  const item = bo.message('Hello, is anybody there');
  await expect(item).toContainText(ann.name);
  await bo.write('I am');
  await expect(ann.message('I am')).toContainText(bo.name);
  await ann.hasStates('stored', 1);
  await ann.isOnline();
  // Others' messages say nothing of a state.
  await expect(item.getByText(/^(saved|sent|stored|delivered|read|failed)$/)).toHaveCount(0);
  expect(refusals).toEqual([]);
});

test('words written while the link is cut survive a reload and arrive once, in order', async ({
  browser,
  stage,
}) => {
  const ann = await newPerson(browser, stage.weakUrl, 'Ann');
  const bo = await newPerson(browser, stage.url, 'Bo');
  await ann.isOnline();
  stage.weak.refuse();
  await ann.isNotOnline();
  for (const text of twenty) await ann.write(text);
  await ann.hasStates('saved', 20);
  await ann.page.reload();
  await ann.hasStates('saved', 20);
  await ann.isNotOnline();
  await ann.page.getByRole('button', { name: 'Try now' }).click();
  await ann.isNotOnline();
  expect(numbersIn(await bo.items())).toEqual([]);

  // It comes back by itself, in 8 s at the most.
  stage.weak.heal();
  await ann.hasStates('stored', 20);
  await expect(bo.message('from the tunnel 20')).toBeVisible();
  // Rows that have just come say nothing before they are measured.
  for (const person of [bo, ann])
    await expect.poll(async () => numbersIn(await person.items())).toEqual(twenty.map((_, i) => i + 1));
});

test('words under way when the page goes arrive all the same, once', async ({ browser, stage }) => {
  const ann = await newPerson(browser, stage.weakUrl, 'Ann');
  const bo = await newPerson(browser, stage.url, 'Bo');
  await Promise.all([ann.isOnline(), bo.isOnline()]);
  // Whatever is said over MQTT from now on is lost, and nobody is told.
  stage.weak.halfOpen();
  for (const text of ['last words', 'very last words']) await ann.write(text);
  await ann.hasStates('sent', 2);
  // As by the cross on the tab: the page hears that it goes, and nothing holds it up.
  const gone = ann.page.waitForEvent('close');
  await ann.page.close({ runBeforeUnload: true });
  await gone;
  await expect(bo.message('very last words')).toBeVisible();

  stage.weak.heal();
  const again = personAt(ann.name, await ann.context.newPage());
  await again.page.goto(stage.weakUrl);
  await again.hasStates('stored', 2);
  await again.write('once each');
  await expect(bo.message('once each')).toBeVisible();
  expect(
    (await bo.items()).flatMap((item) => /(?:very )?last words|once each/.exec(item)?.[0] ?? []),
  ).toEqual(['last words', 'very last words', 'once each']);
});

test('of two tabs of one person the other goes on when the leading one is closed', async ({
  browser,
  stage,
}) => {
  const bo = await newPerson(browser, stage.url, 'Bo');
  const first = await newPerson(browser, stage.url, 'Ann');
  const second = personAt(first.name, await first.context.newPage());
  await second.page.goto(first.page.url());
  await second.isOnline();
  await second.write('from the following tab');
  await second.hasStates('stored', 1);
  await first.hasStates('stored', 1);

  await first.page.close();
  await second.write('and still here');
  await second.hasStates('stored', 2, 3000);
  await bo.write('good');
  await expect(second.message('good')).toBeVisible({ timeout: 3000 });
  await second.isOnline(3000);
});

test('a draft survives a crash of the page', async ({ browser, stage }) => {
  const ann = await newPerson(browser, stage.url, 'Ann');
  await ann.box.pressSequentially('half a thought');
  await ann.page.waitForTimeout(500);
  const crashed = ann.page.waitForEvent('crash');
  const devtools = await ann.context.newCDPSession(ann.page);
  // It never answers: the page is gone.
  devtools.send('Page.crash').catch(() => undefined);
  await crashed;
  const again = personAt(ann.name, await ann.context.newPage());
  await again.page.goto(stage.url);
  await expect(again.box).toHaveValue('half a thought');
  expect((await again.items()).filter((item) => item.includes('half a thought'))).toEqual([]);
  await again.box.press('Enter');
  await again.hasStates('stored', 1);
  await again.page.reload();
  await again.hasStates('stored', 1);
  await expect(again.box).toHaveValue('');
});

test('a room is made, found and joined; without a connection that is said', async ({ browser, stage }) => {
  const ann = await newPerson(browser, stage.weakUrl, 'Ann');
  const bo = await newPerson(browser, stage.url, 'Bo');
  const room = newName('North slope');
  await ann.page.getByRole('button', { name: 'New room' }).click();
  const dialog = ann.page.getByRole('dialog', { name: 'New room' });
  await dialog.getByRole('textbox', { name: 'Room name' }).fill(room);
  await dialog.getByRole('button', { name: 'Create' }).click();
  await expect(dialog).toBeHidden();
  await ann.write('who comes along');
  await ann.hasStates('stored', 1);

  await bo.page.getByRole('link', { name: 'Browse rooms' }).click();
  await expect(bo.page.getByRole('list', { name: 'Public rooms' })).toContainText('Lobby');
  await bo.page.getByRole('button', { name: `Join ${room}` }).click();
  await expect(bo.message('who comes along')).toContainText(ann.name);
  const rooms = bo.page.getByRole('navigation', { name: 'Rooms' });
  await expect(rooms.getByRole('link', { name: room, exact: true })).toBeVisible();
  await rooms.getByRole('link', { name: 'Lobby', exact: true }).click();
  await expect(bo.message('who comes along')).toHaveCount(0);

  const other = newName('South slope');
  await bo.page.getByRole('button', { name: 'New room' }).click();
  await bo.page.getByRole('textbox', { name: 'Room name' }).fill(other);
  await bo.page.getByRole('button', { name: 'Create', exact: true }).click();
  await expect(bo.page.getByRole('heading', { name: other })).toBeVisible();
  await ann.page.getByRole('link', { name: 'Browse rooms' }).click();
  const join = ann.page.getByRole('button', { name: `Join ${other}` });
  await expect(join).toBeEnabled();
  stage.weak.refuse();
  await ann.isNotOnline();
  await expect(join).toBeDisabled();
  await expect(ann.page.getByRole('main')).toContainText('Needs a connection');
  await expect(ann.page.getByRole('button', { name: 'New room' })).toBeDisabled();
  await expect(ann.page.getByRole('button', { name: 'New room' })).toHaveAccessibleDescription(
    'Needs a connection',
  );
});

test('another device sees the history, and signing out asks when words wait', async ({ browser, stage }) => {
  const ann = await newPerson(browser, stage.weakUrl, 'Ann');
  await ann.write('from the first device');
  await ann.hasStates('stored', 1);
  const page = await (await browser.newContext()).newPage();
  await page.goto(stage.url);
  await page.getByRole('link', { name: 'I have an account' }).click();
  await expect(page.getByRole('button', { name: 'Create account' })).toHaveCount(0);
  await enter(page, ann.name, 'Sign in');
  await expect(personAt(ann.name, page).message('from the first device')).toContainText(ann.name);

  stage.weak.refuse();
  await ann.isNotOnline();
  await ann.write('not sent yet');
  await ann.page.getByRole('button', { name: 'Sign out', exact: true }).click();
  await expect(ann.page.getByRole('dialog')).toContainText('1');
  await ann.page.getByRole('dialog').getByRole('button', { name: 'Stay signed in' }).click();
  await ann.hasStates('saved', 1);

  await page.getByRole('button', { name: 'Sign out', exact: true }).click();
  await expect(page.getByRole('button', { name: 'Create account' })).toBeVisible();
  await page.reload();
  await expect(page.getByRole('button', { name: 'Create account' })).toBeVisible();
});

test('without a server the form keeps its text and says so, and a taken name is said in words', async ({
  browser,
  stage,
}) => {
  const page = await (await browser.newContext()).newPage();
  await page.goto(stage.weakUrl);
  stage.weak.hitOnly('all');
  stage.weak.refuse();
  const name = newName('Ann');
  await page.getByRole('textbox', { name: 'Name' }).fill(name);
  await page.getByRole('textbox', { name: 'Password', exact: true }).fill(password);
  await page.getByRole('button', { name: 'Create account' }).click();
  await expect(page.getByRole('alert')).toContainText('does not answer');
  await expect(page.getByRole('textbox', { name: 'Name' })).toHaveValue(name);
  await expect(page.getByRole('textbox', { name: 'Password', exact: true })).toHaveValue(password);
  stage.weak.heal();
  await page.getByRole('button', { name: 'Create account' }).click();
  await expect(page.getByRole('textbox', { name: 'Message', exact: true })).toBeFocused();

  const other = await (await browser.newContext()).newPage();
  await other.goto(stage.url);
  await other.getByRole('textbox', { name: 'Name' }).fill(name.toUpperCase());
  await other.getByRole('textbox', { name: 'Password', exact: true }).fill(password);
  await other.getByRole('button', { name: 'Create account' }).click();
  await expect(other.getByRole('alert')).toContainText(/name/i);
});

test('a part that was cut off while it came is there once it is asked for again', async ({
  browser,
  stage,
}) => {
  // What is kept on the device would come from there.
  const page = await (await browser.newContext({ serviceWorkers: 'block' })).newPage();
  let comes = false;
  await page.route(/assets\/(?!(index|react|rolldown-runtime|en-first)-).*\.js/, (route) =>
    comes ? route.continue() : route.abort(),
  );
  const tryAgain = async (ended: Locator) => {
    await expect(page.getByRole('alert')).toContainText('has not come through yet');
    comes = true;
    await page.getByRole('button', { name: 'Try again' }).click();
    await expect(ended).toBeVisible();
    comes = false;
  };
  await page.goto(`${stage.url}#/link`);
  await tryAgain(page.getByRole('textbox', { name: 'Code' }));

  await page.goto(stage.url);
  await page.reload();
  await page.getByRole('textbox', { name: 'Name' }).fill(newName('Ann'));
  await page.getByRole('textbox', { name: 'Password', exact: true }).fill(password);
  await page.getByRole('button', { name: 'Create account' }).click();
  await expect(page.getByRole('alert')).toBeVisible();
  comes = true;
  await page.getByRole('button', { name: 'Create account' }).click();
  await expect(page.getByRole('textbox', { name: 'Message', exact: true })).toBeFocused();

  comes = false;
  await page.getByRole('link', { name: 'Settings' }).click();
  await tryAgain(page.getByRole('heading', { name: 'Storage' }));
});

test('plain http away from localhost says what is needed', async ({ playwright, stage }) => {
  const { launchOptions } = test.info().project.use;
  const browser = await playwright.chromium.launch({
    ...launchOptions,
    args: [...(launchOptions?.args ?? []), '--host-resolver-rules=MAP onebar.test 127.0.0.1'],
  });
  const page = await browser.newPage();
  await page.goto(`http://onebar.test:${stage.broker.port}/`);
  await expect(page.getByRole('heading', { name: 'Needs HTTPS' })).toBeVisible();
  await browser.close();
});
