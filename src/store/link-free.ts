// When the link may be used for what nobody waits for: the rest of the app, and a copy of all of it on the device. On a first visit
// that is a download as large as the visit itself, and the first words go first.
import type { App, AppState } from './state';

/** Somebody who has sent one message and was not typing the next. */
const settleMs = 2_000;
/** Somebody who reads the account form, is in no room at all, or has no link. */
const patienceMs = 15_000;

/** `isKept`: all of the app is on the device, so only the screen goes first. */
export function untilLinkIsFree({
  app,
  clock,
  isKept,
}: {
  app: Pick<App, 'getState' | 'subscribe'>;
  clock: { after(delayMs: number, callback: () => void): () => void };
  isKept: boolean;
}): Promise<void> {
  const isFree = ({ stage, open, rooms, connection, waiting }: AppState) => {
    if (stage.at !== 'signed-in') return isKept && stage.at !== 'starting';
    if (open === undefined && rooms.length === 0) return false;
    return isKept || (connection.state === 'online' && waiting === 0);
  };

  return new Promise((resolve) => {
    let cancelSettle: (() => void) | undefined;
    const look = (state: AppState) => {
      if (!isFree(state)) {
        cancelSettle?.();
        cancelSettle = undefined;
      } else if (isKept) end();
      else cancelSettle ??= clock.after(settleMs, end);
    };
    const cancelPatience = clock.after(patienceMs, () => end());
    const unsubscribe = app.subscribe(look);
    const end = () => {
      unsubscribe();
      cancelPatience();
      cancelSettle?.();
      resolve();
    };
    look(app.getState());
  });
}
