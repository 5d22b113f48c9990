// Loads a part of the app that everything else waits for, and never gives up: the link may be gone just then.
//
//   loading ── it is here ──▶ done
//    │   ▲
//    ▼   │ delay over, wake, try now
//   waiting
import type { Clock } from '../platform/clock';
import type { WakeUps } from '../platform/wake-ups';
import type { Backoff } from './backoff';

export interface PatientLoad {
  tryNow(): void;
  /** What is still loading comes to nothing. */
  stop(): void;
}

export function createPatientLoad<T>(deps: {
  load: () => Promise<T>;
  loading: () => void;
  failed: (error: unknown, nextTryAtMs: number) => void;
  loaded: (part: T) => void;
  clock: Clock;
  wakeUps: WakeUps;
  backoff: Backoff;
}): PatientLoad {
  const { clock } = deps;
  let phase: 'loading' | 'waiting' | 'done' = 'waiting';
  let cancelWait = () => {};
  const unsubscribe = deps.wakeUps.subscribe(() => void load());

  const load = async (): Promise<void> => {
    if (phase !== 'waiting') return;
    cancelWait();
    phase = 'loading';
    deps.loading();
    try {
      const part = await deps.load();
      if (!isDone()) {
        stop();
        deps.loaded(part);
      }
    } catch (error) {
      if (isDone()) return;
      phase = 'waiting';
      const delayMs = deps.backoff.next();
      cancelWait = clock.after(delayMs, () => void load());
      deps.failed(error, clock.now() + delayMs);
    }
  };

  const isDone = () => phase === 'done';

  const stop = () => {
    phase = 'done';
    cancelWait();
    unsubscribe();
  };

  void load();
  return { tryNow: () => void load(), stop };
}
