// Installing the app, as far as the browser lets a page have a say in it.

export interface InstallPrompt {
  /**
   * `offered`: `ask` asks the person. `by-hand`: the system installs, and only the person can tell it to (iOS).
   * `installed`: this page runs as an app. `unknown`: the browser says nothing.
   */
  way(): 'offered' | 'by-hand' | 'installed' | 'unknown';
  /** Shows the browser's own question. `false`: there was none to show, or the person said no. */
  ask(): Promise<boolean>;
  subscribe(listener: () => void): () => void;
}

/** Chromium's event. */
interface BeforeInstallPromptEvent extends Event {
  prompt(): Promise<{ outcome: 'accepted' | 'dismissed' }>;
}

/** To be made before the page has loaded: the browser offers once. */
export function createBrowserInstallPrompt(page: Window): InstallPrompt {
  const listeners = new Set<() => void>();
  let offer: BeforeInstallPromptEvent | undefined;
  let installed = false;

  const set = (next: BeforeInstallPromptEvent | undefined) => {
    offer = next;
    for (const listener of listeners) listener();
  };
  page.addEventListener('beforeinstallprompt', (event) => {
    // Instead of the browser's own bar: the offer stands where it does not push anything away.
    event.preventDefault();
    set(event as BeforeInstallPromptEvent);
  });
  page.addEventListener('appinstalled', () => {
    installed = true;
    set(undefined);
  });

  return {
    way() {
      if (installed || page.matchMedia('(display-mode: standalone)').matches) return 'installed';
      if (offer) return 'offered';
      // Only Safari on iOS has it, and there it tells whether the page runs from the home screen.
      const { standalone } = page.navigator as { standalone?: boolean };
      if (standalone !== undefined) return standalone ? 'installed' : 'by-hand';
      return 'unknown';
    },
    async ask() {
      const asked = offer;
      if (!asked) return false;
      // It may be shown once; the browser makes a new offer if it was dismissed.
      set(undefined);
      return (await asked.prompt()).outcome === 'accepted';
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
