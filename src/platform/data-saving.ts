// Whether the person has told the browser to spare bytes. Only some browsers know; where it is not said, nobody did.

export interface DataSaving {
  wanted(): boolean;
  /** Calls back when it may be another thing now. */
  subscribe(listener: () => void): () => void;
}

export function createBrowserDataSaving(browser: Navigator): DataSaving {
  const { connection } = browser as { connection?: EventTarget & { readonly saveData?: boolean } };
  return {
    wanted: () => connection?.saveData === true,
    subscribe(listener) {
      connection?.addEventListener('change', listener);
      return () => connection?.removeEventListener('change', listener);
    },
  };
}

/** For tests and Node: it is wanted when the test says so. */
export function createFakeDataSaving(): DataSaving & { want(wanted: boolean): void } {
  const listeners = new Set<() => void>();
  let isWanted = false;
  return {
    wanted: () => isWanted,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    want(wanted) {
      isWanted = wanted;
      for (const listener of listeners) listener();
    },
  };
}
