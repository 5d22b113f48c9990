// The list of rooms: what calls in it, what stands where, and how one gets from room to room and is told of what is new.
import { expect, type Browser, type Page } from 'playwright/test';
import { enter, newName, newPerson, personAt, type Person } from './person';
import { test } from './stage';

const roomsOf = (page: Page) => page.getByRole('navigation', { name: 'Rooms' });
const linkTo = (page: Page, name: string) => roomsOf(page).getByRole('link', { name, exact: true });
const order = (page: Page) => roomsOf(page).locator('li b').allInnerTexts();

async function makeRoom({ page }: Person, name: string): Promise<void> {
  await page.getByRole('button', { name: 'New room' }).click();
  await page.getByRole('textbox', { name: 'Room name' }).fill(name);
  await page.getByRole('button', { name: 'Create', exact: true }).click();
  await expect(page.getByRole('heading', { name, exact: true })).toBeVisible();
}

async function joinRoom({ page, box }: Person, name: string): Promise<void> {
  await page.getByRole('link', { name: 'Browse rooms' }).click();
  await page.getByRole('button', { name: `Join ${name}` }).click();
  await expect(page.getByRole('heading', { name, exact: true })).toBeVisible();
  await expect(box).toBeVisible();
}

/** Opens what can be done with a room, as somebody with a keyboard does. */
async function waysOf(page: Page, name: string) {
  const ways = page.getByRole('button', { name: `Ways of ${name}`, exact: true });
  await ways.focus();
  await ways.press('Enter');
  return page.getByRole('dialog', { name });
}

async function choose(page: Page, name: string, way: string): Promise<void> {
  const dialog = await waysOf(page, name);
  await dialog.getByRole('button', { name: way, exact: true }).click();
  await expect(dialog).toBeHidden();
}

async function mute(page: Page, name: string): Promise<void> {
  const dialog = await waysOf(page, name);
  await dialog.getByRole('radio', { name: /None/ }).check();
  await page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
}

test('rooms are pinned, muted and archived without a connection, and stay so over a reload', async ({
  browser,
  stage,
}) => {
  const ann = await newPerson(browser, stage.weakUrl, 'Ann');
  const [cave, attic] = [newName('Cave'), newName('Attic')];
  for (const name of [cave, attic]) {
    await makeRoom(ann, name);
    await ann.write(`first words in ${name}`);
    await ann.hasStates('stored', 1);
  }
  const bo = await newPerson(browser, stage.url, 'Bo');
  await joinRoom(bo, attic);
  stage.weak.refuse();
  await ann.isNotOnline();
  const { page } = ann;
  await linkTo(page, 'Lobby').click();
  await choose(page, 'Lobby', 'Pin');
  await mute(page, cave);
  await choose(page, attic, 'Archive');
  // Whoever used the keyboard goes on in the list.
  await expect(linkTo(page, cave)).toBeFocused();

  const isAsChosen = async () => {
    await expect.poll(() => order(page)).toEqual(['Lobby', cave]);
    await expect(linkTo(page, 'Lobby')).toHaveAccessibleDescription(/pinned/);
    await expect(linkTo(page, cave)).toHaveAccessibleDescription(/muted/);
    await expect(page.getByRole('button', { name: 'Archived (1)' })).toBeVisible();
  };
  await isAsChosen();
  await page.reload();
  await isAsChosen();
  await page.getByRole('button', { name: 'Archived (1)' }).click();
  await expect(linkTo(page, attic)).toBeVisible();

  // It comes back when somebody writes there.
  stage.weak.heal();
  await bo.write('is anybody up here');
  await expect.poll(() => order(page), { timeout: 35_000 }).toEqual(['Lobby', attic, cave]);
  await expect(page.getByRole('button', { name: /^Archived/ })).toHaveCount(0);
  await page.reload();
  await expect.poll(() => order(page)).toEqual(['Lobby', attic, cave]);
});

test('a mention shows its sign in the list and is gone when it is read; muted rooms do not count in the title', async ({
  browser,
  stage,
}) => {
  const ann = await newPerson(browser, stage.url, 'Ann');
  const [cave, den] = [newName('Cave'), newName('Den')];
  await makeRoom(ann, cave);
  await makeRoom(ann, den);
  const bo = await newPerson(browser, stage.url, 'Bo');
  await joinRoom(bo, cave);
  await bo.write('nobody in particular');
  await expect(linkTo(ann.page, cave)).toHaveAccessibleDescription(/1 unread/);
  await expect(linkTo(ann.page, cave)).not.toHaveAccessibleDescription(/mention/);
  await bo.write(`@${ann.name} you are meant`);
  await expect(linkTo(ann.page, cave)).toHaveAccessibleDescription(/1 mention 2 unread/);
  await expect(linkTo(ann.page, cave)).toContainText('@1');
  await expect(ann.page).toHaveTitle(/^\(2\)/);
  await mute(ann.page, cave);
  await expect(ann.page).toHaveTitle(/^Den/);
  await expect(linkTo(ann.page, cave)).toHaveAccessibleDescription(/2 unread/);

  await choose(ann.page, cave, 'Mark as read');
  await expect(linkTo(ann.page, cave)).not.toHaveAccessibleDescription(/mention|unread/);
  await bo.write(`@${ann.name} once more`);
  await expect(linkTo(ann.page, cave)).toHaveAccessibleDescription(/1 mention/);
  await linkTo(ann.page, cave).click();
  await expect(ann.message(`@${ann.name} once more`)).toBeVisible();
  await expect(linkTo(ann.page, cave)).not.toHaveAccessibleDescription(/mention|unread/);
});

