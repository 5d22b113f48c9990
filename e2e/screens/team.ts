// A team that talks, each at a browser of their own, on a good link: what a room looks like when all is well.
import type { Browser, Page } from 'playwright';
import { enter } from '../browser/person';
import type { Stand } from './shots';
import { talks } from './talk';

const talk = talks.en;
const box = (page: Page) => page.getByRole('textbox', { name: 'Message', exact: true });
const roomLink = (page: Page, name: string) =>
  page.getByRole('navigation', { name: 'Rooms' }).getByRole('link', { name, exact: true });

/** Where the first of them is. */
export async function makeTeam(browser: Browser, url: string, patienceMs: number): Promise<Stand> {
  const pages: Page[] = [];
  for (const name of talk.people) {
    const page = await (await browser.newContext({ locale: 'en-GB', reducedMotion: 'reduce' })).newPage();
    page.setDefaultTimeout(patienceMs);
    await page.goto(url);
    await enter(page, name, 'Create account');
    pages.push(page);
  }
  const [lena, asha] = pages as [Page, Page];
  for (const [name, words] of [
    [talk.huts, talk.waiting[1] ?? ''],
    [talk.clinic, talk.clinicSaid],
  ] as const) {
    await makeRoom(lena, name);
    await write(lena, words);
  }
  await makeRoom(lena, talk.team);
  const team = /#\/room\/([\w-]+)/.exec(lena.url())?.[1] ?? '';
  for (const page of pages.slice(1)) {
    await page.getByRole('link', { name: 'Browse rooms' }).click();
    await page.getByRole('button', { name: `Join ${talk.team}` }).click();
    await box(page).waitFor();
  }
  for (const { by, text } of talk.said) {
    await write(pages[by] ?? lena, text);
    await lena.getByText(text, { exact: true }).last().waitFor();
  }
  await asha.getByRole('link', { name: 'New message to a person' }).click();
  await asha.getByRole('textbox', { name: 'Name of the person' }).fill(talk.people[0] ?? '');
  await asha.getByRole('button', { name: `Write to ${talk.people[0] ?? ''}` }).click();
  await write(asha, talk.directSaid);
  await roomLink(lena, talk.people[1] ?? '').waitFor();
  return { page: lena, url, team, talk };
}

async function makeRoom(page: Page, name: string): Promise<void> {
  await page.getByRole('button', { name: 'New room' }).click();
  await page.getByRole('textbox', { name: 'Room name' }).fill(name);
  await page.getByRole('button', { name: 'Create', exact: true }).click();
  await page.getByRole('heading', { name, exact: true }).first().waitFor();
  await box(page).waitFor();
}

async function write(page: Page, text: string): Promise<void> {
  await box(page).fill(text);
  await page.getByRole('button', { name: 'Send' }).click();
  await page.getByText(text, { exact: true }).last().waitFor();
}
