// Composition root of what stands around the app: the service worker, newer versions, installing, the badge. Nobody waits for it
// to see or write a message, so it is loaded when the first screen is there.
import type { DeviceDb } from './db/device-db';
import { log } from './log';
import { createBrowserAppWorker } from './platform/app-worker';
import { createBrowserBadge } from './platform/badge';
import { createSystemClock } from './platform/clock';
import type { InstallPrompt } from './platform/install-prompt';
import { onLaunch } from './platform/launches';
import { createBrowserPage } from './platform/page';
import { createBrowserWakeUps } from './platform/wake-ups';
import type { StartableApp } from './store/app';
import { askForSync } from './store/ask-for-sync';
import { attentionOf } from './store/attention';
import { createInstallation, type Installation } from './store/installation';
import { addressOf } from './ui/address';

export function wireInstallation({
  app,
  deviceDb,
  prompt,
  initialHref,
}: {
  app: StartableApp;
  deviceDb: DeviceDb;
  prompt: InstallPrompt;
  /** As this page was asked for. */
  initialHref: string;
}): Installation {
  const badge = createBrowserBadge(navigator);
  let shown = -1;
  const count = () => {
    const now = app.getState().rooms.reduce((sum, room) => sum + attentionOf(room), 0);
    if (now !== shown) badge.show(now);
    shown = now;
  };
  app.subscribe(count);
  count();

  let launchedAt: string | undefined = initialHref;
  onLaunch(window, (href) => {
    // This page's own start: it is there already, and perhaps somebody has gone on since.
    if (href === launchedAt) launchedAt = undefined;
    else goTo(href);
  });

  const page = createBrowserPage(window);
  // Not while developing: the worker would answer with yesterday's files.
  const worker =
    import.meta.env.PROD && 'serviceWorker' in navigator
      ? createBrowserAppWorker(navigator.serviceWorker)
      : undefined;
  if (worker) askForSync({ app, hidden: page.hidden, request: worker.requestSync });

  return createInstallation({
    worker,
    prompt,
    page,
    flush: app.flush,
    memory: { offered: deviceDb.installOffered, setOffered: deviceDb.setInstallOffered },
    wakeUps: createBrowserWakeUps(),
    clock: createSystemClock(),
    trouble: log.trouble,
  });
}

function goTo(href: string): void {
  const next = new URL(addressOf(href), location.origin);
  // Just the app: whoever comes back to it wants to go on where they were.
  if (next.search === '' && next.hash === '') return;
  history.pushState(null, '', next.href);
  // The router listens to this alone.
  window.dispatchEvent(new HashChangeEvent('hashchange'));
}
