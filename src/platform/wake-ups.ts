// Moments at which the link may be back: a hint to try now, never a gate (`navigator.onLine` lies behind portals and VPNs).

export interface WakeUps {
  /** Calls back when the network returned, the page became visible or was restored. */
  subscribe(listener: () => void): () => void;
  /** Is the page on the screen? */
  visible(): boolean;
}

export const createBrowserWakeUps = (): WakeUps => ({
  subscribe(listener) {
    const onVisibility = () => {
      if (document.visibilityState === 'visible') listener();
    };
    window.addEventListener('online', listener);
    window.addEventListener('pageshow', listener);
    document.addEventListener('visibilitychange', onVisibility);
    return () => {
      window.removeEventListener('online', listener);
      window.removeEventListener('pageshow', listener);
      document.removeEventListener('visibilitychange', onVisibility);
    };
  },
  visible: () => document.visibilityState === 'visible',
});

/** For tests and Node: always visible, woken by hand. */
export function createFakeWakeUps(): WakeUps & { wake(): void } {
  const listeners = new Set<() => void>();
  return {
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    visible: () => true,
    wake() {
      for (const listener of listeners) listener();
    },
  };
}
