// Whether somebody has the app before them, in whichever window of this device: a page holds a lock for as long as it has the focus.

export interface Focus {
  /** Some page of the app has the focus. */
  anywhere(): Promise<boolean>;
}

const lockName = 'onebar-focus';

export function createBrowserFocus(page: Window, locks: LockManager): Focus {
  let letGo: (() => void) | undefined;

  const follow = () => {
    const has = page.document.hasFocus();
    if (has && !letGo) {
      const over = new Promise<void>((resolve) => {
        letGo = resolve;
      });
      void locks.request(lockName, { mode: 'shared' }, () => over);
    }
    if (!has) {
      letGo?.();
      letGo = undefined;
    }
  };
  page.addEventListener('focus', follow);
  page.addEventListener('blur', follow);
  page.document.addEventListener('visibilitychange', follow);
  follow();

  return {
    async anywhere() {
      follow();
      const { held = [] } = await locks.query();
      return held.some(({ name }) => name === lockName);
    },
  };
}
