// What a person does at a page to have all of a room: the open one fills small holes by itself, and a large one waits for its button.
import type { Page as Tab } from 'playwright';

/** So much is drawn around the screen at least (MessageList). */
const drawnPx = 6000;

/** Presses the button of a hole that is drawn, or scrolls up to where one may be. */
export async function fetchHole(page: Tab): Promise<void> {
  const button = page.getByRole('button', { name: 'Fetch them' }).last();
  if (await button.isVisible()) {
    // It may be on its way already, or gone with its hole.
    await button.click({ timeout: 1000 }).catch(() => undefined);
    return;
  }
  // At the top it begins at the bottom again: what was left below may be drawn by now.
  await page.getByRole('list', { name: 'Messages' }).evaluate((list, stepPx) => {
    const { scrollTop, scrollHeight } = list;
    list.scrollTop = scrollTop > 0 ? scrollTop - stepPx : scrollHeight;
  }, drawnPx);
}
