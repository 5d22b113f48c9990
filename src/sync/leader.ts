// One tab leads: it holds the Web Lock and owns the link. A closed or crashed tab lets go of its lock, and the next in line leads.
// A frozen page keeps its lock: whoever finds it silent takes the lock away, and it stands in line again when it wakes.
//
//   waiting in line ── my turn, or stolen by me ──▶ leading ── stolen from me ──▶ waiting in line
import type { Locks } from '../platform/locks';

export interface Election {
  /** The leader does not answer: take its place. */
  takeOver(): void;
}

/** Stands in line until `abort`. `lead` starts the duties and returns the way to end them. Errors go to `failed`. */
export function standForElection({
  locks,
  name,
  lead,
  abort,
  failed,
}: {
  locks: Locks;
  name: string;
  lead: () => () => void;
  abort: AbortSignal;
  failed: (error: unknown) => void;
}): Election {
  let leading = false;
  let turn = new AbortController();

  const whileHeld = (lost: AbortSignal): Promise<void> =>
    new Promise((resolve) => {
      if (abort.aborted || lost.aborted) return resolve();
      leading = true;
      const resign = lead();
      // Of this turn alone: a tab that was robbed may lead again, and two signals end each turn.
      let over = false;
      const end = () => {
        if (over) return;
        over = true;
        leading = false;
        resign();
        resolve();
      };
      abort.addEventListener('abort', end, { once: true });
      lost.addEventListener('abort', end, { once: true });
    });

  const standInLine = async (): Promise<void> => {
    turn = new AbortController();
    const either = AbortSignal.any([abort, turn.signal]);
    const how = await locks.hold(name, whileHeld, either);
    if (how === 'stolen' && !abort.aborted) await standInLine();
  };

  const takeOver = async (): Promise<void> => {
    // Out of the line, or the same tab would wait for itself.
    turn.abort();
    const how = await locks.steal(name, whileHeld);
    if (how === 'stolen' && !abort.aborted) await standInLine();
  };

  standInLine().catch(failed);
  return {
    takeOver() {
      if (!leading && !abort.aborted) takeOver().catch(failed);
    },
  };
}
