// A person at a browser: what a story says they do, in the words of the screen's accessible names.
import { expect, type Browser, type BrowserContext, type Page } from 'playwright/test';

export const password = 'correct horse battery';

let lastName = 0;
/** A name nobody else in this run has. */
export const newName = (stem: string): string => `${stem} ${process.pid}-${++lastName}`;

export interface Person {
  readonly name: string;
  readonly page: Page;
  readonly context: BrowserContext;
  readonly box: ReturnType<Page['getByRole']>;
  write(text: string): Promise<void>;
  /** The message with this text, and only this. */
  message(text: string): ReturnType<Page['getByRole']>;
  /** The texts of the messages on the screen, by what they say of themselves: author, text, time, state. */
  items(): Promise<string[]>;
  /** Waits until exactly these many own messages have this state; `stored` counts those that got further, too. */
  hasStates(state: 'saved' | 'sent' | 'stored' | 'failed', count: number, timeoutMs?: number): Promise<void>;
  /** Asks for the link now, unless it has come back by itself, and the button is gone. */
  tryNow(): Promise<void>;
  isOnline(timeoutMs?: number): Promise<void>;
  isNotOnline(timeoutMs?: number): Promise<void>;
}

export function personAt(name: string, page: Page): Person {
  const messages = page.getByRole('list', { name: 'Messages' });
  const box = page.getByRole('textbox', { name: 'Message', exact: true });
  const connection = page.getByRole('status', { name: 'Connection' });
  return {
    name,
    page,
    context: page.context(),
    box,
    async write(text) {
      await box.fill(text);
      await box.press('Enter');
      await expect(box).toHaveValue('');
    },
    message: (text) => messages.getByRole('listitem').filter({ has: page.getByText(text, { exact: true }) }),
    items: () => messages.getByRole('listitem').allInnerTexts(),
    hasStates: (state, count, timeoutMs = 15_000) =>
      expect(
        messages.getByText(state === 'stored' ? /^(stored|delivered|read)$/ : state, { exact: true }),
      ).toHaveCount(count, { timeout: timeoutMs }),
    tryNow: () =>
      page
        .getByRole('button', { name: 'Try now' })
        .click({ timeout: 2_000 })
        .catch(() => undefined),
    isOnline: (timeoutMs = 15_000) => expect(connection).toHaveText('Online', { timeout: timeoutMs }),
    isNotOnline: (timeoutMs = 15_000) =>
      expect(connection).toHaveText(/^(Offline|Connecting…)$/, { timeout: timeoutMs }),
  };
}

/** Opens a browser of their own, makes an account, and lands in Lobby. */
export async function newPerson(browser: Browser, url: string, stem: string): Promise<Person> {
  const context = await browser.newContext();
  const page = await context.newPage();
  const name = newName(stem);
  await page.goto(url);
  await enter(page, name, 'Create account');
  return personAt(name, page);
}

export async function enter(page: Page, name: string, button: 'Create account' | 'Sign in'): Promise<void> {
  await page.getByRole('textbox', { name: 'Name' }).fill(name);
  await page.getByRole('textbox', { name: 'Password', exact: true }).fill(password);
  await page.getByRole('button', { name: button }).click();
  await expect(page.getByRole('textbox', { name: 'Message', exact: true })).toBeFocused();
}
