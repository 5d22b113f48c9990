// All screens, and the states of each: how to get there. Whoever makes a new screen adds a line here, and it is looked at in both themes, with
// large letters, in little space and by axe (accessibility.test.ts).
import type { Page } from 'playwright/test';
import { connectWire } from '../headless/wire-client';
import type { ScreenWorld } from './screen-world';
import { whoIsHere } from './seed-device';

export interface ScreenState {
  readonly name: string;
  /** Opens it and waits until it is there; resolves with its page. A dialog of the screen before is closed already. */
  open(world: ScreenWorld): Promise<Page>;
}

const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name, exact: true });
const heading = (page: Page, name: string) => page.getByRole('heading', { name, exact: true });
const inDialog = (page: Page) => page.getByRole('dialog');

/** Another address of the app that is open, without a reload. */
async function goTo(page: Page, hash: string): Promise<void> {
  await page.evaluate((to) => location.replace(to), hash);
}

/** On the page of somebody who is signed in. */
const onPageOf =
  (who: 'ann' | 'tunnel') =>
  (
    name: string,
    hash: (world: ScreenWorld) => string,
    there: (page: Page) => Promise<void>,
  ): ScreenState => ({
    name,
    async open(world) {
      const { page } = world[who];
      await goTo(page, hash(world));
      await there(page);
      return page;
    },
  });
const online = onPageOf('ann');
const offline = onPageOf('tunnel');
/** Before anybody is signed in. */
const before = (
  name: string,
  hash: (world: ScreenWorld) => string,
  there: (page: Page) => Promise<void>,
): ScreenState => ({
  name,
  async open(world) {
    const { visitor, url } = world;
    if (!visitor.url().startsWith(url)) await visitor.goto(url);
    await goTo(visitor, hash(world));
    await there(visitor);
    return visitor;
  },
});
/** A page of its own, where the app cannot go on. */
const trouble = (
  name: string,
  break_: (page: Page, world: ScreenWorld) => Promise<void>,
  title: string,
): ScreenState => ({
  name,
  async open(world) {
    const page = await world.newPage();
    await break_(page, world);
    await heading(page, title).waitFor();
    return page;
  },
});

const cave = ({ cave: room }: ScreenWorld) => `#/room/${room}`;
const aboutCave = (world: ScreenWorld) => `${cave(world)}/about`;
const lobby = ({ lobby: room }: ScreenWorld) => `#/room/${room}`;
const settings = () => '#/settings';
const messageItem = (page: Page, text: string) =>
  page.getByRole('list', { name: 'Messages' }).getByRole('listitem').filter({ hasText: text });
const press = async (page: Page, name: string) => {
  await button(page, name).click();
  await inDialog(page).waitFor();
};

