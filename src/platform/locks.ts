// One holder at a time among all tabs of this origin: Web Locks behind a port.

export interface Locks {
  /**
   * Waits for the lock, holds it until the promise of `whileHeld` settles, then lets it go.
   * Resolves when it was held and let go, or when `abort` ended the waiting.
   */
  hold(name: string, whileHeld: () => Promise<void>, abort: AbortSignal): Promise<void>;
}

export const createWebLocks = (manager: LockManager): Locks => ({
  async hold(name, whileHeld, abort) {
    try {
      await manager.request(name, { signal: abort }, whileHeld);
    } catch (error) {
      if (!abort.aborted) throw error;
    }
  },
});

/** For tests and Node: tabs that share one of these share its locks. A holder that is ended lets go, as a closed tab does. */
export function createFakeLocks(): Locks {
  const queueByName = new Map<string, Promise<void>>();

  return {
    hold(name, whileHeld, abort) {
      const before = queueByName.get(name) ?? Promise.resolve();
      const turn = before.then(() => (abort.aborted ? undefined : whileHeld()));
      queueByName.set(
        name,
        turn.catch(() => undefined),
      );
      return turn;
    },
  };
}
