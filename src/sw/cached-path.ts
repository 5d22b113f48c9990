// Which requests of a page the service worker answers from what it keeps: the app itself, and nothing of the broker's.

/** The page that every address of the app opens. */
const shellPath = '/index.html';

/**
 * The path of the kept file that answers a request, or `undefined` for the network: sign-in, the outbox, /mqtt and /healthz always,
 * and whatever is not part of this version of the app.
 */
export function cachedPath(
  request: { readonly method: string; readonly url: string },
  app: { readonly origin: string; readonly keeps: (path: string) => boolean },
): string | undefined {
  const url = new URL(request.url);
  if (request.method !== 'GET' || url.origin !== app.origin) return undefined;
  // The query carries what was shared with the app, and the page reads it.
  if (url.pathname === '/') return shellPath;
  return app.keeps(url.pathname) ? url.pathname : undefined;
}
