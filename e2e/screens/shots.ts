// Which screens are shown in docs/screens.md, and how to get there. A new one is a few lines here.
import type { Page } from 'playwright';
import type { talks } from './talk';

/** Somebody at a screen. */
export interface Stand {
  readonly page: Page;
  /** With a slash at the end. */
  readonly url: string;
  /** The room of the team; empty where nobody is in it. */
  readonly team: string;
  readonly talk: (typeof talks)[keyof typeof talks];
}

export interface Shot {
  readonly file: string;
  readonly title: string;
  /** What there is to see, in a sentence. */
  readonly words: string;
  /** `team`: the first of the team, online; `tunnel`: the same without a link, with words that wait. */
  readonly who: 'nobody' | 'team' | 'tunnel';
  readonly language?: 'en' | 'ar';
  /** Opens it, in each size anew. */
  open(stand: Stand, size: 'phone' | 'desk'): Promise<void>;
  close?(stand: Stand): Promise<void>;
}

async function goTo({ page }: Stand, hash: string): Promise<void> {
  await page.evaluate((to) => location.replace(to), hash);
}
const room = async (stand: Stand): Promise<void> => {
  await goTo(stand, `#/room/${stand.team}`);
  await stand.page
    .getByText(stand.talk.said.at(-1)?.text ?? '', { exact: true })
    .last()
    .waitFor();
  // Nobody's cursor on a picture.
  await stand.page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
};
const settingsAt = async (stand: Stand, heading: string): Promise<void> => {
  await goTo(stand, '#/settings');
  const title = stand.page.getByRole('heading', { name: heading, exact: true });
  await title.evaluate((element) => element.scrollIntoView({ block: 'start' }));
};
const closeDialog = async ({ page }: Stand): Promise<void> => {
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
};

export const shots: readonly Shot[] = [
  {
    file: 'account',
    title: 'The first screen',
    words: 'A name and a password; nothing else is asked.',
    who: 'nobody',
    open: ({ page }) => page.getByRole('button', { name: 'Create account' }).waitFor(),
  },
  {
    file: 'room',
    title: 'A room',
    words: 'Who said what, and how far the own words got.',
    who: 'team',
    open: room,
  },
  {
    file: 'tunnel',
    title: 'In a tunnel',
    words:
      'No connection: what is written waits on the device, what is not here yet is said where it belongs.',
    who: 'tunnel',
    async open(stand) {
      await goTo(stand, `#/room/${stand.team}`);
      await stand.page
        .getByText(stand.talk.waiting[1] ?? '', { exact: true })
        .last()
        .waitFor();
      await stand.page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
    },
  },
  {
    file: 'rooms',
    title: 'The rooms',
    words: 'A screen of its own on a phone, a column on a desk.',
    who: 'team',
    async open(stand) {
      await goTo(stand, '#/');
      await stand.page.getByRole('link', { name: stand.talk.team }).first().waitFor();
    },
  },
  {
    file: 'story',
    title: 'The delivery story of a message',
    words: 'Every step of its way, and who has it.',
    who: 'team',
    async open(stand) {
      await room(stand);
      const own = stand.talk.said.findLast(({ by }) => by === 0)?.text ?? '';
      await stand.page.getByText(own, { exact: true }).last().click();
      await stand.page.getByRole('dialog').getByRole('button').first().waitFor();
    },
    close: closeDialog,
  },
  {
    file: 'outbox',
    title: 'The outbox',
    words: 'Everything that waits, in all rooms, safe.',
    who: 'tunnel',
    async open(stand) {
      await goTo(stand, '#/outbox');
      await stand.page
        .getByText(stand.talk.waiting[0] ?? '')
        .first()
        .waitFor();
    },
  },
  {
    file: 'about',
    title: 'About a room',
    words: 'What it is for, who is in it, how long its messages are kept.',
    who: 'team',
    async open(stand) {
      await goTo(stand, `#/room/${stand.team}/about`);
      await stand.page.getByRole('list', { name: 'Members' }).waitFor();
    },
  },
  {
    file: 'browse',
    title: 'Public rooms',
    words: 'What anybody can join.',
    who: 'team',
    async open(stand) {
      await goTo(stand, '#/browse');
      await stand.page.getByRole('list', { name: 'Public rooms' }).waitFor();
    },
  },
  {
    file: 'settings',
    title: 'Settings: how it looks',
    words: 'Theme, text size, spacing and language, for this device.',
    who: 'team',
    open: (stand) => settingsAt(stand, 'Look'),
  },
  {
    file: 'storage',
    title: 'Settings: what this device keeps',
    words: 'How much it is, the way to make it less, and the way to take it along.',
    who: 'tunnel',
    open: (stand) => settingsAt(stand, 'This device'),
  },
  {
    file: 'link-device',
    title: 'Another device',
    words: 'Signed in by camera, or with a short code.',
    who: 'team',
    async open(stand) {
      await goTo(stand, '#/settings');
      await stand.page.getByRole('button', { name: 'Link a device' }).click();
      await stand.page.getByRole('img', { name: 'QR code to sign in another device' }).waitFor();
    },
    close: closeDialog,
  },
  {
    file: 'arabic',
    title: 'In Arabic',
    words: 'The same room, mirrored.',
    who: 'tunnel',
    language: 'ar',
    open: room,
  },
];
