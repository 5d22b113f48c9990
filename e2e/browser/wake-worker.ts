// What the browser does when there is a network again, although no page is open: it wakes the service worker with a sync event.
import { setTimeout as sleep } from 'node:timers/promises';
import type { Page } from 'playwright';

const registeredWithinMs = 5_000;

/** From any page of the same browser profile. Does nothing where the app has not brought its worker in yet. */
export async function wakeWorker(page: Page, scope: string): Promise<void> {
  const devtools = await page.context().newCDPSession(page);
  try {
    const found = new Promise<string>((resolve) => {
      devtools.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => {
        for (const { scopeURL, registrationId } of registrations)
          if (scopeURL === scope) resolve(registrationId);
      });
    });
    await devtools.send('ServiceWorker.enable');
    const registrationId = await Promise.race([found, sleep(registeredWithinMs, undefined)]);
    if (registrationId === undefined) return;
    await devtools.send('ServiceWorker.dispatchSyncEvent', {
      origin: new URL(scope).origin,
      registrationId,
      tag: 'outbox',
      lastChance: false,
    });
  } finally {
    await devtools.detach();
  }
}