test('rooms are filtered and opened by the keyboard alone, and gone through one by one', async ({
  browser,
  stage,
}) => {
  const { page, ...ann } = await newPerson(browser, stage.url, 'Ann');
  const names = ['North slope', 'Café', 'South slope'];
  for (const name of names) await makeRoom({ page, ...ann }, name);
  await linkTo(page, 'Lobby').focus();
  await page.keyboard.type('sl');
  const filter = page.getByRole('textbox', { name: 'Filter rooms' });
  await expect(filter).toBeFocused();
  await expect(filter).toHaveValue('sl');
  await expect.poll(() => order(page)).toEqual(['North slope', 'South slope']);
  await filter.fill('cafe');
  await filter.press('Enter');
  await expect(page.getByRole('heading', { name: 'Café' })).toBeVisible();
  await expect(ann.box).toBeFocused();

  // Ctrl with K: a room by a few letters.
  await page.keyboard.press('ControlOrMeta+k');
  const goTo = page.getByRole('combobox', { name: 'Room or person' });
  await expect(goTo).toBeFocused();
  await page.keyboard.type('slope');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: 'South slope' })).toBeVisible();
  await expect(ann.box).toBeFocused();
  const [first, second] = await order(page);
  await linkTo(page, first!).click();
  await page.keyboard.press('Alt+ArrowDown');
  await expect(page.getByRole('heading', { name: second!, exact: true })).toBeVisible();
  await expect(ann.box).toBeFocused();
  await page.keyboard.press('Alt+ArrowUp');
  await expect(page.getByRole('heading', { name: first!, exact: true })).toBeVisible();

  // A question mark is a word's end in the box, and shows the keys elsewhere.
  await expect(ann.box).toBeFocused();
  await page.keyboard.type('where?');
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await expect(ann.box).toHaveValue('where?');
  await linkTo(page, 'Lobby').focus();
  await page.keyboard.press('?');
  await expect(page.getByRole('dialog', { name: 'Keyboard' })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await expect(linkTo(page, 'Lobby')).toBeFocused();
});

test('a person is found from everywhere by a few letters', async ({ browser, stage }) => {
  const ann = await newPerson(browser, stage.url, 'Ann');
  const bo = await newPerson(browser, stage.url, 'Bo');
  await ann.page.getByRole('link', { name: 'Settings' }).click();
  await ann.page.keyboard.press('ControlOrMeta+k');
  await expect(ann.page.getByRole('combobox', { name: 'Room or person' })).toBeFocused();
  await ann.page.keyboard.type(bo.name);
  await expect(ann.page.getByRole('option', { name: bo.name })).toBeVisible();
  await ann.page.keyboard.press('Enter');
  await expect(ann.page.getByRole('heading', { name: bo.name })).toBeVisible();
  await expect(ann.box).toBeFocused();
});

test('on a phone the back button leads from a room to the list, a long press to the ways of a room', async ({
  browser,
  stage,
}) => {
  const context = await browser.newContext({ viewport: { width: 390, height: 844 }, hasTouch: true });
  const ann = await onPhone(context, stage.url);
  const cave = newName('Cave');
  await ann.page.getByRole('link', { name: 'Back to rooms' }).click();
  await makeRoom(ann, cave);
  // The list, which nobody sees now, is read a moment later.
  await ann.page.waitForTimeout(1_000);
  await ann.page.getByRole('link', { name: 'Back to rooms' }).click();
  await expect(linkTo(ann.page, cave)).toBeFocused();
  await linkTo(ann.page, cave).tap();
  await expect(ann.page.getByRole('heading', { name: cave })).toBeFocused();
  await ann.page.goBack();
  await expect(linkTo(ann.page, cave)).toBeFocused();
  // A link from outside opens the room itself, and the way back from there is the list.
  await linkTo(ann.page, cave).tap();
  const address = ann.page.url();
  await ann.page.goto('about:blank');
  await ann.page.goto(address);
  await expect(ann.page.getByRole('heading', { name: cave })).toBeVisible();
  await ann.page.getByRole('link', { name: 'Back to rooms' }).click();
  await expect(linkTo(ann.page, 'Lobby')).toBeVisible();

  const { x, y } = (await linkTo(ann.page, 'Lobby').boundingBox())!;
  const devtools = await context.newCDPSession(ann.page);
  const touch = (type: 'touchStart' | 'touchEnd', points: { x: number; y: number }[]) =>
    devtools.send('Input.dispatchTouchEvent', { type, touchPoints: points });
  await touch('touchStart', [{ x: x + 40, y: y + 30 }]);
  await ann.page.waitForTimeout(700);
  await touch('touchEnd', []);
  await expect(ann.page.getByRole('dialog', { name: 'Lobby' })).toBeVisible();
  await ann.page.getByRole('button', { name: 'Pin', exact: true }).tap();
  await expect(linkTo(ann.page, 'Lobby')).toHaveAccessibleDescription(/pinned/);
});

