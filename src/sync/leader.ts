// One tab leads: it holds the Web Lock and owns the link. A closed or crashed tab lets go of its lock, and the next in line leads.
import type { Locks } from '../platform/locks';

/** Leads when it is this tab's turn, until `abort`. `lead` starts the duties and returns the way to end them. */
export async function leadWhenElected({
  locks,
  name,
  lead,
  abort,
}: {
  locks: Locks;
  name: string;
  lead: () => () => void;
  abort: AbortSignal;
}): Promise<void> {
  await locks.hold(
    name,
    () =>
      new Promise((resolve) => {
        if (abort.aborted) return resolve();
        const resign = lead();
        abort.addEventListener(
          'abort',
          () => {
            resign();
            resolve();
          },
          { once: true },
        );
      }),
    abort,
  );
}
