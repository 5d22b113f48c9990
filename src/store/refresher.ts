// Reads again when something changed: at once after a rest, and however many changes come meanwhile, one read behind each gap.
// So a key shows at once, and a thousand arriving messages do not cost a thousand readings of the list.

export interface Refresher {
  /** Something changed. */
  wake(): void;
  /** Something changed that a reading under way sees at its end. */
  ensure(): void;
  stop(): void;
}

/** After so long it is read in any case. */
const patienceMs = 250;

export function createRefresher({
  read,
  gapMs,
  busyMs = () => 0,
  after,
  trouble,
}: {
  read: () => Promise<void>;
  /** From the end of one read to the beginning of the next. */
  gapMs: number;
  /** Somebody needs this thread for so long, and is let go first; up to a bound. */
  busyMs?: (() => number) | undefined;
  /** As `Clock.after`. */
  after: (delayMs: number, callback: () => void) => () => void;
  trouble: (error: unknown) => void;
}): Refresher {
  let state: 'resting' | 'reading' | 'gap' = 'resting';
  let again = false;
  let stopped = false;
  let cancel: (() => void) | undefined;

  const run = async (waitedMs = 0) => {
    if (stopped) return;
    state = 'reading';
    const waitMs = waitedMs < patienceMs ? busyMs() : 0;
    if (waitMs > 0) {
      cancel = after(waitMs, () => void run(waitedMs + waitMs));
      return;
    }
    again = false;
    await read().catch(trouble);
    if (stopped) return;
    state = 'gap';
    cancel = after(gapMs, () => {
      state = 'resting';
      if (again) void run();
    });
  };

  const wake = () => {
    again = true;
    if (state !== 'resting' || stopped) return;
    state = 'reading';
    // What is said of one change in several notices is read once.
    queueMicrotask(() => void run());
  };

  return {
    wake,
    ensure() {
      if (state !== 'reading') wake();
    },
    stop() {
      stopped = true;
      cancel?.();
    },
  };
}