async function onPhone(context: Awaited<ReturnType<Browser['newContext']>>, url: string): Promise<Person> {
  const page = await context.newPage();
  const name = newName('Ann');
  await page.goto(url);
  await enter(page, name, 'Create account');
  return personAt(name, page);
}

/** What the page showed, and whether it is looked at: a headless browser shows nothing, and every page of it has the focus. */
async function watchNotifications({ page, context }: Person): Promise<void> {
  await context.grantPermissions(['notifications']);
  await page.addInitScript(() => {
    const stand = window as unknown as { shown: object[]; away: boolean };
    stand.shown = [];
    stand.away = false;
    document.hasFocus = () => !stand.away;
    Object.defineProperty(document, 'visibilityState', { get: () => (stand.away ? 'hidden' : 'visible') });
    ServiceWorkerRegistration.prototype.showNotification = (title, options) => {
      stand.shown.push({ title, ...options });
      return Promise.resolve();
    };
  });
  await page.reload();
}
const lookAway = (page: Page, away: boolean) =>
  page.evaluate((isAway) => {
    (window as unknown as { away: boolean }).away = isAway;
    document.dispatchEvent(new Event('visibilitychange'));
    window.dispatchEvent(new Event(isAway ? 'blur' : 'focus'));
  }, away);
const shownOn = (page: Page) =>
  page.evaluate(() =>
    (window as unknown as { shown: { title: string; body: string; tag: string }[] }).shown.map(
      ({ title, body }) => `${title}: ${body}`,
    ),
  );

test('who looks at something else is told of new messages, once, and not of muted rooms; a press opens the room', async ({
  browser,
  stage,
}) => {
  const ann = await newPerson(browser, stage.url, 'Ann');
  const cave = newName('Cave');
  await makeRoom(ann, cave);
  const bo = await newPerson(browser, stage.url, 'Bo');
  await watchNotifications(ann);
  await linkTo(ann.page, 'Lobby').click();
  await ann.page.getByRole('link', { name: 'Settings' }).click();
  await expect(ann.page.getByRole('checkbox', { name: 'Tell me on this device' })).toBeChecked();
  await linkTo(ann.page, 'Lobby').click();
  await ann.isOnline();
  // What came with the connection is behind.
  await ann.page.waitForTimeout(5500);

  await bo.write('while somebody looks');
  await expect(ann.message('while somebody looks')).toBeVisible();
  await ann.page.waitForTimeout(1500);
  await lookAway(ann.page, true);
  expect(await shownOn(ann.page)).toEqual([]);
  await bo.write('while nobody looks');
  await expect.poll(() => shownOn(ann.page)).toEqual([`${bo.name} in Lobby: while nobody looks`]);

  await joinRoom(bo, cave);
  await mute(ann.page, cave);
  await bo.write('said in a muted room');
  await expect(linkTo(ann.page, cave)).toHaveAccessibleDescription(/1 unread/);
  await ann.page.waitForTimeout(1500);
  expect(await shownOn(ann.page)).toHaveLength(1);
  await expect(ann.page).toHaveTitle(/^\(1\)/);

  // What the worker says when the notification is pressed.
  await linkTo(ann.page, cave).click();
  const href = await ann.page.evaluate(
    () => (window as unknown as { shown: { data: string }[] }).shown[0]?.data,
  );
  const worker = ann.context.serviceWorkers()[0] ?? (await ann.context.waitForEvent('serviceworker'));
  await worker.evaluate((data) => {
    const event = new Event('notificationclick');
    Object.assign(event, { notification: { data, close() {} }, waitUntil() {} });
    self.dispatchEvent(event);
  }, href);
  await expect(ann.page.getByRole('heading', { name: 'Lobby' })).toBeVisible();
  await expect(ann.message('while nobody looks')).toBeVisible();
});
