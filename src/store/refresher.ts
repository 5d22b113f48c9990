// Reads again when something changed: one read at a time, and however many changes came meanwhile, one more behind it.

export interface Refresher {
  /** Something changed. */
  wake(): void;
  stop(): void;
}

export function createRefresher(read: () => Promise<void>, trouble: (error: unknown) => void): Refresher {
  let running = false;
  let again = false;
  let stopped = false;

  const run = async () => {
    running = true;
    do {
      again = false;
      await read().catch(trouble);
    } while (again && !stopped);
    running = false;
  };

  return {
    wake() {
      again = true;
      if (!running && !stopped) void run();
    },
    stop() {
      stopped = true;
    },
  };
}
