// One holder at a time among all tabs of this origin: Web Locks behind a port.

export interface Locks {
  /**
   * Waits for the lock, holds it until the promise of `whileHeld` settles, then lets it go. Resolves with `stolen` when
   * another took it away meanwhile (`whileHeld` must end then: it is told by `lost`), otherwise when it was held and let go
   * or `abort` ended the waiting.
   */
  hold(
    name: string,
    whileHeld: (lost: AbortSignal) => Promise<void>,
    abort: AbortSignal,
  ): Promise<'ended' | 'stolen'>;
  /** Takes the lock from whoever holds it, and holds it as `hold` does: a frozen page keeps its lock. */
  steal(name: string, whileHeld: (lost: AbortSignal) => Promise<void>): Promise<'ended' | 'stolen'>;
}

export function createWebLocks(manager: LockManager): Locks {
  const request = async (
    name: string,
    options: LockOptions,
    whileHeld: (lost: AbortSignal) => Promise<void>,
  ): Promise<'ended' | 'stolen'> => {
    const lost = new AbortController();
    let held = false;
    try {
      await manager.request(name, options, () => {
        held = true;
        return whileHeld(lost.signal);
      });
      return 'ended';
    } catch (error) {
      // The browser says it by this name both when the waiting was ended and when the lock was taken away.
      if (!(error instanceof DOMException) || error.name !== 'AbortError') throw error;
      if (!held) return 'ended';
      lost.abort();
      return 'stolen';
    }
  };
  return {
    hold: (name, whileHeld, abort) => request(name, { signal: abort }, whileHeld),
    steal: (name, whileHeld) => request(name, { steal: true }, whileHeld),
  };
}

/** For tests and Node: tabs that share one of these share its locks. A holder that is ended lets go, as a closed tab does. */
export function createFakeLocks(): Locks {
  interface Holder {
    readonly lost: AbortController;
    readonly letGo: (how: 'ended' | 'stolen') => void;
  }
  const holderByName = new Map<string, Holder>();
  const waitingByName = new Map<string, (() => void)[]>();

  const take = (name: string, whileHeld: (lost: AbortSignal) => Promise<void>): Promise<'ended' | 'stolen'> =>
    new Promise((resolve, reject) => {
      const holder: Holder = { lost: new AbortController(), letGo: resolve };
      holderByName.set(name, holder);
      const over = () => {
        if (holderByName.get(name) !== holder) return;
        holderByName.delete(name);
        waitingByName.get(name)?.shift()?.();
      };
      whileHeld(holder.lost.signal)
        .then(() => resolve('ended'), reject)
        .finally(over);
    });

  return {
    async hold(name, whileHeld, abort) {
      // Again and again: between one's turn and one's taking it, somebody else may have come.
      while (holderByName.has(name) && !abort.aborted) {
        const queue = waitingByName.get(name) ?? [];
        waitingByName.set(name, queue);
        await new Promise<void>((resolve) => {
          queue.push(resolve);
          abort.addEventListener('abort', () => {
            if (queue.includes(resolve)) queue.splice(queue.indexOf(resolve), 1);
            resolve();
          });
        });
      }
      return abort.aborted ? 'ended' : await take(name, whileHeld);
    },
    async steal(name, whileHeld) {
      const robbed = holderByName.get(name);
      const held = take(name, whileHeld);
      robbed?.lost.abort();
      robbed?.letGo('stolen');
      return await held;
    },
  };
}
