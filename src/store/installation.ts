// The app as a thing on this device: whether a newer version lies ready, and whether and how it can be installed.
//
//   none ── a newer version lies ready ──▶ ready ── Update ──▶ taking ──▶ (the page starts again)
//                                            ▲ │
//           words that are not kept yet ─────┘ └── another tab pressed Update, and nothing here would be lost
import { createStore } from 'zustand/vanilla';

export interface InstallationState {
  /** `unsaved`: the person wanted it, and there are words in a box that only they can finish. */
  readonly update: 'none' | 'ready' | 'unsaved' | 'taking';
  readonly install: 'offered' | 'by-hand' | 'installed' | 'unknown';
  /** The offer to install may be shown beside the messages: it was not yet, on this device. */
  readonly offer: boolean;
}

export interface Installation {
  getState(): InstallationState;
  getInitialState(): InstallationState;
  subscribe(listener: (state: InstallationState, previous: InstallationState) => void): () => void;
  /** Goes on with the newer version, in all tabs. */
  update(): Promise<void>;
  /** Shows the browser's own question, where there is one. */
  install(): Promise<void>;
  /** The offer was seen, and is not to come again. */
  dismissOffer(): void;
}

export interface InstallationDeps {
  readonly worker:
    | {
        /** Looks for a newer version. `false`: the server could not be asked. */
        check(): Promise<boolean>;
        /** `false`: none lies ready. */
        takeOver(): Promise<boolean>;
        subscribe(listener: (event: 'ready' | 'taken-over' | 'failed') => void): () => void;
      }
    | undefined;
  readonly prompt: {
    way(): InstallationState['install'];
    ask(): Promise<boolean>;
    subscribe(listener: () => void): () => void;
  };
  readonly page: {
    /** There are words on the page that are kept nowhere. */
    unsaved(): boolean;
    /** Takes no more keys. */
    hold(): void;
    reload(): void;
  };
  /** Writes to disk what the app has not written yet. */
  readonly flush: () => Promise<void>;
  /** Was the offer shown on this device? */
  readonly memory: { offered(): Promise<boolean>; setOffered(): Promise<void> };
  readonly wakeUps: { subscribe(listener: () => void): () => void };
  readonly clock: { now(): number; after(delayMs: number, callback: () => void): () => void };
  readonly trouble: (what: string, error: unknown) => void;
}

/** A version is looked for when the device wakes up, and not more often. */
const checkEveryMs = 3_600_000;
/** After a link that was too bad to bring all of it; doubled each time. */
const firstRetryMs = 30_000;
const maxRetryMs = 1_800_000;

export function createInstallation(deps: InstallationDeps): Installation {
  const { worker, prompt, page, clock, trouble } = deps;
  const store = createStore<InstallationState>(() => ({
    update: 'none',
    install: prompt.way(),
    offer: false,
  }));
  let checkedAtMs: number | undefined;
  let retryMs = firstRetryMs;
  let cancelRetry: (() => void) | undefined;

  prompt.subscribe(() => store.setState({ install: prompt.way() }));
  worker?.subscribe((event) => {
    if (event === 'failed') retryLater();
    if (event === 'ready' && store.getState().update === 'none') store.setState({ update: 'ready' });
    if (event === 'taken-over') void takenOver();
  });
  deps.wakeUps.subscribe(() => {
    if (checkedAtMs !== undefined && clock.now() - checkedAtMs < checkEveryMs) return;
    retryMs = firstRetryMs;
    void check();
  });
  void check();
  void recall();

  async function recall(): Promise<void> {
    try {
      store.setState({ offer: !(await deps.memory.offered()) });
    } catch (error) {
      trouble('It could not be read whether installing was offered', error);
    }
  }

  async function check(): Promise<void> {
    if (!worker) return;
    cancelRetry?.();
    checkedAtMs = clock.now();
    if (!(await worker.check())) retryLater();
  }

  function retryLater(): void {
    // The next waking does not wait for the timer.
    checkedAtMs = undefined;
    cancelRetry?.();
    cancelRetry = clock.after(retryMs, () => void check());
    retryMs = Math.min(2 * retryMs, maxRetryMs);
  }

  /** The worker in charge is newer than this page, perhaps at another tab's wish. */
  async function takenOver(): Promise<void> {
    if (page.unsaved()) store.setState({ update: 'ready' });
    else await restart();
  }

  async function restart(): Promise<void> {
    page.hold();
    try {
      await deps.flush();
    } catch (error) {
      trouble('What was not kept yet could not be kept', error);
    }
    page.reload();
  }

  return {
    getState: store.getState,
    getInitialState: store.getInitialState,
    subscribe: store.subscribe,
    async update() {
      if (page.unsaved()) {
        store.setState({ update: 'unsaved' });
        return;
      }
      store.setState({ update: 'taking' });
      // Without one that waits the page alone is old: another tab has updated already.
      if (!(await worker?.takeOver())) await restart();
    },
    async install() {
      await prompt.ask();
    },
    dismissOffer() {
      store.setState({ offer: false });
      deps.memory
        .setOffered()
        .catch((error: unknown) => trouble('It could not be kept that installing was offered', error));
    },
  };
}