export const screens: readonly ScreenState[] = [
  before(
    'Making an account',
    () => '#/',
    (page) => button(page, 'Create account').waitFor(),
  ),
  before(
    'Making an account, with mistakes',
    () => '#/',
    async (page) => {
      await button(page, 'Create account').click();
      await page.getByText('Please type a name.').waitFor();
    },
  ),
  before(
    'Signing in',
    () => '#/sign-in',
    (page) => button(page, 'Sign in').waitFor(),
  ),
  before(
    'Signing in with a code',
    () => '#/link',
    (page) => page.getByRole('textbox', { name: 'Code' }).waitFor(),
  ),
  before(
    'Invited',
    ({ invite }) => invite,
    (page) => page.getByText(/^You are invited to Cave/).waitFor(),
  ),

  online('A room', lobby, (page) => messageItem(page, 'Road is open').waitFor()),
  online('The delivery story', lobby, async (page) => {
    await messageItem(page, 'Understood.').getByRole('button', { name: 'Details' }).click();
    await inDialog(page).getByText('Stored by the server').waitFor();
  }),
  online('The delivery story, before a message is taken back', lobby, async (page) => {
    await messageItem(page, 'Understood.').getByRole('button', { name: 'Details' }).click();
    await inDialog(page).getByRole('button', { name: 'Take back' }).click();
    await inDialog(page).getByRole('button', { name: 'Keep it' }).waitFor();
  }),
  online('Editing a message', lobby, async (page) => {
    await messageItem(page, 'Understood.').getByRole('button', { name: 'Details' }).click();
    await inDialog(page).getByRole('button', { name: 'Edit' }).click();
    await button(page, 'Save').waitFor();
  }),
  online('A room, after an edit was cancelled', lobby, async (page) => {
    if (await button(page, 'Save').isVisible()) await button(page, 'Cancel').click();
    await button(page, 'Send').waitFor();
  }),
  online('A room without messages', cave, (page) => page.getByText('Nothing here yet.').waitFor()),
  online('About a room, for its owner', aboutCave, (page) =>
    page.getByRole('list', { name: 'Members' }).waitFor(),
  ),
  online('Inviting to a room', aboutCave, async (page) => {
    await press(page, 'Invite');
    await inDialog(page).getByText('Open links').waitFor();
  }),
  online('How long messages are kept', aboutCave, (page) => press(page, 'Change how long')),
  online('Making a room', cave, (page) => press(page, 'New room')),
  online(
    'Public rooms',
    () => '#/browse',
    (page) => page.getByRole('list', { name: 'Public rooms' }).waitFor(),
  ),
  online(
    'A new message to a person',
    () => '#/people',
    async (page) => {
      await page.getByRole('textbox', { name: 'Name of the person' }).fill('Tula');
      await button(page, /^Write to Tula/).waitFor();
    },
  ),
  online(
    'A new message',
    () => '#/new',
    (page) => page.getByRole('list', { name: 'In which room?' }).waitFor(),
  ),
  online('Going to a room or person', cave, async (page) => {
    await press(page, 'Go to');
    await inDialog(page).getByText('Lobby').first().waitFor();
  }),
  online('The ways of a room, from the list', cave, (page) => press(page, 'Ways of Lobby')),
  online('The picker of emoji', lobby, async (page) => {
    await button(page, 'Emoji').click();
    await page
      .getByRole('searchbox', { name: 'Search emoji' })
      .or(page.getByLabel('Search emoji'))
      .first()
      .waitFor();
  }),
  online('A link into a room', aboutCave, async (page) => {
    await page.keyboard.press('Escape');
    await press(page, 'Invite');
    await inDialog(page).getByRole('button', { name: 'Make a link' }).click();
    await page.getByRole('img', { name: 'QR code of the link' }).waitFor();
  }),
  online(
    'Search',
    () => '#/search',
    async (page) => {
      await page.getByRole('searchbox', { name: 'Search messages' }).fill('road');
      await page.getByRole('list', { name: 'Messages found' }).getByRole('listitem').first().waitFor();
    },
  ),
  online(
    'The connection',
    () => '#/connection',
    (page) => heading(page, 'Connection').waitFor(),
  ),
  online('The list of keys', settings, (page) => press(page, 'Show the keys')),
  online(
    'An invite',
    ({ invite }) => invite,
    (page) => button(page, 'Join').waitFor(),
  ),
  online(
    'An empty outbox',
    () => '#/outbox',
    (page) => page.getByText('Everything you wrote has been stored.').waitFor(),
  ),
  online(
    'The connection',
    () => '#/connection',
    (page) => page.getByRole('table').waitFor(),
  ),
  online(
    'The server, for its admins',
    () => '#/server',
    (page) => heading(page, 'Invites to this server').waitFor(),
  ),
  online('Settings', settings, async (page) => {
    await page.getByRole('list', { name: 'Your devices' }).waitFor();
    await heading(page, 'App tokens').waitFor();
    await heading(page, 'What is kept here').waitFor();
  }),
  online('Changing the password', settings, (page) => press(page, 'Change password')),
  online('Linking a device', settings, async (page) => {
    await press(page, 'Link a device');
    await page.getByRole('img', { name: 'QR code to sign in another device' }).waitFor();
  }),
  online('A new app token', settings, async (page) => {
    await press(page, 'New app token');
    const dialog = inDialog(page);
    await dialog.getByRole('textbox', { name: 'Name' }).fill('Weather station');
    await dialog.getByRole('group', { name: 'Rooms that it writes in' }).getByText('Some').click();
    await dialog.getByRole('checkbox', { name: 'Lobby' }).check();
  }),
  online('A new app token, with mistakes', settings, async (page) => {
    await press(page, 'New app token');
    await inDialog(page).getByRole('button', { name: 'Make the token' }).click();
    await inDialog(page).getByText('Please type a name.').waitFor();
  }),
  online('An app token that was made', settings, async (page) => {
    await press(page, 'New app token');
    const dialog = inDialog(page);
    await dialog.getByRole('textbox', { name: 'Name' }).fill('Weather station');
    await dialog.getByRole('group', { name: 'Rooms that it writes in' }).getByText('All').click();
    await dialog.getByRole('button', { name: 'Make the token' }).click();
    await dialog.getByRole('status', { name: 'Token' }).waitFor();
  }),
  online('Settings, with an app token', settings, async (page) => {
    await page.getByRole('list', { name: 'Your app tokens' }).scrollIntoViewIfNeeded();
  }),
  online('Revoking an app token', settings, async (page) => {
    await page
      .getByRole('list', { name: 'Your app tokens' })
      .getByRole('button', { name: 'Revoke' })
      .first()
      .click();
    await inDialog(page).getByRole('button', { name: 'Keep it' }).waitFor();
  }),
  online('Deleting the account', settings, (page) => press(page, 'Delete my account…')),
  online(
    'The rooms',
    () => '#/',
    (page) => page.getByText('Pick a room to read and write.').waitFor({ state: 'attached' }),
  ),

  offline('Messages in all states, in a tunnel', lobby, (page) =>
    page.getByText('Please tell Joel.', { exact: true }).last().waitFor(),
  ),
  offline('A hole among the messages', lobby, async (page) => {
    await page.getByText('Fetch them').first().scrollIntoViewIfNeeded();
  }),
  offline('The delivery story of what failed', lobby, async (page) => {
    await messageItem(page, 'This one failed.').getByRole('button', { name: 'Details' }).click();
    await inDialog(page)
      .getByText('Refused')
      .or(inDialog(page).getByRole('button', { name: 'Discard' }))
      .first()
      .waitFor();
  }),
  offline(
    'A room that somebody was put out of',
    () => '#/room/seeded-left',
    (page) => page.getByText('What you have of it stays readable here.').waitFor(),
  ),
  offline(
    'A room of two',
    () => '#/room/seeded-two',
    (page) => messageItem(page, 'second battery').waitFor(),
  ),
  offline(
    'A room that is not here',
    () => '#/room/seeded-nowhere',
    (page) => page.getByText('You are not in this room').waitFor(),
  ),
  offline(
    'The outbox',
    () => '#/outbox',
    (page) => button(page, 'Try again').first().waitFor(),
  ),
  offline(
    'What was discarded can be put back',
    () => '#/outbox',
    async (page) => {
      const rows = page.getByRole('list', { name: 'Outbox' }).getByRole('listitem');
      await rows.filter({ hasText: 'Please tell Joel.' }).getByRole('button', { name: 'Discard' }).click();
      await button(page, 'Undo').waitFor();
    },
  ),
  offline(
    'The connection, in a tunnel',
    () => '#/connection',
    (page) => page.getByRole('list', { name: 'Interruptions' }).waitFor(),
  ),
  offline(
    'Public rooms, in a tunnel',
    () => '#/browse',
    (page) => page.getByText('The list comes with the connection.').waitFor(),
  ),
  offline(
    'People, in a tunnel',
    () => '#/people',
    (page) => page.getByRole('textbox', { name: 'Name of the person' }).waitFor(),
  ),
  offline('Settings, in a tunnel', settings, (page) => button(page, 'Export my data').waitFor()),
  offline('The file is ready', settings, async (page) => {
    await button(page, 'Export my data').click();
    await page.getByRole('link', { name: /^Save the file/ }).waitFor();
  }),

  trouble(
    'No storage',
    async (page, { url }) => {
      await page.addInitScript(() => {
        IDBFactory.prototype.open = () => {
          throw new DOMException('Blocked.', 'SecurityError');
        };
      });
      await page.goto(url);
    },
    'This browser keeps nothing for Onebar',
  ),
  trouble(
    'Needs HTTPS',
    async (page, { url }) => {
      await page.addInitScript(() => Object.defineProperty(window, 'isSecureContext', { value: false }));
      await page.goto(url);
    },
    'Needs HTTPS',
  ),
  trouble(
    'A newer version elsewhere',
    async (page, { url }) => {
      await page.goto(`${url}healthz`);
      await page.evaluate(upgradeDevice);
      await page.goto(url);
    },
    'A newer version of Onebar is open in another tab.',
  ),
  {
    name: 'Signed out elsewhere, with unsent words',
    async open({ url, newPerson }) {
      const { page, box, hasStates } = await newPerson();
      await box.fill('in the box');
      const { token } = await whoIsHere(page);
      await hasStates('saved', 0);
      await fetch(`${url}api/sessions/current`, {
        method: 'DELETE',
        headers: { authorization: `Bearer ${token}` },
      });
      await heading(page, 'This device was signed out').waitFor();
      return page;
    },
  },
  {
    name: 'Open elsewhere',
    async open({ url, newPerson, atEnd }) {
      const { page, isOnline } = await newPerson();
      await isOnline();
      const { device, name, token } = await whoIsHere(page);
      const copy = await connectWire(url, 5, { clientId: device, username: name, password: token });
      atEnd(copy.end);
      await heading(page, 'Open elsewhere').waitFor();
      return page;
    },
  },
];

/** Runs in a page without the app: what a newer version would do first. */
async function upgradeDevice(): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const request = indexedDB.open('onebar', 1000);
    request.addEventListener('success', () => {
      request.result.close();
      resolve();
    });
    request.addEventListener('error', () => reject(request.error ?? new Error('no reason')));
  });
}
