// Reads again when something changed: at once after a rest, and however many changes come meanwhile, one read behind each gap.
// So a key shows at once, and a thousand arriving messages do not cost a thousand readings of the list.

export interface Refresher {
  /** Something changed. */
  wake(): void;
  /** Something changed that a reading under way sees at its end. */
  ensure(): void;
  stop(): void;
}

export function createRefresher({
  read,
  gapMs,
  after,
  trouble,
}: {
  read: () => Promise<void>;
  /** From the end of one read to the beginning of the next. */
  gapMs: number;
  /** As `Clock.after`. */
  after: (delayMs: number, callback: () => void) => () => void;
  trouble: (error: unknown) => void;
}): Refresher {
  let state: 'resting' | 'reading' | 'gap' = 'resting';
  let again = false;
  let stopped = false;
  let cancel: (() => void) | undefined;

  const run = async () => {
    if (stopped) return;
    state = 'reading';
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
