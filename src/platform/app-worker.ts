// The service worker as the page sees it: installed once, replaced when a newer version of the app lies ready on the device.

/** From a page to the worker that waits: take the place of the old one now, for all tabs. */
export const takeOverMessage = 'take-over';
/** The tag of a Background Sync: words wait. */
export const outboxSyncTag = 'outbox';

/** From the worker to a page: somebody pressed a notification that leads there. */
export interface OpenMessage {
  readonly open: string;
}

export const isOpenMessage = (data: unknown): data is OpenMessage =>
  typeof (data as OpenMessage | null)?.open === 'string';

export type AppWorkerEvent =
  /** A newer version of the app lies ready on this device. */
  | 'ready'
  /** The worker in charge is another one now: what this page runs is of an older version. */
  | 'taken-over'
  /** It could not be installed: the link was cut, or the device is full. What was fetched is kept. */
  | 'failed';

export interface AppWorker {
  /**
   * Installs the worker, or goes on with an installation that was cut; after that asks whether there is a newer version.
   * Resolves with `false` when the server could not be asked.
   */
  check(): Promise<boolean>;
  /** The newer version that lies ready takes over, in all tabs. `false`: there is none. */
  takeOver(): Promise<boolean>;
  /** Asks the browser to wake the worker when there is a network, even if no page is open. `false` where it cannot. */
  requestSync(): Promise<boolean>;
  subscribe(listener: (event: AppWorkerEvent) => void): () => void;
}

/** Chromium's; nobody else has it. */
interface SyncManager {
  register(tag: string): Promise<void>;
}

export function createBrowserAppWorker(container: ServiceWorkerContainer): AppWorker {
  const listeners = new Set<(event: AppWorkerEvent) => void>();
  const watched = new WeakSet<ServiceWorkerRegistration>();
  const followed = new WeakSet<ServiceWorker>();
  /** A page without a worker is taken by its first one: that is no newer version. */
  let controlled = container.controller !== null;

  container.addEventListener('controllerchange', () => {
    if (controlled) tell('taken-over');
    controlled = true;
  });

  function tell(event: AppWorkerEvent): void {
    for (const listener of listeners) listener(event);
  }

  function watch(registration: ServiceWorkerRegistration): void {
    if (watched.has(registration)) return;
    watched.add(registration);
    registration.addEventListener('updatefound', () => follow(registration));
    if (registration.waiting && registration.active) tell('ready');
    follow(registration);
  }

  function follow(registration: ServiceWorkerRegistration): void {
    const { installing } = registration;
    if (!installing || followed.has(installing)) return;
    followed.add(installing);
    let installed = false;
    installing.addEventListener('statechange', () => {
      if (installing.state === 'installed') {
        installed = true;
        if (registration.active) tell('ready');
      }
      // One that was replaced is redundant, too: only before it was whole it is a failure.
      if (installing.state === 'redundant' && !installed) tell('failed');
    });
  }

  return {
    async check() {
      try {
        const known = await container.getRegistration();
        const registration = await container.register('/sw.js', { updateViaCache: 'none' });
        watch(registration);
        if (known?.active) await registration.update();
        return true;
      } catch {
        // No network, or a captive portal's page instead of a script: the version that is here goes on.
        return false;
      }
    },
    async takeOver() {
      const waiting = (await container.getRegistration())?.waiting;
      waiting?.postMessage(takeOverMessage);
      return waiting !== undefined && waiting !== null;
    },
    async requestSync() {
      try {
        const registration = await container.getRegistration();
        const { sync } = (registration ?? {}) as { sync?: SyncManager };
        await sync?.register(outboxSyncTag);
        return sync !== undefined;
      } catch {
        // Forbidden by the person, or no worker is active yet: then the next opening sends.
        return false;
      }
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
