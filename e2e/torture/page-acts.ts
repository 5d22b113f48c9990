// What a person does at a page to have all of a room: the open one fills small holes by itself, and the rest waits for a button.
import type { Page as Tab } from 'playwright';

/** What is above the screen and drawn all the same (MessageList). */
const drawnPx = 5000;

/** Presses what fetches the holes, where it is to be seen; otherwise scrolls up, which brings what is older than all that is here. */
export async function fetchMore(page: Tab, hasHoles: boolean): Promise<void> {
  const button = page.getByRole('button', { name: /^Fetch (all|them)$/ }).first();
  if (hasHoles && (await button.isVisible())) {
    // Without waiting until it stands still: rows come above it all the time. It may be gone with its hole.
    await button.dispatchEvent('click', undefined, { timeout: 1000 }).catch(() => undefined);
    return;
  }
  await page.getByRole('list', { name: 'Messages' }).evaluate((list, px) => {
    // Where it stands already it moves a little, so that the list asks for what is older.
    list.scrollTop = Math.max(list.scrollTop === 0 ? 1 : 0, list.scrollTop - px);
  }, drawnPx);
}
