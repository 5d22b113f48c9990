// What a person does at a page to have all of a room: the open one fills small holes by itself, and a large one waits for its button.
import type { Page as Tab } from 'playwright';
import type { Range } from '../../src/db/held-ranges';

/** So much is drawn around the screen at least (MessageList). */
const drawnPx = 5000;
/** Looks at the top before it is believed that nothing older comes. */
const looksAtTop = 8;

export interface HoleFetcher {
  /** Presses the button of a hole that is drawn, or scrolls to where this one may be. */
  step(page: Tab, hole: Range, head: number): Promise<void>;
}

export function createHoleFetcher(): HoleFetcher {
  let heightPx = 0;
  let looks = 0;
  /** Since a button was pressed, with all of the room in the list. */
  let scrolls = 0;

  return {
    async step(page, [from], head) {
      const button = page.getByRole('button', { name: 'Fetch them' }).last();
      if (await button.isVisible()) {
        scrolls = 0;
        // Without waiting until it stands still: rows come above it all the time. It may be gone with its hole.
        await button.dispatchEvent('click', undefined, { timeout: 1000 }).catch(() => undefined);
        return;
      }
      const isWhole = looks >= looksAtTop;
      // Nearer and further ones in turn: rows are not of one height.
      const besidePx = (scrolls % 2 === 0 ? 1 : -1) * ((scrolls + 1) >> 1) * drawnPx;
      const whereTo = isWhole
        ? { part: (from - 1) / head, besidePx }
        : { part: undefined, besidePx: -drawnPx };
      if (isWhole) scrolls++;
      const before = await page.getByRole('list', { name: 'Messages' }).evaluate((list, to) => {
        const { scrollTop, scrollHeight } = list;
        const topPx = to.part === undefined ? scrollTop : to.part * scrollHeight;
        // Where it stands already it moves a little, so that the list asks for what is older.
        list.scrollTop = Math.max(scrollTop === 0 ? 1 : 0, topPx + to.besidePx);
        return { scrollTop, scrollHeight };
      }, whereTo);
      if (isWhole) return;
      looks = before.scrollTop > 1 || before.scrollHeight !== heightPx ? 0 : looks + 1;
      heightPx = before.scrollHeight;
    },
  };
}
