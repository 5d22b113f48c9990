// Composition root of the service worker: keeps the app on the device, so that it opens without a network, and sends what waits
// when the browser wakes it because there is one again.
import { PrecacheController, type PrecacheEntry } from 'workbox-precaching';
import { openDb } from '../db/db';
import { openDeviceDb } from '../db/device-db';
import { log } from '../log';
import { outboxSyncTag, takeOverMessage, type OpenMessage } from '../platform/app-worker';
import { createSystemClock } from '../platform/clock';
import { createBroadcastTabChannel } from '../platform/tab-channel';
import { createOutboxHttp } from '../transport/outbox-http';
import { cachedPath } from './cached-path';
import { sendOutbox } from './send-outbox';

/** Chromium's. */
interface SyncEvent extends ExtendableEvent {
  readonly tag: string;
}

/** The build puts the list of files in the place of `self.keptFiles`. */
declare const self: ServiceWorkerGlobalScope & { readonly keptFiles: PrecacheEntry[] };

// One file after the other, each kept as soon as it is whole: an installation that was cut goes on where it was.
const files = new PrecacheController();
// Adds the listeners that fill the cache at installation, and remove another version's files at activation.
files.precache(self.keptFiles);

const app = {
  origin: self.location.origin,
  keeps: (path: string) => files.getCacheKeyForURL(path) !== undefined,
};

self.addEventListener('activate', (event) => {
  // The first visit too should go on when its link goes: a part of the app that is asked for later is here.
  event.waitUntil(self.clients.claim());
});

self.addEventListener('fetch', (event) => {
  const path = cachedPath(event.request, app);
  if (path !== undefined) event.respondWith(answer(event, path));
});

self.addEventListener('message', (event) => {
  if (event.data === takeOverMessage) event.waitUntil(self.skipWaiting());
});

self.addEventListener('sync', (event) => {
  const sync = event as SyncEvent;
  if (sync.tag === outboxSyncTag) sync.waitUntil(send());
});

self.addEventListener('notificationclick', (event) => {
  event.notification.close();
  event.waitUntil(openApp(String(event.notification.data)));
});

/** In the page that was looked at last, or in a new one. */
async function openApp(href: string): Promise<void> {
  const [page] = await self.clients.matchAll({ type: 'window', includeUncontrolled: true });
  if (!page) {
    await self.clients.openWindow(href);
    return;
  }
  page.postMessage({ open: href } satisfies OpenMessage);
  // Where the browser does not let a worker do that, the room is open all the same when the person comes.
  await page.focus().catch(() => undefined);
}

/** Falls back to the network by itself where the browser has thrown a file away. */
function answer(event: FetchEvent, path: string): Promise<Response> {
  const cacheKey = files.getCacheKeyForURL(path);
  return files.strategy.handle({
    event,
    request: new Request(path),
    ...(cacheKey === undefined ? {} : { params: { cacheKey } }),
  });
}

async function send(): Promise<void> {
  const done = await sendOutbox({
    openDeviceDb,
    openDb,
    http: createOutboxHttp({ origin: self.location.origin, fetch: self.fetch.bind(self) }),
    openChannel: (user) => createBroadcastTabChannel(`onebar-${user}`),
    pages,
    clock: createSystemClock(),
    trouble: log.trouble,
  });
  // This is how a worker asks to be woken again.
  if (!done) throw new Error('The server did not answer.');
}

async function pages(): Promise<'none' | 'hidden' | 'visible'> {
  const open = await self.clients.matchAll({ type: 'window', includeUncontrolled: true });
  if (open.length === 0) return 'none';
  return open.some((page) => page.visibilityState === 'visible') ? 'visible' : 'hidden';
}
