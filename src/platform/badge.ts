// The number on the app's icon, where the system shows one.

export interface Badge {
  show(count: number): void;
}

export const createBrowserBadge = (browser: Navigator): Badge => ({
  show(count) {
    // Missing in some browsers, and refused where the app is not installed: the title of the window says it too.
    browser.setAppBadge?.(count).catch(() => undefined);
  },
});
