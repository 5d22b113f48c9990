// Moments at which the link may be back: a hint to try now, never a gate (`navigator.onLine` lies behind portals and VPNs).

export interface WakeUps {
  /** Calls back when the network returned or changed, the page became visible or was restored, or the device slept. */
  subscribe(listener: () => void): () => void;
  /** Calls back when the page is put away, perhaps for good: only what is begun at once happens. */
  leaving(listener: () => void): () => void;
  /** Is the page on the screen? */
  visible(): boolean;
  /** Does the browser believe that there is a network? For words alone. */
  networkUp(): boolean;
}

const watchEveryMs = 5_000;
/** A jump of the clock that is no jitter. */
const sleepMs = 10_000;

export const createBrowserWakeUps = (): WakeUps => ({
  subscribe(listener) {
    const onVisibility = () => {
      if (document.visibilityState === 'visible') listener();
    };
    // Every load ends with one; only a page that was put away and brought back has slept.
    const onPageShow = (event: PageTransitionEvent) => {
      if (event.persisted) listener();
    };
    const network = (navigator as { connection?: EventTarget }).connection;
    let lastMs = Date.now();
    // A timer that comes much too late while the page is on the screen: the device slept.
    const watch = setInterval(() => {
      const nowMs = Date.now();
      if (Math.abs(nowMs - lastMs - watchEveryMs) > sleepMs) onVisibility();
      lastMs = nowMs;
    }, watchEveryMs);
    network?.addEventListener('change', listener);
    window.addEventListener('online', listener);
    window.addEventListener('pageshow', onPageShow);
    document.addEventListener('visibilitychange', onVisibility);
    return () => {
      clearInterval(watch);
      network?.removeEventListener('change', listener);
      window.removeEventListener('online', listener);
      window.removeEventListener('pageshow', onPageShow);
      document.removeEventListener('visibilitychange', onVisibility);
    };
  },
  leaving(listener) {
    window.addEventListener('pagehide', listener);
    // Chromium's, for a page in the background that is stopped and perhaps never started again.
    document.addEventListener('freeze', listener);
    return () => {
      window.removeEventListener('pagehide', listener);
      document.removeEventListener('freeze', listener);
    };
  },
  visible: () => document.visibilityState === 'visible',
  networkUp: () => navigator.onLine,
});

/** For tests and Node: always visible, woken by hand. */
export function createFakeWakeUps(): WakeUps & { wake(): void; leave(): void } {
  const listeners = new Set<() => void>();
  const leavingListeners = new Set<() => void>();
  return {
    leaving(listener) {
      leavingListeners.add(listener);
      return () => leavingListeners.delete(listener);
    },
    leave() {
      for (const listener of leavingListeners) listener();
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    visible: () => true,
    networkUp: () => true,
    wake() {
      for (const listener of listeners) listener();
    },
  };
}
