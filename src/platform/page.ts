// The page itself: whether it holds words that are kept nowhere, and starting it again.

export interface Page {
  /** A box holds words that only the person can finish. One that is `data-kept` is on disk at all times. */
  unsaved(): boolean;
  /** Takes no more keys: what would be typed now would be lost. */
  hold(): void;
  reload(): void;
  /** Calls back when nobody sees the page any more. */
  hidden(listener: () => void): () => void;
}

/** What is chosen and not typed holds no words. */
const boxes = 'input:not([type=checkbox], [type=radio]), textarea';

export const createBrowserPage = (page: Window): Page => ({
  unsaved: () =>
    [...page.document.querySelectorAll<HTMLInputElement | HTMLTextAreaElement>(boxes)].some(
      (box) => box.dataset['kept'] === undefined && box.value !== '',
    ),
  hold() {
    page.document.documentElement.inert = true;
  },
  reload: () => page.location.reload(),
  hidden(listener) {
    const onVisibility = () => {
      if (page.document.visibilityState === 'hidden') listener();
    };
    page.document.addEventListener('visibilitychange', onVisibility);
    return () => page.document.removeEventListener('visibilitychange', onVisibility);
  },
});
