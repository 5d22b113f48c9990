// What a person does at their first visit to Onebar: an account, and a first message in Lobby.
import { newName, password } from '../e2e/browser/person';
import type { Moment, Site, Step, Visitor } from './load-visit';

const nameField = 'input[name=username]';
const passwordField = 'input[name=password]';
const createButton = 'form button[type=submit]';
const messageBox = 'textarea[aria-label=Message]';

export const onebarAt = (port: number): Site => ({
  name: 'Onebar',
  port,
  form: { usable: [nameField, passwordField, createButton] },
});

export const onebarSteps = {
  box: { usable: [messageBox] },
  stored: { usable: ['[aria-label=Messages]'], says: '^(stored|delivered|read)$' },
} as const satisfies Record<string, Step>;

export interface FirstMessage {
  readonly box: Moment;
  readonly stored: Moment;
}

/** As fast as keys can be pressed: the moments hold no time for thinking. */
export async function writeFirstMessage({ page, reached }: Visitor): Promise<FirstMessage> {
  await reached('form');
  await type(nameField, newName('ann'));
  await type(passwordField, password);
  await page.keyboard.press('Enter');
  const box = await reached('box');
  await type(messageBox, 'Forty characters, which is the usual way');
  await page.keyboard.press('Enter');
  return { box, stored: await reached('stored') };

  /** Real input, but none of the waiting that Playwright does for people who test. */
  async function type(field: string, words: string): Promise<void> {
    await page.evaluate((selector) => document.querySelector<HTMLElement>(selector)?.focus(), field);
    await page.keyboard.insertText(words);
    const typed = await page.evaluate(
      (selector) => document.querySelector<HTMLInputElement>(selector)?.value,
      field,
    );
    if (typed !== words) throw new Error(`The field ${field} was there, but did not take what was typed.`);
  }
}
