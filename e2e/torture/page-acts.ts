// What a person does at a page to have all of a room: the open one fills small holes by itself, and a large one waits for its button.
import type { Page as Tab } from 'playwright';

/** So much is drawn around the screen at least (MessageList). */
const drawnPx = 6000;
/** Looks at the top before it is believed that nothing older comes. */
const looksAtTop = 20;

export interface HoleFetcher {
  /** Presses the button of a hole that is drawn, or scrolls up to where one may be. */
  step(page: Tab): Promise<void>;
}

export function createHoleFetcher(): HoleFetcher {
  let heightPx = 0;
  let looks = 0;

  return {
    async step(page) {
      const button = page.getByRole('button', { name: 'Fetch them' }).last();
      if (await button.isVisible()) {
        // It may be on its way already, or gone with its hole.
        await button.click({ timeout: 1000 }).catch(() => undefined);
        return;
      }
      const list = page.getByRole('list', { name: 'Messages' });
      const before = await list.evaluate((element, stepPx) => {
        const { scrollTop, scrollHeight } = element;
        // A nudge, so that the list asks for what is older.
        element.scrollTop = scrollTop > 1 ? Math.max(0, scrollTop - stepPx) : 1 - scrollTop;
        return { scrollTop, scrollHeight };
      }, drawnPx);
      looks = before.scrollTop > 1 || before.scrollHeight !== heightPx ? 0 : looks + 1;
      heightPx = before.scrollHeight;
      if (looks < looksAtTop) return;
      looks = 0;
      // Below is what came meanwhile.
      await list.evaluate((element) => (element.scrollTop = element.scrollHeight));
    },
  };
}
