// Words that wait ask the browser to wake the service worker when there is a network, in case no page is open then.
import type { AppState } from './state';

/** Asks when words begin to wait for a link, and again when the page goes out of sight: an earlier request may be used up by then. */
export function askForSync({
  app,
  hidden,
  request,
}: {
  app: {
    getState(): Pick<AppState, 'waiting' | 'connection'>;
    subscribe(listener: () => void): () => void;
  };
  /** Calls back when nobody sees the page any more. */
  hidden: (listener: () => void) => () => void;
  request: () => Promise<boolean>;
}): void {
  let waited = false;
  const look = () => {
    const { waiting, connection } = app.getState();
    const waits = waiting > 0 && connection.state !== 'online';
    if (waits && !waited) void request();
    waited = waits;
  };
  app.subscribe(look);
  hidden(() => {
    if (app.getState().waiting > 0) void request();
  });
  look();
}
